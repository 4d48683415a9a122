"""A text and a measure in, lines out that are about equally long and begin and end as Chinese and Latin want."""

import re
import unicodedata
from collections.abc import Callable

from dlcourse.patterns import lazy

Measure = Callable[[str], float]

# What may not begin a line, and what may not end one.
_CLOSING = frozenset("，。、；：？！）》〉”’】〕」』…—·～,.;:?!)]}%‰℃")
_OPENING = frozenset("（《〈“‘【〔「『([{¥$")
_RUN = lazy(r"\s+|[^\s⺀-鿿가-힯豈-﫿＀-￯]+|.", re.DOTALL)


def break_lines(text: str, measure: Measure, width: float, *, is_even: bool = True) -> list[str]:
    """Return `text` in as few lines of at most `width` as it needs, none much longer than the others if `is_even`.

    Lines break at spaces and between Han characters; a word that is wider than a line is broken where the line ends.
    """
    pieces = [part for piece in _pieces(text) for part in _fitting(piece, measure, width)]
    lines = _filled(pieces, measure, width)
    low, high = width / 2, width
    while is_even and len(lines) > 1 and high - low > width / 64:
        middle = (low + high) / 2
        tried = _filled(pieces, measure, middle)
        if len(tried) == len(lines) and max(map(measure, tried)) <= middle:
            lines, high = tried, middle
        else:
            low = middle
    return lines


def cut(text: str, measure: Measure, width: float) -> str:
    """Return as much of `text` as fits into `width`, with an ellipsis where something is left out."""
    if measure(text) <= width:
        return text
    text = text.removesuffix("…")
    while text and measure(text + "…") > width:
        text = text[:-1]
    return text.rstrip(" ，。、；：,.;:") + "…"


def _pieces(text: str) -> list[str]:
    """Return the parts of `text` that no line break may tear, each with the space behind it."""
    pieces: list[str] = []
    for run in _RUN.findall(" ".join(text.split())):
        is_bound = pieces and (run == " " or run[0] in _CLOSING or pieces[-1][-1] in _OPENING or _is_mark(run))
        if is_bound:
            pieces[-1] += run
        else:
            pieces.append(run)
    return pieces


def _is_mark(run: str) -> bool:
    return unicodedata.category(run[0]) in ("Mn", "Me")


def _fitting(piece: str, measure: Measure, width: float) -> list[str]:
    """Return `piece`, in parts if it is wider than a line."""
    parts = [""]
    if measure(piece.rstrip()) <= width:
        return [piece]
    for character in piece:
        if parts[-1] and measure(parts[-1] + character) > width:
            parts.append("")
        parts[-1] += character
    return parts


def _filled(pieces: list[str], measure: Measure, width: float) -> list[str]:
    lines = [""]
    for piece in pieces:
        if lines[-1] and measure((lines[-1] + piece).rstrip()) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]
