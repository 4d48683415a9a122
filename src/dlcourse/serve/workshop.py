"""What `serve` knows: the last good site, the problems since then, and a bell for whoever waits for news.

A project in; after every change on disk a new `State`, which the server reads and the event streams wait for.
"""

import gc
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Condition, Lock

from dlcourse.builder.history import Git
from dlcourse.builder.keeping.patient import PatientCache
from dlcourse.builder.memory import Memory
from dlcourse.builder.pictures import Pictures
from dlcourse.builder.pipeline import Build, build_site
from dlcourse.config import Options, Project
from dlcourse.diagnostics import Diagnostic, DlcourseError, Place, Severity
from dlcourse.model import Artifact, Recipe, Site
from dlcourse.report import counted, without_notes

FILES_NAMED = 3
PAGES_AT_HAND = 64
"""So many pages are kept as they were made, until they change."""

Content = bytes | Path | Recipe


class Files(Mapping[str, Content]):
    """The files of a site by path. Those that come later are told of when one of them is asked for."""

    def __init__(self, site: Site) -> None:
        self._first: dict[str, Content] = {str(artifact.path): _content(artifact) for artifact in site.first}
        self._later = site.later
        self._told: dict[str, Content] | None = None
        self._telling = Lock()

    def __getitem__(self, path: str) -> Content:
        found = self._first.get(path)
        if found is not None:
            return found
        if self._later is None or not self._later.has(path):
            raise KeyError(path)
        return self._rest()[path]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._first, **self._rest()})

    def __len__(self) -> int:
        return len(self._first) + len(self._rest())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Files) and self._first == other._first and self._later == other._later

    def __hash__(self) -> int:
        return hash(self._later)

    def _rest(self) -> dict[str, Content]:
        with self._telling:
            if self._told is None:
                found = self._later.make() if self._later else ()
                self._told = {str(artifact.path): _content(artifact) for artifact in found}
            return self._told


def _content(artifact: Artifact) -> Content:
    return artifact.content.resolve() if isinstance(artifact.content, Path) else artifact.content


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One moment of the workshop.

    `files` maps site paths (`zh/index.html`) to what they hold, or how it is made: the last site that could be built,
    and nothing before the first. `build` names that site; another run of the server names it otherwise. `problems` say
    why the course as it is now cannot be built. `revision` grows with every change of this state.
    """

    files: Mapping[str, Content] = field(default_factory=dict)
    build: str = ""
    problems: tuple[Diagnostic, ...] = ()
    revision: int = 0
    is_closed: bool = False


class Workshop:
    """Holds the state; `rebuild` changes it (one thread at a time), `state` and `news` read it (any thread)."""

    def __init__(
        self,
        project: Project,
        options: Options,
        templates: Path,
        say: Callable[[str], None],
        memory: Memory | None = None,
    ) -> None:
        self._project = project
        self._options = options
        self._templates = templates
        self._say = say
        self._memory = memory or Memory(pictures=Pictures(), git=Git())
        self._memory.tidies_itself = False
        self._memory.cache = self._cache = PatientCache(self._memory.cache)
        self._pages: dict[str, bytes] = {}
        self._making = Lock()
        self._told: frozenset[Diagnostic] = frozenset()
        self._notes = ""
        self._run = secrets.token_hex(4)
        self._builds = 0
        self._is_tidy = False
        self._state = State()
        self._bell = Condition()

    @property
    def state(self) -> State:
        """The state as it is now."""
        with self._bell:
            return self._state

    def news(self, seen: int, timeout_seconds: float) -> State:
        """Return the state as soon as its revision is not `seen`, or it is closed, or the time is up."""
        with self._bell:
            self._bell.wait_for(lambda: self._state.revision != seen or self._state.is_closed, timeout_seconds)
            return self._state

    def close(self) -> None:
        """Send everybody who waits for news home."""
        with self._bell:
            self._state = replace(self._state, is_closed=True)
            self._bell.notify_all()

    def made(self, recipe: Recipe) -> bytes:
        """Return what `recipe` makes; what was asked for lately is at hand. Raises DlcourseError."""
        with self._making:
            if recipe.key not in self._pages:
                while len(self._pages) >= PAGES_AT_HAND:
                    del self._pages[next(iter(self._pages))]
                self._pages[recipe.key] = recipe.make()
            return self._pages[recipe.key]

    def tidy(self) -> None:
        """Do what nobody waits for: keep what the next run wants, collect the garbage of rebuilds. Never raises."""
        if self._is_tidy:
            return
        self._is_tidy = True
        with suppress(DlcourseError, OSError):
            self._cache.flush()
            self._memory.tidy()
        gc.collect()

    def rebuild(self, changed: Iterable[str] = ()) -> None:
        """Build the course as it is now. Never raises: what goes wrong becomes a problem, and the old site stays."""
        self._is_tidy = False
        started = time.perf_counter()
        why = _named(tuple(changed))
        try:
            built = self._built()
        except (DlcourseError, OSError) as error:
            self._fail(problem(str(error)), why)
        except Exception as error:  # a bug in a rebuild must not end the author's session
            hint = "this is a fault in dlcourse; please report it"
            self._fail(problem(f"internal error: {type(error).__name__}: {error}", hint), why)
        else:
            if built.site is None:
                self._fail(built.diagnostics, why)
            else:
                self._succeed(built, built.site, why, time.perf_counter() - started)

    def _built(self) -> Build:
        templates = self._templates if self._templates.is_dir() else None
        project = replace(self._project, templates=templates)
        built = build_site(project, self._options, self._memory)
        if built.site is not None and templates is not None:
            self._try_templates(built.site)
        return built

    def _try_templates(self, site: Site) -> None:
        """Make a page of each kind, so that a template that is broken is told of at once. Raises DlcourseError."""
        kinds: dict[object, Recipe] = {}
        for artifact in site.first:
            if isinstance(artifact.content, Recipe) and artifact.path.suffix == ".html":
                make = artifact.content.make
                kinds.setdefault(getattr(make, "func", make), artifact.content)
        for recipe in kinds.values():
            self.made(recipe)

    def _succeed(self, built: Build, site: Site, why: str, seconds: float) -> None:
        files, state = Files(site), self.state
        is_new = files != state.files
        if is_new:
            self._builds += 1
        build = f"{self._run}-{self._builds}" if is_new else state.build
        self._ring(replace(state, files=files, build=build, problems=(), revision=state.revision + 1))
        self._tell(built.diagnostics)
        rendered = f"{built.rendered} of {counted(built.lessons, 'lesson')} rendered"
        news = "" if is_new else "; the site is as it was"
        self._say(f"{_time()} {why}{rendered}, {counted(built.pages, 'page')} in {seconds:.2f} s{news}")

    def _fail(self, problems: tuple[Diagnostic, ...], why: str) -> None:
        state = self.state
        self._ring(replace(state, problems=without_notes(problems)[0], revision=state.revision + 1))
        self._tell(problems)
        errors = counted(sum(found.severity is Severity.ERROR for found in problems), "error")
        kept = "the last good pages stay" if state.files else "nothing to show yet"
        self._say(f"{_time()} {why}{errors}; {kept}")

    def _tell(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Say every error, and warnings that were not there the last time."""
        loud, notes = without_notes(diagnostics)
        for found in loud:
            if found.severity is Severity.ERROR or found not in self._told:
                self._say(str(found))
        if notes and notes != self._notes:
            self._say(notes)
        self._told, self._notes = frozenset(loud), notes

    def _ring(self, state: State) -> None:
        with self._bell:
            self._state = replace(state, is_closed=self._state.is_closed)
            self._bell.notify_all()


def problem(message: str, hint: str = "save again when it is mended") -> tuple[Diagnostic, ...]:
    """Return what `message` says as the only problem."""
    return (Diagnostic(Place("dlcourse"), Severity.ERROR, "stopped", message, hint),)


def _named(changed: tuple[str, ...]) -> str:
    """Return the first few of the changed files, for the line that tells of a rebuild."""
    if not changed:
        return ""
    more = f" and {len(changed) - FILES_NAMED} more" if len(changed) > FILES_NAMED else ""
    return f"{', '.join(changed[:FILES_NAMED])}{more}: "


def _time() -> str:
    return time.strftime("%H:%M:%S")
