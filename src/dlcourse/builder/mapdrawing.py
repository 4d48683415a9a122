"""A map as SVG: boxes with their names, links and places in, `<svg>` elements out. Style sheets give it its colours."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from dlcourse.builder.maplayout import WIDTH, Layout, Needs, Place, connected, lay_out
from dlcourse.model import Language
from dlcourse.renderer.diagrams.textwidth import text_width, wrap_text
from dlcourse.renderer.words import Words

PADDING = 12
FONT_SIZES = (13, 12)
"""The size of a name in pixels, in the first language and in the second; _map.css says the same."""
LINE = 18
MOST_LINES = 6
EDGE = 1
"""Half of a line lies outside of its box."""


@dataclass(frozen=True, slots=True)
class Box:
    """A lesson or a module on a map: its name, where it leads, its number in the course (0: none).

    `is_guest` says that it belongs to another module than the map.
    """

    name: Words
    href: str
    number: int = 0
    is_guest: bool = False


def draw(box: Callable[[int], Box], needs: Needs, language: Language) -> list[Markup]:
    """Return a drawing for each group of things that arrows join, for a page in `language`; what is alone is in none.

    `box` tells how a thing is shown.
    """
    drawings = []
    for group in connected(needs):
        index = {thing: number for number, thing in enumerate(group)}
        boxes = [box(thing) for thing in group]
        names = [_lines(each) for each in boxes]
        heights = [_height(*each) for each in zip(boxes, names, strict=True)]
        layout = lay_out([[index[need] for need in needs[thing]] for thing in group], heights)
        parts = [_box(*each, language) for each in zip(boxes, names, layout.places, strict=True)]
        drawings.append(Markup(_svg(layout, parts)))  # noqa: S704  # escaped where it is put together
    return drawings


def _svg(layout: Layout, parts: Sequence[str]) -> str:
    width, height = layout.width + 2 * EDGE, layout.height + 2 * EDGE
    size = f'width="{width / 16:g}rem" height="{height / 16:g}rem"'
    return f'<svg {size} viewBox="-{EDGE} -{EDGE} {width} {height}">\n{"".join(parts)}</svg>'


def _box(box: Box, names: Sequence[tuple[Language, Sequence[str]]], place: Place, language: Language) -> str:
    arrows = "".join(map(_arrow, place.arrows))
    if arrows:
        arrows = f'<path d="{arrows}M{place.x + WIDTH // 2 - 4} {place.y - 6}l4 5 4-5"/>'
    x, y = place.x + PADDING, place.y + PADDING - 4
    number = f'<text class="number" x="{x}" y="{y + 12}">{box.number} </text>' if box.number else ""
    y += 18 if number else 0
    texts: list[str] = []
    for its, lines in names:
        style = ' class="second"' if texts else ""
        spans = [f'<tspan x="{x}" y="{y + LINE * row + 14}">{escape(line)}</tspan>' for row, line in enumerate(lines)]
        texts.append(f"<text{_lang(its, language)}{style}>{''.join(spans)}</text>")
        y += LINE * len(lines)
    frame = f'<rect x="{place.x}" y="{place.y}" width="{WIDTH}" height="{place.height}" rx="6"/>'
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


def _height(box: Box, names: Sequence[tuple[Language, Sequence[str]]]) -> int:
    return 2 * PADDING - 4 + (18 if box.number else 0) + LINE * sum(len(lines) for _, lines in names)


def _lines(box: Box) -> list[tuple[Language, tuple[str, ...]]]:
    """Break the name of a box into lines, in each of its languages."""
    sizes = zip(box.name.parts, FONT_SIZES, strict=False)
    return [(language, _broken(text, size)) for (text, language), size in sizes]


def _broken(text: str, size: int) -> tuple[str, ...]:
    """Break `text` into as few lines as there must be, and these into about the same length; a cut space is kept."""
    widest = WIDTH - 2 * PADDING
    lines = _cut(wrap_text(text, size, widest), size, widest)
    for narrower in range(widest - 4, widest // 2, -4):
        found = _cut(wrap_text(text, size, narrower), size, narrower)
        if len(found) > len(lines):
            break
        lines = found
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1][:-1]}…"]
    spaced, end = [], 0
    for line in lines:
        end += len(line)
        is_cut = text[end : end + 1] == " "
        end += is_cut
        spaced.append(f"{line} " if is_cut else line)
    return tuple(spaced)


def _cut(lines: Sequence[str], size: int, widest: float) -> list[str]:
    """Break words that are longer than a line."""
    found = []
    for line in lines:
        piece = ""
        for character in line:
            if piece and text_width(piece + character, size) > widest:
                found.append(piece)
                piece = ""
            piece += character
        found.append(piece)
    return found
