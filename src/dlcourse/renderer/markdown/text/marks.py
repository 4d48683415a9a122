"""`==marked==`, `H~2~O` and `x^2^` in Markdown.

Marks follow the rules of emphasis that knows Chinese. What is between `~` or `^` must look like an index:
`3~5 个，10~20`, `x^2 + y^2` and `^_^` stay text.
"""

import re
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from dlcourse.patterns import lazy
from dlcourse.renderer.markdown.emphasis import flanks

MARKER = ord("=")
# No text that is marked begins or ends with these; those with `>` and `<` are arrows.
NO_BEGIN = frozenset(">，。、；：！？）》」』】")
NO_END = frozenset("<，、；：（《「『【")
INDEX = lazy(r"~([A-Za-z0-9+\-−*/(),.]{1,20})~(?!~)")
EXPONENT = lazy(r"\^([A-Za-z0-9+\-−–*/()\[\],.†‡§°′ⁿ一-鿿注]{1,20})\^(?![A-Za-z0-9({\\^])")
NOT_SIGNS_ALONE = lazy(r"[^\-−–,.()/*]")
SMALL = lazy(r"[0-9+\-−n]+|[A-Za-z]")
CITED = lazy(r"(?:\[\w[\w,，、–-]*\]|\d+|注\d*|[†‡§])")
LETTER = lazy(r"[A-Za-z)\]*_}$`~^]")


def use_marks(md: MarkdownIt) -> None:
    """Make `md` read highlighted text, subscripts and superscripts."""
    md.inline.ruler.before("emphasis", "mark", _mark)
    md.inline.ruler2.before("emphasis", "mark", _pair_marks)
    md.inline.ruler.before("strikethrough", "subscript", _subscript)
    md.inline.ruler.before("strikethrough", "superscript", _superscript)


def _mark(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if silent or not state.src.startswith("==", start):
        return False
    end = start + 2
    while end < state.posMax and state.src[end] == "=":
        end += 1
    before, after = state.src[start - 1 : start] or " ", state.src[end : end + 1] if end < state.posMax else " "
    opens, closes = flanks(before, after)
    opens, closes = opens and after not in NO_BEGIN, closes and before not in NO_END
    token = state.push("text", "", 0)
    token.content = state.src[start:end]
    # `a==b` compares; a longer run is a line.
    if end == start + 2 and not (_is_word(before) and _is_word(after)):
        state.delimiters.append(
            Delimiter(marker=MARKER, length=0, token=len(state.tokens) - 1, end=-1, open=opens, close=closes)
        )
    state.pos = end
    return True


def _is_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character in "_\"')(")


def _pair_marks(state: StateInline) -> None:
    groups = [state.delimiters, *(meta["delimiters"] for meta in state.tokens_meta if meta and "delimiters" in meta)]
    for delimiters in groups:
        for opener in delimiters:
            if opener.marker == MARKER and opener.end != -1:
                _turn(state.tokens[opener.token], "mark_open", 1)
                _turn(state.tokens[delimiters[opener.end].token], "mark_close", -1)


def _turn(token: Token, name: str, nesting: Literal[1, -1]) -> None:
    token.type, token.tag, token.nesting, token.markup, token.content = name, "mark", nesting, "==", ""


def _subscript(state: StateInline, silent: bool) -> bool:
    """`H~2~O`: behind a letter; an index that a letter follows is short, as in formulas of chemistry."""
    if state.src[state.pos] != "~" or not LETTER.match(state.src, state.pos - 1) or not state.pos:
        return False
    match = INDEX.match(state.src, state.pos, state.posMax)
    if match is None or not NOT_SIGNS_ALONE.search(match[1]):
        return False
    if _is_word(state.src[match.end() : match.end() + 1]) and not SMALL.fullmatch(match[1]):
        return False
    return _push(state, "sub", match, silent)


def _superscript(state: StateInline, silent: bool) -> bool:
    """`x^2^`: behind a letter or digit; behind Chinese only what refers to a note or a source (`^[1]^`)."""
    if state.src[state.pos] != "^" or not state.pos:
        return False
    before = state.src[state.pos - 1]
    match = EXPONENT.match(state.src, state.pos, state.posMax)
    if match is None or before.isspace() or before in "(（":
        return False
    is_power = (LETTER.match(before) or before.isdigit()) and NOT_SIGNS_ALONE.search(match[1] + before)
    if not is_power and not CITED.fullmatch(match[1]):
        return False
    return _push(state, "sup", match, silent)


def _push(state: StateInline, tag: str, match: re.Match[str], silent: bool) -> bool:
    if not silent:
        state.push(f"{tag}_open", tag, 1).markup = match[0][0]
        state.push("text", "", 0).content = match[1]
        state.push(f"{tag}_close", tag, -1).markup = match[0][0]
    state.pos = match.end()
    return True
