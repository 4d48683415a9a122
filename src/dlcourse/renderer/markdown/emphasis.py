"""Emphasis and soft breaks that know Chinese: inline rules for markdown-it.

CommonMark decides by the neighbouring characters whether `**` opens or closes. Chinese puts no spaces around words,
so `**深度学习（DL）**是` stays literal there. The rule here follows the published amendment for CJK text
(github.com/tats-u/markdown-cjk-friendly): CJK punctuation counts as a letter, and next to non-CJK punctuation a CJK
character counts as a space. Text without CJK characters is read exactly as CommonMark says.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from dlcourse.patterns import lazy
from dlcourse.renderer.markdown.engine.spans import SpanParser
from dlcourse.renderer.markdown.engine.starts import NO_SIGN
from dlcourse.renderer.markdown.engine.token import Mark

# Strong text that holds no sign which could be anything else, and a text with nothing else in it.
PLAIN_STRONG = re.compile(rf"\*\*({NO_SIGN}+)\*\*(?!\*)")
ONE_STRONG = re.compile(rf"({NO_SIGN}*)\*\*({NO_SIGN}+)\*\*({NO_SIGN}*)")
# `** text（Text）**` at the start of a line: no engine takes it, authors mean bold.
LOOSE_STRONG = lazy(r"\*\*(?=[ \t]*\S)([ \t]*)([^*\s](?:[^*\n]*[^*\s])?)([ \t]*)\*\*(?!\*)")


def use_cjk_emphasis(md: MarkdownIt) -> None:
    """Make `md` read `*`, `_` and `~~` beside CJK characters as their authors mean them."""
    md.inline.ruler.before("emphasis", "plain_strong", _plain_strong)
    md.inline.ruler.at("emphasis", _emphasis)
    md.inline.ruler.at("strikethrough", _strikethrough)
    if isinstance(md.inline, SpanParser):
        md.inline.whole = _one_strong


def use_loose_strong(md: MarkdownIt) -> None:
    """Make `md` accept spaces inside the `**` of a strong run that begins its line; the token says so (`meta`)."""
    md.inline.ruler.before("emphasis", "loose_strong", _loose_strong)


def joins_lines(before: str, after: str) -> bool:
    """Tell whether a line break between these characters is no space in print, as between two Chinese characters.

    The rule is that of CSS Text 4 (segment break transformation): both are East Asian wide, or one is full-width
    punctuation.
    """
    wide = _is_wide(before), _is_wide(after)
    return all(wide) or (any(wide) and (_is_wide_punctuation(before) or _is_wide_punctuation(after)))


def _emphasis(state: StateInline, silent: bool) -> bool:
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    length, opens, closes = _scan(state, can_split_word=marker == "*")
    for _ in range(length):
        state.push("text", "", 0).content = marker
        state.delimiters.append(
            Delimiter(marker=ord(marker), length=length, token=len(state.tokens) - 1, end=-1, open=opens, close=closes)
        )
    state.pos += length
    return True


def _plain_strong(state: StateInline, silent: bool) -> bool:
    """What most emphasis is, `**text**`, written at once. The rules for emphasis would come to the same tokens."""
    match = None if silent else PLAIN_STRONG.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    (start, end), text = match.span(), match[1]
    opens, is_end = flanks(state.src[start - 1] if start else " ", text[0])
    _, closes = flanks(text[-1], state.src[end] if end < state.posMax else " ")
    if not (opens and closes) or (is_end and state.delimiters):
        return False
    state.tokens += _strong(state.pending, text, "", state.level)
    state.pos, state.pending = end, ""
    return True


def _one_strong(src: str) -> Sequence[Token]:
    """Return the tokens of a text with one `**text**` in it and nothing else to read; none for any other."""
    match = ONE_STRONG.fullmatch(src)
    if match is None:
        return ()
    before, text, after = match.groups()
    opens, _ = flanks(before[-1:] or " ", text[0])
    _, closes = flanks(text[-1], after[:1] or " ")
    return _strong(before, text, after, 0) if opens and closes else ()


def _strong(before: str, text: str, after: str, level: int) -> Sequence[Token]:
    """Return the tokens of strong text and what stands beside it: a text on either side, be it empty."""
    return (
        Mark("text", "", 0, None, None, level, None, before),
        Mark("strong_open", "strong", 1, None, None, level, None, "", "**"),
        Mark("text", "", 0, None, None, level + 1, None, text),
        Mark("strong_close", "strong", -1, None, None, level, None, "", "**"),
        Mark("text", "", 0, None, None, level, None, after),
    )


def _strikethrough(state: StateInline, silent: bool) -> bool:
    if silent or state.src[state.pos] != "~":
        return False
    length, opens, closes = _scan(state, can_split_word=True)
    # GitHub also takes a single tilde; in lessons `3~5 个，10~20 个` is a range, so there only `~~` strikes.
    allowed = (1, 2) if state.md.options.get("strikethrough_single_tilde") else (2,)
    token = state.push("text", "", 0)
    token.content = "~" * length
    if length in allowed:
        state.delimiters.append(
            Delimiter(marker=ord("~"), length=0, token=len(state.tokens) - 1, end=-1, open=opens, close=closes)
        )
    state.pos += length
    return True


def _loose_strong(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if silent or not state.src.startswith("**", start) or (start and state.src[start - 1] != "\n"):
        return False
    match = LOOSE_STRONG.match(state.src, start)
    if not match or not (match[1] or match[3]):
        return False
    state.push("strong_open", "strong", 1).meta = {"is_loose": True, "offset": start}
    end = state.posMax
    state.pos, state.posMax = match.start(2), match.end(2)
    state.md.inline.tokenize(state)
    state.push("strong_close", "strong", -1)
    state.pos, state.posMax = match.end(), end
    return True


def _scan(state: StateInline, *, can_split_word: bool) -> tuple[int, bool, bool]:
    """Return the length of the delimiter run at `state.pos`, whether it can open, and whether it can close."""
    src, start, marker = state.src, state.pos, state.src[state.pos]
    end = start
    while end < state.posMax and src[end] == marker:
        end += 1
    before = _kind(src[start - 1] if start > 0 else " ")
    after = _kind(src[end] if end < state.posMax else " ")
    is_left, is_right = _flanks(before, after)
    if can_split_word:
        return end - start, is_left, is_right
    return (
        end - start,
        is_left and (not is_right or before.is_punctuation),
        is_right and (not is_left or after.is_punctuation),
    )


@lru_cache(maxsize=4096)
def flanks(before: str, after: str) -> tuple[bool, bool]:
    """Tell whether a run of markers between these characters can open and whether it can close."""
    return _flanks(_kind(before), _kind(after))


def _flanks(before: "_Kind", after: "_Kind") -> tuple[bool, bool]:
    return (
        not after.is_space and (not after.is_plain_punctuation or before.is_boundary),
        not before.is_space and (not before.is_plain_punctuation or after.is_boundary),
    )


class _Kind:
    """What flanking rules ask of one character."""

    __slots__ = ("is_boundary", "is_plain_punctuation", "is_punctuation", "is_space")

    def __init__(self, character: str) -> None:
        self.is_space = bool(isWhiteSpace(ord(character)))
        self.is_punctuation = isMdAsciiPunct(ord(character)) or isPunctChar(character)
        is_wide = _is_wide(character)
        self.is_plain_punctuation = self.is_punctuation and not is_wide
        self.is_boundary = self.is_space or self.is_punctuation or is_wide


@cache
def _kind(character: str) -> _Kind:
    return _Kind(character)


@cache
def _is_wide(character: str) -> bool:
    """CJK letters and CJK punctuation, but no emoji (they are wide symbols)."""
    return unicodedata.east_asian_width(character) in "WFH" and unicodedata.category(character) not in ("So", "Sk")


@cache
def _is_wide_punctuation(character: str) -> bool:
    return _is_wide(character) and unicodedata.category(character).startswith("P")


def join_soft_breaks(tokens: list[Token]) -> None:
    """Take out of `tokens` (children of one inline token) the soft breaks that print as no space."""
    last, pending = "", list[Token]()
    for token in tokens:
        if token.type == "softbreak":
            pending.append(token)
        elif token.content and token.type != "html_inline":
            for soft_break in pending:
                soft_break.hidden = bool(last) and joins_lines(last, token.content[0])
            pending.clear()
            last = token.content[-1]
