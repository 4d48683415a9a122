"""A script without remarks and without spaces that it does not need: text in, text out, the same tokens."""

import re

# What is no token of its own between others: spaces and remarks.
GAP = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
STRING = re.compile(r'"(?:\\.|[^"\\\n])*"|' + r"'(?:\\.|[^'\\\n])*'", re.DOTALL)
PATTERN = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/[a-z]*")
WORD = re.compile(r"[\w$#]+")

# A slash after one of these begins a regular expression; after anything else it divides.
BEFORE_PATTERN = frozenset("(,=:[!&|?{;+-*%<>~^") | {"", "return", "typeof", "case", "in", "of"}
# No statement ends after these, and none begins with those.
GOES_ON_AFTER = frozenset("{([,;:?=&|<>*%^!~.")
GOES_ON_BEFORE = frozenset(")]},;:?.")


def squeeze(script: str) -> str:
    """Return `script` with the same tokens on fewer bytes; a line ends where it may end a statement.

    Understands what JavaScript has between quotes, in regular expressions and in templates, nested ones too.
    """
    written: list[str] = []
    last, at = "", 0
    while at < len(script):
        if gap := GAP.match(script, at):
            at = gap.end()
            written.append(_between(last, gap[0], script[at : at + 1]))
            continue
        end = _token_end(script, at, last)
        last = script[at:end]
        written.append(last)
        at = end
    return "".join(written)


def _between(last: str, gap: str, following: str) -> str:
    """Return what stays of `gap`: a line's end, a space, or nothing."""
    if not last or not following or last in GOES_ON_AFTER or following in GOES_ON_BEFORE:
        return ""
    if "\n" in gap:
        return "\n"
    joins = _is_word(last[-1]) and (_is_word(following) or following == "\\")
    return " " if joins or (last[-1] == following and following in "+-/") else ""


def _is_word(character: str) -> bool:
    return bool(WORD.match(character))


def _token_end(script: str, at: int, last: str) -> int:
    if script[at] == "`":
        return _template_end(script, at)
    kinds = (STRING, WORD) if script[at] != "/" or last not in BEFORE_PATTERN else (PATTERN,)
    found = next(filter(None, (kind.match(script, at) for kind in kinds)), None)
    return found.end() if found else at + 1


def _template_end(script: str, at: int) -> int:
    """Return where the template that begins at `at` ends; the code in its `${}` is part of it."""
    at += 1
    while at < len(script) and script[at] != "`":
        if script[at] == "\\":
            at += 2
        elif script.startswith("${", at):
            at = _code_end(script, at + 2)
        else:
            at += 1
    return at + 1


def _code_end(script: str, at: int) -> int:
    """Return the place after the brace that ends the code in a template."""
    depth, last = 1, ""
    while at < len(script) and depth:
        if gap := GAP.match(script, at):
            at = gap.end()
            continue
        end = _token_end(script, at, last)
        last = script[at:end]
        depth += {"{": 1, "}": -1}.get(last, 0)
        at = end
    return at
