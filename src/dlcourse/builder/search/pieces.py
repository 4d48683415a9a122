"""The entries of all lessons in, the index of their terms out, in pieces that are loaded one by one."""

import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import pairwise

from dlcourse.builder.search.entries import Entry, script
from dlcourse.builder.search.postings import encoded

PIECES = 64
SMALLEST, LARGEST = 4096, 32768
"""Between these sizes in bytes lie the pieces of an index, before they are packed."""
TELLING = 16
"""So many terms of a lesson count as what it is about, beside those of its headings, if it says them often."""
OFTEN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A script that holds the terms from `first` up to the next piece; `name` changes with what it holds."""

    first: str
    name: str
    content: bytes


def pieces_of(entries: Sequence[Entry]) -> list[Piece]:
    """Return the index of `entries`: a line for each term, with the numbers of the entries that have it (`encoded`).

    Terms stand in the order of UTF-16, which is that of JavaScript, so that what begins alike lies together.
    """
    postings = _postings(entries)
    terms = sorted(postings, key=lambda term: term.encode("utf-16-be"))
    lines = [f"{term} {encoded(postings[term], len(entries))}" for term in terms]
    sizes = [len(line.encode()) + 1 for line in lines]
    size = max(SMALLEST, min(LARGEST, sum(sizes) // PIECES + 1))
    starts, filled = [0], 0
    for number, own in enumerate(sizes):
        if filled >= size:
            starts.append(number)
            filled = 0
        filled += own
    ends = pairwise([*starts, len(lines)])
    return [_piece(terms[start], lines[start:end]) for start, end in ends if start < end]


def _piece(first: str, lines: Sequence[str]) -> Piece:
    text = "\n".join(lines)
    name = hashlib.sha256(text.encode()).hexdigest()[:10]
    return Piece(first=first, name=name, content=script(name, text))


def _postings(entries: Sequence[Entry]) -> dict[str, tuple[list[int], list[int], list[int]]]:
    """Return for each term who says it, which of those say it in a heading or often, which of those in the title."""
    spread = Counter(term for entry in entries for term in entry.counts)
    rarity = {term: math.log(len(entries) / count + 0.1) for term, count in spread.items()}
    found: dict[str, tuple[list[int], list[int], list[int]]] = {term: ([], [], []) for term in spread}
    for number, entry in enumerate(entries):
        telling = _telling(entry, rarity)
        for term in entry.counts:
            everyone, strong, titled = found[term]
            if term in telling:
                if term in entry.titles:
                    titled.append(len(strong))
                strong.append(len(everyone))
            everyone.append(number)
    return found


def _telling(entry: Entry, rarity: Mapping[str, float]) -> set[str]:
    often = [term for term, count in entry.counts.items() if count >= OFTEN]
    return {
        *entry.titles,
        *entry.headings,
        *nlargest(TELLING, often, key=lambda term: entry.counts[term] * rarity[term]),
    }
