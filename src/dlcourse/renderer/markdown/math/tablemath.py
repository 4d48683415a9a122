"""A `|` inside a formula in a table: `| $|x|$ | norm |` has two cells, though GFM cuts at every `|` first.

Before blocks are read, each `|` inside such a formula is hidden; afterwards it is put back. A row is touched only if it
has more cells than the table has columns.
"""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from dlcourse.patterns import lazy
from dlcourse.renderer.markdown.math.mathblock import TEX

HIDDEN = "\ufdd4"
"""Stands for a `|` while blocks are read; the loader lets no author write it."""

PREFIX = lazy(r"[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)?")
DELIMITERS = lazy(r"[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*\Z")
CUT = lazy(r"(?<!\\)\|")
SPAN = lazy(r"(?<!\\)(`+)(?!`)|(?<![\\$])(\${1,2})(?!\$)")
MAX_ROW = 5_000


def use_math_in_tables(md: MarkdownIt) -> None:
    """Make `md` keep formulas in tables whole."""
    md.core.ruler.before("block", "hide_pipes", _hide)
    md.core.ruler.after("block", "show_pipes", _show)


def _hide(state: StateCore) -> None:
    if "|" not in state.src or "$" not in state.src:
        return
    lines = state.src.split("\n")
    is_changed = False
    for index, columns in _rows(lines):
        written = _row(lines[index], columns)
        is_changed |= written != lines[index]
        lines[index] = written
    if is_changed:
        state.src = "\n".join(lines)
        state.env["has_hidden_pipes"] = True


def _rows(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the number of each line that may be a row with formulas, and how many columns its table has."""
    behind = 1
    for delimiters in [
        number for number, line in enumerate(lines) if "-" in line and "|" in line and DELIMITERS.match(line)
    ]:
        if delimiters < behind or "|" not in lines[delimiters - 1]:
            continue
        columns = _cells(lines[delimiters])
        if "$" in lines[delimiters - 1]:
            yield delimiters - 1, columns
        behind = delimiters + 1
        while behind < len(lines) and lines[behind].strip(" \t>"):
            if "|" in lines[behind] and "$" in lines[behind]:
                yield behind, columns
            behind += 1


def _cells(line: str) -> int:
    """Return how many cells GFM cuts a row into."""
    prefix = PREFIX.match(line)
    row = line[prefix.end() if prefix else 0 :].strip()
    return len(CUT.findall(row)) + 1 - row.startswith("|") - (len(row) > 1 and row.endswith("|") and row[-2] != "\\")


def _row(line: str, columns: int) -> str:
    if len(line) > MAX_ROW or _cells(line) <= columns:
        return line
    written: list[str] = []
    position = 0
    while (opener := SPAN.search(line, position)) is not None:
        fence = opener[0]
        end = line.find(fence, opener.end())
        content = line[opener.end() : end] if end >= 0 else ""
        is_code = fence[0] == "`"
        if end < 0 or (not is_code and not _is_formula(content)) or (is_code and "|" in content):
            written.append(line[position : opener.end()])
            position = opener.end()
            continue
        written.append(line[position : opener.end()])
        written.append(content if is_code else CUT.sub(HIDDEN, content))
        written.append(fence)
        position = end + len(fence)
    written.append(line[position:])
    return "".join(written)


def _is_formula(content: str) -> bool:
    """Tell whether what stands between two dollars is one formula, not the end of a cell and the start of another."""
    if not content.strip() or content != content.strip():
        return bool(TEX.search(content)) and not re.search(r"(?:^|\s)\|(?:\s|$)", content)
    pipes = len(CUT.findall(content))
    return not (pipes % 2 and (content[0] == "|" or content[-1] == "|"))


def _show(state: StateCore) -> None:
    if not state.env.pop("has_hidden_pipes", False):
        return
    for token in state.tokens:
        if HIDDEN in token.content:
            token.content = token.content.replace(HIDDEN, "|")
        if HIDDEN in token.info:
            token.info = token.info.replace(HIDDEN, "|")
    state.src = state.src.replace(HIDDEN, "|")
