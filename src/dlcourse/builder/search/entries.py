"""A document in, what the index knows of it out: the terms it is found by, and its text, for excerpts."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from dlcourse.builder.search.passages import Section, sections_of
from dlcourse.builder.search.words import IS_UNSPACED, terms_in
from dlcourse.model import BOTH, Document, Language, Lesson, Reference, View
from dlcourse.renderer.words import Strings, fill

Words = Mapping[Language, Strings]
"""The words of the pages' own by language."""

LARGE_HEADING = 3
"""Headings down to this level say what a lesson is about; what is below is text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A lesson as the index knows it.

    `counts` tells how often each term stands anywhere in it, in all of its languages; `titles` and `headings` are the
    terms that stand in its titles and its larger headings. `texts` are the scripts that hold its text, by language.
    """

    counts: Mapping[str, int]
    titles: frozenset[str]
    headings: frozenset[str]
    texts: Mapping[Language, bytes]


class Entries:
    """The entries of lessons; each is made once, and remembered while builds go on asking for the same document."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[Document, Words, Entry]] = {}

    def prepare(self, lessons: Iterable[tuple[Lesson, Document]], words: Words) -> list[Entry]:
        """Return the entry of each of `lessons`, which are all that there are: others are forgotten."""
        before, self._made = self._made, {}
        for lesson, document in lessons:
            known = before.get(lesson.slug)
            if known is None or known[0] is not document or known[1] != words:
                known = (document, words, entry_of(lesson, document, words))
            self._made[lesson.slug] = known
        return [entry for _, _, entry in self._made.values()]


def entry_of(lesson: Lesson, document: Document, words: Words) -> Entry:
    """Return what the index knows of `lesson`. What both languages share, such as code, counts once."""
    sections = {
        view.language: sections_of(view, partial(_name_of, view=view, document=document, strings=words[view.language]))
        for view in document.views
        if view.name != BOTH
    }
    titles = {view.title for view in document.views if view.name != BOTH} | set(document.titles.values())
    headings = [(section.level, section.heading) for each in sections.values() for section in each]
    aims = {text for source in lesson.sources for text in (*source.fields.objectives, *source.fields.tags)}
    lines = {line for each in sections.values() for section in each for line in section.text.split("\n")}
    in_titles = Counter(_terms(titles))
    in_headings = Counter(_terms(text for level, text in headings if level <= LARGE_HEADING))
    small = (text for level, text in headings if level > LARGE_HEADING)
    counts = in_titles + in_headings + Counter(_terms([*small, *_repeated(sections.values(), lines), *aims]))
    followed = {term[0] for term in counts if len(term) > 1 and IS_UNSPACED.match(term)}
    kept = {term: counts[term] for term in sorted(counts) if len(term) > 1 or term not in followed}
    return Entry(
        counts=kept,
        titles=frozenset(in_titles.keys() & kept.keys()),
        headings=frozenset(in_headings.keys() & kept.keys()),
        texts={language: _script(language, lesson.slug, each) for language, each in sections.items()},
    )


def _terms(texts: Iterable[str]) -> Iterator[str]:
    return (term for text in texts for term in terms_in(text))


def _repeated(sections: Iterable[Iterable[Section]], lines: set[str]) -> Iterator[str]:
    """Yield every line of the first language that has it, as often as it stands there."""
    for each in sections:
        own = [line for section in each for line in section.text.split("\n")]
        yield from (line for line in own if line in lines)
        lines = lines - set(own)


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
