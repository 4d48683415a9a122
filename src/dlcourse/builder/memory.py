"""What builds remember from one to the next, and what they work with: only what changed is made again."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from dlcourse.builder.cards.cards import Cards
from dlcourse.builder.history import Git
from dlcourse.builder.keeping.cache import Cache, MemoryCache, open_cache, passing_cache
from dlcourse.builder.keeping.engine import engine_digest
from dlcourse.builder.outline import Outline
from dlcourse.builder.pictures import Pictures
from dlcourse.builder.press import INDEX, OUTLINES, Keys, digest_of
from dlcourse.builder.processes.crew import Crew, usable_cores
from dlcourse.lately import Lately
from dlcourse.loader import AtHand, Known
from dlcourse.model import Lesson

FOLDER = Path(".dlcourse")
"""Where `dlcourse build` and `serve` keep what they remember, below the current folder."""


@dataclass(slots=True, kw_only=True)
class Memory:
    """What one build hands to the next, if that is given the same memory.

    `cache` keeps rendered lessons, and what was parsed of files; `known`, `at_hand`, `keys` and `outlines` are what
    this process has of them: parsed files by path, those that need not even be opened, the keys of lessons by slug, and
    outlines by key; `lately` has whatever else was made of lessons and of the course. `crew` does the work.
    Without `pictures` there are no smaller versions of pictures, without `cards` none are drawn, and without `git`
    the days of last changes are those that lessons tell. One that does not tidy itself wants to be told when to do so.
    """

    cache: Cache = field(default_factory=MemoryCache)
    crew: Crew = field(default_factory=Crew)
    known: Known = field(default_factory=dict)
    at_hand: AtHand = field(default_factory=AtHand)
    keys: Keys = field(default_factory=dict)
    outlines: dict[str, Outline] = field(default_factory=dict)
    lately: Lately = field(default_factory=Lately)
    pictures: Pictures | None = None
    cards: Cards | None = None
    git: Git | None = None
    tidies_itself: bool = True
    _kept: Known = field(default_factory=dict)
    _needed: list[str] = field(default_factory=list)

    def recall(self) -> None:
        """Take what is known of files from the cache, if this process knows nothing yet."""
        if not self.known:
            found = self.cache.get(_sources())
            self.known = found if isinstance(found, dict) else {}
            self._kept = dict(self.known)

    def forget_but(self, lessons: Iterable[Lesson], keys: Keys) -> None:
        """Forget what is at hand of all lessons but these, which have these keys."""
        self.keys = {lesson.slug: keys[lesson.slug] for lesson in lessons}
        needed = {key for _, _, key in self.keys.values()}
        for key in self.outlines.keys() - needed:
            del self.outlines[key]
        self._needed = [*needed, _sources(), INDEX, OUTLINES]
        if self.tidies_itself:
            self.tidy()

    def tidy(self) -> None:
        """Have the cache keep what the next build wants, and let go what it does not. No page waits for that."""
        if self.known != self._kept:
            self.cache.put(_sources(), self.known)
            self._kept = dict(self.known)
        if self._needed:
            self.cache.keep(self._needed)
            self._needed = []


def full_memory(folder: Path = FOLDER, jobs: int = 0) -> Memory:
    """Return a memory with all that a site to be published wants, kept in `folder`; `jobs` 0 means one a core."""
    return Memory(
        cache=open_cache(folder), crew=Crew(jobs or usable_cores()), pictures=Pictures(), cards=Cards(), git=Git()
    )


def memory_to_check(folder: Path = FOLDER) -> Memory:
    """Return a memory to look through a course with: it uses what `folder` keeps, and makes no such folder."""
    cache = open_cache(folder) if folder.is_dir() else passing_cache()
    return Memory(cache=cache, crew=Crew(usable_cores()), git=Git())


def ledger_of(folder: Path, out: Path) -> Path:
    """Return the file below `folder` that tells what the last build wrote to `out`."""
    return folder / f"outputs-{digest_of(str(out.resolve()))[:16]}.json"


def _sources() -> str:
    return f"sources-{engine_digest()}"
