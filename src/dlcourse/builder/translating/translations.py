"""How far a course is translated, and what has changed since: documents and stamps in, states, figures, notes out."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from dlcourse.builder.outline import Outline, Pair, outline_of
from dlcourse.builder.translating.stamps import Digest, Sources, Stamps
from dlcourse.coverage import Coverage, LessonCoverage
from dlcourse.diagnostics import Diagnostic, diagnostic
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
) -> Survey:
    """Compare every passage of the lessons with the stamps.

    `outlines` are by slug, in the order of the course; `passages` gives those of a lesson that has outdated
    ones.
    """
    ledger = _Ledger(outlines.values(), stamps)
    outdated: set[tuple[str, str, Language]] = set()
    found: list[Diagnostic] = []
    states: dict[str, Counter[State]] = {}
    for slug, outline in outlines.items():
        each = list(ledger.states(outline))
        states[slug] = Counter(state for _, state in each)
        found += (remark for pair, state in each if (remark := _remark(outline, pair, state)))
        lost = {pair.id for pair, state in each if state is State.OUTDATED}
        if lost:
            found += _of_outdated(outline.languages, [each for each in passages(slug) if each.id in lost])
            outdated |= {(slug, id, outline.languages[1]) for id in lost}
    coverage = [
        Coverage(
            language=language,
            lessons=tuple(_lesson(slug, outline, language, states[slug]) for slug, outline in outlines.items()),
        )
        for language in languages
    ]
    return Survey(coverage=tuple(coverage), outdated=frozenset(outdated), diagnostics=tuple(found))


def accept_translations(
    documents: Mapping[str, Document], slugs: Iterable[str], stamps: Stamps, *, is_whole: bool
) -> Acceptance:
    """Stamp every pair of the lessons `slugs`; `documents` are those of all lessons, drafts too.

    Stamps of a translation that is gone go as well, unless a lesson that is not being accepted may still miss it:
    one that has its source, or (`is_whole` is false) one that could not be read.
    """
    outlines = {slug: outline_of(document) for slug, document in documents.items()}
    ledger = _Ledger(outlines.values(), stamps)
    chosen = frozenset(slugs)
    found = [
        (slug, pair, state)
        for slug in sorted(chosen & outlines.keys())
        for pair, state in ledger.states(outlines[slug])
        if state not in (State.MISSING, State.ORPHAN)
    ]
    for slug, pair, _ in found:
        ledger.stamp(outlines[slug], pair)
    others = {slug: document for slug, document in documents.items() if slug not in chosen}
    return Acceptance(
        stamps=ledger.pruned(_sources_of(others) if is_whole else None),
        pairs=len(found),
        accepted=sum(state is not State.CURRENT for _, _, state in found),
        outdated=sum(state is State.OUTDATED for _, _, state in found),
        lessons=len({slug for slug, _, state in found if state is not State.CURRENT}),
    )


class _Ledger:
    """The stamps beside the pairs that the course has now.

    A translation that was accepted for another source is outdated only if the course has lost a pair that the stamps
    count on: then that source was changed. Else it is a new passage that happens to have the same translation, as
    short headings do ("Summary").
    """

    def __init__(self, outlines: Iterable[Outline], stamps: Stamps) -> None:
        self._stamps: dict[Language, dict[Digest, dict[Digest, int]]] = {
            language: {translation: dict(sources) for translation, sources in entries.items()}
            for language, entries in stamps.items()
        }
        self._pairs: dict[Language, dict[Digest, Counter[Digest]]] = {}
        for outline in outlines:
            for pair in outline.pairs:
                if pair.source and pair.translation:
                    pairs = self._pairs.setdefault(outline.languages[1], {})
                    pairs.setdefault(pair.translation, Counter())[pair.source] += 1

    def states(self, outline: Outline) -> Iterator[tuple[Pair, State]]:
        """Tell how each passage of a lesson in two languages stands; nothing of other lessons."""
        for pair in outline.pairs:
            if not pair.source and not pair.translation:
                continue
            if not pair.translation:
                yield pair, State.MISSING
            elif not pair.source:
                yield pair, State.ORPHAN
            else:
                yield pair, self._state(outline.languages[1], pair.source, pair.translation)

    def _state(self, language: Language, source: Digest, translation: Digest) -> State:
        sources = self._stamps.get(language, {}).get(translation)
        if sources is None:
            return State.UNCONFIRMED
        if source in sources:
            return State.CURRENT
        pairs = self._pairs[language][translation]
        has_lost = any(count > pairs[each] for each, count in sources.items())
        return State.OUTDATED if has_lost else State.UNCONFIRMED

    def stamp(self, outline: Outline, pair: Pair) -> None:
        """Accept the two sides of a passage."""
        sources = self._stamps.setdefault(outline.languages[1], {}).setdefault(pair.translation, {})
        sources.setdefault(pair.source, 0)

    def pruned(self, elsewhere: frozenset[Digest] | None) -> Stamps:
        """Return the stamps, counted anew, without those of translations that are gone.

        Such a one stays if it was accepted for a source that is `elsewhere` (None: not all lessons are known).
        """
        kept: dict[Language, dict[Digest, Sources]] = {}
        for language, entries in self._stamps.items():
            known = kept.setdefault(language, {})
            for translation, sources in entries.items():
                pairs = self._pairs.get(language, {}).get(translation)
                if pairs is not None:
                    known[translation] = _recounted(sources, pairs)
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


def _lesson(slug: str, outline: Outline, language: Language, states: Counter[State]) -> LessonCoverage:
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
