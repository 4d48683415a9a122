"""The entries of all lessons in, the index of their terms out, in pieces that are loaded one by one.

An index that is nearly right already is mended: only the lines of those terms change that changed lessons say.
"""

import hashlib
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from zlib import crc32

from dlcourse.builder.search.entries import Entry, script
from dlcourse.builder.search.postings import read, written

MOST_PIECES = 96
SMALLEST, LARGEST = 4096, 16384
"""A piece has at least so many characters: one of these, or a power of two between them. It is the least that does not
make more than `MOST_PIECES`; a course that is larger than that has more of them."""

TERMS_BEFORE_A_CUT = 16
"""A piece ends before one of so many terms, chosen by what it is: so nearly all pieces stay when a lesson changes."""

FEW = 8
"""An index is mended if not more than one of so many lessons changed."""

EntryOf = Callable[[str], Entry | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """The index of a course. A lesson's number is its place in `keys`.

    `lines` are those of the terms, one below the other in the order of UTF-16, which is that of JavaScript: what begins
    alike lies together. In a line stands the term and who says it, as postings.py writes it.
    """

    keys: tuple[str, ...]
    lines: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A script that holds the terms from `first` up to the next piece; `name` changes with what it holds."""

    first: str
    name: str
    content: bytes


def index_of(keys: Sequence[str], entry: EntryOf, before: Index | None = None) -> Index:
    """Return the index of the lessons whose entries have these `keys`. It is the same whatever index was `before`.

    `entry` must know all of `keys`, and may know more. If `before` differs in a few, it is asked for those alone, the
    old and the new; else for each of `keys`, once.
    """
    lines = _mended(before, keys, entry) if before else None
    return Index(keys=tuple(keys), lines="\n".join(_lines(keys, entry) if lines is None else lines))


def pieces_of(index: Index) -> list[Piece]:
    """Return the lines of `index` in some 64 pieces, or in as many as it takes for none to be large."""
    lines = index.lines.split("\n") if index.lines else []
    least = SMALLEST
    while least < LARGEST and least * MOST_PIECES < len(index.lines):
        least *= 2
    starts, filled = [0], 0
    for number, line in enumerate(lines):
        if filled >= least and (filled >= 2 * least or _is_fit_to_be_first(line)):
            starts.append(number)
            filled = 0
        filled += len(line) + 1
    ends = pairwise([*starts, len(lines)])
    return [_piece(lines[start:end]) for start, end in ends if start < end]


def _piece(lines: Sequence[str]) -> Piece:
    text = "\n".join(lines)
    name = hashlib.sha256(text.encode()).hexdigest()[:10]
    return Piece(first=_term(lines[0]), name=name, content=script(name, text))


def _is_fit_to_be_first(line: str) -> bool:
    return crc32(_term(line).encode()) % TERMS_BEFORE_A_CUT == 0


def _term(line: str) -> str:
    return line[: line.index(" ")]


def _found(entry: EntryOf, key: str) -> Entry:
    found = entry(key)
    if found is None:
        raise LookupError(f"no entry {key}")
    return found


def _lines(keys: Sequence[str], entry: EntryOf) -> list[str]:
    """Return the lines of an index that is made from nothing: entries are looked at one by one."""
    found: tuple[dict[str, array[int]], ...] = tuple(defaultdict(partial(array, "I")) for _ in range(3))
    for number, key in enumerate(keys):
        for postings, terms in zip(found, _found(entry, key).levels, strict=True):
            for term in terms:
                postings[term].append(number)
    terms = sorted(set().union(*found), key=_order)
    said, strong, titled = found
    size = len(keys)
    none = array("I")
    return [
        f"{term} {written((said.get(term, none), strong.get(term, none), titled.get(term, none)), size)}"
        for term in terms
    ]


def _mended(before: Index, keys: Sequence[str], entry: EntryOf) -> list[str] | None:
    """Return the lines of `before` with what changed; None if that is too much, or an old entry is not known."""
    if len(keys) != len(before.keys):
        return None
    changed = [number for number, pair in enumerate(zip(before.keys, keys, strict=True)) if pair[0] != pair[1]]
    if len(changed) * FEW > len(keys):
        return None
    edits: defaultdict[str, list[tuple[int, int | None]]] = defaultdict(list)
    for number in changed:
        old, new = entry(before.keys[number]), _found(entry, keys[number])
        if old is None:
            return None
        levels, wanted = _levels(old), _levels(new)
        for term in levels.keys() | wanted.keys():
            if levels.get(term) != wanted.get(term):
                edits[term].append((number, wanted.get(term)))
    lines = before.lines.split("\n") if before.lines else []
    for term, each in edits.items():
        _mend(lines, term, each, len(keys))
    return lines


def _levels(entry: Entry) -> Mapping[str, int]:
    return {term: level for level, terms in enumerate(entry.levels) for term in terms}


def _mend(lines: list[str], term: str, edits: Iterable[tuple[int, int | None]], size: int) -> None:
    """Say in the line of `term` for each lesson in `edits` at what level it says it, if it does."""
    place = bisect_left(lines, _order(term), key=lambda line: _order(_term(line)))
    is_there = place < len(lines) and lines[place].startswith(f"{term} ")
    levels = (
        [set(numbers) for numbers in read(lines[place][len(term) + 1 :], size)] if is_there else [set(), set(), set()]
    )
    for number, level in edits:
        for numbers in levels:
            numbers.discard(number)
        if level is not None:
            levels[level].add(number)
    said, strong, titled = map(sorted, levels)
    line = [f"{term} {written((said, strong, titled), size)}"] if said or strong or titled else []
    lines[place : place + is_there] = line


def _order(term: str) -> bytes:
    return term.encode("utf-16-be")
