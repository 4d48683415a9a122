"""LaTeX as authors write it in, LaTeX as math-core reads it out, with the way back for every character.

MathJax, KaTeX and LaTeX accept more than math-core does. The formula is cut into tokens and written anew, token by
token; each piece remembers where it stood, so that a fault is reported in the author's own text.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape

from dlcourse.renderer.dialect import (
    COUNTED,
    DELIMITED,
    DELIMITERS,
    DRAWINGS,
    DROPPED,
    DROPPED_WITH_ARGUMENT,
    ENVIRONMENTS,
    FULL_WIDTH,
    HEX_COLOUR,
    INVISIBLE,
    REFUSED,
    RENAMED,
    STAND_INS,
    SWITCHES,
    TAGGED,
    TEXT,
    TEXT_SIGNS,
    UNTAGGED,
)

MAX_CHARACTERS = 10_000
MAX_DEPTH = 60  # math-core is recursive and has no limit of its own: a thread with a stack of 256 KB bears 94
MAX_MACRO_CHARACTERS = 1_000


class FormulaError(Exception):
    """A formula cannot be drawn: `message` says what to mend, `offset` is a character index into the formula."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Rewritten:
    """LaTeX for math-core. `starts` and `origins` are parallel: where pieces begin here, and in the author's text."""

    latex: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]
    colours: tuple[tuple[str, str], ...]

    def origin(self, offset: int) -> int:
        """Return the place in the author's text of the piece that holds `offset`."""
        index = bisect_right(self.starts, max(offset, 0)) - 1
        return self.origins[index] if index >= 0 else 0


def rewrite(latex: str, *, is_block: bool, is_built_in: Callable[[str], bool]) -> Rewritten:
    """Write `latex` anew for math-core, or raise `FormulaError` where its structure is broken or beyond bounds.

    `is_built_in` tells whether math-core has a command, so that an author may define it again.
    """
    if len(latex) > MAX_CHARACTERS:
        raise FormulaError(f"the formula is longer than {MAX_CHARACTERS} characters; split it", 0)
    writer = _Writer(tokens=_tokens(latex), is_block=is_block, is_built_in=is_built_in)
    return writer.run()


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    at: int


@dataclass(slots=True)
class _Frame:
    """An open group, environment or `\\left`; `close` is what its end is written as, None: as it stands."""

    kind: str  # "top", "group", "environment", "left", "text", "math in text"
    at: int
    name: str = ""
    close: str | None = None
    begin: int = 0  # index of the piece that opened it
    switches: int = 0  # \color, \displaystyle and their like nest what follows
    has_cells: bool = False
    has_rows: bool = False
    column: int = 0
    tags: list[str] = field(default_factory=list)


_TOKEN = re.compile(
    r"\\[A-Za-z]+\*?|\\(?s:.)|\\$|%[^\n]*\n?|&(?:lt|gt|amp|le|ge|ne|nbsp|quot|apos|times|minus|#\d{1,6}|#x[0-9a-fA-F]{1,6});"
    r"|[A-Za-z]+|\d+|\s+|(?s:.)"
)
_STARRED = frozenset({r"\operatorname*", r"\DeclareMathOperator*", r"\tag*", r"\hspace*", r"\vspace*", r"\newcommand*"})
_PLAIN_TAG = re.compile(r"[A-Za-z0-9 .,:;()*+-]+")  # what math-core takes as a tag
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def _tokens(latex: str) -> list[_Token]:
    broken = _CONTROL.search(latex)
    if broken:
        raise FormulaError("the formula holds a control character; delete it", broken.start())
    tokens = []
    for match in _TOKEN.finditer(latex):
        text, at = match.group(), match.start()
        if text.startswith("\\") and text.endswith("*") and len(text) > 2 and text not in _STARRED:
            tokens += [_Token(text[:-1], at), _Token("*", at + len(text) - 1)]
        else:
            tokens.append(_Token(text, at))
    return tokens


_UNCLOSED = {
    "group": "this {{ is never closed; add the missing }}",
    "text": "this {{ is never closed; add the missing }}, and write \\% for a percent sign",
    "math in text": "this $ inside a text is never closed; add the second $",
    "environment": "\\begin{{{name}}} is never closed; add \\end{{{name}}}",
    "left": "\\left is never closed; add \\right (\\right. draws nothing)",
}


@dataclass(slots=True)
class _Writer:
    """Writes the tokens anew. `pieces` are what is written so far, each with its place in the author's text."""

    tokens: list[_Token]
    is_block: bool
    is_built_in: Callable[[str], bool]
    index: int = 0
    pieces: list[tuple[str, int]] = field(default_factory=list)
    frames: list[_Frame] = field(default_factory=lambda: [_Frame("top", 0)])
    macros: dict[str, frozenset[str]] = field(default_factory=dict)
    macro_depth: int = 0
    colours: list[tuple[str, str]] = field(default_factory=list)

    def run(self) -> Rewritten:
        while self.index < len(self.tokens):
            token = self.next()
            if self.frames[-1].kind == "text":
                _write_text(self, token)
            else:
                _ACTIONS.get(token.text, _write_other)(self, token)
        frame = self.frames[-1]
        if frame.kind != "top":
            raise FormulaError(_UNCLOSED[frame.kind].format(name=frame.name), frame.at)
        _finish_lines(self, frame)
        starts, position = [], 0
        for text, _ in self.pieces:
            starts.append(position)
            position += len(text)
        latex = "".join(text for text, _ in self.pieces)
        return Rewritten(latex, tuple(starts), tuple(at for _, at in self.pieces), tuple(self.colours))

    def emit(self, text: str, at: int) -> None:
        self.pieces.append((text, at))

    def next(self) -> _Token:
        self.index += 1
        return self.tokens[self.index - 1]

    def peek(self) -> str:
        """Return the next token's text that is not blank, standing before it; "" at the end."""
        while self.index < len(self.tokens) and self.tokens[self.index].text.isspace():
            self.index += 1
        return self.tokens[self.index].text if self.index < len(self.tokens) else ""

    def open(self, frame: _Frame, text: str) -> None:
        frame.begin = len(self.pieces)
        self.frames.append(frame)
        self.emit(text, frame.at)
        self.check_depth(frame.at)

    def check_depth(self, at: int) -> None:
        depth = sum(1 + frame.switches for frame in self.frames)
        if depth * (1 + self.macro_depth) > MAX_DEPTH:
            raise FormulaError(f"the formula is nested more than {MAX_DEPTH} levels deep; write it in parts", at)

    def argument(self, command: _Token) -> str:
        """Take and return the source of the next argument: a group without its braces, or one token."""
        if not self.peek():
            raise FormulaError(f"{command.text} lacks its argument; add {{…}} behind it", command.at)
        first = self.next()
        if first.text != "{":
            return first.text
        taken, depth = [], 1
        while self.index < len(self.tokens):
            token = self.next()
            depth += (token.text == "{") - (token.text == "}")
            if not depth:
                return "".join(taken)
            taken.append(token.text)
        raise FormulaError(_UNCLOSED["group"].format(), first.at)

    def option(self) -> str:
        """Take and return the source of an optional argument in square brackets, "" when there is none."""
        if self.peek() != "[":
            return ""
        closing = next((i for i in range(self.index, len(self.tokens)) if self.tokens[i].text == "]"), None)
        if closing is None:
            return ""
        taken = self.tokens[self.index + 1 : closing]
        self.index = closing + 1
        return "".join(token.text for token in taken)


def _write_other(writer: _Writer, token: _Token) -> None:
    text = token.text
    if text.startswith("&"):
        writer.emit(unescape(text).replace("\xa0", "~").replace("&", r"\&" if text == "&amp;" else "&"), token.at)
    elif text.startswith("%"):
        writer.emit("\n", token.at)
    else:
        writer.emit(text, token.at)


def _write_text(writer: _Writer, token: _Token) -> None:
    """Write a token that stands in \\text{…}: signs are signs, $…$ leaves the text for a formula and comes back."""
    frame, text = writer.frames[-1], token.text
    if text == "}":
        writer.frames.pop()
        writer.emit("}", token.at)
    elif text == "{":
        writer.open(_Frame("text", token.at, name=frame.name), "{")
    elif text in ("$", r"\("):
        writer.open(_Frame("math in text", token.at, name=frame.name), "}{")
    elif text in TEXT:
        _open_text(writer, token)
    elif text.startswith("&") and len(text) > 1:
        writer.emit(unescape(text).replace("&", r"\&").replace("\xa0", "~"), token.at)
    elif text.startswith("%"):
        writer.emit("", token.at)
    else:
        writer.emit(TEXT_SIGNS.get(text, text), token.at)


def _open_text(writer: _Writer, token: _Token) -> None:
    writer.emit(TEXT[token.text], token.at)
    if writer.peek() == "{":
        brace = writer.next()
        writer.open(_Frame("text", brace.at, name=TEXT[token.text]), "{")


def _leave_math_in_text(writer: _Writer, token: _Token) -> None:
    frame = writer.frames[-1]
    if frame.kind != "math in text":
        raise FormulaError("a $ stands inside the formula; write \\$ for the sign", token.at)
    writer.frames.pop()
    writer.emit("}" + frame.name + "{", token.at)


def _open_group(writer: _Writer, token: _Token) -> None:
    writer.open(_Frame("group", token.at), "{")


def _close_group(writer: _Writer, token: _Token) -> None:
    frame = writer.frames[-1]
    if frame.kind != "group":
        what = "this } closes nothing; delete it or add its {"
        raise FormulaError(what if frame.kind == "top" else _UNCLOSED[frame.kind].format(name=frame.name), token.at)
    writer.frames.pop()
    writer.emit(frame.close or "}", token.at)


def _open_environment(writer: _Writer, token: _Token) -> None:
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
    frame = _Frame("environment", token.at, name=name)
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


def _close_environment(writer: _Writer, token: _Token) -> None:
    name, frame = writer.argument(token), writer.frames[-1]
    if frame.kind == "environment" and frame.name != name:
        raise FormulaError(f"\\end{{{name}}} stands where \\end{{{frame.name}}} must; mend one of them", token.at)
    if frame.kind != "environment":
        what = f"\\end{{{name}}} has no \\begin{{{name}}}; delete it or add that"
        raise FormulaError(what if frame.kind == "top" else _UNCLOSED[frame.kind].format(name=frame.name), token.at)
    writer.frames.pop()
    written = ENVIRONMENTS.get(name, name)
    if written == "equation*":
        _finish_lines(writer, frame)
        return
    if written in UNTAGGED and not frame.tags:
        written = UNTAGGED[written]
        writer.pieces[frame.begin] = (f"\\begin{{{written}}}", frame.at)
    writer.emit("" if name in INVISIBLE else f"\\end{{{written}}}", token.at)


def _finish_lines(writer: _Writer, frame: _Frame) -> None:
    """End the formula or an equation: lines get the environment that they lack, a tag the one that it needs."""
    begin, at = frame.begin, frame.at
    opening, closing = "", ""
    if frame.has_cells or frame.has_rows:
        lines = "aligned" if frame.has_cells else "gathered"
        opening, closing = f"\\begin{{{lines}}}", f"\\end{{{lines}}}"
    tag = ", ".join(frame.tags)
    if tag and writer.is_block and _PLAIN_TAG.fullmatch(tag):
        opening, closing = "\\begin{equation*}" + opening, closing + f"\\tag*{{{tag}}}\\end{{equation*}}"
    elif tag:
        closing += f"\\qquad\\text{{{tag}}}"
    if frame.kind == "environment":
        writer.pieces[begin] = (opening, at)
    else:
        writer.pieces.insert(begin, (opening, at))
    writer.emit(closing, writer.tokens[-1].at if writer.tokens else 0)


def _write_tag(writer: _Writer, token: _Token) -> None:
    text = re.sub(r"\\(?:text|mathrm|textbf)?|[${}]", "", writer.argument(token)).strip()
    tag = text if token.text.endswith("*") else f"({text})"
    for frame in reversed(writer.frames):
        written = ENVIRONMENTS.get(frame.name, frame.name)
        if frame.kind == "environment" and written in TAGGED and writer.is_block and _PLAIN_TAG.fullmatch(tag):
            if frame is writer.frames[-1]:
                frame.tags.append(tag)
                writer.emit(f"\\tag*{{{tag}}}", token.at)
                return
        if frame.kind == "top" or written == "equation*":
            frame.tags.append(tag)
            return


def _write_reference(writer: _Writer, token: _Token) -> None:
    label = re.sub(r"[^\w:. -]", "", writer.argument(token))
    shown = label.replace("_", r"\_")
    writer.emit(f"\\text{{{shown}}}" if token.text == r"\ref" else f"\\text{{({shown})}}", token.at)


def _write_cell(writer: _Writer, token: _Token) -> None:
    frame = writer.frames[-1]
    frame.switches = 0
    frame.column += 1
    frame.has_cells = True
    is_second_of_eqnarray = frame.name.startswith("eqnarray") and frame.column % 2 == 0
    writer.emit("" if is_second_of_eqnarray else "&", token.at)


def _write_row(writer: _Writer, token: _Token) -> None:
    frame = writer.frames[-1]
    frame.switches = 0
    frame.column = 0
    is_last = frame.kind == "top" and not writer.peek()
    frame.has_rows = frame.has_rows or not is_last
    writer.emit("" if is_last else r"\\", token.at)


def _write_switch(writer: _Writer, token: _Token) -> None:
    writer.frames[-1].switches += 1
    writer.check_depth(token.at)
    writer.emit(token.text, token.at)
    if token.text == r"\color":
        writer.emit(_colour(writer, token), token.at)


def _write_colour(writer: _Writer, token: _Token) -> None:
    writer.emit(token.text + _colour(writer, token), token.at)


def _colour(writer: _Writer, token: _Token) -> str:
    writer.option()
    name = writer.argument(token).strip()
    hexadecimal = HEX_COLOUR.fullmatch(name)
    if not hexadecimal:
        return f"{{{name}}}"
    value = "#" + hexadecimal[1].lower()
    known = dict(writer.colours)
    if value not in known:
        if len(known) == len(STAND_INS):
            raise FormulaError(f"a formula can have {len(STAND_INS)} colours of its own; use fewer", token.at)
        writer.colours.append((value, STAND_INS[len(known)]))
    return f"{{{dict(writer.colours)[value]}}}"


def _write_box(writer: _Writer, token: _Token) -> None:
    for _ in range(2 if token.text == r"\fcolorbox" else 1):
        writer.argument(token)
    writer.emit(r"\boxed", token.at)


def _write_rows_in_script(writer: _Writer, token: _Token) -> None:
    if writer.peek() != "{":
        raise FormulaError(r"\substack lacks its lines; write \substack{a \\ b}", token.at)
    writer.next()
    writer.open(_Frame("group", token.at, close=r"\end{subarray}"), r"\begin{subarray}{c}")


def _write_line_of_text(writer: _Writer, token: _Token) -> None:
    writer.emit(r"\text{" + "".join(TEXT_SIGNS.get(c, c) for c in writer.argument(token)) + r"}\\", token.at)


def _write_delimiter(writer: _Writer, token: _Token) -> None:
    frame = writer.frames[-1]
    if token.text == r"\left":
        writer.open(_Frame("left", token.at), token.text)
    elif token.text == r"\right":
        if frame.kind != "left":
            what = r"\right has no \left; delete it or add \left (\left. draws nothing)"
            raise FormulaError(what if frame.kind == "top" else _UNCLOSED[frame.kind].format(name=frame.name), token.at)
        writer.frames.pop()
        writer.emit(token.text, token.at)
    else:
        writer.emit(token.text, token.at)
    delimiter = DELIMITERS.get(writer.peek())
    if delimiter:
        writer.emit(delimiter + " ", writer.next().at)


def _write_operator(writer: _Writer, token: _Token) -> None:
    """Write \\mathop{name}\\limits as \\operatorname*{name}; math-core takes no \\limits after a group."""
    start = writer.index
    name = re.fullmatch(r"\\(?:mathrm|text|rm|operatorname|bf|mathbf)\s*\{?([\w\s-]+)\}?|(\w+)", writer.argument(token))
    if name:
        if writer.peek() == r"\limits":
            writer.next()
        writer.emit(f"\\operatorname*{{{name[1] or name[2]}}}", token.at)
    else:
        writer.index = start
        writer.emit(r"\mathop", token.at)


def _write_operator_name(writer: _Writer, token: _Token) -> None:
    name = re.sub(
        r"(?<!\\)_", r"\\_", re.sub(r"\\(?:mathrm|text|rm|textrm)\b\s*|(?<!\\)[{}]", "", writer.argument(token))
    )
    writer.emit(f"{RENAMED.get(token.text, token.text)}{{{name}}}", token.at)


def _write_limits(writer: _Writer, token: _Token) -> None:
    previous = next((text for text, _ in reversed(writer.pieces) if text.strip()), "")
    writer.emit("" if previous.endswith("}") else token.text, token.at)


def _write_definition(writer: _Writer, token: _Token) -> None:
    name = writer.argument(token).strip()
    if not re.fullmatch(r"\\(?:[A-Za-z]+|.)", name):
        raise FormulaError(f"{token.text} must name a command, as in {token.text}{{\\name}}{{…}}", token.at)
    signature = _signature(writer, token)
    if token.text == r"\let" and writer.peek() == "=":
        writer.next()
    body = writer.argument(token)
    if token.text.startswith(r"\DeclareMathOperator"):
        body = rf"\operatorname{'*' if token.text.endswith('*') else ''}{{{body}}}"
    _check_macro(writer, token, name, body)
    inner = _Writer(tokens=_tokens(body), is_block=False, is_built_in=writer.is_built_in, macros=writer.macros)
    written = inner.run()
    writer.macro_depth += 1 + body.count("{")
    command = r"\renewcommand" if name in writer.macros or writer.is_built_in(name) else r"\newcommand"
    writer.macros[name] = frozenset(re.findall(r"\\[A-Za-z]+", body))
    writer.emit(f"{command}{{{name}}}{signature}{{{written.latex}}}", token.at)


def _signature(writer: _Writer, token: _Token) -> str:
    """Take the parameters of a definition: `[2]` of \\newcommand, `#1#2` of \\def."""
    if token.text != r"\def":
        number = writer.option()
        if number and writer.option():
            raise FormulaError(
                f"{token.text} with a default value is not known; give each use all its arguments", token.at
            )
        return f"[{number}]" if number else ""
    count = 0
    while writer.peek() == "#":
        writer.index += 2
        count += 1
    return f"[{count}]" if count else ""


def _check_macro(writer: _Writer, token: _Token, name: str, body: str) -> None:
    if len(body) > MAX_MACRO_CHARACTERS:
        raise FormulaError(f"{name} stands for more than {MAX_MACRO_CHARACTERS} characters; shorten it", token.at)
    reached, waiting = set(), set(re.findall(r"\\(?:[A-Za-z]+|.)", body))
    while waiting:
        command = waiting.pop()
        reached.add(command)
        waiting |= writer.macros.get(command, frozenset()) - reached
    if name in reached:
        raise FormulaError(f"{name} is defined by itself; take it out of its own definition", token.at)


def _refuse(writer: _Writer, token: _Token) -> None:
    raise FormulaError(f"{token.text} is not known in formulas; {REFUSED[token.text]}", token.at)


def _rename(writer: _Writer, token: _Token) -> None:
    name = RENAMED[token.text]
    writer.emit(name + " " if name[-1:].isalpha() and name[:1] == "\\" else name, token.at)


def _widen(writer: _Writer, token: _Token) -> None:
    writer.emit(FULL_WIDTH[token.text], token.at)


def _drop(writer: _Writer, token: _Token) -> None:
    writer.emit(" ", token.at)


def _drop_with_argument(writer: _Writer, token: _Token) -> None:
    writer.option()
    writer.argument(token)


_ACTIONS: dict[str, Callable[[_Writer, _Token], None]] = {
    **dict.fromkeys(RENAMED, _rename),
    **dict.fromkeys(FULL_WIDTH, _widen),
    **dict.fromkeys(DROPPED, _drop),
    **dict.fromkeys(DROPPED_WITH_ARGUMENT, _drop_with_argument),
    **dict.fromkeys(SWITCHES, _write_switch),
    **dict.fromkeys(TEXT, _open_text),
    **dict.fromkeys(DELIMITED, _write_delimiter),
    **dict.fromkeys(REFUSED, _refuse),
    "{": _open_group,
    "}": _close_group,
    "&": _write_cell,
    "$": _leave_math_in_text,
    r"\)": _leave_math_in_text,
    r"\\": _write_row,
    r"\cr": _write_row,
    r"\newline": _write_row,
    r"\tabularnewline": _write_row,
    r"\begin": _open_environment,
    r"\end": _close_environment,
    r"\tag": _write_tag,
    r"\tag*": _write_tag,
    r"\ref": _write_reference,
    r"\eqref": _write_reference,
    r"\textcolor": _write_colour,
    r"\colorbox": _write_box,
    r"\fcolorbox": _write_box,
    r"\substack": _write_rows_in_script,
    r"\intertext": _write_line_of_text,
    r"\shortintertext": _write_line_of_text,
    r"\mathop": _write_operator,
    r"\operatorname": _write_operator_name,
    r"\operatorname*": _write_operator_name,
    r"\operatornamewithlimits": _write_operator_name,
    r"\limits": _write_limits,
    **dict.fromkeys(
        (
            r"\newcommand",
            r"\newcommand*",
            r"\renewcommand",
            r"\providecommand",
            r"\def",
            r"\let",
            r"\DeclareMathOperator",
            r"\DeclareMathOperator*",
        ),
        _write_definition,
    ),
}
