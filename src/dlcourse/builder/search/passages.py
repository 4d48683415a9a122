"""A view of a lesson in, its sections as plain text out: what a reader of the page sees, heading by heading.

Pages are made of very many tags, so those are not looked at one by one: a few patterns take them out of a whole
section. They rely on the HTML being ours: well-formed, with no `<` or `>` in the value of an attribute.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape

from dlcourse.model import Heading, Image, Piece, Reference, View

INLINE = (
    "a abbr b bdi bdo cite code data del dfn em i ins kbd label mark q rp rt ruby s samp small span strong sub sup "
    "time tspan u var wbr math semantics mrow mfrac msqrt mroot msub msup msubsup munder mover munderover mtable mtr "
    "mtd mstyle mpadded mphantom mspace mmultiscripts menclose"
).split()
"""What stands within a line."""

LEAVES = "mi mn mo mtext ms".split()
"""The letters and signs of formulas."""

UNSEEN = "untranslated definition footnote-ref footnote-backref equation-number".split()
"""The classes of elements that say nothing of their own."""

SILENT = "style script template title".split()

APART = "\u2063"
"""Keeps letters of a formula apart, and is not seen: `Wx` is no word."""

_TAG = re.compile(r"<(/?[A-Za-z0-9-]*)[^<>]*>")
_BETWEEN = {slash + name: "" for name in INLINE for slash in ("", "/")}
_BETWEEN |= {slash + name: APART for name in LEAVES for slash in ("", "/")}
_SIGNS_OF_SILENCE = [f"<{name}" for name in SILENT] + [f'class="{name}"' for name in UNSEEN]
_SILENT = re.compile(
    rf"<(?:(?:{'|'.join(SILENT)})(?![A-Za-z0-9-])"
    rf"""|[A-Za-z][A-Za-z0-9-]*\s(?:[^<>]*\s)?class="(?:{"|".join(UNSEEN)})")[^<>]*>"""
)
_HEADING = re.compile(r"<h[2-6](?![A-Za-z0-9-])[^<>]*>")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_ID = re.compile(r'\sid="([^"]*)"')
_NOT_BETWEEN_LETTERS = re.compile(f"{APART}(?:(?<![A-Za-z0-9{APART}]{APART}){APART}*|{APART}*(?![A-Za-z0-9{APART}]))")
_DOUBLED = re.compile(f"{APART}{{2,}}")
_DRAWN = re.compile(r"[\u2500-\u259f]+")
"""The lines and blocks of which pictures are drawn in text: they say no more than a space."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What stands below a heading up to the next; `id` and `heading` are "" for what stands above the first.

    `heading` is "" too where it is in another language than the view. `level` is 2 to 6, and 0 above the first heading.
    A line of `text` is about a block.
    """

    id: str
    level: int
    heading: str
    text: str


def sections_of(view: View, name_of: Callable[[Reference], str]) -> tuple[Section, ...]:
    """Return the sections of `view`; `name_of` says what stands in the text for a reference (Figure 2).

    What is folded away as it is in another language only, definitions of terms, marks of footnotes and numbers of
    equations are left out.
    """
    html = "".join([piece if isinstance(piece, str) else _text_of(piece, name_of) for piece in view.body])
    found = (_section(heading, text, view) for heading, text in _parts(_without_silent(html), view))
    return tuple(section for section in found if section.id or section.text)


def _text_of(piece: Piece, name_of: Callable[[Reference], str]) -> str:
    if isinstance(piece, Reference):
        return escape(name_of(piece))
    return f"\n{escape(piece.alt)}\n" if isinstance(piece, Image) else ""


def _section(heading: Heading | None, html: str, view: View) -> Section:
    text = _plain(html)
    if heading is None:
        return Section(id="", level=0, heading="", text=text)
    own = heading.text if heading.language == view.language else ""
    return Section(id=heading.id, level=heading.level, heading=own, text=text)


def _plain(html: str) -> str:
    """Return what `html` says: a block a line, with one space where there are any."""
    parts = _TAG.split(html)  # text, name of a tag, text, and so on
    parts[1::2] = [_BETWEEN.get(name, "\n") for name in parts[1::2]]
    text = unescape("".join(parts))
    if APART in text:
        text = _DOUBLED.sub(APART, _NOT_BETWEEN_LETTERS.sub("", text))
    words_of_lines = map(str.split, _DRAWN.sub(" ", text).split("\n"))
    return "\n".join(filter(None, map(" ".join, words_of_lines)))


def _parts(html: str, view: View) -> Iterator[tuple[Heading | None, str]]:
    """Yield each heading of the view with the HTML that follows it."""
    headings = {heading.id: heading for heading in view.headings}
    heading, start = None, 0
    for tag in _HEADING.finditer(html):
        named = _ID.search(tag[0])
        if named and unescape(named[1]) in headings and tag.start() >= start:
            yield heading, html[start : tag.start()]
            heading, start = headings[unescape(named[1])], _end(html, tag.end(), tag[0][1:3])
    yield heading, html[start:]


def _without_silent(html: str) -> str:
    """Return `html` without the elements that a reader does not see as its text."""
    if not any(sign in html for sign in _SIGNS_OF_SILENCE):
        return html
    parts, start = list[str](), 0
    for tag in _SILENT.finditer(html):
        if tag.start() >= start:
            parts.append(html[start : tag.start()])
            start = _end(html, tag.end(), _NAME.findall(tag[0])[0])
    return "".join([*parts, html[start:]])


def _end(html: str, start: int, name: str) -> int:
    """Return where the element `name` ends that is open at `start`."""
    depth = 1
    for tag in _tags_named(name).finditer(html, start):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag.end()
    return len(html)


@lru_cache(maxsize=64)
def _tags_named(name: str) -> re.Pattern[str]:
    return re.compile(rf"<(/?){name}(?![A-Za-z0-9-])(?:[^<>]*[^<>/])?>")
