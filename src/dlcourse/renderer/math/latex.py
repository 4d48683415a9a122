"""LaTeX as authors write it in, LaTeX as math-core reads it out, with the way back for every character.

MathJax, KaTeX and LaTeX accept more than math-core does. The formula is cut into tokens and written anew, token by
token; each piece remembers where it stood, so that a fault is reported in the author's own text.
"""

import re
from collections.abc import Callable, Mapping
from html import unescape
from types import MappingProxyType

from dlcourse.renderer.math.commands import (
    drop,
    drop_with_argument,
    refuse,
    rename,
    widen,
    write_box,
    write_colour,
    write_delimiter,
    write_limits,
    write_operator,
    write_operator_name,
    write_root,
    write_superscript,
    write_switch,
)
from dlcourse.renderer.math.dialect import (
    DELIMITED,
    DROPPED,
    DROPPED_WITH_ARGUMENT,
    FULL_WIDTH,
    PLAIN_TABLES,
    REFUSED,
    RENAMED,
    SWITCHES,
    TEXT,
    TEXT_SIGNS,
)
from dlcourse.renderer.math.lines import (
    close_environment,
    drop_last_row_end,
    open_environment,
    write_cell,
    write_line_of_text,
    write_plain_table,
    write_row,
    write_rows_in_script,
)
from dlcourse.renderer.math.macros import DEFINITIONS, expand
from dlcourse.renderer.math.numbers import FORMS, finish_lines, mention, write_label, write_reference, write_tag
from dlcourse.renderer.math.writer import (
    MAX_CHARACTERS,
    MAX_COMMANDS_IN_A_ROW,
    MAX_DEPTH,
    UNCLOSED,
    FormulaError,
    Frame,
    Rewritten,
    Token,
    Writer,
    misplaced,
    tokens_of,
)

NOTHING: Mapping[str, str] = MappingProxyType({})


def is_alike(latex: str, macros: Mapping[str, str] = NOTHING) -> bool:
    """Tell whether `rewrite` would return `latex` as it is. Most formulas are so simple; False may be too careful."""
    depth = latex.count("{") + latex.count(r"\left")
    if not _ALIKE.fullmatch(latex) or depth > MAX_DEPTH // 2 or len(latex) > MAX_CHARACTERS:
        return False
    commands = _COMMAND.findall(latex)
    is_own = bool(macros) and not macros.keys().isdisjoint([command[1:] for command in commands])
    return len(commands) <= MAX_COMMANDS_IN_A_ROW and not is_own and _REWRITTEN.isdisjoint(commands)


def rewrite(
    latex: str,
    *,
    is_block: bool,
    is_built_in: Callable[[str], bool],
    macros: Mapping[str, str] = NOTHING,
    numbers: Mapping[str, str] = NOTHING,
) -> Rewritten:
    """Write `latex` anew for math-core, or raise `FormulaError` where its structure is broken or beyond bounds.

    `is_built_in` tells whether math-core has a command. `macros` are what commands of the course stand for, `numbers`
    those of labels.
    """
    if len(latex) > MAX_CHARACTERS:
        raise FormulaError(f"the formula is longer than {MAX_CHARACTERS} characters; split it", 0)
    tokens = expand(tokens_of(latex), macros, is_built_in)
    _check_rows_of_commands(tokens)
    writer = Writer(tokens=tokens, is_block=is_block, numbers=numbers)
    while writer.index < len(writer.tokens):
        token = writer.next()
        if writer.frames[-1].kind == "text":
            _write_text(writer, token)
        else:
            _ACTIONS.get(token.text, _write_other)(writer, token)
    frame = writer.frames[-1]
    if frame.kind != "top":
        raise FormulaError(UNCLOSED[frame.kind].format(name=frame.name), frame.at)
    finish_lines(writer, frame)
    return writer.rewritten()


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
    elif text in FORMS:
        writer.emit(f"}}\\text{{{mention(writer, token)}}}{frame.name}{{", token.at)
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


_ACTIONS: dict[str, Callable[[Writer, Token], None]] = {
    **dict.fromkeys(RENAMED, rename),
    **dict.fromkeys(FULL_WIDTH, widen),
    **dict.fromkeys(DROPPED, drop),
    **dict.fromkeys(DROPPED_WITH_ARGUMENT, drop_with_argument),
    **dict.fromkeys(SWITCHES, write_switch),
    **dict.fromkeys(TEXT, _open_text),
    **dict.fromkeys(DELIMITED, write_delimiter),
    **dict.fromkeys(PLAIN_TABLES, write_plain_table),
    **dict.fromkeys(REFUSED, refuse),
    "^": write_superscript,
    "√": write_root,
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
    r"\label": write_label,
    r"\ref": write_reference,
    r"\eqref": write_reference,
    r"\textcolor": write_colour,
    r"\colorbox": write_box,
    r"\fcolorbox": write_box,
    r"\substack": write_rows_in_script,
    r"\intertext": write_line_of_text,
    r"\shortintertext": write_line_of_text,
    r"\mathop": write_operator,
    r"\operatorname": write_operator_name,
    r"\operatorname*": write_operator_name,
    r"\operatornamewithlimits": write_operator_name,
    r"\limits": write_limits,
}

# Possessive: a name that is followed by a star must not be tried in shorter and shorter parts. `\left <` is an angle.
_NAME_END = r"(?![A-Za-z])"
_ANGLE = r"(?:left|middle|right|[bB]igg?[lrm]?)\s*[<>]"
_PART = (
    r"[A-Za-z0-9 \n+\-=*/<>|,.;:!?'()\[\]_^{}]++|\\[,;:!{}|#_]"
    rf"|\\(?!{_ANGLE}|(?:begin|end){_NAME_END})[A-Za-z]++(?!\*)"
)
# Tables whose rows have no option and whose last one has no end.
_ROW_END = rf"\\\\(?!\s*(?:[*\[]|\\end{_NAME_END}))"
_TABLE = (
    r"\\begin\{([pbBvV]?matrix|cases|aligned|gathered)\}(?!\s*\[)"
    rf"(?>(?:{_PART}|&(?!\w+;)|{_ROW_END})*)\\end\{{\1\}}"
)
_ALIKE = re.compile(rf"(?>(?:{_PART}|{_TABLE})*)")
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)")
_REWRITTEN = frozenset(
    {name for name in _ACTIONS if name[0] == "\\"} - {r"\begin", r"\end", r"\\", *DELIMITED} | DEFINITIONS
)
