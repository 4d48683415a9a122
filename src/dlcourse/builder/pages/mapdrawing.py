"""A map as SVG: boxes with their names, links and places in, `<svg>` elements out. Style sheets give it its colours."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from dlcourse.builder.pages.maplayout import Measures, Needs, Place, connected, lay_out
from dlcourse.model import Language
from dlcourse.patterns import lazy
from dlcourse.renderer.diagrams.textwidth import text_width, wrap_text
from dlcourse.renderer.words import Words

WIDE = Measures(width=148, between=20, most_in_row=4)
NARROW = Measures(width=128, between=8, most_in_row=2)
PHONE = 280
"""What is no wider than this needs no drawing of its own for phones."""

PADDING = 11
FONT_SIZES = (13, 12)
"""The size of a name in pixels, in the first language and in the second; _map.css says the same."""
LINE = 18
MOST_LINES = 6
PAUSE = lazy(r"[，：；、。！？—…]+|[,:;!?.)–] ")
EDGE = 1
"""Half of a line lies outside of its box."""


Name = tuple[Language, Sequence[str]]
"""The lines of a name in a language."""


@dataclass(frozen=True, slots=True)
class Box:
    """A lesson or a module on a map: its name, where it leads, its number in the course (0: none).

    `is_guest` says that it belongs to another module than the map.
    """

    name: Words
    href: str
    number: int = 0
    is_guest: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map as SVG, `height` pixels high; and the same for narrow screens, "" where the first is narrow enough."""

    wide: Markup
    narrow: Markup
    height: int


def draw(box: Callable[[int], Box], needs: Needs, language: Language) -> list[Drawing]:
    """Return a drawing for each group of things that arrows join, for a page in `language`; what is alone is in none.

    `box` tells how a thing is shown.
    """
    drawings = []
    for group in connected(needs):
        index = {thing: number for number, thing in enumerate(group)}
        boxes = [box(thing) for thing in group]
        own = [[index[need] for need in needs[thing]] for thing in group]
        wide, width, height = _svg(boxes, own, WIDE, language)
        narrow = _svg(boxes, own, NARROW, language)[0] if width > PHONE else Markup("")
        drawings.append(Drawing(wide, narrow, height))
    return drawings


def _svg(boxes: Sequence[Box], needs: Needs, measures: Measures, language: Language) -> tuple[Markup, int, int]:
    """Return the drawing of a group, its width and its height."""
    names = [_lines(box, measures.width - 2 * PADDING) for box in boxes]
    heights = [_height(*each) for each in zip(boxes, names, strict=True)]
    layout = lay_out(needs, heights, measures)
    parts = [_box(*each, measures.width, language) for each in zip(boxes, names, layout.places, strict=True)]
    width, height = layout.width + 2 * EDGE, layout.height + 2 * EDGE
    size = f'width="{width / 16:g}rem" height="{height / 16:g}rem"'
    svg = f'<svg {size} viewBox="-{EDGE} -{EDGE} {width} {height}">\n{"".join(parts)}</svg>'
    return Markup(svg), width, height  # noqa: S704  # all that comes from authors is escaped


def _box(box: Box, names: Sequence[Name], place: Place, width: int, language: Language) -> str:
    arrows = "".join(map(_arrow, place.arrows))
    if arrows:
        arrows = f'<path d="{arrows}M{place.x + width // 2 - 4} {place.y - 6}l4 5 4-5"/>'
    x, y = place.x + PADDING, place.y + PADDING - 4
    number = f'<text class="number" x="{x}" y="{y + 12}">{box.number} </text>' if box.number else ""
    y += LINE if number else 0
    texts: list[str] = []
    for its, lines in names:
        style = ' class="second"' if texts else ""
        spans = [f'<tspan x="{x}" y="{y + LINE * row + 14}">{escape(line)}</tspan>' for row, line in enumerate(lines)]
        texts.append(f"<text{_lang(its, language)}{style}>{''.join(spans)}</text>")
        y += LINE * len(lines)
    frame = f'<rect x="{place.x}" y="{place.y}" width="{width}" height="{place.height}" rx="6"/>'
    guest = ' class="is-guest"' if box.is_guest else ""
    return f'<g>{arrows}<a href="{escape(box.href)}"{guest}>{frame}{number}{" ".join(texts)}</a></g>\n'


def _lang(its: Language, language: Language) -> str:
    return f' lang="{escape(its)}"' if its != language else ""


def _arrow(points: Sequence[tuple[int, int]]) -> str:
    """Return the way along `points`: curves that begin and end downwards, between them straight lines."""
    (x, y), *rest = points
    path = f"M{x} {y}"
    for index, (next_x, next_y) in enumerate(rest):
        is_straight = next_x == x or index % 2 == 1
        middle = (y + next_y) // 2
        path += f"V{next_y}" if is_straight else f"C{x} {middle} {next_x} {middle} {next_x} {next_y}"
        x, y = next_x, next_y
    return path


def _height(box: Box, names: Sequence[Name]) -> int:
    return 2 * PADDING - 4 + (LINE if box.number else 0) + LINE * sum(len(lines) for _, lines in names)


def _lines(box: Box, room: int) -> list[Name]:
    """Break the name of a box into lines, in each of its languages."""
    sizes = zip(box.name.parts, FONT_SIZES, strict=False)
    return [(language, _broken(text, size, room)) for (text, language), size in sizes]


def _broken(text: str, size: int, room: int) -> tuple[str, ...]:
    """Break `text` into as few lines as there must be, where it pauses if that makes no more of them.

    A space at which a line ends is kept.
    """
    ways = [_even(text, size, room)]
    ways += [
        [*_even(text[: pause.end()], size, room), *_even(text[pause.end() :], size, room)]
        for pause in PAUSE.finditer(text)
        if pause.end() < len(text)
    ]
    lines = min(ways, key=lambda lines: (len(lines), lines is ways[0], max(text_width(line, size) for line in lines)))
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1][:-1]}…"]
    return tuple(lines)


def _even(text: str, size: int, room: int) -> list[str]:
    """Break `text` into lines of about the same length."""
    lines = _cut(wrap_text(text, size, room), size, room)
    for narrower in range(room - 4, room // 2, -4):
        found = _cut(wrap_text(text, size, narrower), size, narrower)
        if len(found) > len(lines):
            break
        lines = found
    spaced, end = [], 0
    for line in lines:
        end += len(line)
        is_cut = text[end : end + 1] == " "
        end += is_cut
        spaced.append(f"{line} " if is_cut else line)
    return spaced


def _cut(lines: Sequence[str], size: int, widest: float) -> list[str]:
    """Break words that are longer than a line; one that is a little longer may use the edge of the box."""
    found = []
    for line in lines:
        piece = ""
        for character in line:
            if piece and text_width(piece + character, size) > widest + PADDING:
                found.append(piece)
                piece = ""
            piece += character
        found.append(piece)
    return found
