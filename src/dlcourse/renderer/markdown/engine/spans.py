"""The parser of text in paragraphs, headings and cells: most of it holds nothing to parse and is taken whole."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.ruler import Ruler
from markdown_it.rules_inline import StateInline, backtick, fragments_join, link
from markdown_it.token import Token
from markdown_it.utils import EnvType

from dlcourse.patterns import lazy
from dlcourse.renderer.markdown.engine.starts import NO_SIGN, SPANS, by_character
from dlcourse.renderer.markdown.engine.token import Mark

SpanRule = Callable[[StateInline, bool], bool]

PLAIN_ADDRESS = lazy(r"(?:https?://[a-z0-9][a-z0-9.-]*(?=[/)]|\Z))?(?!//)[A-Za-z0-9_./#?=&-]*")
"""Addresses that are links as they are written: nothing in them is escaped, or refused."""

PLAIN_LINK = re.compile(rf"\[({NO_SIGN}+)\]\((?!\))({PLAIN_ADDRESS.pattern})\)")
PLAIN_CODE = re.compile(r"`([^`]+)`(?!`)")
BLANK = lazy(r"[ \t]*")


class SpanRuler(Ruler[SpanRule]):
    """The rules of text by the character that they begin with."""

    starting: Mapping[str, Sequence[SpanRule]]
    special: re.Pattern[str]
    """A character at which a rule can begin, or that ends the text of a link."""

    def __compile__(self) -> None:
        super().__compile__()
        rules = [rule for rule in self.__rules__ if rule.enabled and rule.name != "text"]
        self.starting, _ = by_character(rules, SPANS)
        self.special = re.compile(f"[{re.escape(''.join(self.starting))}\\[\\]]")


class Spans(StateInline):
    """What is known while a text is read."""

    def pushPending(self) -> Token:  # noqa: N802  # markdown-it's name
        """Write the text that was met since the last token."""
        token = Mark("text", "", 0, None, None, self.pendingLevel, None, self.pending)
        self.tokens.append(token)
        self.pending = ""
        return token

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """Write a token, behind the text that was met before it."""
        before = self.pending
        if before:
            self.tokens.append(Mark("text", "", 0, None, None, self.pendingLevel, None, before))
            self.pending = ""
        if nesting < 0:
            self.level -= 1
            self.delimiters = self._prev_delimiters.pop()
        token = Mark(ttype, tag, nesting, None, None, self.level)
        self.tokens.append(token)
        if nesting > 0:
            self.level += 1
            self._prev_delimiters.append(self.delimiters)
            self.delimiters = []
        self.tokens_meta.append({"delimiters": self.delimiters} if nesting > 0 else None)
        self.pendingLevel = self.level
        return token


class SpanParser(ParserInline):
    """markdown-it's parser of text. `deepest` is the option `maxNesting`."""

    deepest = 0

    def __init__(self) -> None:
        super().__init__()
        rules = self.ruler.__rules__
        self.ruler = self._ruler = SpanRuler()
        self.ruler.__rules__ = rules
        self.ruler.at("newline", _newline)
        self.ruler.at("backticks", _code)
        self.ruler.at("link", _link)
        self.whole: Callable[[str], Sequence[Token]] = lambda src: ()
        """Returns the tokens of a whole text, if there is a quick way to find them; else none."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """Read `src` and add its tokens to `tokens`. The rules have been compiled: `Engine.parse` sees to it."""
        if not self._ruler.special.search(src):
            if src:
                tokens.append(Mark("text", "", 0, None, None, 0, None, src))
            return tokens
        found = self.whole(src)
        if found:
            tokens += found
            return tokens
        state = Spans(src, md, env, tokens)
        self.tokenize(state)
        if state.delimiters or _has_delimiters(state):
            for rule in self.ruler2.getRules():
                rule(state)
        elif _has_neighbours(tokens):
            fragments_join(state)
        return tokens

    def tokenize(self, state: StateInline) -> None:
        """Read what stands from `state.pos` to `state.posMax`, and add its tokens to those of `state`."""
        src, end = state.src, state.posMax
        starting, special = self._ruler.starting, self._ruler.special
        deepest = self.deepest
        while (start := state.pos) < end:
            if state.level >= deepest:
                state.append_pending(src[start:end])
                state.pos = end
                break
            rules = starting.get(src[start])
            if rules is None:
                following = special.search(src, start + 1)
                state.pos = following.start() if following else end
                state.append_pending(src[start : state.pos])
                continue
            for rule in rules:
                if rule(state, False):
                    break
            else:
                state.append_pending(src[start])
                state.pos = start + 1
        if state.pending:
            state.pushPending()

    def skipToken(self, state: StateInline) -> None:  # noqa: N802
        """Move `state.pos` behind what is read there, as links look for the end of their text. Read once each."""
        start = state.pos
        if start in state.cache:
            state.pos = state.cache[start]
            return
        if state.level >= self.deepest:
            state.pos = state.posMax + 1
        else:
            self._skip(state)
        state.cache[start] = state.pos

    def _skip(self, state: StateInline) -> None:
        start = state.pos
        rules = self._ruler.starting.get(state.src[start])
        if rules is None:
            following = self._ruler.special.search(state.src, start + 1)
            state.pos = following.start() if following else state.posMax
            return
        state.level += 1
        is_read = any(rule(state, True) for rule in rules)
        state.level -= 1
        if not is_read:
            state.pos = start + 1


def _newline(state: StateInline, silent: bool) -> bool:
    """The end of a line: two spaces before it break the line in print; spaces around it are left out."""
    if not silent:
        before = state.pending
        text = before.rstrip(" ")
        is_hard = len(before) - len(text) > 1
        if text != before:
            state.pending = text
        state.push("hardbreak" if is_hard else "softbreak", "br", 0)
    blank = BLANK.match(state.src, state.pos + 1, state.posMax)
    state.pos = blank.end() if blank else state.pos + 1
    return True


def _code(state: StateInline, silent: bool) -> bool:
    """Code in a sentence. Between two single backticks there is little to find out."""
    match = PLAIN_CODE.match(state.src, state.pos)
    if match is None or match.end() > state.posMax:
        return backtick(state, silent)
    if not silent:
        text = match[1].replace("\n", " ")
        if text[0] == text[-1] == " " and text.strip(" "):
            text = text[1:-1]
        token = state.push("code_inline", "code", 0)
        token.markup, token.content = "`", text
    state.pos = match.end()
    return True


def _link(state: StateInline, silent: bool) -> bool:
    """A link. Most have a text and an address that hold nothing to find out."""
    match = PLAIN_LINK.match(state.src, state.pos, state.posMax)
    if match is None:
        return link(state, silent)
    if not silent:
        state.push("link_open", "a", 1).attrs = {"href": match[2]}
        state.push("text", "", 0).content = match[1]
        state.push("link_close", "a", -1)
    state.pos = match.end()
    return True


def _has_delimiters(state: StateInline) -> bool:
    for meta in state.tokens_meta:  # noqa: SIM110  # done for most texts with signs: a loop is faster than `any`
        if meta and meta["delimiters"]:
            return True
    return False


def _has_neighbours(tokens: Sequence[Token]) -> bool:
    """Tell whether two texts stand side by side."""
    last = ""
    for token in tokens:
        if last == token.type == "text":
            return True
        last = token.type
    return False
