"""LaTeX as authors write it in, LaTeX as math-core reads it out, with the way back for every character.

MathJax, KaTeX and LaTeX accept more than math-core does. The formula is cut into tokens and written anew, token by
token; each piece remembers where it stood, so that a fault is reported in the author's own text.
"""

import re
from collections.abc import Callable
from html import unescape

from dlcourse.renderer.math.dialect import (
    CSS_COLOURS,
    DELIMITED,
    DELIMITERS,
    DROPPED,
    DROPPED_WITH_ARGUMENT,
    FULL_WIDTH,
    HEX_COLOUR,
    PLAIN_TABLES,
    PRIMES,
    REFUSED,
    RENAMED,
    STAND_INS,
    SWITCHES,
    TEXT,
    TEXT_SIGNS,
)
from dlcourse.renderer.math.lines import (
    close_environment,
    drop_last_row_end,
    finish_lines,
    open_environment,
    write_cell,
    write_line_of_text,
    write_plain_table,
    write_reference,
    write_row,
    write_rows_in_script,
    write_tag,
)
from dlcourse.renderer.math.writer import (
    MAX_CHARACTERS,
    MAX_COMMANDS_IN_A_ROW,
    UNCLOSED,
    FormulaError,
    Frame,
    Rewritten,
    Token,
    Writer,
    misplaced,
    tokens_of,
)

MAX_MACRO_CHARACTERS = 1_000


def rewrite(latex: str, *, is_block: bool, is_built_in: Callable[[str], bool]) -> Rewritten:
    """Write `latex` anew for math-core, or raise `FormulaError` where its structure is broken or beyond bounds.

    `is_built_in` tells whether math-core has a command, so that an author may define it again.
    """
    if len(latex) > MAX_CHARACTERS:
        raise FormulaError(f"the formula is longer than {MAX_CHARACTERS} characters; split it", 0)
    tokens = tokens_of(latex)
    _check_rows_of_commands(tokens)
    writer = Writer(tokens=tokens, is_block=is_block, is_built_in=is_built_in)
    _run(writer)
    finish_lines(writer, writer.frames[-1])
    return writer.rewritten()


def _run(writer: Writer) -> None:
    """Write all tokens; what is opened must be closed."""
    while writer.index < len(writer.tokens):
        token = writer.next()
        if writer.frames[-1].kind == "text":
            _write_text(writer, token)
        elif token.text in writer.macros:
            writer.emit(token.text, token.at)  # the author's own command, even where ours has that name
        else:
            _ACTIONS.get(token.text, _write_other)(writer, token)
    frame = writer.frames[-1]
    if frame.kind not in {"top", "macro"}:
        raise FormulaError(UNCLOSED[frame.kind].format(name=frame.name), frame.at)


def _check_rows_of_commands(tokens: list[Token]) -> None:
    """Refuse long rows of commands: each may be the argument of the one before, with or without an option between."""
    count, is_in_option = 0, False
    for token in tokens:
        if token.text in "[]":
            is_in_option = token.text == "["
        elif token.text[0] == "\\" and token.text[1:2].isalpha():
            count += 1
        elif not token.text.isspace() and not is_in_option:
            count = 0
        if count > MAX_COMMANDS_IN_A_ROW:
            raise FormulaError(f"more than {MAX_COMMANDS_IN_A_ROW} commands follow each other; write braces", token.at)


def _write_other(writer: Writer, token: Token) -> None:
    text = token.text
    if text.startswith("&"):
        writer.emit(unescape(text).replace("\xa0", "~").replace("&", r"\&" if text == "&amp;" else "&"), token.at)
    elif text.startswith("%"):
        writer.emit("\n", token.at)
    else:
        writer.emit(text, token.at)


def _write_text(writer: Writer, token: Token) -> None:
    """Write a token that stands in \\text{…}: signs are signs, $…$ leaves the text for a formula and comes back."""
    frame, text = writer.frames[-1], token.text
    if text == "}":
        writer.frames.pop()
        writer.emit(frame.close or "}", token.at)
    elif text == "{":
        writer.open(Frame("text", token.at, name=frame.name), "{")
    elif text in ("$", r"\("):
        writer.open(Frame("math in text", token.at, name=frame.name), "}{")
    elif text in TEXT:
        _open_text(writer, token)
    elif text.startswith("&") and len(text) > 1:
        writer.emit(unescape(text).replace("&", r"\&").replace("\xa0", "~"), token.at)
    elif text.startswith("%"):
        writer.emit("", token.at)
    else:
        writer.emit(TEXT_SIGNS.get(text, text), token.at)


def _open_text(writer: Writer, token: Token) -> None:
    writer.emit(TEXT[token.text], token.at)
    if writer.peek() == "{":
        brace = writer.next()
        writer.open(Frame("text", brace.at, name=TEXT[token.text]), "{")
    else:
        writer.emit(" ", token.at)


def _leave_math_in_text(writer: Writer, token: Token) -> None:
    frame = writer.frames[-1]
    if frame.kind != "math in text":
        raise FormulaError("a $ stands inside the formula; write \\$ for the sign", token.at)
    writer.frames.pop()
    writer.emit("}" + frame.name + "{", token.at)


def _open_group(writer: Writer, token: Token) -> None:
    writer.open(Frame("group", token.at), "{")


def _close_group(writer: Writer, token: Token) -> None:
    frame = writer.frames[-1]
    if frame.kind != "group":
        what = "this } closes nothing; delete it or add its {"
        raise misplaced(what, frame, token)
    writer.frames.pop()
    if frame.close:
        drop_last_row_end(writer)
    writer.emit(frame.close or "}", token.at)


def _write_switch(writer: Writer, token: Token) -> None:
    writer.frames[-1].switches += 1
    writer.check_depth(token.at)
    writer.emit(token.text, token.at)
    if token.text == r"\color":
        writer.emit(_colour(writer, token), token.at)


def _write_colour(writer: Writer, token: Token) -> None:
    writer.emit(token.text + _colour(writer, token), token.at)


def _colour(writer: Writer, token: Token) -> str:
    writer.option()
    name = writer.argument(token).strip()
    hexadecimal = HEX_COLOUR.fullmatch(name)
    if not hexadecimal and name not in CSS_COLOURS:
        return f"{{{name}}}"
    value = "#" + hexadecimal[1].lower() if hexadecimal else name
    known = dict(writer.colours)
    if value not in known:
        if len(known) == len(STAND_INS):
            raise FormulaError(f"a formula can have {len(STAND_INS)} colours of its own; use fewer", token.at)
        writer.colours.append((value, STAND_INS[len(known)]))
    return f"{{{dict(writer.colours)[value]}}}"


def _write_box(writer: Writer, token: Token) -> None:
    for _ in range(2 if token.text == r"\fcolorbox" else 1):
        writer.argument(token)
    writer.emit(r"\boxed", token.at)


def _write_delimiter(writer: Writer, token: Token) -> None:
    frame = writer.frames[-1]
    if token.text == r"\left":
        writer.open(Frame("left", token.at), token.text)
    elif token.text == r"\right":
        if frame.kind != "left":
            what = r"\right has no \left; delete it or add \left (\left. draws nothing)"
            raise misplaced(what, frame, token)
        writer.frames.pop()
        writer.emit(token.text, token.at)
    else:
        writer.emit(token.text, token.at)
    delimiter = DELIMITERS.get(writer.peek())
    if delimiter:
        writer.emit(delimiter + " ", writer.next().at)


def _write_operator(writer: Writer, token: Token) -> None:
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


def _write_operator_name(writer: Writer, token: Token) -> None:
    name = re.sub(
        r"(?<!\\)_", r"\\_", re.sub(r"\\(?:mathrm|text|rm|textrm)\b\s*|(?<!\\)[{}]", "", writer.argument(token))
    )
    writer.emit(f"{RENAMED.get(token.text, token.text)}{{{name}}}", token.at)


def _write_limits(writer: Writer, token: Token) -> None:
    previous = next((text for text, _ in reversed(writer.pieces) if text.strip()), "")
    writer.emit("" if previous.endswith("}") else token.text, token.at)


def _write_superscript(writer: Writer, token: Token) -> None:
    if writer.peek() not in PRIMES:  # a prime is a superscript by itself
        writer.emit(token.text, token.at)


def _write_root(writer: Writer, token: Token) -> None:
    """Write √ as a root of the group, number or letter that follows; before anything else it is the sign alone."""
    inside = writer.peek()
    if inside == "{":
        writer.emit(r"\sqrt", token.at)
    elif inside.isdigit() or (len(inside) == 1 and inside.isalpha()):
        first = writer.next()
        rest = "".join(following.text for following in writer.tokens[writer.index : writer.index + 2])
        if inside.isdigit() and re.fullmatch(r"\.\d+", rest):
            writer.index += 2
            inside += rest
        writer.emit(rf"\sqrt{{{inside}}}", first.at)
    else:
        writer.emit(r"\surd ", token.at)


def _refuse(writer: Writer, token: Token) -> None:
    raise FormulaError(f"{token.text} is not known in formulas; {REFUSED[token.text]}", token.at)


def _write_definition(writer: Writer, token: Token) -> None:
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
    inner = Writer(tokens=tokens_of(body), is_block=False, is_built_in=writer.is_built_in, macros=writer.macros)
    inner.frames = [Frame("macro", 0)]
    _run(inner)
    commands = frozenset(re.findall(r"\\[A-Za-z]+", body))
    writer.macro_depths[name] = (
        1 + _nesting(body) + max((writer.macro_depths.get(used, 0) for used in commands), default=0)
    )
    command = r"\renewcommand" if name in writer.macros or writer.is_built_in(name) else r"\newcommand"
    writer.macros[name] = commands
    writer.emit(f"{command}{{{name}}}{signature}{{{inner.rewritten().latex}}}", token.at)


def _nesting(body: str) -> int:
    """Return how deep `body` nests, at most: its braces, and commands that may nest without."""
    depth = deepest = 0
    for character in body:
        depth += (character == "{") - (character == "}")
        deepest = max(deepest, depth)
    return deepest + len(re.findall(r"\\[A-Za-z]+\s*(?=\\)", body))


def _signature(writer: Writer, token: Token) -> str:
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


def _check_macro(writer: Writer, token: Token, name: str, body: str) -> None:
    if len(body) > MAX_MACRO_CHARACTERS:
        raise FormulaError(f"{name} stands for more than {MAX_MACRO_CHARACTERS} characters; shorten it", token.at)
    reached, waiting = set(), set(re.findall(r"\\(?:[A-Za-z]+|.)", body))
    while waiting:
        command = waiting.pop()
        reached.add(command)
        waiting |= writer.macros.get(command, frozenset()) - reached
    if name in reached:
        raise FormulaError(f"{name} is defined by itself; take it out of its own definition", token.at)


def _rename(writer: Writer, token: Token) -> None:
    name = RENAMED[token.text]
    writer.emit(name + " " if name[-1:].isalpha() and name[:1] == "\\" else name, token.at)


def _widen(writer: Writer, token: Token) -> None:
    writer.emit(FULL_WIDTH[token.text], token.at)


def _drop(writer: Writer, token: Token) -> None:
    writer.emit(" ", token.at)


def _drop_with_argument(writer: Writer, token: Token) -> None:
    writer.option()
    writer.argument(token)


_ACTIONS: dict[str, Callable[[Writer, Token], None]] = {
    **dict.fromkeys(RENAMED, _rename),
    **dict.fromkeys(FULL_WIDTH, _widen),
    **dict.fromkeys(DROPPED, _drop),
    **dict.fromkeys(DROPPED_WITH_ARGUMENT, _drop_with_argument),
    **dict.fromkeys(SWITCHES, _write_switch),
    **dict.fromkeys(TEXT, _open_text),
    **dict.fromkeys(DELIMITED, _write_delimiter),
    **dict.fromkeys(PLAIN_TABLES, write_plain_table),
    **dict.fromkeys(REFUSED, _refuse),
    "^": _write_superscript,
    "√": _write_root,
    "{": _open_group,
    "}": _close_group,
    "&": write_cell,
    "$": _leave_math_in_text,
    r"\)": _leave_math_in_text,
    r"\\": write_row,
    r"\cr": write_row,
    r"\newline": write_row,
    r"\tabularnewline": write_row,
    r"\begin": open_environment,
    r"\end": close_environment,
    r"\tag": write_tag,
    r"\tag*": write_tag,
    r"\ref": write_reference,
    r"\eqref": write_reference,
    r"\textcolor": _write_colour,
    r"\colorbox": _write_box,
    r"\fcolorbox": _write_box,
    r"\substack": write_rows_in_script,
    r"\intertext": write_line_of_text,
    r"\shortintertext": write_line_of_text,
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
