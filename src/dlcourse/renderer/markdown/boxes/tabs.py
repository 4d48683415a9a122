"""Tabs in Markdown, as most tools write them: each way becomes boxes `tab` with a title in a box `tabs`.

`== Label` lines in `::: tabs` (and `@tab Label`, headings in Quarto's `panel-tabset`), MkDocs' `=== "Label"` with its
content indented, MyST's `tab-set` of `tab-item`s, the fences of VitePress' `::: code-group`.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from dlcourse.patterns import lazy
from dlcourse.renderer.markdown.boxes.box import INTERRUPTS, Head, close_box, open_box
from dlcourse.renderer.markdown.boxes.tabsets import arrange_tabs, group_code
from dlcourse.renderer.markdown.extents import find_indented, line_text, read_inside

LABEL = lazy(r"(?:==|@tab(:active)?)(?:[ \t]+(.*))?\Z")
VALUE = lazy(r"(?<=\S)#[\w-]+\Z")
QUOTED = lazy(r"===(\+!?|!\+?)?[ \t]*(?:\"(.*)\"|“(.*)”|'(.*)')\Z")


def use_tabs(md: MarkdownIt) -> None:
    """Make `md` read tabs; boxes must be read already."""
    md.block.ruler.before("fence", "tab_label", _label, INTERRUPTS)
    md.block.ruler.before("fence", "indented_tabs", _indented, INTERRUPTS)
    md.core.ruler.after("block", "tabs", arrange_tabs)
    md.core.ruler.after("inline", "code_groups", group_code)


def _label(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read `== Label` right inside of a box of tabs; a lazy line never takes it for text of the paragraph before it."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    boxes: list[tuple[Token, int]] = state.env.get("open_boxes", ())
    if not boxes or not state.src.startswith(("==", "@tab"), start):
        return False
    box, indent = boxes[-1]
    is_inside = state.level == box.level + 1 or (silent and state.sCount[start_line] < state.blkIndent)
    match = LABEL.match(line_text(state, start_line).rstrip(" \t"))
    if box.info != "tabs" or not match or not is_inside or not 0 <= state.sCount[start_line] - indent < 4:
        return False
    if silent:
        return True
    label = (match[2] or "").strip()
    token = state.push("tab_label", "", 0)
    token.content = VALUE.sub("", label) if line_text(state, start_line).startswith("@") else label
    token.map = [start_line, start_line + 1]
    token.meta = {"is_selected": bool(match[1])}
    state.line = start_line + 1
    return True


def _indented(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read neighbouring `=== "Label"` with what is indented below each."""
    match = _quoted(state, start_line)
    if match is None:
        return False
    if silent:
        return True
    indent, line = state.sCount[start_line], start_line
    tabs = open_box(state, Head(name="tabs"), "===", start_line, end_line)
    while match:
        line = _one_indented(state, match, line, end_line)
        following = line
        while following < end_line and state.isEmpty(following):
            following += 1
        is_beside = following < end_line and state.sCount[following] == indent
        match = _quoted(state, following) if is_beside else None
        if match and "!" in (match[1] or ""):
            break
        line = following if match else line
    tabs.map = [start_line, line]
    close_box(state, tabs)
    state.line = line
    return True


def _quoted(state: StateBlock, line: int) -> re.Match[str] | None:
    start = state.bMarks[line] + state.tShift[line]
    if not state.src.startswith("===", start) or state.is_code_block(line):
        return None
    return QUOTED.match(line_text(state, line).rstrip(" \t"))


def _one_indented(state: StateBlock, match: re.Match[str], line: int, end_line: int) -> int:
    column, end = find_indented(state, line, end_line)
    label = next((text.strip() for text in match.groups()[1:] if text), "")
    tab = open_box(state, Head(name="tab", title=label), "===", line, end)
    tab.meta |= {"is_selected": "+" in (match[1] or ""), "indent": column - state.blkIndent}
    read_inside(state, line + 1, end, column)
    close_box(state, tab)
    return end
