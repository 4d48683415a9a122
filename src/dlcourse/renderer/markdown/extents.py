"""Where a container ends: the lines behind its opening marker in, the line of its `:::` out."""

from dataclasses import dataclass

from markdown_it.rules_block import StateBlock

from dlcourse.patterns import lazy

ITEM = lazy(r"(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*")
FENCE = lazy(r"(`{3,})[^`]*\Z|(~{3,})")
STARTERS = frozenset(":`~-+*0123456789")


def read_marker(text: str) -> tuple[str, str] | None:
    """Return the colons that `text` begins with, three or more, and what follows them; None if it has none.

    What follows is "" for a marker that closes. Colons at its end (`::: tip :::`) do not count.
    """
    if not text.startswith(":::"):
        return None
    rest = text.lstrip(":")
    inner = rest.strip(" \t")
    bare = inner.rstrip(":")
    if len(inner) - len(bare) >= 3 and bare.endswith((" ", "\t")):
        inner = bare.rstrip(" \t")
    return text[: len(text) - len(rest)], inner


def find_end(state: StateBlock, start: int, end: int) -> tuple[int, bool]:
    """Return the line of the `:::` that closes the container opened in line `start`, and True.

    If there is none before `end`, or before the list item around it ends, return the line where that is, and False.
    Containers inside, of any name, are counted, so that each closer closes the innermost; what is in fenced code is
    not. One pass finds the ends of those inside too.
    """
    ends: dict[tuple[int, int, int], tuple[int, bool]] = state.env.setdefault("container_ends", {})
    key = _key(state, start)
    if key not in ends or ends[key][0] > end:
        _Scan(state, start, end).run(ends)
    return ends[key]


def find_indented(state: StateBlock, start: int, end: int) -> tuple[int, int]:
    """Return the column of what is indented below line `start`, and the line behind it; that is the next one for none.

    The column is four more than that of line `start`, or two or three if the first line there has no more.
    """
    first = next((line for line in range(start + 1, end) if not state.isEmpty(line)), end)
    lead = state.sCount[first] - state.sCount[start] if first < end else 0
    column = state.sCount[start] + min(lead, 4)
    if lead < 2:
        return column, start + 1
    last = first
    for line in range(first, end):
        if state.isEmpty(line):
            continue
        if state.sCount[line] < column:
            break
        last = line
    return column, last + 1


def read_inside(state: StateBlock, start: int, end: int, indent: int | None = None) -> None:
    """Read the lines from `start` to `end` as what a container holds, moved in by `indent` columns if that is given."""
    before = state.parentType, state.lineMax, state.blkIndent
    state.parentType, state.lineMax = "container", end
    state.blkIndent = state.blkIndent if indent is None else indent
    state.md.block.tokenize(state, start, end)
    state.parentType, state.lineMax, state.blkIndent = before


def line_text(state: StateBlock, line: int) -> str:
    """Return a line without its indentation and what stands before it in the quotations around it."""
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


@dataclass(slots=True)
class _Open:
    """An opened container: its line, how many colons it has, its column, whether a list marker stands before it."""

    line: int
    length: int
    column: int
    is_in_item: bool


@dataclass(slots=True)
class _Fence:
    marker: str
    column: int
    is_in_item: bool


class _Scan:
    """The one walk over the lines behind an opener."""

    def __init__(self, state: StateBlock, start: int, end: int) -> None:
        self.state = state
        self.start = start
        self.end = end
        marker = read_marker(line_text(state, start))
        self.open = [_Open(start, len(marker[0]) if marker else 3, state.sCount[start], False)]
        self.fence: _Fence | None = None

    def run(self, ends: dict[tuple[int, int, int], tuple[int, bool]]) -> None:
        state = self.state
        line = self.start + 1
        while line < self.end and self.open:
            indent = state.sCount[line]
            if not state.isEmpty(line) and 0 <= indent < state.blkIndent:
                break
            start = state.bMarks[line] + state.tShift[line]
            if indent >= 0 and start < state.eMarks[line] and (self.fence or state.src[start] in STARTERS):
                closed = self._read(line, line_text(state, line), indent)
                if closed:
                    ends[_key(state, closed.line)] = (line, True)
            line += 1
        for left in self.open:
            ends[_key(state, left.line)] = (line, False)

    def _read(self, line: int, text: str, indent: int) -> _Open | None:
        """Take note of what `text` opens or closes; return the container that it closes."""
        lead = ITEM.match(text)
        width = lead.end() if lead else 0
        if self.fence and not self._leaves_fence(text, indent):
            return None
        rest, column = text[width:], indent + width
        fence = FENCE.match(rest)
        if fence:
            self.fence = _Fence(fence[1] or fence[2], column, width > 0)
            return None
        marker = read_marker(rest)
        if not marker:
            return None
        if marker[1]:
            if width or column - self.state.blkIndent < 4:
                self.open.append(_Open(line, len(marker[0]), column, width > 0))
            return None
        return None if width else self._close(len(marker[0]), indent)

    def _leaves_fence(self, text: str, indent: int) -> bool:
        """Tell whether the line stands behind the fence, because the list item that held it is over."""
        fence = self.fence
        if fence and fence.is_in_item and indent < fence.column:
            self.fence = None
            return True
        if fence and text.startswith(fence.marker) and not text.strip(fence.marker[0] + " \t"):
            self.fence = None
        return False

    def _close(self, length: int, indent: int) -> _Open | None:
        while len(self.open) > 1 and self.open[-1].is_in_item and indent < self.open[-1].column:
            self.open.pop()  # its list item is over
        innermost = self.open[-1]
        if length < innermost.length or abs(indent - innermost.column) > 3:
            return None
        return self.open.pop()


def _key(state: StateBlock, line: int) -> tuple[int, int, int]:
    """A line means the same to two scans if quotes and list items around it are the same."""
    return line, state.bMarks[line], state.blkIndent
