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
from dlcourse.renderer.math.writer import PLAIN_TAG, FormulaError, Frame, Token, Writer, misplaced


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
    if written in UNTAGGED and not frame.tags:
        written = UNTAGGED[written]
        writer.pieces[frame.begin] = (f"\\begin{{{written}}}", frame.at)
    writer.emit("" if name in INVISIBLE else f"\\end{{{written}}}", token.at)


def finish_lines(writer: Writer, frame: Frame) -> None:
    """End the formula or an equation: lines get the environment that they lack, a tag the one that it needs."""
    begin, at = frame.begin, frame.at
    opening, closing = "", ""
    if frame.has_cells or frame.has_rows:
        lines = "aligned" if frame.has_cells else "gathered"
        opening, closing = f"\\begin{{{lines}}}", f"\\end{{{lines}}}"
    tag = ", ".join(frame.tags)
    if tag and writer.is_block and PLAIN_TAG.fullmatch(tag):
        opening, closing = "\\begin{equation*}" + opening, closing + f"\\tag*{{{tag}}}\\end{{equation*}}"
    elif tag:
        closing += f"\\qquad\\text{{{tag}}}"
    if frame.kind == "environment":
        writer.pieces[begin] = (opening, at)
    else:
        writer.pieces.insert(begin, (opening, at))
    writer.emit(closing, writer.tokens[-1].at if writer.tokens else 0)


def write_tag(writer: Writer, token: Token) -> None:
    text = re.sub(r"\\(?:text|mathrm|textbf)?|[${}]", "", writer.argument(token))
    text = " ".join(text.split())
    tag = text if token.text.endswith("*") else f"({text})"
    innermost = writer.frames[-1]
    is_row = innermost.kind == "environment" and ENVIRONMENTS.get(innermost.name, innermost.name) in TAGGED
    if is_row and writer.is_block and PLAIN_TAG.fullmatch(tag):
        innermost.tags.append(tag)
        writer.emit(f"\\tag*{{{tag}}}", token.at)
        return
    outer = (frame for frame in reversed(writer.frames) if frame.kind in {"top", "macro"} or frame.name in _EQUATIONS)
    next(outer).tags.append(tag)


_EQUATIONS = frozenset({"equation", "equation*"})


def write_reference(writer: Writer, token: Token) -> None:
    label = re.sub(r"[^\w:. -]", "", writer.argument(token))
    shown = label.replace("_", r"\_")
    writer.emit(f"\\text{{{shown}}}" if token.text == r"\ref" else f"\\text{{({shown})}}", token.at)


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
