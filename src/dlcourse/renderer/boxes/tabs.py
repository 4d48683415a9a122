"""How tabs become HTML: a label with a radio button and a panel for each. A style sheet shows the panel that is chosen.

Without styles, and on paper, there are all panels, each below its label.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from markdown_it.token import Token

from dlcourse.renderer.boxes.labels import name_of_button, text_of_label
from dlcourse.renderer.sheet import Sheet


@dataclass(slots=True)
class _Set:
    """A set of tabs that is being written: the name of its radio buttons, which of them is chosen, how many came."""

    name: str
    chosen: int
    count: int = 0


def open_tabs(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    """Write the tag that a set of tabs begins with."""
    number = sheet.page.numbers["tabs"] = sheet.page.numbers.get("tabs", 0) + 1
    _open_sets(sheet).append(_Set(sheet.id(f"page-tabs-{number}"), _chosen(tokens, index)))
    return f'<div class="tabs"{sheet.attributes(tokens[index])}>\n'


def close_tabs(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    """Write the tag that a set of tabs ends with."""
    _open_sets(sheet).pop()
    return "</div>\n"


def open_tab(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    """Write what stands before the label of a tab: nothing."""
    return ""


def open_label(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    """Write the tag that a label begins with, and its radio button."""
    tabs, opener, inline = _open_sets(sheet)[-1], tokens[index - 1], tokens[index + 1]
    checked = " checked" if tabs.count == tabs.chosen else ""
    tabs.count += 1
    text = str(opener.meta["attributes"].values.get("sync") or text_of_label(inline)).strip()
    name = f'name="{tabs.name}" data-label="{escape(text)}"{name_of_button(inline)}'
    button = f'<input type="radio" {name}{checked}>'
    return f'<label class="tab">{sheet.put_aside(button)}<span>'


def close_label(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    """Write the tag that a label ends with, and the one that its panel begins with."""
    return '</span></label>\n<div class="panel">\n'


def _open_sets(sheet: Sheet) -> list[_Set]:
    sets: list[_Set] = sheet.env.setdefault("tab_sets", [])
    return sets


def _chosen(tokens: Sequence[Token], index: int) -> int:
    """Return which tab of the set at `index` is chosen: the one that its author marked, else the first."""
    count = depth = 0
    for position in range(index, len(tokens)):
        token = tokens[position]
        if depth == 1 and token.type == "box_open" and token.info == "tab":
            if token.meta["is_selected"]:
                return count
            count += 1
        depth += token.nesting
        if depth == 0:
            break
    return 0
