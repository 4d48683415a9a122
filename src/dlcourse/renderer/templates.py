"""The Jinja environment: a template's name and what the page says in, the page's HTML out.

An author's templates folder lies over the shipped one, file by file; `shipped/NAME` is always the shipped file, so
that an override can extend what it replaces.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path, PurePosixPath
from types import CodeType, TracebackType
from typing import Any

from jinja2 import (
    Environment,
    FunctionLoader,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    pass_context,
)
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from markupsafe import Markup, escape

from dlcourse import __version__
from dlcourse.diagnostics import ConfigError, DlcourseError, printable
from dlcourse.model import Language
from dlcourse.patterns import lazy
from dlcourse.renderer.compiled import Compiled
from dlcourse.renderer.words import Words, counted, duration, fill, lang_attr, language_name, tagged
from dlcourse.schema.toml import TomlFault, parse_toml, place_of
from dlcourse.shipped import shipped

FALLBACK_LANGUAGE = "en"
"""Words that a language's own file lacks are taken from this language's."""

SHIPPED = "shipped/"
LONGEST_MESSAGE = 200
SYNTAX_HINT = "mend the tag there; Jinja's template documentation explains the syntax"
UNDEFINED_HINT = "mend the name, or test it with {% if x is defined %}; the guide lists what each template is given"
MISSING_HINT = "write that template, or mend the name; a shipped one is named shipped/NAME"
LOOP_HINT = 'a template includes or extends itself; an override extends the shipped one by {% extends "shipped/NAME" %}'
OTHER_HINT = "mend the template, or delete it to have the shipped one back"

_OWN_NAME = lazy(r"\bl_[0-9]+_")
"""What Jinja puts before the names of a template."""

SYNTAX = 1
"""Counts how templates have been read: other settings of the environment or filters, other code."""

Source = tuple[str, str, None]


class Parts:
    """What templates make of `shared` alone, which is the same on many pages: made once, when it is first wanted.

    `made` is that by the template's name; None stands for an author's own template.
    """

    def __init__(self, shared: Mapping[str, object]) -> None:
        self.shared = shared
        self.made: dict[str, Markup | None] = {}
        self.modules: dict[str, TemplateModule] = {}


class _Template(Template):
    """A template that passes over what is HTML already: most of what pages are made of is."""

    @classmethod
    def from_code(cls, environment: Environment, code: CodeType, globals: Any, uptodate: Any = None) -> Template:
        """Return the template that was compiled to `code`."""
        template = super().from_code(environment, code, globals, uptodate)
        names: dict[str, object] = getattr(template.root_render_func, "__globals__")  # noqa: B009 - of a function it is
        names["escape"] = _written
        return template


def _written(value: object) -> str:
    return value if type(value) is Markup else escape(value)


class _Environment(Environment):
    """Templates are given dictionaries: `x.name` is looked for there first, before it would fail as an attribute."""

    template_class = _Template

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return the item or the attribute of `obj` that a template calls `obj.attribute`."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def compile(
        self, source: Any, name: Any = None, filename: Any = None, raw: Any = False, defer_init: Any = False
    ) -> Any:
        """Return the code of the template `source`. What Python makes nothing of is an error in the template, too."""
        try:
            return super().compile(source, name, filename, raw, defer_init)
        except (DlcourseError, TemplateSyntaxError):
            raise
        except SyntaxError as error:  # an argument that is given twice, loops in loops in loops
            line = _line_in_template(str(super().compile(source, name, filename, raw=True)), error.lineno or 0)
            raise TemplateSyntaxError(_OWN_NAME.sub("", error.msg), line, name, filename) from error
        except (RecursionError, ValueError) as error:  # brackets without end, a number of thousands of digits
            message = "it holds a value that is too long or nested too deep"
            raise TemplateSyntaxError(message, 0, name, filename) from error


def _line_in_template(code: str, line: int) -> int:
    """Return the line of a template from which `line` of its `code` was made, 0 if that does not say."""
    told = re.search(r"^debug_info = '([0-9=&]*)'", code, re.MULTILINE)
    pairs = [pair.split("=") for pair in told[1].split("&") if pair] if told else []
    return max((int(written) for written, made in pairs if int(made) <= line), default=0)


class Templates:
    """The templates of one course: the author's folder, if any, over the shipped one. A copy reads them again."""

    def __init__(self, overrides: Path | None) -> None:
        self._overrides = overrides
        self._environment = _environment(overrides, _state(overrides))

    def __reduce__(self) -> tuple[type["Templates"], tuple[Path | None]]:
        return Templates, (self._overrides,)

    @property
    def digest(self) -> str:
        """A digest of all files in the author's folder; the shipped ones are part of dlcourse itself.

        Raises `ConfigError` when one of them has a name that cannot be written.
        """
        digest = hashlib.blake2b(digest_size=16)
        if self._overrides:
            for file in sorted(file for file in self._overrides.rglob("*") if file.is_file()):
                name = file.relative_to(self._overrides).as_posix()
                try:
                    digest.update(f"{name}\0".encode())
                except UnicodeEncodeError:
                    shown = name.encode("utf-8", "backslashreplace").decode()
                    raise ConfigError(f"templates/{shown}: the name is not valid Unicode (UTF-8); rename it") from None
                digest.update(hashlib.blake2b(file.read_bytes()).digest())
        return digest.hexdigest()

    def render(self, template: str, context: Mapping[str, object]) -> str:
        """Return the page that `template` ("lesson.html") makes of `context`; the same context gives the same text.

        Raises `ConfigError` with the author's file and line when one of their templates is broken.
        """
        with self._blaming():
            return self._environment.get_template(template).render(context)

    def write(self, template: str, macro: str, parts: Parts, *given: object) -> Markup:
        """Return what a macro of `template` makes of what it is `given` and of what pages share.

        Raises `ConfigError` as `render` does.
        """
        with self._blaming():
            try:
                if template not in parts.modules:
                    parts.modules[template] = self._environment.get_template(template).make_module(dict(parts.shared))
                found = getattr(parts.modules[template], macro, None)
                if found is None:
                    raise ConfigError(f"templates/{template}: it has no macro {macro}; {OTHER_HINT}")
                written: Markup = found(*given)
            except DlcourseError:
                raise
            except Exception:
                self._environment.handle_exception()  # tells the template's own lines, as `render` does
            return written

    @contextmanager
    def _blaming(self) -> Iterator[None]:
        """Say where in the author's templates an error arose."""
        try:
            yield
        except DlcourseError:
            raise
        except Exception as error:  # a template can raise anything; only an author's is theirs to mend
            place = self._place(error)
            if place is None:
                raise
            raise ConfigError(f"{place}: {_problem(error)}; {_hint(error)}") from error

    def _place(self, error: Exception) -> str | None:
        """Return where in the author's templates `error` arose ("templates/lesson.html:12"), None if not in them."""
        if self._overrides is None:
            return None
        points = _template_lines(error.__traceback__)
        if isinstance(error, TemplateSyntaxError) and error.filename:
            points.append((error.filename, error.lineno))
        for file, line in reversed(points):
            if Path(file).is_relative_to(self._overrides):
                name = f"templates/{Path(file).relative_to(self._overrides).as_posix()}"
                return f"{name}:{line}" if line else name
        return None


def load_strings(language: Language, overrides: Path | None) -> Mapping[str, str]:
    """Return the words of the pages' own in `language`: `zh-Hans` over `zh` over English, the author's over ours.

    A text that had to be taken from English says so (`Words`). Raises `ConfigError` when an author's file is not TOML
    or holds anything but texts.
    """
    borrowed = _strings_of(FALLBACK_LANGUAGE, overrides)
    strings: dict[str, str] = {key: Words((text, FALLBACK_LANGUAGE)) for key, text in borrowed.items()}
    for tag in _tags(language):
        strings = _replaced(strings, _strings_of(tag, overrides))
    return strings


def has_strings(language: Language, overrides: Path | None) -> bool:
    """Tell whether there are words of the pages' own in `language`."""
    files = (folder / "strings" / f"{tag}.toml" for tag in _tags(language) for folder in _folders(overrides))
    return any(file.is_file() for file in files)


def _strings_of(tag: str, overrides: Path | None) -> dict[str, str]:
    strings: dict[str, str] = {}
    for folder in _folders(overrides):
        file = folder / "strings" / f"{tag}.toml"
        if file.is_file():
            strings = _replaced(strings, _read_strings(file))
    return strings


def _tags(language: Language) -> list[str]:
    """Return what `language` is called, from the widest to its own tag: `zh`, `zh-Hans`, `zh-Hans-CN`."""
    subtags = language.split("-")
    return ["-".join(subtags[:length]) for length in range(1, len(subtags) + 1)]


def asset_files(overrides: Path | None) -> tuple[tuple[str, Path], ...]:
    """Return name and file of everything in templates/assets, by name; the author's file replaces the shipped one."""
    files: dict[str, Path] = {}
    for folder in _folders(overrides):
        if (folder / "assets").is_dir():
            files |= {
                file.name: file
                for file in (folder / "assets").iterdir()
                if file.is_file() and not file.name.startswith(".")
            }
    return tuple(sorted(files.items()))


def _folders(overrides: Path | None) -> tuple[Path, ...]:
    """Return the template folders, the one that wins last."""
    return (shipped("templates"), overrides) if overrides else (shipped("templates"),)


def _state(overrides: Path | None) -> frozenset[tuple[Path, int]]:
    """Return what tells the templates of a folder from what they were: each file with the time of its last change."""
    files = (file for folder in _folders(overrides) for file in folder.rglob("*") if file.is_file())
    return frozenset((file, file.stat().st_mtime_ns) for file in files if file.parent.name != "__pycache__")


@lru_cache(maxsize=8)
def _environment(overrides: Path | None, _state: frozenset[tuple[Path, int]]) -> Environment:
    """Return the environment for a folder in this state; it compiles each template once."""

    def load(name: str) -> Source | None:
        file = _find(name, overrides)
        if file is None:
            return None
        try:
            return file.read_text(encoding="utf-8"), str(file), None
        except UnicodeDecodeError as error:
            raise ConfigError(f"templates/{name}: it is not UTF-8; save it as UTF-8") from error

    environment = _Environment(
        loader=FunctionLoader(load),
        undefined=StrictUndefined,
        cache_size=-1,
        auto_reload=False,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=Compiled(shipped("templates"), f"{__version__} {SYNTAX}"),
    )
    environment.filters |= {"counted": counted, "duration": duration, "fill": fill, "metas": _metas, "tagged": tagged}
    environment.globals |= {
        "lang_attr": lang_attr,
        "language_name": language_name,
        "part": _part,
        "strings": cache(lambda language: load_strings(language, overrides)),
    }
    return environment


def _metas(properties: Iterable[tuple[str, str]]) -> Markup:
    """Return the tags that say how a page is shown where it is shared."""
    tags = (
        f'<meta {"name" if name.startswith("twitter:") else "property"}="{escape(name)}" content="{escape(value)}">\n'
        for name, value in properties
    )
    return Markup("".join(tags))  # noqa: S704  # escaped above


@pass_context
def _part(context: Context, name: str) -> Markup:
    """Return what the template `name` makes of what pages share, as `parts` keeps it.

    An author's own template may want anything: it is made anew for each page, of all that the page is given.
    """
    template, parts = context.environment.get_template(name), context.get("parts")
    if not isinstance(parts, Parts):
        return _rendered(template, context.get_all())
    if name not in parts.made:
        parts.made[name] = _rendered(template, parts.shared) if _is_shipped(template) else None
    made = parts.made[name]
    return _rendered(template, context.get_all()) if made is None else made


def _rendered(template: Template, context: Mapping[str, object]) -> Markup:
    return Markup(template.render(context))  # noqa: S704  # a template escapes what it is given


def _is_shipped(template: Template) -> bool:
    return template.filename is not None and Path(template.filename).is_relative_to(shipped("templates"))


def _find(name: str, overrides: Path | None) -> Path | None:
    is_shipped = name.startswith(SHIPPED)
    path = PurePosixPath(name.removeprefix(SHIPPED))
    if path.is_absolute() or ".." in path.parts:
        return None
    folders = _folders(None if is_shipped else overrides)
    return next((folder / path for folder in reversed(folders) if (folder / path).is_file()), None)


def _replaced(strings: Mapping[str, str], over: Mapping[str, str]) -> dict[str, str]:
    """Put `over` over `strings`; a text also takes the place of the `_one` form that its forerunner had."""
    kept = {key: text for key, text in strings.items() if key.removesuffix("_one") not in over}
    return kept | dict(over)


def _read_strings(file: Path) -> dict[str, str]:
    return _parsed_strings(file.read_bytes(), f"templates/strings/{file.name}")


@lru_cache(maxsize=32)
def _parsed_strings(data: bytes, file: str) -> dict[str, str]:
    parsed = parse_toml(data, file)
    if isinstance(parsed, TomlFault):
        raise ConfigError(printable(f"{parsed.place}: {parsed.message}; {parsed.hint}"))
    text, values = parsed
    faults = [
        printable(f'{place_of(file, text, key)}: {key} is not a text; write {key} = "…"')
        for key, value in values.items()
        if not isinstance(value, str)
    ]
    if faults:
        raise ConfigError("\n".join(faults))
    return values


def _template_lines(trace: TracebackType | None) -> list[tuple[str, int]]:
    lines = []
    while trace:
        lines.append((trace.tb_frame.f_code.co_filename, trace.tb_lineno))
        trace = trace.tb_next
    return lines


def _problem(error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return f"there is no template {printable(str(error.name))}"
    if isinstance(error, (TemplateSyntaxError, UndefinedError)):
        return _short(error)
    return f"{type(error).__name__}: {_short(error)}"


def _short(error: Exception) -> str:
    text = printable(str(getattr(error, "message", None) or error).replace("\n", " "))
    return text if len(text) <= LONGEST_MESSAGE else text[: LONGEST_MESSAGE - 1] + "…"


def _hint(error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return MISSING_HINT
    if isinstance(error, TemplateSyntaxError):
        return SYNTAX_HINT
    if isinstance(error, UndefinedError):
        return UNDEFINED_HINT
    return LOOP_HINT if isinstance(error, RecursionError) else OTHER_HINT
