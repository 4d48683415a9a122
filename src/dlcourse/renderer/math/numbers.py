r"""\tag, \label, \ref: what numbers a formula or a line of it, and where that is drawn.

A number of the whole formula is left to the page, which sets it at its edge. Lines of `align` and its like that have
a number of their own, and lines without an environment where more than one has, are drawn in a table with a column
for the numbers.
"""

import re

from dlcourse.renderer.math.dialect import ENVIRONMENTS, TAGGED
from dlcourse.renderer.math.writer import Frame, Line, Token, Writer

PLACEHOLDER = r"\tag*{0}"
"""Keeps the place of a line's number in math-core's table; `formula.py` writes the number."""

_EQUATIONS = frozenset({"equation", "equation*"})
FORMS = {r"\eqref": "brackets", r"\ref": "number"}


def write_tag(writer: Writer, token: Token) -> None:
    text = " ".join(writer.argument(token).split())
    _line(writer).tags.append((text if token.text.endswith("*") else f"({text})", token.at))


def write_label(writer: Writer, token: Token) -> None:
    label = writer.argument(token).strip()
    if label in writer.numbers:
        _line(writer).labels.append(label)


def write_reference(writer: Writer, token: Token) -> None:
    r"""Leave a mark for the number that \ref or \eqref asks for."""
    mark = mention(writer, token)
    writer.emit(f"\\text{{{mark}}}", token.at)


def mention(writer: Writer, token: Token) -> str:
    """Take the label that a reference names, note it, and return the mark that stands for its number."""
    label = " ".join(re.sub(r"[{}\\]", "", writer.argument(token)).split())
    writer.mentions.append((label, FORMS[token.text], token.at))
    return f"\ufdd2{len(writer.mentions) - 1}\ufdd3"


def close_line(writer: Writer, frame: Frame, token: Token) -> None:
    """End a line of a formula or an equation: what follows has a number of its own."""
    if _is_numbered(frame, writer):
        frame.lines[-1].piece = len(writer.pieces)
        writer.emit("", token.at)
        frame.lines.append(Line())


def number_lines(writer: Writer, frame: Frame, token: Token) -> bool:
    """End an `align` or its like; tell whether lines of it have numbers, which are then drawn there."""
    if not _is_numbered(frame, writer):
        return False
    with_number = [line for line in frame.lines if line.tags or line.labels]
    if len(frame.lines) == 1 or (len(frame.lines) == 2 and _is_empty_end(writer, frame)):
        for line in with_number:
            _pass_on(_line(writer), line)
        return False
    close_line(writer, frame, token)
    _write_numbers(writer, with_number)
    return bool(with_number)


def finish_lines(writer: Writer, frame: Frame) -> None:
    """End the formula or an equation: lines get the environment that they lack; their numbers are kept."""
    with_number = [line for line in frame.lines if line.tags or line.labels]
    has_lines = frame.has_cells or frame.has_rows
    at = writer.tokens[-1].at if writer.tokens else 0
    opening, closing = "", ""
    if has_lines and len(with_number) > 1 and writer.is_block:
        close_line(writer, frame, Token("", at))
        _write_numbers(writer, with_number)
        with_number = []
        environment = "align*" if frame.has_cells else "gather*"
        opening, closing = f"\\begin{{{environment}}}", f"\\end{{{environment}}}"
    elif has_lines:
        environment = "aligned" if frame.has_cells else "gathered"
        opening, closing = f"\\begin{{{environment}}}", f"\\end{{{environment}}}"
    if frame.kind == "environment":
        writer.pieces[frame.begin] = (opening, frame.at)
    else:
        writer.pieces.insert(frame.begin, (opening, frame.at))
        for line in writer.numbered:
            line.piece += 1
    writer.emit(closing, at)
    outer = _line(writer) if frame.kind == "environment" else writer.number
    for line in with_number:
        _pass_on(outer, line)


def _line(writer: Writer) -> Line:
    """Return the line that a tag or a label belongs to: of the nearest environment whose lines can be numbered."""
    return next(frame for frame in reversed(writer.frames) if _is_numbered(frame, writer)).lines[-1]


def _is_numbered(frame: Frame, writer: Writer) -> bool:
    if frame.kind != "environment":
        return frame.kind == "top"
    is_table = writer.is_block and ENVIRONMENTS.get(frame.name, frame.name) in TAGGED
    return is_table or frame.name in _EQUATIONS


def _is_empty_end(writer: Writer, frame: Frame) -> bool:
    """Tell whether nothing but numbers follows the end of the first line."""
    return not "".join(text for text, _ in writer.pieces[frame.lines[0].piece :]).strip()


def _pass_on(outer: Line, line: Line) -> None:
    outer.tags += line.tags
    outer.labels += line.labels


def _write_numbers(writer: Writer, lines: list[Line]) -> None:
    for line in lines:
        writer.pieces[line.piece] = (PLACEHOLDER, writer.pieces[line.piece][1])
    writer.numbered += lines
