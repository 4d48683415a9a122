"""A Pygments lexer and code in, its tokens out: the same as by its own loop, in a fifth of the time.

At every place a lexer tries the rules of its state in turn, 35 of them for a token of Python. Nearly all of them cannot
match what stands there, and their first character tells. So here each state has its rules by the character they can
begin with (`firstchars.py`); those that are left are tried in the same order as ever.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from pygments.lexer import Lexer, RegexLexer
from pygments.token import Error, Whitespace, _TokenType

from dlcourse.renderer.code.firstchars import END, OTHER, first_characters

Kind = _TokenType
Rule = tuple[Callable[..., Any], Any, Any]
"""As Pygments keeps it: the match method of a pattern, a token type or a callback, what becomes of the states."""
Rules = tuple[Rule, ...]
Table = tuple[dict[str, Rules], Rules, Rules]
"""The rules of a state: by the character of ASCII that stands there, for all others, and for the end of the text."""

MANY = 8
"""The blocks of a language from which on tables are made: before that they cost more than they save."""


def tokens_of(lexer: Lexer, code: str) -> Iterator[tuple[Kind, str]]:
    """Yield the tokens of `code`, as `lexer.get_tokens_unprocessed` has them: no character of the text is changed."""
    tables = _tables_of(lexer)
    if tables is None or not tables.are_worth_it():
        return ((kind, text) for _, kind, text in lexer.get_tokens_unprocessed(code))
    return _tokens(lexer, tables, code)


class _Tables(dict[str, Table]):
    """The tables of a lexer's states, each made when it is first needed."""

    def __init__(self, rules: dict[str, list[Rule]]) -> None:
        super().__init__()
        self._rules = rules
        self._blocks = 0

    def are_worth_it(self) -> bool:
        self._blocks += 1
        return self._blocks > MANY

    def __missing__(self, state: str) -> Table:
        found = self[state] = _table(self._rules[state])
        return found


@lru_cache(maxsize=64)
def _tables_of(lexer: Lexer) -> _Tables | None:
    """Return the tables of a lexer that has no loop of its own, else None."""
    is_plain = type(lexer).get_tokens_unprocessed is RegexLexer.get_tokens_unprocessed
    return _Tables(lexer._tokens) if is_plain else None  # type: ignore[attr-defined]  # a RegexLexer has them


def _table(rules: Sequence[Rule]) -> Table:
    first = [first_characters(rule[0].__self__) for rule in rules]  # type: ignore[attr-defined]  # a pattern's method
    by_code = [
        tuple(rule for rule, codes in zip(rules, first, strict=True) if code in codes) for code in range(END + 1)
    ]
    return {chr(code): by_code[code] for code in range(OTHER)}, by_code[OTHER], by_code[END]


def _tokens(lexer: Lexer, tables: _Tables, code: str) -> Iterator[tuple[Kind, str]]:
    """Do what `RegexLexer.get_tokens_unprocessed` does."""
    states = ["root"]
    by_character, otherwise, at_end = tables["root"]
    position, end = 0, len(code)
    while True:
        for match_at, action, change in by_character.get(code[position], otherwise) if position < end else at_end:
            match = match_at(code, position)
            if match is None:
                continue
            if action is not None:
                if type(action) is _TokenType:
                    yield action, match.group()
                else:
                    for _, kind, text in action(lexer, match):
                        yield kind, text
            position = match.end()
            if change is not None:
                _change(states, change)
                by_character, otherwise, at_end = tables[states[-1]]
            break
        else:
            if position >= end:
                return
            if code[position] == "\n":  # a line that fits nowhere ends there
                states = ["root"]
                by_character, otherwise, at_end = tables["root"]
                yield Whitespace, "\n"
            else:
                yield Error, code[position]
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
