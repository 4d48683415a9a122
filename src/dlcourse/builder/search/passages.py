"""A view of a lesson in, its sections as plain text out: what a reader of the page sees, heading by heading.

Pages are made of very many tags, so one pattern parts them all at once, and only few are looked at. It relies on the
HTML being ours: well-formed, with no `<` or `>` in the value of an attribute, the class or the id as the first one.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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

SILENT = frozenset("style script template title".split())

APART = "\u2063"
"""Keeps letters of a formula apart, and is not seen: `Wx` is no word."""

_TAG = re.compile(rf"""<(h[2-6] id="[^"<>]*"|/?[A-Za-z0-9-]*(?: class="(?:{"|".join(UNSEEN)})")?)[^<>]*>""")
"""Captures what there is to know of a tag: its name, of a heading the id, of what is not seen the class."""

_BETWEEN = {slash + name: "" for name in INLINE for slash in ("", "/")}
_BETWEEN |= {slash + name: APART for name in LEAVES for slash in ("", "/")}
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
    headings = {heading.id: heading for heading in view.headings}
    found = (_section(heading, _plain(text), view) for heading, text in _parts(html, headings))
    return tuple(section for section in found if section.id or section.text)


def _text_of(piece: Piece, name_of: Callable[[Reference], str]) -> str:
    if isinstance(piece, Reference):
        return escape(name_of(piece))
    return f"\n{escape(piece.alt)}\n" if isinstance(piece, Image) else ""


def _section(heading: Heading | None, text: str, view: View) -> Section:
    if heading is None:
        return Section(id="", level=0, heading="", text=text)
    own = heading.text if heading.language == view.language else ""
    return Section(id=heading.id, level=heading.level, heading=own, text=text)


def _plain(text: str) -> str:
    """Return `text`, in which entities stand as they do in HTML: a block a line, with one space where there are any."""
    text = unescape(text)
    if APART in text:
        text = _DOUBLED.sub(APART, _NOT_BETWEEN_LETTERS.sub("", text))
    words_of_lines = map(str.split, _DRAWN.sub(" ", text).split("\n"))
    return "\n".join(filter(None, map(" ".join, words_of_lines)))


def _parts(html: str, headings: Mapping[str, Heading]) -> Iterator[tuple[Heading | None, str]]:
    """Yield each heading of the view with the text between the tags that follow it."""
    parts = _TAG.split(html)  # text, a tag, text, and so on
    tags = parts[1::2]
    parts[1::2] = [_BETWEEN.get(tag, "\n") for tag in tags]
    heading, texts, start = None, list[str](), 0
    for place in _telling(tags):
        name, _, attribute = tags[place].partition(" ")
        own = headings.get(unescape(attribute[4:-1])) if attribute.startswith("id=") else None
        if 2 * place < start or (attribute.startswith("id=") and own is None):
            continue
        texts += parts[start : 2 * place + 1]
        start = _end(tags, place, name)
        if own:
            texts.append("\n")
            yield heading, "".join(texts)
            heading, texts = own, []
    yield heading, "".join([*texts, *parts[start:]])


def _telling(tags: Sequence[str]) -> list[int]:
    """Return the places of the tags that have a meaning of their own: headings, and what is not seen."""
    kinds = {tag for tag in set(tags) if '"' in tag or tag in SILENT}
    return [place for place, tag in enumerate(tags) if tag in kinds] if kinds else []


def _end(tags: Sequence[str], place: int, name: str) -> int:
    """Return which part follows the element `name` that the tag at `place` opens."""
    depth, closing, with_attribute = 0, f"/{name}", f"{name} "
    for number in range(place, len(tags)):
        tag = tags[number]
        if tag == name or tag.startswith(with_attribute):
            depth += 1
        elif tag == closing:
            depth -= 1
            if not depth:
                return 2 * number + 2
    return 2 * len(tags) + 1
