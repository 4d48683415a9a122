"""The numbers that a text names, however it writes them: `1,000`, 一千 and `one thousand` are one number."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

SCALES = {
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "萬": 10**4,
    "亿": 10**8,
    "億": 10**8,
    "兆": 10**12,
    "hundred": 100,
    "thousand": 1000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
SHORT_SCALES = {"k": 1000, "K": 1000, "M": 10**6, "B": 10**9, "T": 10**12}
HAN_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()
MONTHS = "january february march april may june july august september october november december".split()
WORDS = {
    **{word: value for value, word in enumerate(UNITS)},
    **{word: value for value, word in enumerate(ORDINALS)},
    **{word: 20 + 10 * place for place, word in enumerate(TENS)},
    **{word[:-1] + "ieth": 20 + 10 * place for place, word in enumerate(TENS)},
    **{word: place + 1 for place, word in enumerate(MONTHS)},
    **{word[:3]: place + 1 for place, word in enumerate(MONTHS)},
    "once": 1,
    "twice": 2,
    "double": 2,
    "doubles": 2,
    "doubled": 2,
    "both": 2,
    "pair": 2,
    "triple": 3,
    "dozen": 12,
}

DECADE = r"(?P<century>\d{1,2})\s*世纪\s*(?P<decade>\d0)\s*年代"
DIGITS = (
    r"(?<![\w.])(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)*)"
    r"(?:\s?(?P<scale>[十百千万萬亿億兆]{1,2})|[\s-]?(?P<word>hundred|thousand|million|billion|trillion)\b"
    r"|(?P<short>[kKMBT])(?![A-Za-z]))?"
)
HAN = r"(?P<han>[零〇一二两兩三四五六七八九十百千万萬亿億]+)"
ENGLISH = r"\b(?P<english>{words}(?:[\s-]+(?:and\s+)?{words})*)\b"
_WORD = "(?:" + "|".join(sorted({*WORDS, *(word for word in SCALES if word.isascii())}, key=len, reverse=True)) + ")"
# A digit that Han stands before is a number (`约3万`), one after a Latin letter is a part of a name (`Conv2D`).
NUMBER = re.compile(
    "|".join((DECADE, DIGITS.replace(r"(?<![\w.])", r"(?<![A-Za-z0-9_.])"), HAN, ENGLISH.format(words=_WORD))),
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text: how it is written there, what it may mean (`5k`: 5 or 5000), whether it is in digits."""

    written: str
    values: frozenset[Fraction | str]
    is_digits: bool

    @property
    def is_small(self) -> bool:
        """Tell whether it is a whole number up to ten, which a translator may well word otherwise."""
        return all(isinstance(value, Fraction) and value <= 10 and value.denominator == 1 for value in self.values)


def numbers_in(text: str) -> list[Number]:
    """Return the numbers of `text` in order: in digits, in Chinese numerals, in English words.

    Full-width digits, thousands separators, 万 and 亿, `million` are read; `1.2.3` is a name, kept as text. Digits
    within a Latin word (`Conv2D`) are no number.
    """
    return list(_numbers(unicodedata.normalize("NFKC", text)))


def _numbers(text: str) -> Iterator[Number]:
    for found in NUMBER.finditer(text):
        written = found[0]
        if found["century"]:
            value = (int(found["century"]) - 1) * 100 + int(found["decade"])
            yield Number(written, frozenset({Fraction(value), Fraction(found["decade"])}), True)
        elif found["digits"]:
            yield Number(written, frozenset(_digit_values(found)), True)
        else:
            value_of = _han_value(written) if found["han"] else _english_value(written)
            if value_of is not None:
                yield Number(written, frozenset({Fraction(value_of)}), False)


def _digit_values(found: re.Match[str]) -> Iterator[Fraction | str]:
    digits = found["digits"].replace(",", "")
    if digits.count(".") > 1:
        yield digits
        return
    value = Fraction(digits[:40])
    if found["short"]:
        yield value
        yield value * SHORT_SCALES.get(found["short"], 1)
        return
    for scale in found["scale"] or ():
        value *= SCALES[scale]
    if found["word"]:
        value *= SCALES[found["word"].lower()]
    yield value


def _han_value(written: str) -> int | None:
    """Read 三百二十, 一千万, 二〇二四; None for what is no number (万, 千万 as words)."""
    if all(character in HAN_DIGITS for character in written):
        return int("".join(str(HAN_DIGITS[character]) for character in written[:18]))
    if written[0] not in HAN_DIGITS and written[0] != "十":
        return None
    total = group = digit = 0
    for character in written:
        scale = SCALES.get(character, 0)
        if not scale:
            digit = HAN_DIGITS[character]
        elif scale < 10**4:
            group += (digit or 1) * scale
            digit = 0
        else:
            total = (total + group + digit) * scale
            group = digit = 0
    return total + group + digit


def _english_value(written: str) -> int | None:
    """Read `one hundred and twenty-five`; None for a scale with no number before it (`thousand`)."""
    total = group = 0
    words = [word for word in re.split(r"[\s-]+", written.lower()) if word != "and"]
    if words[0] not in WORDS:
        return None
    for word in words:
        if word in WORDS:
            group += WORDS[word]
        elif word == "hundred":
            group = (group or 1) * 100
        else:
            total += (group or 1) * SCALES[word]
            group = 0
    return total + group
