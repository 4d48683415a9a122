"""Rules of CommonMark for blocks that are quicker than markdown-it's: they look before they leap."""

import re
from collections.abc import Callable

from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock, hr, list_block, table

from dlcourse.renderer.markdown.engine.lists import write_plain_list
from dlcourse.renderer.markdown.engine.token import Mark, trimmed

LineRule = Callable[[StateBlock, int, int, bool], bool]

BLANK = " \t"
HASHES = re.compile(r"#{1,6}(?=[ \t]|\Z)")
FENCE = re.compile(r"(`{3,})([^`]*)|(~{3,})(.*)")
LINE_ACROSS = re.compile(r"(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}")
ITEM = re.compile(r"(?:[-+*]|[0-9]{1,9}[.)])(?=[ \t]|\Z)")


def use_quick_rules(ruler: Ruler[LineRule]) -> None:
    """Put the rules here in the place of markdown-it's."""
    quick = {"table": _table, "fence": _fence, "hr": _line_across, "list": _list, "heading": _heading}
    for rule in ruler.__rules__:
        if rule.name in quick:
            ruler.at(rule.name, quick[rule.name], {"alt": rule.alt})


def write_text(state: StateBlock, kind: tuple[str, str, str], text: str, lines: tuple[int, int]) -> None:
    """Write the tokens of a paragraph or heading: `kind` is its name, its HTML element, and what marks it."""
    name, tag, markup = kind
    level = state.level
    state.tokens += (
        Mark(f"{name}_open", tag, 1, None, [*lines], level, None, "", markup, "", None, True),
        Mark("inline", "", 0, None, [*lines], level + 1, [], text, "", "", None, True),
        Mark(f"{name}_close", tag, -1, None, None, level, None, "", markup, "", None, True),
    )


def _heading(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """`## Heading`, perhaps with more `#` behind it."""
    start, end = state.bMarks[start_line] + state.tShift[start_line], state.eMarks[start_line]
    hashes = HASHES.match(state.src, start, end)
    if hashes is None or state.is_code_block(start_line):
        return False
    if silent:
        return True
    text = state.src[hashes.end() : end].rstrip(BLANK)
    bare = text.rstrip("#")
    if bare.endswith((" ", "\t")):
        text = bare
    write_text(state, ("heading", f"h{len(hashes[0])}", hashes[0]), trimmed(text), (start_line, start_line + 1))
    state.line = start_line + 1
    return True


def _fence(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Code between two lines of backticks or tildes, or up to where what holds it ends."""
    begins, shifts, ends, src = state.bMarks, state.tShift, state.eMarks, state.src
    opener = FENCE.fullmatch(src, begins[start_line] + shifts[start_line], ends[start_line])
    if opener is None or state.is_code_block(start_line):
        return False
    if silent:
        return True
    mark = opener[1] or opener[3]
    line, is_closed = start_line + 1, False
    while line < end_line and not is_closed:
        begin = begins[line] + shifts[line]
        if begin >= len(src) or (state.sCount[line] < state.blkIndent and begin < ends[line]):
            break
        if src.startswith(mark, begin) and not state.is_code_block(line):
            is_closed = not src[begin : ends[line]].lstrip(mark[0]).strip(BLANK)
        line += 1
    state.line = line
    token = state.push("fence", "code", 0)
    token.info, token.markup, token.map = opener[2] or opener[4] or "", mark, [start_line, line]
    token.content = state.getLines(start_line + 1, line - is_closed, state.sCount[start_line], True)
    return True


def _line_across(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A line across the page. Most lines that begin with its signs begin a list."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not LINE_ACROSS.fullmatch(state.src, start, state.eMarks[start_line]):
        return False
    return hr(state, start_line, end_line, silent)


def _list(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A list. Many a line that begins with its signs begins with bold text, or a year."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not ITEM.match(state.src, start, state.eMarks[start_line]):
        return False
    return (not silent and write_plain_list(state, start_line, end_line)) or list_block(
        state, start_line, end_line, silent
    )


def _table(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A table. No line begins one that has no `|`."""
    if state.src.find("|", state.bMarks[start_line], state.eMarks[start_line]) < 0:
        return False
    return table(state, start_line, end_line, silent)
