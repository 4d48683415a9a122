"""A card drawn: what it says in, a PNG of 1200 by 630 pixels out, the same for the same words and fonts.

Needs Pillow (the extra `images`).
"""

import io
import unicodedata
import zlib
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from dlcourse.builder.cards.fonts import Family, families
from dlcourse.builder.cards.lines import break_lines, cut

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT = 1200, 630
EDGE = 88
COLUMN = WIDTH - 2 * EDGE
PAPER, INK, SOFT, ACCENT, LINE = (253, 252, 249), (38, 35, 30), (99, 93, 83), (23, 97, 79), (227, 222, 212)
# From the paper to each colour in steps: letters have soft edges. Sixteen colours take four bits a pixel.
_STEPS = {"ink": (INK, 6), "soft": (SOFT, 4), "accent": (ACCENT, 4), "line": (LINE, 1)}
TITLES = ((84, 2), (72, 3), (60, 4), (50, 4))
"""Sizes of the title in pixels, and how many lines it may take in each; the first that fits is used."""
ABOVE, BELOW = 34, 32
TITLE_TOP, TITLE_BOTTOM = 146, 506
LEADING = 1.32
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says: the name of the page, the course or what else it belongs to (`above`), the module or what else
    it is about (`below`), and where it is to be found (`site`)."""

    title: str
    above: str
    below: str
    site: str
    language: str


@dataclass(frozen=True, slots=True)
class Letters:
    """A family in one size and weight."""

    family: Family
    size: int
    is_bold: bool

    @property
    def font(self) -> "FreeTypeFont":
        """The font to draw with."""
        return self.family.font(self.size, is_bold=self.is_bold)

    def width(self, text: str) -> float:
        """Return how many pixels `text` needs."""
        return self.family.width(text, self.size, is_bold=self.is_bold)


def draw(card: Card) -> bytes | None:
    """Return the card as a PNG; None if there is no Pillow, or no font that has all its letters."""
    family = family_for(card)
    return _drawn(family, *_said(card)) if family else None


def family_for(card: Card) -> Family | None:
    """Return the fonts that a card is drawn in; None if it cannot be drawn."""
    try:
        import PIL  # noqa: F401, PLC0415  # optional: the extra `images`
    except ImportError:
        return None
    said = _said(card)
    letters = "".join(said)
    if not said[0] or any(map(_is_joined, letters)):
        return None
    return next((each for each in families(card.language) if each.has(letters)), None)


def _said(card: Card) -> list[str]:
    return [_plain(text) for text in (card.title, card.above, card.below, card.site)]


def _plain(text: str) -> str:
    """Return `text` on one line, without the pictures that no font of ours draws."""
    kept = (
        character for character in text[:LONGEST] if unicodedata.category(character) not in ("So", "Cn", "Cf", "Co")
    )
    return " ".join("".join(kept).replace("\ufe0f", "").split())


def _is_joined(character: str) -> bool:
    """Tell whether letters change with their neighbours, or run from the right: the plain layout cannot do that."""
    return unicodedata.bidirectional(character) in ("R", "AL") or unicodedata.category(character) == "Mc"


def _drawn(family: Family, title: str, above: str, below: str, site: str) -> bytes:
    canvas = _ground().copy()
    size, lines = _title(family, title)
    top = TITLE_TOP + max(0, (TITLE_BOTTOM - TITLE_TOP - round(size * LEADING) * len(lines)) // 2)
    _write(canvas, (EDGE - size // 16, top), lines, Letters(family, size, is_bold=True), "ink")
    small = Letters(family, ABOVE, is_bold=True)
    _write(canvas, (EDGE, 80), [cut(above, small.width, COLUMN)], small, "accent")
    small = Letters(family, BELOW, is_bold=False)
    place = cut(site, small.width, COLUMN / 2)
    room = COLUMN - small.width(place) - 2 * BELOW
    _write(canvas, (EDGE, 546), [cut(below, small.width, room)], small, "soft")
    _write(canvas, (WIDTH - EDGE - round(small.width(place)), 546), [place], small, "soft")
    canvas.putpalette(_palette())
    buffer = io.BytesIO()
    canvas.save(buffer, "PNG", bits=4, compress_type=zlib.Z_RLE)
    return buffer.getvalue()


def _title(family: Family, title: str) -> tuple[int, list[str]]:
    """Return the size and the lines of a title; what is too long for every size is cut."""
    for size, most in TITLES:
        letters = Letters(family, size, is_bold=True)
        lines = break_lines(title, letters.width, COLUMN)
        if len(lines) <= most:
            return size, lines
    lines = break_lines(title, letters.width, COLUMN, is_even=False)
    return size, [*lines[: most - 1], cut(lines[most - 1] + "…", letters.width, COLUMN)]


def _write(canvas: "Image", at: tuple[int, int], lines: list[str], letters: Letters, colour: str) -> None:
    if any(lines):
        canvas.paste(_written(tuple(lines), letters, colour, WIDTH - at[0]), at)


@lru_cache(maxsize=8)  # cards of one module differ in their titles only
def _written(lines: tuple[str, ...], letters: Letters, colour: str, room: int) -> "Image":
    from PIL import Image, ImageDraw  # noqa: PLC0415  # optional: the extra `images`

    leading = round(letters.size * LEADING)
    width = min(room, round(max(map(letters.width, lines))) + letters.size)
    mask = Image.new("L", (width, leading * len(lines) + letters.size // 4))
    pen = ImageDraw.Draw(mask)
    for number, line in enumerate(lines):
        pen.text((0, number * leading), line, 255, font=letters.font)
    return mask.point(_ramp(colour))


@cache
def _ramp(colour: str) -> list[int]:
    """Return the place in the palette for each of 256 shares of a colour over the paper."""
    start = _start(colour)
    steps = _STEPS[colour][1]
    return [0 if share < 128 / steps else start + round(share / 255 * steps) - 1 for share in range(256)]


def _start(colour: str) -> int:
    names = list(_STEPS)
    return 1 + sum(_STEPS[name][1] for name in names[: names.index(colour)])


@cache
def _palette() -> list[int]:
    colours = [PAPER]
    for colour, steps in _STEPS.values():
        colours += [_mixed(colour, step / steps) for step in range(1, steps + 1)]
    return [part for colour in colours for part in colour]


def _mixed(colour: tuple[int, int, int], share: float) -> tuple[int, int, int]:
    red, green, blue = (round(paper + share * (part - paper)) for paper, part in zip(PAPER, colour, strict=True))
    return red, green, blue


@cache
def _ground() -> "Image":
    """Return the card before anything is written on it: paper, a bar in the accent's colour, a line below the title."""
    from PIL import Image, ImageDraw  # noqa: PLC0415  # optional: the extra `images`

    canvas = Image.new("L", (WIDTH, HEIGHT), 0)
    full = _start("accent") + _STEPS["accent"][1] - 1
    pen = ImageDraw.Draw(canvas)
    pen.rectangle((0, 0, 23, HEIGHT), fill=full)
    pen.rectangle((EDGE, 524, WIDTH - EDGE, 525), fill=_start("line"))
    return canvas
