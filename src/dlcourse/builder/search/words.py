"""A text in, the terms out that it is found by: Han by pairs of characters, Latin by stems, other scripts by words.

The reader's script finds words by the very same patterns: `GRAMMAR` travels with the index, so that the two cannot
differ. Patterns are therefore written in what Python and JavaScript both read.
"""

import operator
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from dlcourse.languages import HAN, KANA, THAI
from dlcourse.patterns import lazy

UNSPACED = f"{HAN}{KANA}{THAI}\u3005\u3007\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Scripts that put no space between words: what is written in them is found by pairs of characters."""

BREAKS = (
    r"\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7\u02c2-\u02df\u037e\u0387\u055a-\u055f"
    r"\u0589\u05be\u05c0\u05c3\u05f3\u05f4\u060c\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965\u0e4f\u0e5a\u0e5b"
    r"\u2000-\u206f\u207a-\u207e\u208a-\u208e\u20a0-\u20cf\u2190-\u2bff\u2e00-\u2e7f\u3000-\u303f\u30fb\ufdd0-\ufdef"
    r"\ufe00-\ufe1f\ufe30-\ufe6f\ufeff\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\uffe0-\uffff"
    "\U0001f000-\U0001faff"
)
"""Punctuation, signs and spaces: what stands between words."""

WORD = rf"[0-9]+\.[0-9]+|[A-Za-z]{{2,}}(?=[0-9]{{2}})|[^{BREAKS}{UNSPACED}]+"
"""A number, a word. A longer number behind letters is a word of its own: `ResNet50` and `ResNet 50` are found alike,
`GPT4` is one word."""

TOKEN = rf"([{UNSPACED}]+)|{WORD}"
"""A run of unspaced characters, or a word."""

LONGEST = 32
"""A longer word (a hash, a picture in base64) is found by its beginning."""

RULES = (
    (r"^([0-9]+\.[0-9])[0-9]+$", ""),  # of a number the first decimal counts
    (r"^([a-z]{2,})ie[sd]$", "y"),  # policies, applied
    (r"^([a-z]+(?:s|sh|ch|x|z))es$", ""),  # losses, boxes
    (r"^([a-z]+(?:[^aius]|[^i]a))s$", ""),  # layers, schemas; not bias, loss, analysis
    (r"^([a-z]{3,}i)s(?=(?:e|ed|er|ing|ation)$)", "z"),  # normalise is normalize
    (r"^([b-df-hj-np-tv-xz]*[aeiouy][a-z]*[^e])ed$", ""),  # trained; not speed
    (r"^([b-df-hj-np-tv-xz]*[aeiouy][a-z]*)ing$", ""),  # training; not string
    (r"^([a-z]{3,}iz)(?:ation|er)$", ""),  # tokenizer
    (r"^([a-z]{4,}ion)al$", ""),  # convolutional
    (r"^([a-z]{3,}at)ion$", ""),  # activation, of activate
    (r"^([a-z]{2,}([bdfgmnprt]))\2$", ""),  # embedd(ed)
    (r"^([a-z]{3,})e$", ""),  # compute, as comput(ed)
)
"""Endings that a word loses, one after the other: what is kept (the first group), and what follows it instead.

They are those of English words. A word is cut alike wherever it stands, so a wrong cut does no harm. None may take
more than a look at each letter: what authors paste is of any length.
"""

GRAMMAR = {"token": TOKEN, "rules": RULES}

FIND = lazy(TOKEN)
IS_UNSPACED = lazy(f"[{UNSPACED}]")
RUNS = re.compile(f"([{UNSPACED}]+)")
WORDS = re.compile(WORD)
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
CHAIN = re.compile(r"(?<![A-Za-z-])[A-Za-z]+(?:[-\u2010\u2011][A-Za-z]+){1,3}(?![A-Za-z-])")
HYPHENS = lazy(r"[-\u2010\u2011]")
MARKS = re.compile(r"[\u0300-\u036f]")
_RULES = tuple((re.compile(pattern), ending) for pattern, ending in RULES)


def count_terms(text: str) -> Counter[str]:
    """Return how often `text` says each term that it is found by.

    A run of Han gives each pair of neighbours and its last character. `DataLoader` is found by what follows its first
    hump too (by the first it is found as it begins so), `low-rank` by `lowrank` too. Single letters and digits are
    no terms.
    """
    parts = RUNS.split(text)  # others, a run, others, and so on
    counts = _count_pairs(parts[1::2])
    text = "\n".join(parts[::2])
    for token, count in Counter(WORDS.findall(text)).items():
        for term in _word_terms(token):
            counts[term] = counts.get(term, 0) + count
    for chain in CHAIN.findall("\n".join(filter(HYPHENS.search, text.split("\n")))):
        counts[term_of(HYPHENS.sub("", chain))] += 1
    return counts


def _count_pairs(parts: Sequence[str]) -> Counter[str]:
    """Return the pairs of neighbours in each of `parts`, which are unspaced, and the last character of each."""
    runs = folded("\n".join([*parts, ""]))  # the last character makes a pair with the end of the line
    pairs = Counter(map(operator.add, runs, runs[1:]))
    for pair in [pair for pair in pairs if "\n" in pair]:
        count = pairs.pop(pair)
        if pair[0] != "\n":
            pairs[pair[0]] = count
    return pairs


@lru_cache(maxsize=65536)
def _word_terms(token: str) -> tuple[str, ...]:
    parts = HUMP.split(token, maxsplit=1)[1:] if token.isascii() else []
    return tuple(term for term in map(term_of, (token, *parts)) if len(term) > 1)


def folded(text: str) -> str:
    """Return `text`, which has no spaces, as it is compared: in lower case, narrow, without accents."""
    if text.isascii():
        return text.lower()
    bare = MARKS.sub("", unicodedata.normalize("NFKD", text)).replace(" ", "")
    # Up, then down: ß is ss then.
    return unicodedata.normalize("NFC", bare).upper().lower()


@lru_cache(maxsize=65536)
def term_of(word: str) -> str:
    """Return the term that `word`, which is not written in an unspaced script, is found by."""
    term = folded(word)
    if term.isascii():
        for pattern, ending in _RULES:
            if found := pattern.match(term):
                term = found[1] + ending + term[found.end() :]
    return term[:LONGEST]


def units_of(text: str) -> list[dict[str, object]]:
    """Return what the reader's script makes of `text` when it is asked for: its words, and its runs of characters.

    A word has its `term`, and what it `begins` with; a run its `pairs`, a single character `begins` alone.
    """
    units: list[dict[str, object]] = []
    for token in FIND.finditer(text):
        begins = folded(token[0])
        if token[1]:
            units.append({"pairs": list(map("".join, pairwise(begins)))} if len(begins) > 1 else {"begins": begins})
        elif len(begins) > 1:
            units.append({"term": term_of(token[0]), "begins": begins})
    return units


def key_of(text: str) -> str:
    """Return what texts have in common that ask for the same; "" if there is nothing to ask for."""
    keys = (unit.get("term") or unit.get("pairs") or unit["begins"] for unit in units_of(text))
    return " ".join("".join(key) if isinstance(key, list) else str(key) for key in keys)
