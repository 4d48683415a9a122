"""Environments, rows, cells, tags: what makes several lines of one formula."""

import re

from dlcourse.renderer.math.dialect import (
    COUNTED,
    DRAWINGS,
    ENVIRONMENTS,
    INVISIBLE,
    PLAIN_TABLES,
    TAGGED,
    UNTAGGED,
)
from dlcourse.renderer.math.numbers import close_line, finish_lines, number_lines
from dlcourse.renderer.math.writer import FormulaError, Frame, Token, Writer, misplaced


def open_environment(writer: Writer, token: Token) -> None:
    name = writer.argument(token)
    if name in DRAWINGS:
        raise FormulaError(
            f"\\begin{{{name}}} does not belong in a formula; use a mermaid block, a table or a picture", token.at
        )
    written = ENVIRONMENTS.get(name, name)
    if written not in {"array", "subarray"} and name not in COUNTED:
        writer.option()
    elif name in COUNTED:
        writer.argument(token)
    frame = Frame("environment", token.at, name=name)
    writer.open(frame, "" if name in INVISIBLE else f"\\begin{{{written}}}")
    if written == "array":
        writer.option()
        writer.emit(f"{{{_columns(writer.argument(token))}}}", token.at)


def _columns(specification: str) -> str:
    """Return an array's columns as math-core reads them: letters and bars, repetitions written out."""
    specification = re.sub(r"\*\{?(\d{1,2})\}?\{([^{}]*)\}", lambda m: m[2] * int(m[1]), specification)
    specification = re.sub(r"[@!><]\{[^{}]*\}", "", specification)
    specification = re.sub(r"[pmb]\{[^{}]*\}", "l", specification)
    return re.sub(r"[^lcr|:]", "", specification) or "c"


def close_environment(writer: Writer, token: Token) -> None:
    name, frame = writer.argument(token), writer.frames[-1]
    if frame.kind == "environment" and frame.name != name:
        raise FormulaError(f"\\end{{{name}}} stands where \\end{{{frame.name}}} must; mend one of them", token.at)
    if frame.kind != "environment":
        what = f"\\end{{{name}}} has no \\begin{{{name}}}; delete it or add that"
        raise misplaced(what, frame, token)
    writer.frames.pop()
    drop_last_row_end(writer)
    written = ENVIRONMENTS.get(name, name)
    if written == "equation*":
        finish_lines(writer, frame)
        return
    if written in TAGGED and not number_lines(writer, frame, token) and written in UNTAGGED:
        written = UNTAGGED[written]
        writer.pieces[frame.begin] = (f"\\begin{{{written}}}", frame.at)
    writer.emit("" if name in INVISIBLE else f"\\end{{{written}}}", token.at)


def write_cell(writer: Writer, token: Token) -> None:
    frame = writer.frames[-1]
    frame.switches = 0
    frame.column += 1
    frame.has_cells = True
    is_second_of_eqnarray = frame.name.startswith("eqnarray") and frame.column % 2 == 0
    writer.emit("" if is_second_of_eqnarray else "&", token.at)


def write_row(writer: Writer, token: Token) -> None:
    frame = writer.frames[-1]
    frame.switches = 0
    frame.column = 0
    close_line(writer, frame, token)
    _skip_row_space(writer)
    is_last = frame.kind == "top" and not writer.peek()
    frame.has_rows = frame.has_rows or not is_last
    writer.emit("" if is_last else r"\\", token.at)


def drop_last_row_end(writer: Writer) -> None:
    """Take back a row's end that only the end of the table follows: math-core would draw an empty row."""
    last = next((index for index in reversed(range(len(writer.pieces))) if writer.pieces[index][0].strip()), 0)
    if writer.pieces[last][0] == r"\\":
        writer.pieces[last] = ("", writer.pieces[last][1])


def write_plain_table(writer: Writer, token: Token) -> None:
    r"""Write \matrix{a & b \cr c & d} and its like as environments."""
    name = PLAIN_TABLES[token.text]
    if writer.peek() != "{":
        raise FormulaError(f"{token.text} lacks its rows; write \\begin{{{name}}} a & b \\end{{{name}}}", token.at)
    brace = writer.next()
    writer.open(Frame("group", brace.at, close=f"\\end{{{name}}}"), f"\\begin{{{name}}}")


def _skip_row_space(writer: Writer) -> None:
    """Pass over the star and the space of a row's end, as in \\\\*[2ex]: math-core would print them."""
    rest = "".join(token.text for token in writer.tokens[writer.index : writer.index + 12])
    space = re.match(r"\*?\s*(?:\[\s*-?[\d.]+\s*(?:em|ex|pt|px|mm|cm|in|mu)\s*\])?", rest)
    passed = 0
    while space and passed < space.end():
        passed += len(writer.next().text)


def write_line_of_text(writer: Writer, token: Token) -> None:
    """Write \\intertext{…} as a row of its own."""
    writer.emit(r"\text", token.at)
    if writer.peek() == "{":
        writer.open(Frame("text", writer.next().at, name=r"\text", close=r"}\\"), "{")


def write_rows_in_script(writer: Writer, token: Token) -> None:
    if writer.peek() != "{":
        raise FormulaError(r"\substack lacks its lines; write \substack{a \\ b}", token.at)
    writer.next()
    writer.open(Frame("group", token.at, close=r"\end{subarray}"), r"\begin{subarray}{c}")
