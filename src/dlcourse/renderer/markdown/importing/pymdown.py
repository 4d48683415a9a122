"""Blocks of PyMdown: `/// note | Title` … `///`, with options indented below the first line."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore

from dlcourse.patterns import lazy
from dlcourse.renderer.boxes.names import canonical
from dlcourse.renderer.markdown.boxes.box import INTERRUPTS, Head, close_box, open_box
from dlcourse.renderer.markdown.extents import line_text, read_inside

OPENER = lazy(r"(/{3,})[ \t]+([A-Za-z][\w-]{0,40})(?:[ \t]*\|[ \t]*(.*))?", re.ASCII)
# What stands behind the bar of these is no title.
UNTITLED = frozenset({"caption", "figure-caption", "html", "table-caption"})


def use_pymdown_blocks(md: MarkdownIt) -> None:
    """Make `md` read blocks between slashes."""
    md.block.ruler.before("fence", "pymdown_block", _block, INTERRUPTS)
    md.core.ruler.after("inline", "pymdown_ends", _forget_ends)


def _forget_ends(state: StateCore) -> None:
    state.env.pop("pymdown_ends", None)


def _block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith("///", start) or state.is_code_block(start_line):
        return False
    match = OPENER.fullmatch(line_text(state, start_line).rstrip())
    ending = _ends(state).get(start_line, end_line) if match else end_line
    if match is None or ending >= end_line:
        return False
    if not silent:
        _write(state, match, start_line, ending)
        state.line = ending + 1
    return True


def _write(state: StateBlock, match: re.Match[str], start: int, ending: int) -> None:
    first = start + 1
    while first < ending and not state.isEmpty(first) and state.sCount[first] >= state.sCount[start] + 4:
        first += 1  # its options
    name, title = match[2].lower(), (match[3] or "").strip()
    if canonical(name):
        token = open_box(state, Head(name=name, title=title), match[1], start, ending + 1)
        read_inside(state, first, ending)
        close_box(state, token)
    elif title and name not in UNTITLED:
        token = open_box(state, Head(name="note", title=title), match[1], start, ending + 1)
        read_inside(state, first, ending)
        close_box(state, token)
    else:
        read_inside(state, first, ending)


def _ends(state: StateBlock) -> dict[int, int]:
    """Return the line that ends the block begun in each line, for the whole text; fenced code is passed over."""
    known: dict[int, int] | None = state.env.get("pymdown_ends")
    if known is None:
        known = state.env["pymdown_ends"] = _find_ends(state.src)
    return known


def _find_ends(src: str) -> dict[int, int]:
    ends: dict[int, int] = {}
    waiting: dict[str, list[int]] = {}
    fence = ""
    for number, line in enumerate(src.split("\n")):
        text = line.lstrip(" \t>")
        if text.startswith(("```", "~~~")):
            marker = text[: len(text) - len(text.lstrip(text[0]))]
            fence = "" if fence and marker.startswith(fence) and not text.strip(text[0] + " ") else fence or marker
        elif text.startswith("///") and not fence:
            slashes = text[: len(text) - len(text.lstrip("/"))]
            if text.strip("/ \t"):
                waiting.setdefault(slashes, []).append(number)
            elif waiting.get(slashes):
                ends[waiting[slashes].pop()] = number
    return ends
