"""The lines of a file, and changes to them: lines put in, lines replaced; all others stay to the character."""

import re
from collections import defaultdict

from dlcourse.renderer.bilingual.tree import Node

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
QUOTE = re.compile(r"[ \t]{0,3}>[ ]?")
ITEM = re.compile(r"[ \t]*(?:[-+*]|\d{1,9}[.)])(?:[ \t]{1,4}(?![ \t])|[ \t]|\Z)")
BOX = re.compile(r"\[[ xX]\][ \t]")
MARK = "\ufeff"


class Manuscript:
    """A file's text while it is changed. Lines are those of the body, counted from 0."""

    def __init__(self, text: str, body_line: int) -> None:
        self._mark = MARK if text.startswith(MARK) else ""
        self._lines = LINE.findall(text.removeprefix(MARK))
        self._first = body_line - 1
        self._before: dict[int, list[str]] = defaultdict(list)
        self._after: dict[int, list[str]] = defaultdict(list)
        self._changed: dict[int, str] = {}

    @property
    def is_changed(self) -> bool:
        """Tell whether any line was changed or put in."""
        return bool(self._before or self._after or self._changed)

    @property
    def end_of_line(self) -> str:
        """What ends the file's lines."""
        first = self._lines[0] if self._lines else ""
        return first[len(first.rstrip("\r\n")) :] or "\n"

    def line(self, number: int) -> str:
        """Return a line as it is now, without its end."""
        if number in self._changed:
            return self._changed[number]
        index = self._first + number
        return self._lines[index].rstrip("\r\n") if index < len(self._lines) else ""

    def change(self, number: int, text: str) -> None:
        """Replace a line."""
        if text != self.line(number):
            self._changed[number] = text

    def enclose(self, begin: int, end: int, opener: str, closer: str, margin: "Margin") -> None:
        """Put `opener` before the lines from `begin` to `end`, and `closer` behind them, at their margin."""
        lead, rest = margin.split(begin, self.line(begin))
        self._before[begin].append(lead + opener)
        if lead.strip("> \t") or margin.is_lazy(begin, self.line(begin)):
            self.change(begin, margin.following + rest)
        for number in range(begin + 1, end):
            line = self.line(number)
            if line.strip() and margin.is_lazy(number, line):
                self.change(number, margin.following + line.lstrip(" \t"))
        self._after[end - 1].append(margin.following + closer)

    def text(self) -> str:
        """Return the whole file as it is now."""
        header = self._lines[: self._first]
        return self._mark + "".join(header) + "".join(self._body_lines())

    def body(self) -> str:
        """Return the body as the loader would read it."""
        return re.sub(r"\r\n?", "\n", "".join(self._body_lines()))

    def _body_lines(self) -> list[str]:
        end = self.end_of_line
        lines: list[str] = []
        for number, written in enumerate(self._lines[self._first :]):
            lines += [line + end for line in self._before.get(number, ())]
            own_end = written[len(written.rstrip("\r\n")) :]
            after = self._after.get(number, ())
            lines.append(self.line(number) + (own_end or (end if after else "")))
            lines += [line + end for line in after]
        return lines


class Margin:
    """What stands before the text of a block, in the quotations and list items around it."""

    def __init__(self, around: tuple[Node, ...], manuscript: Manuscript) -> None:
        self._around: list[tuple[Node, int]] = []
        for node in around:
            if _is_quote(node):
                self._around.append((node, 0))
            elif node.type == "list_item_open":
                self._around.append((node, self._width(node, manuscript)))
            elif node.type == "box_open" and node.opener and "indent" in node.opener.meta:
                self._around.append((node, int(node.opener.meta["indent"])))

    def _width(self, item: Node, manuscript: Manuscript) -> int:
        """Return how many columns the marker of a list item and the space behind it take."""
        number = _begin(item)
        line = manuscript.line(number)
        start = max(self._end(number, line), 0)
        match = ITEM.match(line, start)
        end = match.end() if match else start
        return _column(line, end) - _column(line, start)

    def split(self, number: int, line: str) -> tuple[str, str]:
        """Return the margin of `line`, which is line `number` of the body, and the rest of it."""
        end = self._end(number, line)
        return (line[:end], line[end:]) if end >= 0 else (self.following, line.lstrip(" \t"))

    def is_lazy(self, number: int, line: str) -> bool:
        """Tell whether `line` continues a paragraph without the margin that its block has."""
        return self._end(number, line) < 0

    @property
    def following(self) -> str:
        """The margin of a line that follows in the same block: `> - a` has `>   `."""
        return "".join("> " if _is_quote(node) else " " * width for node, width in self._around)

    def _end(self, number: int, line: str) -> int:
        """Return where the margin of `line` ends, -1 if the line has none."""
        position = 0
        for node, width in self._around:
            is_quote, is_first = _is_quote(node), _begin(node) == number
            if not is_quote and not is_first:
                position = _past(line, position, width)
            else:
                match = (QUOTE if is_quote else ITEM).match(line, position)
                position = match.end() if match else -1
                box = BOX.match(line, position) if match and node.opener and "checked" in node.opener.meta else None
                position = box.end() if box else position
            if position < 0:
                return -1
        return position


def _is_quote(node: Node) -> bool:
    """Tell whether each line of a node begins with `>`: a quotation, or a box that is written as one."""
    is_alert = node.opener is not None and node.type == "box_open" and node.opener.markup == ">"
    return node.type == "blockquote_open" or is_alert


def _begin(node: Node) -> int:
    return node.opener.map[0] if node.opener and node.opener.map else 0


def _past(line: str, start: int, width: int) -> int:
    """Return where `width` columns of white space from `start` on end, -1 if there are fewer."""
    wanted = _column(line, start) + width
    position = start
    while position < len(line) and line[position] in " \t" and _column(line, position) < wanted:
        position += 1
    return position if _column(line, position) >= wanted else -1


def _column(line: str, position: int) -> int:
    return len(line[:position].expandtabs(4))
