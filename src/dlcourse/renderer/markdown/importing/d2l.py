"""What lessons for d2lbook have beyond roles: text for one framework each, and brackets that mark what goes on slides.

``:begin_tab:`pytorch` `` … `:end_tab:` one behind the other are the tabs of one box. `[**text**]` is bold text, but
only in a lesson that has roles of d2l.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from dlcourse.patterns import lazy
from dlcourse.renderer.markdown.boxes.box import INTERRUPTS, Head, close_box, open_box
from dlcourse.renderer.markdown.extents import line_text, read_inside

BEGIN = lazy(r":begin_tab:`([^`\n]{1,80})`[ \t]*")
END = lazy(r":end_tab:[ \t]*")
ROLE = lazy(r":(?:label|eqlabel|numref|begin_tab|cite):`|^[ \t]*#@(?:tab|save)\b", re.MULTILINE)
MARKS = (":label:", ":eqlabel:", ":numref:", ":begin_tab:", ":cite:", "#@tab", "#@save")
NAMES = {"mxnet": "MXNet", "pytorch": "PyTorch", "tensorflow": "TensorFlow", "jax": "JAX", "paddle": "Paddle"}
OPENERS = frozenset({"strong_open", "s_open"})
CLOSERS = frozenset({"strong_close", "s_close"})
MAX_LINES = 300


def use_d2l(md: MarkdownIt) -> None:
    """Make `md` read tabs and slide brackets of d2l."""
    md.block.ruler.before("fence", "d2l_tabs", _tabs, INTERRUPTS)
    md.core.ruler.after("inline", "slide_brackets", _take_brackets)


def _tabs(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith(":begin_tab:", start) or state.is_code_block(start_line):
        return False
    tabs = _find(state, start_line, end_line)
    if not tabs:
        return False
    if not silent:
        behind = tabs[-1][2] + 1
        box = open_box(state, Head(name="tabs"), ":", start_line, behind)
        for title, first, ending in tabs:
            token = open_box(state, Head(name="tab", title=title), ":", first, ending + 1)
            read_inside(state, first + 1, ending)
            close_box(state, token)
        close_box(state, box)
        state.line = behind
    return True


def _find(state: StateBlock, line: int, end: int) -> list[tuple[str, int, int]]:
    """Return the titles of the tabs that follow each other from `line` on, and the lines they begin and end in."""
    tabs: list[tuple[str, int, int]] = []
    while line < end:
        begin = BEGIN.fullmatch(line_text(state, line).rstrip())
        if begin is None:
            break
        limit = min(end, line + MAX_LINES)
        ending = next((each for each in range(line + 1, limit) if _is_end(state, each)), 0)
        if not ending:
            break
        names = [name.strip() for name in begin[1].split(",")]
        tabs.append((", ".join(NAMES.get(name, name) for name in names), line, ending))
        line = ending + 1
        while line < end and state.isEmpty(line):
            line += 1
    return tabs


def _is_end(state: StateBlock, line: int) -> bool:
    start = state.bMarks[line] + state.tShift[line]
    return state.src.startswith(":end_tab:", start) and bool(END.fullmatch(state.src, start, state.eMarks[line]))


def _take_brackets(state: StateCore) -> None:
    if ":`" not in state.src and "#@" not in state.src:
        return
    if not any(mark in state.src for mark in MARKS) or not ROLE.search(state.src):
        return
    for token in state.tokens:
        opened: list[int] = []
        children = token.children or []
        for index, child in enumerate(children):
            if child.type in OPENERS:
                opened.append(index)
            elif child.type in CLOSERS and opened:
                _unwrap(children, opened.pop(), index)


def _unwrap(children: list[Token], first: int, last: int) -> None:
    """Take the brackets around what stands from `first` to `last` out of the texts before and behind it."""
    if first == 0 or last + 1 == len(children):
        return
    before, after = children[first - 1], children[last + 1]
    if before.type == after.type == "text" and before.content[-1:] + after.content[:1] in ("[]", "()"):
        before.content, after.content = before.content[:-1], after.content[1:]
