"""A text in, the terms out that it is found by: Han by pairs of characters, Latin by stems, other scripts by words.

The reader's script finds words by the very same patterns: `GRAMMAR` travels with the index, so that the two cannot
differ. Patterns are therefore written in what Python and JavaScript both read.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from dlcourse.languages import HAN, KANA, THAI

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

TOKEN = rf"[{UNSPACED}]+|[0-9]+\.[0-9]+|[A-Za-z]{{2,}}(?=[0-9])|[^{BREAKS}{UNSPACED}]+"
"""A number behind letters is a word of its own: `ResNet50` and `ResNet 50` are found alike."""

LONGEST = 32
"""A longer word (a hash, a picture in base64) is found by its beginning."""

STEMS = (
    (r"^(.{2,})ie[sd]$", "y"),  # policies, applied
    (r"^(.+(?:s|sh|ch|x|z))es$", ""),  # losses, boxes
    (r"^(.+(?:[^aius]|[^i]a))s$", ""),  # layers, schemas; not bias, loss, analysis
    (r"^(.{3,}i)s(?=(?:e|ed|er|ing|ation)$)", "z"),  # normalise is normalize
    (r"^(.*[aeiouy].*[^e])ed$", ""),  # trained; not speed
    (r"^(.*[aeiouy].*)ing$", ""),  # training; not string
    (r"^(.{3,}iz)(?:ation|er)$", ""),  # tokenizer
    (r"^(.{4,}ion)al$", ""),  # convolutional
    (r"^(.{3,}at)ion$", ""),  # activation, of activate
    (r"^(.+([bdfgmnprt]))\2$", ""),  # embedd(ed)
    (r"^(.{2,})e$", ""),  # compute, as comput(ed)
)
"""Endings of English words, one after the other: what is kept (the first group), and what follows it instead.

A word is cut alike wherever it stands, so a wrong cut does no harm; words of other languages are only prefixes then.
"""

STEMMED = r"^[a-z]{4,}$"
FRACTION = r"^([0-9]+\.[0-9])[0-9]+$"
"""Of a number the first decimal counts: 3.14159 is found among the numbers that begin with 3.1."""

MARKS = r"[\u0300-\u036f]"
GRAMMAR = {"token": TOKEN, "unspaced": f"^[{UNSPACED}]", "stemmed": STEMMED, "stems": STEMS, "fraction": FRACTION}

FIND = re.compile(TOKEN)
IS_UNSPACED = re.compile(GRAMMAR["unspaced"])
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
CHAIN = re.compile(r"(?<![A-Za-z-])[A-Za-z]+(?:[-\u2010\u2011][A-Za-z]+){1,3}(?![A-Za-z-])")
_MARKS, _STEMMED, _FRACTION = (re.compile(pattern) for pattern in (MARKS, STEMMED, FRACTION))
_STEMS = tuple((re.compile(pattern), ending) for pattern, ending in STEMS)


def terms_in(text: str) -> Iterator[str]:
    """Yield every term that `text` is found by, as often as it says it.

    A run of Han gives each pair of neighbours and its last character. `DataLoader` is found by its second part too
    (by its first it is found as it begins so), `low-rank` by `lowrank` too. Single letters and digits are no terms.
    """
    for token in FIND.findall(text):
        if IS_UNSPACED.match(token):
            run = folded(token)
            yield from map("".join, zip(run, run[1:], strict=False))
            yield run[-1:]
        else:
            yield from _word_terms(token)
    for chain in CHAIN.findall(text):
        yield term_of(re.sub(r"[^A-Za-z]", "", chain))


@lru_cache(maxsize=65536)
def _word_terms(token: str) -> tuple[str, ...]:
    parts = HUMP.split(token)[1:] if token.isascii() else []
    return tuple(term for term in map(term_of, (token, *parts)) if len(term) > 1)


def folded(token: str) -> str:
    """Return `token` as it is compared: in lower case, narrow, without accents."""
    if token.isascii():
        return token.lower()
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", token))
    narrow = unicodedata.normalize("NFC", bare).lower()
    return "".join(narrow.split()).replace("ß", "ss").replace("ς", "σ")


@lru_cache(maxsize=65536)
def term_of(word: str) -> str:
    """Return the term that `word`, which is not written in an unspaced script, is found by."""
    term = _FRACTION.sub(r"\1", folded(word))
    if _STEMMED.match(term):
        for pattern, ending in _STEMS:
            if found := pattern.match(term):
                term = found[1] + ending + term[found.end() :]
    return term[:LONGEST]
