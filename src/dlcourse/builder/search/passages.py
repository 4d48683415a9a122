"""A view of a lesson in, its sections as plain text out: what a reader of the page sees, heading by heading."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape

from dlcourse.model import Heading, Image, Piece, Reference, View

TAG = re.compile(r"""<!--.*?-->|<(/?)([A-Za-z][A-Za-z0-9-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>""", re.DOTALL)
ID = re.compile(r'\sid="([^"]*)"')
INLINE = frozenset(
    "a abbr b bdi bdo cite code data del dfn em i ins kbd label mark q rp rt ruby s samp small span strong sub sup "
    "time tspan u var wbr math semantics mrow mfrac msqrt mroot msub msup msubsup munder mover munderover mtable mtr "
    "mtd mstyle mpadded mphantom mspace mmultiscripts menclose".split()
)
LEAVES = frozenset("mi mn mo mtext ms".split())
HEADINGS = frozenset("h2 h3 h4 h5 h6".split())
SILENT = frozenset("style script template title".split())
UNSEEN = re.compile(r'\sclass="(?:untranslated|definition|footnote-ref|footnote-backref|equation-number)"')
APART = "\u2063"
"""Keeps letters of a formula apart, and is not seen: `Wx` is no word."""

SPACES = re.compile(r"(?:[^\S\n]|[\u2500-\u259f])+")
"""Spaces within a line; the lines and blocks of which pictures are drawn in text say no more."""

LINES = re.compile(r"\s*\n\s*")
BETWEEN_LETTERS = re.compile(f"(?<=[A-Za-z0-9])({APART}){APART}*(?=[A-Za-z0-9])|{APART}+")


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
    html = "".join(piece if isinstance(piece, str) else _text_of(piece, name_of) for piece in view.body)
    headings = {heading.id: heading for heading in view.headings}
    found = (_section(heading, parts, view) for heading, parts in _parts(html, headings))
    return tuple(section for section in found if section.id or section.text)


def _text_of(piece: Piece, name_of: Callable[[Reference], str]) -> str:
    if isinstance(piece, Reference):
        return escape(name_of(piece))
    return f"\n{escape(piece.alt)}\n" if isinstance(piece, Image) else ""


def _section(heading: Heading | None, parts: list[str], view: View) -> Section:
    text = LINES.sub("\n", SPACES.sub(" ", BETWEEN_LETTERS.sub(r"\1", unescape("".join(parts))))).strip()
    own = heading.text if heading and heading.language == view.language else ""
    if heading is None:
        return Section(id="", level=0, heading="", text=text)
    return Section(id=heading.id, level=heading.level, heading=own, text=text)


def _parts(html: str, headings: Mapping[str, Heading]) -> Iterator[tuple[Heading | None, list[str]]]:
    """Yield each heading with the texts between the tags that follow it."""
    heading, parts = None, list[str]()
    end, skipped, depth = 0, "", 0
    for tag in TAG.finditer(html):
        if not skipped:
            parts.append(html[end : tag.start()])
        end = tag.end()
        is_closing, name, attributes = tag[1], (tag[2] or "").lower(), tag[3] or ""
        if skipped:
            if name == skipped and not attributes.endswith("/"):
                depth += -1 if is_closing else 1
            skipped = skipped if depth else ""
            continue
        if name in LEAVES:
            parts.append(APART)
        elif name not in INLINE:
            parts.append("\n")
        if is_closing:
            continue
        if name in HEADINGS and (named := ID.search(attributes)) and unescape(named[1]) in headings:
            yield heading, parts
            heading, parts = headings[unescape(named[1])], []
            skipped, depth = name, 1
        elif name in SILENT or UNSEEN.search(attributes):
            skipped, depth = name, 1
    parts.append("" if skipped else html[end:])
    yield heading, parts
