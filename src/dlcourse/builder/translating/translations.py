"""How far a course is translated, and what has changed since: documents and stamps in, states, figures, notes out."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from dlcourse.builder.outline import Outline, Pair, outline_of
from dlcourse.builder.translating.stamps import Digest, Sources, Stamps
from dlcourse.coverage import Coverage, LessonCoverage
from dlcourse.diagnostics import Diagnostic, diagnostic
from dlcourse.lately import Lately
from dlcourse.model import Document, Language, Passage

MOST_FORMER = 8
"""How many earlier source texts a stamp remembers: put back, they are right again."""


class State(Enum):
    """How a passage of a lesson in two languages stands."""

    CURRENT = "accepted for exactly this source"
    UNCONFIRMED = "translated, and never accepted"
    OUTDATED = "accepted for another source, which is gone"
    MISSING = "in the source language alone"
    ORPHAN = "in the other language alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What a look at all translations came to; `outdated` names slug, passage id and language of each such passage."""

    coverage: tuple[Coverage, ...]
    outdated: frozenset[tuple[str, str, Language]]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """New stamps, and what they came to.

    Of all `pairs` that were stamped, `accepted` had not been before, in so many `lessons`; `outdated` of them were.
    """

    stamps: Stamps
    pairs: int
    accepted: int
    outdated: int
    lessons: int


def survey_translations(
    outlines: Mapping[str, Outline],
    languages: tuple[Language, ...],
    stamps: Stamps,
    passages: Callable[[str], Sequence[Passage]],
    lately: Lately | None = None,
) -> Survey:
    """Compare every passage of the lessons with the stamps.

    `outlines` are by slug, in the order of the course; `passages` gives those of a lesson that has outdated
    ones.
    """
    lately = lately or Lately()
    outdated: set[tuple[str, str, Language]] = set()
    found: list[Diagnostic] = []
    lessons: list[tuple[LessonCoverage, ...]] = []
    for slug, states in _states(outlines, stamps, lately).items():
        outline = outlines[slug]
        lost, remarks, coverage = lately.made(_standing, slug, slug, outline, states, languages)
        lessons.append(coverage)
        found += remarks
        if lost:
            found += _of_outdated(outline.languages, [each for each in passages(slug) if each.id in lost])
            outdated |= {(slug, id, outline.languages[1]) for id in lost}
    coverage_of = zip(*lessons, strict=True) if lessons else [() for _ in languages]
    coverage_all = tuple(
        Coverage(language=language, lessons=each) for language, each in zip(languages, coverage_of, strict=True)
    )
    return Survey(coverage=coverage_all, outdated=frozenset(outdated), diagnostics=tuple(found))


def accept_translations(
    documents: Mapping[str, Document], slugs: Iterable[str], stamps: Stamps, *, is_whole: bool
) -> Acceptance:
    """Stamp every pair of the lessons `slugs`; `documents` are those of all lessons, drafts too.

    Stamps of a translation that is gone go as well, unless a lesson that is not being accepted may still miss it:
    one that has its source, or (`is_whole` is false) one that could not be read.
    """
    outlines = {slug: outline_of(document) for slug, document in documents.items()}
    states = _states(outlines, stamps, Lately())
    chosen = frozenset(slugs)
    found = [
        (slug, pair, state)
        for slug in sorted(chosen & outlines.keys())
        for pair, state in states[slug]
        if state not in (State.MISSING, State.ORPHAN)
    ]
    stamped = {language: {known: dict(each) for known, each in entries.items()} for language, entries in stamps.items()}
    for slug, pair, _ in found:
        entries = stamped.setdefault(outlines[slug].languages[1], {})
        entries.setdefault(pair.translation, {}).setdefault(pair.source, 0)
    others = {slug: document for slug, document in documents.items() if slug not in chosen}
    return Acceptance(
        stamps=_pruned(stamped, _counted(outlines.values()), _sources_of(others) if is_whole else None),
        pairs=len(found),
        accepted=sum(state is not State.CURRENT for _, _, state in found),
        outdated=sum(state is State.OUTDATED for _, _, state in found),
        lessons=len({slug for slug, _, state in found if state is not State.CURRENT}),
    )


States = tuple[tuple[Pair, State], ...]
"""How each passage of a lesson in two languages stands; nothing of other lessons."""

Counts = Mapping[tuple[Language, Digest], Counter[Digest]]
"""In how many places a course has each pair: by translation, and then by source."""


def _states(outlines: Mapping[str, Outline], stamps: Stamps, lately: Lately) -> dict[str, States]:
    """Tell for each lesson how its passages stand.

    A translation that was accepted for another source is outdated only if the course has lost a pair that the stamps
    count on: then that source was changed. Else it is a new passage that happens to have the same translation, as
    short headings do ("Summary"). So those alone ask for what other lessons say.
    """
    book = lately.made(_Book, "", stamps)
    first = {slug: lately.made(_compared, slug, outline, book) for slug, outline in outlines.items()}
    doubtful = frozenset(key for each in first.values() for key in each.doubtful)
    if not doubtful:
        return {slug: each.states for slug, each in first.items()}
    counts = _counted(outline for slug, outline in outlines.items() if not doubtful.isdisjoint(first[slug].translated))
    lost = frozenset(
        key for key in doubtful if any(count > counts[key][source] for source, count in book.sources(key).items())
    )
    return {
        slug: _settled(each, outlines[slug], lost) if each.doubtful else each.states for slug, each in first.items()
    }


class _Book:
    """The stamps, to be looked up by language and translation."""

    def __init__(self, stamps: Stamps) -> None:
        self._stamps = stamps

    def sources(self, key: tuple[Language, Digest]) -> Sources:
        """Return what a translation was accepted for; nothing if it never was."""
        return self._stamps.get(key[0], {}).get(key[1], {})

    def state(self, language: Language, pair: Pair) -> State:
        """Return how `pair` stands; OUTDATED if it may be that, as far as a single lesson can tell."""
        if not pair.translation or not pair.source:
            return State.ORPHAN if pair.translation else State.MISSING
        entries = self._stamps.get(language, {})
        if pair.translation not in entries:
            return State.UNCONFIRMED
        return State.CURRENT if pair.source in entries[pair.translation] else State.OUTDATED


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A lesson beside the stamps: what it has `translated`, and of that the `doubtful`, which may be outdated."""

    states: States
    translated: frozenset[tuple[Language, Digest]]
    doubtful: frozenset[tuple[Language, Digest]]


def _compared(outline: Outline, book: _Book) -> _Comparison:
    language = outline.languages[-1]
    states = tuple((pair, book.state(language, pair)) for pair in outline.pairs if pair.source or pair.translation)
    return _Comparison(
        states,
        frozenset((language, pair.translation) for pair, _ in states if pair.source and pair.translation),
        frozenset((language, pair.translation) for pair, state in states if state is State.OUTDATED),
    )


def _settled(first: _Comparison, outline: Outline, lost: Collection[tuple[Language, Digest]]) -> States:
    """Return the states, but of what the course has not lost."""
    language = outline.languages[-1]
    return tuple(
        (pair, State.UNCONFIRMED if state is State.OUTDATED and (language, pair.translation) not in lost else state)
        for pair, state in first.states
    )


def _counted(outlines: Iterable[Outline]) -> Counts:
    counts: defaultdict[tuple[Language, Digest], Counter[Digest]] = defaultdict(Counter)
    for outline in outlines:
        for pair in outline.pairs:
            if pair.source and pair.translation:
                counts[outline.languages[1], pair.translation][pair.source] += 1
    return counts


def _pruned(stamps: Stamps, counts: Counts, elsewhere: frozenset[Digest] | None) -> Stamps:
    """Return the stamps, counted anew, without those of translations that are gone.

    Such a one stays if it was accepted for a source that is `elsewhere` (None: not all lessons are known).
    """
    kept: dict[Language, dict[Digest, Sources]] = {}
    for language, entries in stamps.items():
        known = kept.setdefault(language, {})
        for translation, sources in entries.items():
            if (language, translation) in counts:
                known[translation] = _recounted(sources, counts[language, translation])
            elif elsewhere is None or not elsewhere.isdisjoint(sources):
                known[translation] = sources
    return kept


def _recounted(sources: Mapping[Digest, int], pairs: Counter[Digest]) -> Sources:
    """Count the pairs that the course has; losses stay on the books while a passage is outdated by them."""
    is_settled = all(source in sources for source in pairs)
    counts = {source: pairs[source] if is_settled else max(pairs[source], count) for source, count in sources.items()}
    former = [source for source, count in counts.items() if not count]
    return {source: count for source, count in counts.items() if count or source in former[:MOST_FORMER]}


def _sources_of(documents: Mapping[str, Document]) -> frozenset[Digest]:
    return frozenset(
        side.digest
        for document in documents.values()
        for passage in document.passages
        for language, side in passage.sides.items()
        if language == document.languages[0]
    )


def _standing(
    slug: str, outline: Outline, states: States, languages: tuple[Language, ...]
) -> tuple[frozenset[str], tuple[Diagnostic, ...], tuple[LessonCoverage, ...]]:
    """Return which passages of a lesson are outdated, what is to be said of others, and its coverage by language."""
    counts = Counter(state for _, state in states)
    return (
        frozenset(pair.id for pair, state in states if state is State.OUTDATED),
        tuple(remark for pair, state in states if (remark := _remark(outline, pair, state))),
        tuple(_coverage(slug, outline, language, counts) for language in languages),
    )


def _coverage(slug: str, outline: Outline, language: Language, states: Counter[State]) -> LessonCoverage:
    own = outline.passages
    if language == outline.languages[0]:
        return LessonCoverage(slug=slug, is_source=True, is_translated=True, passages=own, translated=own)
    if language not in outline.languages:
        return LessonCoverage(slug=slug, is_source=False, is_translated=False, passages=own, missing=own)
    return LessonCoverage(
        slug=slug,
        is_source=False,
        is_translated=True,
        passages=own,
        translated=states[State.CURRENT] + states[State.UNCONFIRMED] + states[State.OUTDATED],
        outdated=states[State.OUTDATED],
        unconfirmed=states[State.UNCONFIRMED],
        missing=states[State.MISSING],
        orphans=states[State.ORPHAN],
    )


def _remark(outline: Outline, pair: Pair, state: State) -> Diagnostic | None:
    """Say of a passage that has one side only what an author may want to do about it, at that side."""
    first, second = outline.languages
    if state is State.MISSING and pair.place:
        return diagnostic("T401", pair.place, f"this passage is not translated into {second}", "translate it")
    if state is State.ORPHAN and pair.place:
        message = f"this passage in {second} has no source in {first}"
        return diagnostic("T403", pair.place, message, f"write it in {first} too, or take it out")
    return None


def _of_outdated(languages: Sequence[Language], passages: Iterable[Passage]) -> Iterator[Diagnostic]:
    """Say of outdated passages what is to be done, at the side that is out of date."""
    first, second = languages
    for sides in (passage.sides for passage in passages):
        place = sides[second].place
        source = f"{sides[first].place.file}:{sides[first].place.line}"
        message = f"the source of this passage ({first}, {source}) has changed since its translation was accepted"
        hint = f"bring the {second} text up to date, then run `dlcourse accept {place.file}`"
        yield diagnostic("T402", place, message, hint)
