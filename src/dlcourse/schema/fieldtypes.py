"""The kinds of values an author may write: a reader each, that returns the value or says why it does not fit."""

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar

from dlcourse.patterns import lazy
from dlcourse.schema.moments import loose_moment, whole_moment
from dlcourse.schema.showing import kind_of, shorten, show

# Control characters and the noncharacters that the renderer keeps for itself.
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
LANGUAGE_TAG = lazy(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SLUG_LENGTH = 100
_DECIMAL = re.compile(r"[+-]?(?:0|[1-9][0-9]*)")
# What the templates of VitePress, VuePress, Jekyll and Hexo call a plain page.
_LESSON_LAYOUTS = frozenset({"lesson", "doc", "post", "page", "default", "article", "home"})


KindT = TypeVar("KindT")
EntryT = TypeVar("EntryT")


@dataclass(slots=True)
class Surroundings:
    """What the value of `key` is read with.

    That is: the course's languages (none: any will do), each scalar as it was written, what stands between a key and
    its value, and the remarks (message, hint) that the value leaves when it is understood but not written as it should
    be.
    """

    languages: tuple[str, ...] = ()
    written: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    key: str = ""
    sign: str = ":"
    remarks: list[tuple[str, str]] = field(default_factory=list)

    def line(self, value: str) -> str:
        """Return the line that gives the key this `value`, as it is to be written."""
        return f"{self.key}{self.sign} {value}"


Reader = Callable[[object, Surroundings], object]
"""A raw value in, the typed one out. Raises `MisfitError` or `WrongKindError`."""


class MisfitError(ValueError):
    """A value is of the right kind and does not fit, for a `reason`, else for its size.

    Without a hint, the example of its key is shown. `is_language`: it is for a language that the course lacks.
    """

    def __init__(self, reason: str = "", hint: str = "", *, is_language: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint
        self.is_language = is_language


class WrongKindError(ValueError):
    """A value is of another kind than its key wants."""


def only(kind: type[KindT]) -> Callable[[object, Surroundings], KindT]:
    """Make a reader of values of this very `kind`."""

    def read(value: object, around: Surroundings) -> KindT:
        if type(value) is not kind:
            raise WrongKindError
        return value

    return read


def whole_number(least: int, most: int) -> Reader:
    """Make a reader of whole numbers from `least` to `most`."""

    def read(value: object, around: Surroundings) -> int:
        if type(value) is not int:
            raise WrongKindError
        # YAML 1.1 reads 010 as 8 and 1:30 as 90; nobody means that.
        written = around.written.get(around.key)
        if written is not None and not _DECIMAL.fullmatch(written):
            reason = f"{shorten(written)} is not written in plain digits"
            raise MisfitError(reason, "write the number without leading zeros")
        if not least <= value <= most:
            raise MisfitError
        return value

    return read


def text(value: object, around: Surroundings) -> str:
    """Let text pass, on one line; a number or date that was meant as text gets the hint to quote it."""
    if isinstance(value, str):
        if UNWANTED.search(value):
            raise MisfitError("it holds a control character", "take it out")
        return " ".join(value.split())
    if isinstance(value, int | float | datetime.date):
        written = shorten(around.written.get(around.key, "")) or show(value)  # `1.10`, not 1.1
        quoted = around.line(f'"{written}"')
        raise MisfitError(f"{written} is {kind_of(value)}, not text", f"put it in quotes: {quoted}")
    raise WrongKindError


def local_text(value: object, around: Surroundings) -> dict[str, str]:
    """Read a text, or a text for each language; the key of one without a language is ""."""
    if not isinstance(value, Mapping):
        return {"": text(value, around)}
    for language, each in value.items():
        _check_language(language, around)
        if not isinstance(each, str | None):
            raise MisfitError(f"{language}: {show(each)} is {kind_of(each)}, not text", "put it in quotes")
    return _named({language: text(each, around) for language, each in value.items() if each and each.strip()})


def _check_language(language: object, around: Surroundings) -> None:
    if around.languages and language not in around.languages:
        reason = f'"{shorten(str(language))}" is not a language of this course'
        raise MisfitError(reason, f"its languages are {', '.join(around.languages)}", is_language=True)


def _named(values: Mapping[Any, EntryT]) -> dict[str, EntryT]:
    """Return `values` if all of them have a name."""
    if not all(isinstance(name, str) for name in values):
        raise WrongKindError
    return dict(values)


def text_list(value: object, around: Surroundings) -> tuple[str, ...]:
    """Read a list of texts; empty ones are left out."""
    if not isinstance(value, list | tuple):
        raise WrongKindError
    entries = [entry for entry in value if entry is not None]
    for entry in entries:
        if not isinstance(entry, str):
            raise MisfitError(f"its entry {show(entry)} is {kind_of(entry)}, not text", "put the entry in quotes")
    return tuple(filter(None, (text(entry, around) for entry in entries)))


def local_text_list(value: object, around: Surroundings) -> dict[str, tuple[str, ...]]:
    """Read a list of texts, or one for each language, as `local_text` does."""
    if not isinstance(value, Mapping):
        return {"": text_list(value, around)}
    for language, texts in value.items():
        _check_language(language, around)
        if not isinstance(texts, list | tuple):
            raise MisfitError(f"{language}: {show(texts)} is not a list of texts")
    return {language: text_list(texts, around) for language, texts in _named(value).items()}


def kind_text_list(value: object, around: Surroundings) -> tuple[str, ...]:
    """Read a list as `text_list` does, but take one text for a list of one, and numbers for text, with a remark."""
    if isinstance(value, str):
        hint = f"write `{around.line(f'[{shorten(value)}]')}`"
        around.remarks.append((f"{show(value)} is text, not a list", hint))
        value = [value]
    if not isinstance(value, list | tuple):
        raise WrongKindError
    return text_list([_kind_entry(entry, around) for entry in value], around)


def _kind_entry(entry: object, around: Surroundings) -> object:
    if isinstance(entry, Mapping) and around.key == "authors":  # Docusaurus: {name:, url:}
        return entry.get("name", entry)
    if isinstance(entry, int | float | datetime.date) and not isinstance(entry, bool):
        message = f"its entry {show(entry)} is {kind_of(entry)}, read as text"
        around.remarks.append((message, "put the entry in quotes"))
        return show(entry)
    return entry


def slug(value: object, around: Surroundings) -> str:
    """Read a slug; one that is nearly right is mended in the hint."""
    written = text(value, around)
    if not (_SLUG.fullmatch(written) and len(written) <= _SLUG_LENGTH):
        better = plain_slug(written)
        quote = "" if around.sign == ":" else '"'
        line = around.line(f"{quote}{better or 'deep-learning'}{quote}")
        raise MisfitError(
            f"{show(written)} is not words of a-z and 0-9 joined by single hyphens, {_SLUG_LENGTH} characters at most",
            f"write `{line}`" if better else f"write it like `{line}`",
        )
    return written


def plain_slug(name: str) -> str:
    """Return the letters and digits of `name` as a slug of at most 100 characters; "" if nothing is left."""
    ascii_text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")
    if len(words) <= _SLUG_LENGTH:
        return words
    return words[: _SLUG_LENGTH + 1].rpartition("-")[0] or words[:_SLUG_LENGTH]


def day(value: object, around: Surroundings) -> datetime.date:
    """Read a date."""
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    told = _told(value, loose_moment).date()
    _remark_date(value, str(told), around)
    return told


def moment(value: object, around: Surroundings) -> datetime.datetime:
    """Read a date, or a date with a time, as a moment; one without a zone is in UTC."""
    if isinstance(value, datetime.datetime):
        told = value
    elif isinstance(value, datetime.date):
        told = datetime.datetime.combine(value, datetime.time())
    else:  # only what is complete: a date that is read wrong would publish a draft
        told = _told(value, whole_moment)
        _remark_date(value, told.isoformat().removesuffix("T00:00:00"), around)
    try:
        return told.astimezone(datetime.UTC) if told.tzinfo else told.replace(tzinfo=datetime.UTC)
    except OverflowError:
        raise MisfitError(f"{show(value)} lies outside the calendar") from None


def _told(value: object, read: Callable[[str], datetime.datetime | None]) -> datetime.datetime:
    try:
        told = read(value) if isinstance(value, str) else None
    except ValueError:
        raise MisfitError(f"{show(value)} is no day of the calendar") from None
    if told is None:
        raise WrongKindError
    return told


def _remark_date(value: object, right: str, around: Surroundings) -> None:
    hint = f"write `{around.line(right)}`, without quotes"
    around.remarks.append((f"{show(value)} is text, read as the date {right}", hint))


def language_tags(value: object, around: Surroundings) -> tuple[str, ...]:
    """Read one language or two."""
    tags = [value] if isinstance(value, str) else value
    if not isinstance(tags, list | tuple):
        raise WrongKindError
    for tag in tags:
        if not isinstance(tag, str) or not LANGUAGE_TAG.fullmatch(tag):
            raise MisfitError(f"{show(tag)} is not a language tag such as zh or en")
        if tag == "bi":
            raise MisfitError('"bi" is kept for the side-by-side pages')
        if around.languages and tag not in around.languages:
            reason = f"{show(tag)} is not a language of this course"
            raise MisfitError(reason, f"its languages are {', '.join(around.languages)}", is_language=True)
    if len({tag.casefold() for tag in tags}) < len(tags):
        raise MisfitError("it names a language twice")
    if not 1 <= len(tags) <= 2:
        raise MisfitError(f"it names {len(tags)} languages, not one or two")
    return tuple(tags)


def one_of(*names: str, told: str = "") -> Callable[[object, Surroundings], str]:
    """Make a reader of texts that are one of `names`, which a fault lists, or calls as `told`."""

    def read(value: object, around: Surroundings) -> str:
        if not isinstance(value, str):
            raise WrongKindError
        if value not in names:
            raise MisfitError(f"{show(value)} is not {told or 'one of ' + ', '.join(names)}")
        return value

    return read


def bilingual(value: object, around: Surroundings) -> str:
    """Read how pairs are found; YAML reads a bare `off` as false."""
    how = "off" if value is False else value
    if how not in ("auto", "pairs", "off"):
        raise MisfitError(f"{show(value)} is not auto, pairs or off")
    return str(how)


def layout(value: object, around: Surroundings) -> str:
    """Read the name of a template."""
    name = text(value, around)
    if name.casefold() in _LESSON_LAYOUTS:
        return "lesson"
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,60}", name):
        raise MisfitError(f"{show(name)} is not the name of a template")
    return name
