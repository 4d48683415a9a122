"""What a reader meets: the prose of a lesson without markup, and how long reading it takes."""

import math
import re
from collections.abc import Sequence
from functools import lru_cache

from markdown_it.token import Token

from dlcourse.languages import HAN

HAN_RUN = re.compile(f"[{HAN}][{HAN}]*")  # what begins with a class is found fast
WORD = re.compile(r"[A-Za-z\u00c0-\u024f][\w'’-]*")

UNWRITTEN = frozenset({"image", "softbreak", "hardbreak", "html_inline"})
"""Inline tokens that say something else than their content."""

TEXTS = frozenset({"inline", "figure_image"})
"""What holds inline tokens: the picture of a figure stands there for the text that stands for it."""

FORMULAS = frozenset({"math_inline", "math_inline_double"})
SLOW = frozenset({"fence", "code_block", "math_block", "amsmath"})
"""Blocks that stop the reader."""

# Technical prose is read slower than novels: about 260 Han characters or 180 English words a minute; a line of code,
# a formula and a diagram stop the reader for a while.
HAN_A_MINUTE = 260
WORDS_A_MINUTE = 180
SECONDS_A_CODE_LINE = 3
SECONDS_A_FORMULA = 6
SECONDS_A_DIAGRAM = 20


def prose(tokens: Sequence[Token]) -> str:
    """Return the text of `tokens`, a line a block, without code blocks, formulas and HTML."""
    return "\n".join([line for _, line in lines_of(tokens)])


def lines_of(tokens: Sequence[Token]) -> list[tuple[Token, str]]:
    """Return the lines that the prose of `tokens` consists of, and the tokens that say them."""
    lines = [(token, _line(token.children)) for token in tokens if token.children and token.type in TEXTS]
    return [(token, line) for token, line in lines if line]


def _line(children: Sequence[Token]) -> str:
    if len(children) == 1 and children[0].type == "text":
        return children[0].content.strip()
    return "".join(
        [child.content if child.type == "text" else _said(child) for child in children if child.type not in FORMULAS]
    ).strip()


@lru_cache(maxsize=4)
def count_han(text: str) -> int:
    """Return the number of Han characters in `text`; more than one asks for those of a whole lesson."""
    if text.isascii():
        return 0
    return sum(map(len, HAN_RUN.findall(text)))


def count_words(text: str) -> int:
    """Return the number of words in Latin letters in `text`."""
    return len(WORD.findall(text))


def minutes_to_read(tokens: Sequence[Token], text: str) -> int:
    """Return the minutes (at least 1) that reading `tokens` takes; `text` is their prose."""
    minutes = count_han(text) / HAN_A_MINUTE + count_words(text) / WORDS_A_MINUTE
    seconds = 0
    for token in [token for token in tokens if token.children or token.type in SLOW]:
        if token.children:
            if len(token.children) > 1 or token.children[0].type != "text":
                seconds += SECONDS_A_FORMULA * len([child for child in token.children if child.type in FORMULAS])
        elif token.type not in SLOW:
            continue
        elif token.type == "fence" and token.info.strip().lower() == "mermaid":
            seconds += SECONDS_A_DIAGRAM
        elif token.type in ("fence", "code_block"):
            seconds += SECONDS_A_CODE_LINE * token.content.count("\n")
        else:
            seconds += SECONDS_A_FORMULA
    return max(1, math.ceil(minutes + seconds / 60))


def has_formula(inline: Token) -> bool:
    """Tell whether a text holds a formula, in one of its languages if it holds both."""
    return "has_formula" in inline.meta or any(token.type in FORMULAS for token in inline.children or ())


def inline_text(children: Sequence[Token]) -> str:
    """Return the text of inline tokens without markup; a formula gives its LaTeX, a picture its alt text."""
    if len(children) == 1 and children[0].type == "text":
        return children[0].content
    return "".join([token.content if token.type == "text" else _said(token) for token in children])


def _said(token: Token) -> str:
    if token.type in UNWRITTEN:
        if token.type == "image":
            return inline_text(token.children or ())
        return "" if token.hidden or token.type == "html_inline" else " "
    return token.content
