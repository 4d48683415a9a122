"""Boxes as VitePress and most tools write them: `::: tip Title` … `:::`, of any name and with attributes."""

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from dlcourse.renderer.boxes.names import canonical
from dlcourse.renderer.markdown.boxes.box import (
    INTERRUPTS,
    MAX_SHOWN,
    TAG,
    Head,
    close_box,
    open_box,
    read_head,
    read_options,
    report,
    report_unknown,
    with_options,
)
from dlcourse.renderer.markdown.extents import find_end, line_text, read_inside, read_marker


def use_boxes(md: MarkdownIt) -> None:
    """Make `md` read `::: tip` and the like."""
    md.block.ruler.before("fence", "box", _box, INTERRUPTS)


def _box(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith(":::", start) or state.is_code_block(start_line):
        return False
    marker = read_marker(line_text(state, start_line))
    head = read_head(marker[1]) if marker else None
    if marker is None or head is None or TAG.fullmatch(head.name):
        return False
    end, is_closed = find_end(state, start_line, end_line)
    is_known = canonical(head.name) != ""
    if not silent and not is_known:
        report_unknown(state, start_line, _written(head), head.name[:MAX_SHOWN])
    if not silent and is_known and not is_closed:
        hint = f"write `{marker[0][:MAX_SHOWN]}` alone in a line behind it"
        report(state, start_line, "R214", f"`{_written(head)}` is never closed", hint)
    if not silent and (is_known or is_closed):
        _write(state, head, marker[0], start_line, (end, is_closed))
        state.line = end + is_closed
    return is_known or is_closed


def _write(state: StateBlock, head: Head, colons: str, start: int, found: tuple[int, bool]) -> None:
    end, is_closed = found
    first = start + 1
    if head.is_directive:
        options, first = read_options(state, first, end)
        head = with_options(head, options)
    token = open_box(state, head, colons, start, end + is_closed)
    read_inside(state, first, end)
    close_box(state, token)


def _written(head: Head) -> str:
    name = head.name[:MAX_SHOWN]
    return f":::{{{name}}}" if head.is_directive else f"::: {name}"
