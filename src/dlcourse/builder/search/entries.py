"""A document in, what the index knows of it out: the terms it is found by, and its text, for excerpts."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from dlcourse.builder.search.passages import Section, sections_of
from dlcourse.builder.search.words import count_terms
from dlcourse.model import BOTH, Document, Language, Lesson, Reference, View
from dlcourse.renderer.words import Strings, fill

Words = Mapping[Language, Strings]
"""The words of the pages' own by language."""

LARGE_HEADING = 3
"""Headings down to this level say what a lesson is about; what is below is text."""

OFTEN, SHARE = 3, 150
"""So often a lesson says what it is about, beside the terms of its headings: three times, and once in 150 terms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A lesson as the index knows it. What it holds is told by the lesson alone, whatever else the course says.

    Each of its terms, in all of its languages, stands in one of three: `titled` are those of its titles, `strong` those
    of its larger headings and those that it says often, `said` the others. There is a space between terms. `texts` are
    the scripts that hold its text, by language.
    """

    said: str
    strong: str
    titled: str
    texts: Mapping[Language, bytes]

    @property
    def levels(self) -> tuple[list[str], list[str], list[str]]:
        """The terms that are said, strong and titled."""
        return self.said.split(), self.strong.split(), self.titled.split()


def entry_of(lesson: Lesson, document: Document, words: Words) -> Entry:
    """Return what the index knows of `lesson`. What both languages share, such as code, counts once."""
    views = [view for view in document.views if view.name != BOTH]
    sections = {
        view.language: sections_of(view, partial(_name_of, view=view, document=document, strings=words[view.language]))
        for view in views
    }
    headings = [(section.level, section.heading) for each in sections.values() for section in each]
    aims = dict.fromkeys(text for source in lesson.sources for text in (*source.fields.objectives, *source.fields.tags))
    titles = dict.fromkeys([*(view.title for view in views), *document.titles.values()])
    large = [text for level, text in headings if level <= LARGE_HEADING]
    small = [text for level, text in headings if level > LARGE_HEADING]
    counts = _count([*titles, *large, *small, *_lines(sections.values()), *aims])
    said, strong, titled = _levels(counts, strong=_count(large), titled=_count(titles))
    return Entry(
        said=said,
        strong=strong,
        titled=titled,
        texts={language: _script(language, lesson.slug, each) for language, each in sections.items()},
    )


def _count(texts: Iterable[str]) -> Counter[str]:
    return count_terms("\n".join(texts))


def _lines(sections: Iterable[Sequence[Section]]) -> list[str]:
    """Return every line of the first language that has it, as often as it stands there."""
    found: list[str] = []
    known: set[str] = set()
    for each in sections:
        own = [line for section in each for line in section.text.split("\n") if line not in known]
        known.update(own)
        found += own
    return found


def _levels(counts: Counter[str], *, strong: Collection[str], titled: Collection[str]) -> tuple[str, str, str]:
    """Part the terms as `Entry` says. A single character is a term only where nothing longer begins with it."""
    begun = {term[0] for term in counts if len(term) > 1}
    often = max(OFTEN, counts.total() // SHARE)
    left = {term: count for term, count in counts.items() if len(term) > 1 or term not in begun}
    highest = [term for term in titled if left.pop(term, 0)]
    high = [term for term in strong if left.pop(term, 0)]
    high += [term for term, count in left.items() if count >= often]
    return " ".join([term for term, count in left.items() if count < often]), " ".join(high), " ".join(highest)


def _name_of(reference: Reference, view: View, document: Document, strings: Strings) -> str:
    label = document.labels.get(reference.name)
    if label is None:
        return ""
    if label.kind == "section":
        return next((heading.text for heading in view.headings if heading.id == label.id), view.title)
    return fill(strings[f"{label.kind}_number"], number=label.number) if reference.form == "full" else label.number


def _script(language: Language, slug: str, sections: Iterable[Section]) -> bytes:
    rows = [[section.id, section.heading, section.text] for section in sections]
    return script(f"{language}/{slug}", rows)


def script(name: str, value: object) -> bytes:
    """Return the script that gives `value` to the search under `name`: pages may load scripts, even from `file:`."""
    said = ",".join(json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in (name, value))
    return f"dlcourse.give({said})\n".encode()
