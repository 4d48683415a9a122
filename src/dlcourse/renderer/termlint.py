"""Terms that a lesson translates otherwise than the glossary says: a lesson and the glossary in, diagnostics out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from dlcourse.diagnostics import Diagnostic, Place, diagnostic
from dlcourse.languages import LATIN, script_of
from dlcourse.model import Document, Language, Lesson, Side, Term
from dlcourse.patterns import lazy
from dlcourse.renderer.termuse import BEFORE_TERM, Use, native_language, uses_in
from dlcourse.schema.showing import shorten
from dlcourse.termforms import folded, forms_of, is_same

# Words that introduce a name; what follows them in brackets is that name in the other language, no example.
CALLED = lazy(r"(?:叫|叫做|称为|称作|称之为|名为|即|所谓)\Z")
ENTRY = lazy(r"[ \t>]*(?:#{1,6}[ \t]+(?P<heading>.*?)[ \t]*#*|(?:[-*+]|\d{1,9}[.)])[ \t]+(?P<item>.*))")
MARKUP = lazy(r"\[([^\]]*)\]\([^()]*\)|[*_`~]+|\{#[^{}]*\}|^\d+(?:\.\d+)*[.、]?[ \t]+")
COMMON_START = 4
MOST_LINES = 200
MOST_LETTERS = 48
"""What is longer is a sentence, not a term."""


def term_faults(lesson: Lesson, document: Document, glossary: Sequence[Term]) -> Iterator[Diagnostic]:
    """Report where `lesson` gives a term of `glossary` another name than the glossary does.

    In brackets behind a term, `反向传播（reverse pass）`, unless what stands there may be an example or an
    abbreviation; and in headings and list items that say the term and nothing else. Plural, capitals, hyphens and
    spaces do not count, nor do longer names that hold the right one.
    """
    if not glossary:
        return
    named = {
        language: _named(tuple(forms_of(term, language) for term in glossary)) for language in _languages(glossary)
    }
    native = native_language(tuple(named))
    if native is not None:
        latin = next(language for language in named if script_of(language) == LATIN)
        for source in lesson.sources:
            for use in uses_in(source, native):
                found = None if use.is_short else _term_before(use, named[native])
                if found is None:
                    continue
                term, forms = glossary[found[0]], forms_of(glossary[found[0]], latin)
                if all(_is_other(each, forms) for each in (use.said, *use.shorts)) and _is_name(use, found[1], forms):
                    yield _fault(use.place, term, (native, latin), use.said)
    if len(document.languages) == 2 and set(document.languages) <= named.keys():
        yield from _faults_of_pairs(lesson, document, glossary, named)


def _languages(glossary: Sequence[Term]) -> tuple[Language, ...]:
    return tuple(dict.fromkeys(language for term in glossary for language in term.names))


@lru_cache(maxsize=8)
def _named(forms: tuple[tuple[str, ...], ...]) -> Mapping[str, int]:
    """Return which term each folded form is one of."""
    return {folded(form): place for place, each in reversed(list(enumerate(forms))) for form in each}


def _term_before(use: Use, named: Mapping[str, int]) -> tuple[int, str] | None:
    """Return which term the brackets of `use` stand behind, and what stands before it; None if that is not clear."""
    if use.is_exact:
        place = named.get(folded(use.written))
        return None if place is None else (place, "")
    for start in range(len(use.written) - 1):
        place = named.get(folded(use.written[start:]))
        if place is not None:
            before = use.written[:start]
            is_clear = not before or any(match.end() == start for match in BEFORE_TERM.finditer(before))
            return (place, before) if is_clear else None
    return None


def _is_other(said: str, forms: Sequence[str]) -> bool:
    """Tell whether `said` is another name than `forms`: none that is longer or shorter by a word, nor what one of them
    is the abbreviation of."""
    plain = folded(said)
    initials = "".join(word[0] for word in re.split(r"[\s-]+", said.casefold()) if word)
    return bool(forms) and not any(
        is_same(said, form)
        or folded(form) in (initials, initials + "s")
        or folded(form) in plain
        or (plain in folded(form) and len(plain) > COMMON_START)
        for form in forms
    )


def _is_name(use: Use, before: str, forms: Sequence[str]) -> bool:
    """Tell whether the brackets give a name and no example: 优化器（Adam）, 激活函数（sigmoid）."""
    start = folded(use.said)[:COMMON_START]
    is_alike = len(start) == COMMON_START and any(folded(form).startswith(start) for form in forms)
    return use.is_exact or " " in use.said or is_alike or CALLED.search(before) is not None


def _faults_of_pairs(
    lesson: Lesson, document: Document, glossary: Sequence[Term], named: Mapping[Language, Mapping[str, int]]
) -> Iterator[Diagnostic]:
    first, second = document.languages
    lines = {source.file: source.body.split("\n") for source in lesson.sources}
    starts = {source.file: source.body_line for source in lesson.sources}
    for passage in document.passages:
        if len(passage.sides) < 2:
            continue
        sides = [list(_entries(passage.sides[each], lines, starts)) for each in (first, second)]
        for (_, ours), (place, theirs) in zip(*sides, strict=True) if len(sides[0]) == len(sides[1]) else ():
            found = named[first].get(folded(ours))
            if found is None:
                continue
            forms = forms_of(glossary[found], second)
            if theirs and len(theirs) <= MOST_LETTERS and _is_other(theirs, forms):
                yield _fault(place, glossary[found], (first, second), theirs)


def _entries(side: Side, lines: Mapping[str, Sequence[str]], starts: Mapping[str, int]) -> Iterator[tuple[Place, str]]:
    """Yield place and text of the heading that a side is, or of the items of the list that it is."""
    file = side.place.file
    first = side.place.line - starts[file]
    for number, line in enumerate(lines[file][first : first + MOST_LINES], first):
        match = ENTRY.fullmatch(line)
        if not match:
            return
        text = MARKUP.sub(lambda found: found[1] or "", match["heading"] or match["item"] or "").strip()
        yield Place(file, number + starts[file]), text
        if match["heading"] is not None:
            return


def _fault(place: Place, term: Term, languages: tuple[Language, Language], said: str) -> Diagnostic:
    first, second = languages
    right = term.names[second]
    message = f'{shorten(term.names[first])} is called "{shorten(said)}" here, and "{shorten(right)}" in the glossary'
    hint = f'write "{shorten(right)}", or add the other name to `also` of the term ({term.place})'
    return diagnostic("T404", place, message, hint)
