"""Commands one by one: colours, delimiters, operators, roots, and what is renamed, dropped or refused."""

import re

from dlcourse.renderer.math.dialect import (
    CSS_COLOURS,
    DELIMITERS,
    FULL_WIDTH,
    HEX_COLOUR,
    PRIMES,
    REFUSED,
    RENAMED,
    STAND_INS,
)
from dlcourse.renderer.math.writer import FormulaError, Frame, Token, Writer, misplaced


def write_switch(writer: Writer, token: Token) -> None:
    writer.frames[-1].switches += 1
    writer.check_depth(token.at)
    writer.emit(token.text, token.at)
    if token.text == r"\color":
        writer.emit(_colour(writer, token), token.at)


def write_colour(writer: Writer, token: Token) -> None:
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


def write_box(writer: Writer, token: Token) -> None:
    for _ in range(2 if token.text == r"\fcolorbox" else 1):
        writer.argument(token)
    writer.emit(r"\boxed", token.at)


def write_delimiter(writer: Writer, token: Token) -> None:
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


def write_operator(writer: Writer, token: Token) -> None:
    """Write \\mathop{name}\\limits as \\operatorname*{name}; math-core takes no \\limits after a group."""
    start = writer.index
    inside = writer.argument_tokens(token)
    source = "".join(part.text for part in inside)
    name = re.fullmatch(r"\\(?:mathrm|text|rm|operatorname|bf|mathbf)\s*\{?([\w\s-]+)\}?|(\w+)", source)
    has_limits = writer.peek() == r"\limits"
    if has_limits:
        writer.next()
    if name:
        writer.emit(f"\\operatorname*{{{name[1] or name[2]}}}", token.at)
    elif has_limits:
        _set_limits(writer, token, inside)
    else:
        writer.index = start
        writer.emit(r"\mathop", token.at)


def _set_limits(writer: Writer, token: Token, inside: list[Token]) -> None:
    """Put what stands below and above a group into \\underset and \\overset around it, to be written next."""
    opener, closer = Token("{", token.at), Token("}", token.at)
    written = [opener, *inside, closer]
    for _ in range(2):
        command = {"_": r"\underset", "^": r"\overset"}.get(writer.peek())
        if command is None:
            break
        script = writer.argument_tokens(writer.next())
        written = [opener, Token(command, token.at), opener, *script, closer, *written, closer]
    writer.tokens[writer.index : writer.index] = written


def write_operator_name(writer: Writer, token: Token) -> None:
    name = re.sub(
        r"(?<!\\)_", r"\\_", re.sub(r"\\(?:mathrm|text|rm|textrm)\b\s*|(?<!\\)[{}]", "", writer.argument(token))
    )
    writer.emit(f"{RENAMED.get(token.text, token.text)}{{{name}}}", token.at)


def write_limits(writer: Writer, token: Token) -> None:
    previous = next((text for text, _ in reversed(writer.pieces) if text.strip()), "")
    writer.emit("" if previous.endswith("}") else token.text, token.at)


def write_superscript(writer: Writer, token: Token) -> None:
    if writer.peek() not in PRIMES:  # a prime is a superscript by itself
        writer.emit(token.text, token.at)


def write_root(writer: Writer, token: Token) -> None:
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


def refuse(writer: Writer, token: Token) -> None:
    raise FormulaError(f"{token.text} is not known in formulas; {REFUSED[token.text]}", token.at)


def rename(writer: Writer, token: Token) -> None:
    name = RENAMED[token.text]
    writer.emit(name + " " if name[-1:].isalpha() and name[:1] == "\\" else name, token.at)


def widen(writer: Writer, token: Token) -> None:
    writer.emit(FULL_WIDTH[token.text], token.at)


def drop(writer: Writer, token: Token) -> None:
    writer.emit(" ", token.at)


def drop_with_argument(writer: Writer, token: Token) -> None:
    writer.option()
    writer.argument(token)
