"""A list whose items are each one line of text, as most are, written at once; markdown-it reads any other."""

import re

from markdown_it.rules_block import StateBlock

from dlcourse.renderer.markdown.engine.starts import DIGITS, LINES
from dlcourse.renderer.markdown.engine.token import Mark, trimmed

SIGNS = "".join(sorted({sign for signs in LINES.values() for sign in signs} - {*DIGITS, "i", "e"}))
"""What other blocks begin with. Lines of modules, which begin with letters, stand in no list."""

TEXT = (
    rf"(?:[^\s{DIGITS}{re.escape(SIGNS)}]|\*\*[^\s*]|`(?!``)|\$(?![${{])|[0-9]++(?![.)](?:[ \t]|\Z))"
    r"|\[(?![\^!i])[^\[\]\\\n]*\]\()"
)
"""How a line begins that can only be text: with a letter, or with bold text, code, a formula, a number or a link."""

ITEM = re.compile(rf"([-+*]|([0-9]{{1,9}})[.)]) {{1,4}}(?={TEXT})")
MARKS = frozenset(f"-+*:{DIGITS}")
"""What may go on with a list behind an empty line. A colon defines what its last item says."""


def write_plain_list(state: StateBlock, start_line: int, end_line: int) -> bool:
    """Write the list that begins in `start_line` if its items are lines of text; return whether they are."""
    if end_line != state.lineMax or state.level + 2 >= state.md.options.maxNesting:
        return False
    indents, indent = state.sCount, state.sCount[start_line]
    items: list[re.Match[str]] = []
    line = start_line
    while line < end_line:
        start, end = state.bMarks[line] + state.tShift[line], state.eMarks[line]
        if start >= end:
            break
        item = ITEM.match(state.src, start, end)
        if item is None:
            return False
        if items and 0 <= indents[line] < state.blkIndent:
            break  # an item of the list around this one
        if indents[line] != indent or (items and item[1][-1] != items[0][1][-1]):
            return False
        items.append(item)
        line += 1
    behind = state.skipEmptyLines(line)
    if line < behind < end_line and not _ends(state, behind, indent):
        return False
    _write(state, items, start_line, behind)
    return True


def _ends(state: StateBlock, line: int, indent: int) -> bool:
    """Tell whether a list with items at `indent` is over with the `line` behind an empty one."""
    mark = state.src[state.bMarks[line] + state.tShift[line]]
    if state.sCount[line] < state.blkIndent:
        return mark != ":"
    return state.sCount[line] <= indent and mark not in MARKS


def _write(state: StateBlock, items: list[re.Match[str]], start_line: int, behind: int) -> None:
    level, number, mark = state.level, items[0][2], items[0][1][-1]
    name, tag = ("ordered_list", "ol") if number else ("bullet_list", "ul")
    attrs: dict[str, str | int | float] | None = {"start": int(number)} if number and int(number) != 1 else None
    tokens = state.tokens
    tokens.append(Mark(f"{name}_open", tag, 1, attrs, [start_line, behind], level, None, "", mark, "", None, True))
    for line, item in enumerate(items, start_line):
        end = line + 1 if line + 1 < start_line + len(items) else behind
        text = trimmed(state.src[item.end() : state.eMarks[line]])
        tokens += (
            Mark("list_item_open", "li", 1, None, [line, end], level + 1, None, "", mark, item[2] or "", None, True),
            Mark("paragraph_open", "p", 1, None, [line, line + 1], level + 2, None, "", "", "", None, True, True),
            Mark("inline", "", 0, None, [line, line + 1], level + 3, [], text, "", "", None, True),
            Mark("paragraph_close", "p", -1, None, None, level + 2, None, "", "", "", None, True, True),
            Mark("list_item_close", "li", -1, None, None, level + 1, None, "", mark, "", None, True),
        )
    tokens.append(Mark(f"{name}_close", tag, -1, None, None, level, None, "", mark, "", None, True))
    state.line = behind
