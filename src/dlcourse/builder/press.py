"""Lessons in, what the course and its pages need of them out: each is rendered once, and kept by what it is made of."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from dlcourse.builder.keeping.cache import Cache
from dlcourse.builder.outline import Outline, outline_of
from dlcourse.builder.processes.crew import Crew
from dlcourse.builder.search.entries import Entry, entry_of
from dlcourse.builder.search.pieces import Index
from dlcourse.config import Project
from dlcourse.loader import digest_of as source_digest
from dlcourse.loader import with_bodies
from dlcourse.model import Background, Document, Language, Lesson, Passage
from dlcourse.renderer.words import Strings

KEY_BYTES = 20
OUTLINE, ENTRY, DOCUMENT, PASSAGES = range(4)
"""The parts of what the cache keeps of a lesson."""

INDEX = "search-index"
OUTLINES = "outlines"
FEW = 16
"""So many outlines are read one by one, or one in so many of the course's if that is more; others lie together."""

AT_HAND = 64
"""So many whole documents are held at once: all pages of a lesson are made of one, those of a small course of all."""


def digest_of(*facts: object) -> str:
    """Return a digest of values that say all that they are when they are printed: texts, numbers, dates, our nouns."""
    return hashlib.blake2b(repr(facts).encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES).hexdigest()


def joined_digest(*texts: str) -> str:
    """Return a digest of `texts`, which must be told apart by their lengths or by what they hold."""
    return hashlib.blake2b(" ".join(texts).encode(), digest_size=KEY_BYTES).hexdigest()


Keys = dict[str, tuple[str, Lesson, str]]


@dataclass(slots=True, kw_only=True)
class Press:
    """Renders the lessons of one course.

    `words` are the words of the pages' own by language, `ground` is a digest of everything but the lesson itself that
    a document depends on. `keys` are those of lessons by slug, each with the ground and the lesson that it was made
    for; `outlines` are those that are at hand, by key.
    """

    project: Project
    background: Background
    words: Mapping[Language, Strings]
    cache: Cache
    ground: str
    keys: Keys = field(default_factory=dict)
    outlines: dict[str, Outline] = field(default_factory=dict)
    _recent: dict[str, Document] = field(default_factory=dict)

    def key(self, lesson: Lesson) -> str:
        """Return what names the rendered `lesson`: it changes whenever anything does that it is made of."""
        known = self.keys.get(lesson.slug)
        if known is None or known[0] != self.ground or (known[1] is not lesson and known[1] != lesson):
            known = self.keys[lesson.slug] = self.ground, lesson, _key(lesson, self.ground)
        return known[2]

    def outline_all(self, lessons: Sequence[Lesson], crew: Crew) -> Iterator[tuple[Outline, bool]]:
        """Yield the outline of each of `lessons`, and whether the lesson had to be rendered for it."""
        keys = {lesson.slug: self.key(lesson) for lesson in lessons}
        are_scattered = self._recall(keys.values())
        missing = [lesson for lesson in lessons if not self._is_at_hand(keys[lesson.slug])]
        made = crew.map(_printed, missing, self)
        waiting = {lesson.slug for lesson in missing}
        for lesson in lessons:
            key, is_new = keys[lesson.slug], lesson.slug in waiting
            if is_new:
                self.outlines[key] = next(made)
            yield self.outlines[key], is_new
        if are_scattered:
            self.cache.put(OUTLINES, {key: self.outlines[key] for key in keys.values()})

    def document(self, lesson: Lesson) -> Document:
        """Return the whole of `lesson` but for its passages, rendered again if the cache has lost it."""
        key = self.key(lesson)
        if key not in self._recent:
            found = self.cache.get(key, DOCUMENT)
            self._hold(key, found if isinstance(found, Document) else self._rendered(lesson))
        return self._recent[key]

    def passages(self, lesson: Lesson) -> tuple[Passage, ...]:
        """Return the passages of `lesson`."""
        found = self.cache.get(self.key(lesson), PASSAGES)
        return found if isinstance(found, tuple) else self._rendered(lesson).passages

    def entry(self, key: str) -> Entry | None:
        """Return what the search knows of the lesson `key`; None if that is none of this course's and not kept."""
        found = self.cache.get(key, ENTRY)
        if isinstance(found, Entry):
            return found
        lesson = next((lesson for _, lesson, own in self.keys.values() if own == key), None)
        return entry_of(lesson, self.document(lesson), self.words) if lesson else None

    def recall(self) -> Index | None:
        """Return the index of an earlier build, if one is kept."""
        found = self.cache.get(INDEX)
        return found if isinstance(found, Index) else None

    def remember(self, index: Index) -> None:
        """Keep `index` for later builds."""
        self.cache.put(INDEX, index)

    def print(self, lesson: Lesson) -> Outline:
        """Render `lesson`, keep what came of it, and return its outline."""
        key, document = self.key(lesson), self._rendered(lesson)
        outline = outline_of(document)
        entry = partial(entry_of, lesson, document, self.words)
        text = replace(document, passages=())
        self.cache.put(key, outline, entry, text, document.passages)
        self._hold(key, text)
        return outline

    def _hold(self, key: str, document: Document) -> None:
        while len(self._recent) >= AT_HAND:
            del self._recent[next(iter(self._recent))]
        self._recent[key] = document

    def _rendered(self, lesson: Lesson) -> Document:
        from dlcourse.renderer.lesson import render_lesson  # noqa: PLC0415 - the engines behind it are slow to import
        from dlcourse.renderer.termlint import term_faults  # noqa: PLC0415 - likewise

        whole = with_bodies(self.project, lesson)
        document = render_lesson(whole, self.background)
        found = (*document.diagnostics, *term_faults(whole, document, self.background.glossary))
        return replace(document, diagnostics=found)

    def _recall(self, keys: Collection[str]) -> bool:
        """Take outlines from where those of a whole course lie, if many are wanted; tell if many are not there."""
        wanted = [key for key in keys if key not in self.outlines]
        few = max(FEW, len(keys) // FEW)
        if len(wanted) <= few:
            return False
        found = self.cache.get(OUTLINES)
        known = found if isinstance(found, dict) else {}
        there = {key: known[key] for key in wanted if isinstance(known.get(key), Outline)}
        self.outlines.update(there)
        return len(wanted) - len(there) > few

    def _is_at_hand(self, key: str) -> bool:
        if key not in self.outlines:
            found = self.cache.get(key, OUTLINE)
            if isinstance(found, Outline):
                self.outlines[key] = found
        return key in self.outlines


def _printed(press: Press, lesson: Lesson) -> Outline:
    return press.print(lesson)


def _key(lesson: Lesson, ground: str) -> str:
    return joined_digest(ground, source_digest(lesson))
