"""A Pygments lexer and code in, its tokens out: the same as by its own loop, in a fifth of the time.

At every place a lexer tries the rules of its state in turn, 35 of them for a token of Python. Nearly all of them cannot
match what stands there, and their first character tells. So here each state has its rules by the character they can
begin with (`firstchars.py`); those that are left are tried in the same order as ever. And as most tokens look like the
one before, code is cut only where its style changes.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from pygments.lexer import Lexer, RegexLexer
from pygments.token import Error, Whitespace, _TokenType

from dlcourse.renderer.code.firstchars import END, OTHER, first_characters

Style = Callable[[_TokenType], str]
"""Tells how a token looks: its CSS class, "" for none."""
Span = tuple[str, str]
"""A style and the text that has it."""
Rule = tuple[Callable[[str, int], re.Match[str] | None], str | None, Any, Any]
"""The match method of a pattern; the style of the token that it makes, else None; the callback that then makes tokens,
else None; what becomes of the states."""

MANY = 8
"""The blocks of a language from which on tables are made: before that they cost more than they save."""


def spans_of(lexer: Lexer, code: str, style: Style) -> list[Span]:
    """Return the tokens of `lexer.get_tokens_unprocessed(code)` with their styles, neighbours of one style as one."""
    tables = _tables_of(lexer, style)
    if tables is None or not tables.are_worth_it():
        return _joined((style(kind), text) for _, kind, text in lexer.get_tokens_unprocessed(code))
    return _joined(_cut(lexer, tables, code))


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Return `spans` without empty ones, those joined that look the same and stand side by side."""
    joined: list[Span] = []
    run: list[str] = []
    current = ""
    for style, text in spans:
        if not text:
            continue
        if style != current:
            if run:
                joined.append((current, "".join(run)))
            run, current = [], style
        run.append(text)
    return [*joined, (current, "".join(run))] if run else joined


class _Tables(dict[str, "_Table"]):
    """The tables of a lexer's states, each made when it is first needed."""

    def __init__(self, rules: dict[str, list[Any]], style: Style) -> None:
        super().__init__()
        self.style = style
        self._rules = rules
        self._blocks = 0

    def are_worth_it(self) -> bool:
        self._blocks += 1
        return self._blocks > MANY

    def __missing__(self, state: str) -> "_Table":
        found = self[state] = _Table([self._rule(*rule) for rule in self._rules[state]])
        return found

    def _rule(self, match_at: Any, action: Any, change: Any) -> Rule:
        is_token = type(action) is _TokenType
        return match_at, self.style(action) if is_token else None, None if is_token else action, change


class _Table(dict[str, tuple[Rule, ...]]):
    """The rules of a state by the character that stands there, "" for the end; looked up when it first does."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        super().__init__()
        self._rules = [(rule, _first(rule[0].__self__)) for rule in rules]  # type: ignore[attr-defined]  # a pattern's

    def __missing__(self, character: str) -> tuple[Rule, ...]:
        code = min(ord(character), OTHER) if character else END
        if code == OTHER and character != _BEYOND:
            return self[_BEYOND]
        found = self[character] = tuple(rule for rule, codes in self._rules if code in codes)
        return found


_BEYOND = chr(OTHER)
"""Stands for all characters beyond ASCII."""


def _first(pattern: re.Pattern[str]) -> frozenset[int]:
    return first_characters(pattern.pattern, pattern.flags)


@lru_cache(maxsize=64)
def _tables_of(lexer: Lexer, style: Style) -> _Tables | None:
    """Return the tables of a lexer that has no loop of its own, else None."""
    is_plain = type(lexer).get_tokens_unprocessed is RegexLexer.get_tokens_unprocessed
    return _Tables(lexer._tokens, style) if is_plain else None  # type: ignore[attr-defined]  # a RegexLexer has them


def _cut(lexer: Lexer, tables: _Tables, code: str) -> list[Span]:
    """Do what `RegexLexer.get_tokens_unprocessed` does. What stands from `start` to `position` looks like `current`."""
    spans: list[Span] = []
    states = ["root"]
    table = tables["root"]
    start, position, end, current = 0, 0, len(code), ""
    while True:
        for match_at, style, act, change in table[code[position] if position < end else ""]:
            match = match_at(code, position)
            if match is None:
                continue
            after = match.end()
            if style is None:
                spans.append((current, code[start:position]))
                spans += ((tables.style(kind), text) for _, kind, text in act(lexer, match)) if act else ()
                start = after
            elif style != current and after != position:
                spans.append((current, code[start:position]))
                start, current = position, style
            position = after
            if change is not None:
                _change(states, change)
                table = tables[states[-1]]
            break
        else:
            spans.append((current, code[start:position]))
            if position >= end:
                return spans
            if code[position] == "\n":  # a line that fits nowhere ends there
                states = ["root"]
                table = tables["root"]
            start, current = position, tables.style(Whitespace if code[position] == "\n" else Error)
            position += 1


def _change(states: list[str], change: int | str | tuple[str, ...]) -> None:
    """Take away as many states as the negative number says, or put those that are named on top; one always stays."""
    if isinstance(change, int):
        del states[max(len(states) + change, 1) :]
        return
    for state in (change,) if isinstance(change, str) else change:
        if state == "#pop":
            del states[max(len(states) - 1, 1) :]
        else:
            states.append(states[-1] if state == "#push" else state)
