"""Who says a term: rising numbers of lessons in, a few letters out.

Each lesson is a letter that says how much further on it is than the one before: `#` is the next, `$` the one after
that. What is said everywhere is a row of `#` then, and what packs files for their way makes little of that.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from operator import sub

FIRST = ord("#") - 1
SURROGATES = range(0xD800, 0xE000)
"""These are no letters."""

REST = "!"
"""Stands before the lessons that do not say a term, where they are fewer than those that say it."""

Levels = tuple[Sequence[int], Sequence[int], Sequence[int]]
"""The numbers of the lessons that say a term; of those that say it often or in a heading; in the title. No lesson is in
two of them."""


def written(levels: Levels, size: int) -> str:
    """Return `levels`, of `size` lessons, as three words; those at the end that would be empty are left out."""
    said, strong, titled = levels
    silent = size - len(said) - len(strong) - len(titled)
    if silent < len(said):
        first = REST + _letters(sorted(_everyone(size).difference(said, strong, titled)), size)
    else:
        first = _letters(said, size)
    return f"{first} {_letters(strong, size)} {_letters(titled, size)}".rstrip(" ")


def read(text: str, size: int) -> Levels:
    """Return the levels that were `written`."""
    said, strong, titled = (*text.split(" "), "", "")[:3]
    high, top = _numbers(strong, size), _numbers(titled, size)
    if said.startswith(REST):
        return sorted(_everyone(size).difference(_numbers(said[1:], size), high, top)), high, top
    return _numbers(said, size), high, top


def _letters(numbers: Sequence[int], size: int) -> str:
    if not numbers:
        return ""
    return "".join(map(_alphabet(size).__getitem__, map(sub, numbers, (-1, *numbers))))


def _numbers(letters: str, size: int) -> list[int]:
    steps = map(_steps(size).__getitem__, letters)
    return list(accumulate(steps, initial=-1))[1:]


@lru_cache(maxsize=2)
def _everyone(size: int) -> frozenset[int]:
    return frozenset(range(size))


@lru_cache(maxsize=2)
def _alphabet(size: int) -> list[str]:
    """Return the letters for steps from 0 to `size`."""
    codes = range(FIRST, FIRST + size + 1)
    return [chr(code if code < SURROGATES.start else code + len(SURROGATES)) for code in codes]


@lru_cache(maxsize=2)
def _steps(size: int) -> dict[str, int]:
    return {letter: step for step, letter in enumerate(_alphabet(size))}
