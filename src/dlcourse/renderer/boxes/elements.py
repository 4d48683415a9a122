"""How boxes become HTML: their tokens in, tags out."""

from collections.abc import Sequence

from markdown_it.token import Token

from dlcourse.model import Phrase
from dlcourse.renderer.boxes.names import CALLOUTS
from dlcourse.renderer.sheet import Rule, Sheet


def _box_open(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    token = tokens[index]
    has_title = tokens[index + 1].type == "box_title_open"
    name = token.info
    if name in CALLOUTS:
        title = "" if has_title else f'<p class="callout-title">{sheet.put_aside(Phrase(key=name))}</p>\n'
        return f'<div class="callout {name}"{sheet.attributes(token)}>\n{title}'
    return f"<div{sheet.attributes(token)}>\n"


def _box_close(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    return "</div>\n"


def _title_open(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    return '<p class="callout-title">'


def _title_close(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    return "</p>\n"


RULES: dict[str, Rule] = {
    "box_open": _box_open,
    "box_close": _box_close,
    "box_title_open": _title_open,
    "box_title_close": _title_close,
}
