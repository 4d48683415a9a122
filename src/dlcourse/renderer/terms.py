"""Terms of the glossary in a lesson: its inline tokens in, the same with the first use of each term marked out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape
from typing import Any

from markdown_it.token import Token

from dlcourse.languages import HAN, HANGUL, KANA, THAI
from dlcourse.model import Language, Term
from dlcourse.patterns import lazy
from dlcourse.renderer.bilingual.scripts import language_of
from dlcourse.renderer.html import open_elements
from dlcourse.termforms import forms_of

# Letters that words are made of where spaces part words; Chinese, Japanese, Korean and Thai terms end anywhere.
WORDED = rf"[^\W_{HAN}{KANA}{HANGUL}{THAI}]"
# What may end a form: in words a plural, and no further letter.
TAIL = lazy(rf"(?<!{WORDED})|(?:e?s)?(?!{WORDED})")
JOINTS = str.maketrans(dict.fromkeys("-\u00a0\u2010\u2011\u2013", " "))
COLONS = {"zh": "：", "ja": "：", "ko": ": "}


class TermMarker:
    """Marks the first use of each of `terms` in the prose of one language of one lesson.

    Make one for a lesson and language, and give it the inline tokens in the order in which they are read. Numbers of
    marks are the same in every rendering, and differ between the languages of a glossary.
    """

    def __init__(self, terms: Sequence[Term], language: Language) -> None:
        self._terms = terms
        self._language = language
        known = tuple(forms_of(term, language) if definition_html(term, language) else () for term in terms)
        self._index = _index(known) if any(known) else None
        self._used: set[int] = set()

    def mark(self, children: Sequence[Token]) -> list[Token]:
        """Return inline tokens with a `term` token (`meta`: term, number) in the place of each first use.

        Links, code, formulas, pictures and what stands between raw HTML tags are left alone.
        """
        if self._index is None:
            return list(children)
        marked: list[Token] = []
        links = tags = 0
        for token in children:
            links += (token.type == "link_open") - (token.type == "link_close")
            if token.type == "html_inline":
                tags = max(tags + open_elements(token.content), 0)
            is_free = token.type == "text" and not links and not tags
            marked += self._marked(token, self._index) if is_free else [token]
        return marked

    def _marked(self, token: Token, index: "_Index") -> Iterator[Token]:
        text, end = token.content, 0
        for start, stop, place in index.uses(text):
            if place in self._used:
                continue
            self._used.add(place)
            if start > end:
                yield _part(token, end, start)
            term = self._terms[place]
            number = 2 * place + (self._language != next(iter(term.names))) + 1
            found = _part(token, start, stop)
            yield replace(found, type="term", meta={**found.meta, "term": term, "number": number})
            end = stop
        if end == 0:
            yield token
        elif end < len(text):
            yield _part(token, end, len(text))


def term_html(term: Term, written: str, number: int, language: Language, href: str) -> str:
    """Return the use `written` of `term` in a text in `language`: a link to the glossary, and what the term means."""
    definition = f"page-term-{number}"
    return (
        f'<span class="term"><a href="{href}" aria-describedby="{definition}">{escape(written, quote=False)}</a>'
        f'<span class="definition" role="tooltip" id="{definition}">{definition_html(term, language)}</span></span>'
    )


def definition_html(term: Term, language: Language) -> str:
    """Return what a reader of `language` is told of `term`: its name in the other language, and the note."""
    names = [_spoken(name, other, language) for other, name in term.names.items() if other != language]
    note, spoken = note_of(term, language)
    said = [_spoken(note, spoken, language)] if note else []
    return COLONS.get(language.partition("-")[0], ": ").join([*names, *said])


def note_of(term: Term, language: Language) -> tuple[str, Language]:
    """Return the note on `term` in `language` if there is one, else in any other, and the language that it is in."""
    if language in term.note:
        return term.note[language], language
    note, told = next(((note, other) for other, note in term.note.items()), ("", language))
    return note, told or language_of(note, tuple(term.names))


def _spoken(text: str, language: Language, around: Language) -> str:
    html = escape(text, quote=False)
    return html if language == around else f'<span lang="{escape(language)}">{html}</span>'


def _part(token: Token, start: int, end: int) -> Token:
    meta: dict[str, Any] = dict(token.meta)
    if "offset" in meta:
        meta["offset"] += start
    return replace(token, content=token.content[start:end], meta=meta)


@dataclass(frozen=True, slots=True)
class _Index:
    """What finds the terms of a glossary in one language.

    `starts` finds where a form may begin; `lengths` are those of the forms that begin with two letters (or are one),
    the longest first; `places` are the terms' by their forms.
    """

    starts: re.Pattern[str]
    lengths: dict[str, tuple[int, ...]]
    places: dict[str, int]

    def uses(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Yield every use of a term: where it begins, where it ends, which term it is."""
        plain, end = _plain(text), 0
        for match in self.starts.finditer(plain):
            start = match.start()
            use = self._use(plain, start) if start >= end else None
            if use:
                end = use[0]
                yield start, *use

    def _use(self, plain: str, start: int) -> tuple[int, int] | None:
        """Return end and place of the longest form that stands at `start`."""
        for prefix in (plain[start : start + 2], plain[start]):
            for length in self.lengths.get(prefix, ()):
                place = self.places.get(plain[start : start + length])
                tail = TAIL.match(plain, start + length) if place is not None else None
                if place is not None and tail:
                    return tail.end(), place
        return None


@lru_cache(maxsize=8)
def _index(known: tuple[tuple[str, ...], ...]) -> _Index:
    places: dict[str, int] = {}
    for place, forms in enumerate(known):
        for form in forms:
            places.setdefault(_plain(form), place)
    lengths: dict[str, set[int]] = {}
    for form in places:
        lengths.setdefault(form[:2], set()).add(len(form))
    letters = "".join(re.escape(letter) for letter in sorted({form[0] for form in places}))
    return _Index(
        re.compile(rf"(?<!{WORDED})[{letters}]|(?!{WORDED})[{letters}]"),
        {prefix: tuple(sorted(found, reverse=True)) for prefix, found in lengths.items()},
        places,
    )


def _plain(text: str) -> str:
    """Return `text` in small letters, with a space for every joint, letter for letter as long as it was."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    return small.translate(JOINTS)
