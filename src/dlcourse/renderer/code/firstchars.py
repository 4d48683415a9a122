"""A compiled pattern in, the characters that what it matches can begin with out.

The answer may hold too many characters, never too few. It is read from the pattern's syntax tree, which only a private
module of the standard library gives; where that is another than expected, the answer is: all.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

OTHER = 128
"""Stands for every character beyond ASCII."""
END = 129
"""Stands for the end of the text: what matches nothing at all, matches there too."""

_ASCII = frozenset(range(OTHER))
_ALL = _ASCII | {OTHER}
_EVERYWHERE = _ALL | {END}
_IGNORECASE = int(re.IGNORECASE)  # a plain number: its own type takes ten times as long to compare


_FOREIGN = "[^\\x00-\\x7f](?:-[^\\x00-\\x7f])?"
_FOREIGN_ROW = re.compile(f"({_FOREIGN})(?:{_FOREIGN}){{8,}}")
"""The letters of all scripts, as in the names of many languages: what is beyond ASCII is all one here."""


@lru_cache(maxsize=2048)
def first_characters(pattern: str, flags: int = 0) -> frozenset[int]:
    """Return the codes of the characters at which `pattern` can match, with `OTHER` and `END`."""
    try:
        tree = import_module("re._parser").parse(_FOREIGN_ROW.sub(r"\1", pattern), flags)
        found, is_empty = _of_sequence(tree, tree.state.flags)
    except (ImportError, AttributeError, LookupError, TypeError, ValueError):  # pragma: no cover  (another Python)
        return _EVERYWHERE
    return _EVERYWHERE if is_empty else found


def _of_sequence(tree: Iterable[Any], flags: int) -> tuple[frozenset[int], bool]:
    """Return what a sequence can begin with, and whether it can match without taking a character."""
    found: frozenset[int] = frozenset()
    for operation, argument in tree:
        first, is_empty = _of_one(str(operation), argument, flags)
        found |= first
        if not is_empty:
            return found, False
    return found, True


def _of_one(operation: str, argument: Any, flags: int) -> tuple[frozenset[int], bool]:  # Any: trees have no types
    match operation:
        case "LITERAL":
            return _of_character(argument, flags), False
        case "NOT_LITERAL":
            return _ALL if flags & _IGNORECASE else (_ASCII - {argument}) | {OTHER}, False
        case "IN":
            return _of_class(argument, flags), False
        case "ANY":
            return _ALL if flags & re.DOTALL else _ALL - {ord("\n")}, False
        case "BRANCH":
            branches = [_of_sequence(branch, flags) for branch in argument[1]]
            return frozenset().union(*(first for first, _ in branches)), any(is_empty for _, is_empty in branches)
        case "SUBPATTERN":
            _, added, removed, inner = argument
            return _of_sequence(inner, (flags | added) & ~removed)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, _, inner = argument
            first, is_empty = _of_sequence(inner, flags)
            return first, is_empty or least == 0
        case "ATOMIC_GROUP":
            return _of_sequence(argument, flags)
        case "AT" | "ASSERT" | "ASSERT_NOT":
            return frozenset(), True
    return _ALL, True  # what refers to a group, and what is not known here


def _of_character(code: int, flags: int) -> frozenset[int]:
    if not flags & _IGNORECASE:
        return frozenset({min(code, OTHER)})
    if code >= OTHER:
        return _ALL  # the sign of Kelvin is a k
    return frozenset({ord(chr(code).lower()), ord(chr(code).upper()), OTHER})


def _of_class(items: Iterable[Any], flags: int) -> frozenset[int]:
    """Return the characters of a class; those of ASCII are exact, which is what makes its opposite safe."""
    found: set[int] = set()
    is_negated = False
    for operation, argument in items:
        match str(operation):
            case "NEGATE":
                is_negated = True
            case "LITERAL" if argument < OTHER or not flags & _IGNORECASE:
                found |= _of_character(argument, flags)
            case "RANGE" if argument[1] < OTHER or not flags & _IGNORECASE:
                for code in range(argument[0], min(argument[1], OTHER) + 1):
                    found |= _of_character(code, flags)
            case "CATEGORY":
                found |= _of_category(str(argument), flags & re.ASCII)
            case _:
                return _ALL
    return frozenset(_ASCII - found if is_negated else found) | {OTHER}


@cache
def _of_category(name: str, flags: int) -> frozenset[int]:
    """Return the characters of ASCII in a category such as `CATEGORY_NOT_SPACE`."""
    letter = {"DIGIT": "d", "SPACE": "s", "WORD": "w"}[name.removeprefix("CATEGORY_").removeprefix("NOT_")]
    one = re.compile("\\" + (letter.upper() if "_NOT_" in name else letter), flags)
    return frozenset(code for code in range(OTHER) if one.match(chr(code)))
