"""Keys, abbreviations, lists of definitions and the place of the contents as HTML: their tokens in, tags out."""

from collections.abc import Sequence
from html import escape

from markdown_it.token import Token

from dlcourse.model import Contents
from dlcourse.renderer.sheet import Rule, Sheet


def _keys(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    return (
        '<span class="keys">' + "+".join(f"<kbd>{escape(key)}</kbd>" for key in tokens[index].meta["keys"]) + "</span>"
    )


def _abbreviation(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    return f'<abbr title="{escape(tokens[index].meta["meaning"])}">'


def _definitions(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    return f"<dl{sheet.attributes(tokens[index])}>\n"


def _contents(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    return f'<div class="toc"{sheet.attributes(tokens[index])}>\n{sheet.put_aside(Contents())}</div>\n'


RULES: dict[str, Rule] = {
    "keys": _keys,
    "abbr_open": _abbreviation,
    "dl_open": _definitions,
    "contents": _contents,
}
