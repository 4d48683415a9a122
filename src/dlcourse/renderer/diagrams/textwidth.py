"""How wide a text is without a browser: the wider of common fonts, so that a label never outgrows its box.

Latin widths are the maximum of DejaVu Sans and Liberation Sans (which has Arial's widths), in hundredths of an em;
Chinese is one em. A label that is narrower on the reader's screen stays centred in its box.
"""

import unicodedata
from functools import lru_cache

# Characters by width, from U+0020 to U+007E.
_ASCII = (
    "32 41 46 84 64 96 78 28 40 40 50 84 32 37 32 34 64 64 64 64 64 64 64 64 64 64 34 34 84 84 84 56"
    " 102 69 69 73 78 67 62 78 76 30 50 67 56 87 75 79 67 79 73 67 62 74 69 99 69 67 69 40 34 40 84 56"
    " 50 62 64 55 64 62 36 64 64 28 28 58 28 98 64 62 64 64 42 53 40 64 60 82 60 60 53 64 34 64 84"
)
_WIDTHS = {chr(32 + index): int(width) / 100 for index, width in enumerate(_ASCII.split())}
_BOLD = 1.13  # DejaVu Sans Bold to DejaVu Sans
_OPENING = frozenset("（《“‘【「『〈〔([{")
_CLOSING = frozenset("，。、；：？！）》”’】」』〉〕…,.;:?!)]}%")


def text_width(text: str, font_size: float, *, is_bold: bool = False) -> float:
    """Return the width of one line of `text` in pixels."""
    width = sum(map(_width, text)) * font_size
    return width * _BOLD if is_bold else width


def wrap_text(text: str, font_size: float, max_width: float, *, is_bold: bool = False) -> tuple[str, ...]:
    """Return the lines that a browser breaks `text` into: between words, and between Chinese characters."""
    if text_width(text.rstrip(), font_size, is_bold=is_bold) <= max_width:
        return (text.rstrip(),)
    lines, line = [], ""
    for piece in _pieces(text):
        if line and text_width((line + piece).rstrip(), font_size, is_bold=is_bold) > max_width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return (*lines, line.rstrip())


@lru_cache(maxsize=4096)
def _width(character: str) -> float:
    """Return the width of one character in em."""
    if character in _WIDTHS:
        return _WIDTHS[character]
    if unicodedata.category(character) in {"Mn", "Me", "Cf", "Cc"}:
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.4 if unicodedata.category(character) == "So" else 1.0  # emoji are wider than an em in most fonts
    if unicodedata.east_asian_width(character) == "H":
        return 0.5
    base = unicodedata.normalize("NFD", character)[0]
    if base in _WIDTHS:
        return _WIDTHS[base]
    return 1.0 if ord(character) >= 0x2000 else 0.9  # arrows, signs; Greek and Cyrillic


def _pieces(text: str) -> list[str]:
    """Cut `text` where a line may end; a space stays with the word before it, punctuation with what it belongs to."""
    pieces: list[str] = []
    for character in text:
        last = pieces[-1][-1] if pieces else ""
        is_new = not last or (last.isspace() and not character.isspace()) or _is_wide(character) or _is_wide(last)
        if pieces and (not is_new or character.isspace() or character in _CLOSING or last in _OPENING):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"
