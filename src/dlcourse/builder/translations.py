"""How far a course is translated, and what has changed since: documents and stamps in, states, figures, notes out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from dlcourse.builder.stamps import Digest, Sources, Stamps
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


def survey_translations(documents: Mapping[str, Document], languages: tuple[Language, ...], stamps: Stamps) -> Survey:
    """Compare every passage of `documents` (by slug, in the order of the course) with the stamps."""
    ledger = _Ledger(documents, stamps)
    outdated: set[tuple[str, str, Language]] = set()
    found: list[Diagnostic] = []
    states: dict[str, Counter[State]] = {}
    for slug, document in documents.items():
        counts = states[slug] = Counter()
        for passage, state in ledger.states(document):
            counts[state] += 1
            found += _remarks(document, passage, state)
            if state is State.OUTDATED:
                outdated.add((slug, passage.id, document.languages[1]))
    coverage = [
        Coverage(
            language=language,
            lessons=tuple(_lesson(slug, document, language, states[slug]) for slug, document in documents.items()),
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
    ledger = _Ledger(documents, stamps)
    chosen = frozenset(slugs)
    found = [
        (slug, passage, state)
        for slug in sorted(chosen & documents.keys())
        for passage, state in ledger.states(documents[slug])
        if state not in (State.MISSING, State.ORPHAN)
    ]
    for slug, passage, _ in found:
        ledger.stamp(documents[slug], passage)
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

    def __init__(self, documents: Mapping[str, Document], stamps: Stamps) -> None:
        self._stamps: dict[Language, dict[Digest, dict[Digest, int]]] = {
            language: {translation: dict(sources) for translation, sources in entries.items()}
            for language, entries in stamps.items()
        }
        self._pairs: dict[Language, dict[Digest, Counter[Digest]]] = {}
        for document in documents.values():
            for passage in document.passages:
                source, translation = _digests(document, passage)
                if source and translation:
                    pairs = self._pairs.setdefault(document.languages[1], {})
                    pairs.setdefault(translation, Counter())[source] += 1

    def states(self, document: Document) -> Iterator[tuple[Passage, State]]:
        """Tell how each passage of a lesson in two languages stands; nothing of other lessons."""
        if len(document.languages) != 2:
            return
        for passage in document.passages:
            source, translation = _digests(document, passage)
            if not source and not translation:
                continue
            if not translation:
                yield passage, State.MISSING
            elif not source:
                yield passage, State.ORPHAN
            else:
                yield passage, self._state(document.languages[1], source, translation)

    def _state(self, language: Language, source: Digest, translation: Digest) -> State:
        sources = self._stamps.get(language, {}).get(translation)
        if sources is None:
            return State.UNCONFIRMED
        if source in sources:
            return State.CURRENT
        pairs = self._pairs[language][translation]
        has_lost = any(count > pairs[each] for each, count in sources.items())
        return State.OUTDATED if has_lost else State.UNCONFIRMED

    def stamp(self, document: Document, passage: Passage) -> None:
        """Accept the two sides of `passage`."""
        source, translation = _digests(document, passage)
        sources = self._stamps.setdefault(document.languages[1], {}).setdefault(translation, {})
        sources.setdefault(source, 0)

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


def _digests(document: Document, passage: Passage) -> tuple[Digest, Digest]:
    """Return the digests of source and translation, "" for a side that is not there."""
    sides = [passage.sides.get(language) for language in document.languages]
    source, translation = (side.digest if side else "" for side in [*sides, None][:2])
    return source, translation


def _sources_of(documents: Mapping[str, Document]) -> frozenset[Digest]:
    return frozenset(
        side.digest
        for document in documents.values()
        for passage in document.passages
        for language, side in passage.sides.items()
        if language == document.languages[0]
    )


def _lesson(slug: str, document: Document, language: Language, states: Counter[State]) -> LessonCoverage:
    own = sum(document.languages[0] in passage.sides for passage in document.passages)
    if language == document.languages[0]:
        return LessonCoverage(slug=slug, is_source=True, is_translated=True, passages=own, translated=own)
    if language not in document.languages:
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


def _remarks(document: Document, passage: Passage, state: State) -> Iterator[Diagnostic]:
    """Say what an author may want to do about a passage: at the side that is there, of an outdated pair the second."""
    sides = passage.sides
    first, second = document.languages
    if state is State.OUTDATED:
        place = sides[second].place
        source = f"{sides[first].place.file}:{sides[first].place.line}"
        message = f"the source of this passage ({first}, {source}) has changed since its translation was accepted"
        hint = f"bring the {second} text up to date, then run `dlcourse accept {place.file}`"
        yield diagnostic("T402", place, message, hint)
    elif state is State.MISSING:
        yield diagnostic("T401", sides[first].place, f"this passage is not translated into {second}", "translate it")
    elif state is State.ORPHAN:
        message = f"this passage in {second} has no source in {first}"
        yield diagnostic("T403", sides[second].place, message, f"write it in {first} too, or take it out")
