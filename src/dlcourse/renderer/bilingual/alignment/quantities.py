"""The numbers that a text names, however it writes them: `1,000`, 一千 and `one thousand` are one number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

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

PLAIN = str.maketrans("０１２３４５６７８９．，％\u3000\u2009", "0123456789.,%  ")

DECADE = r"(?P<century>[0-9]{1,2})\s*世纪\s*(?P<decade>[0-9]0)\s*年代"
FRACTION = r"(?P<below>百|千|[二三四五六七八九十]{1,3})分之(?P<above>[0-9]+(?:\.[0-9]+)?|[零一二三四五六七八九十百]+)"
HALF = r"(?P<half>一半|半|\bhalf\b|\bhalves\b)"
DIGITS = (
    r"(?<![A-Za-z0-9_.])(?P<digits>[0-9]{1,3}(?:[,\u00a0\u202f][0-9]{3})+(?:\.[0-9]+)?(?![0-9])|[0-9]+,[0-9]{1,2}(?![0-9,])"
    r"|[0-9]+(?:\.[0-9]+)*)"
    r"(?:\s?(?P<scale>[十百千万萬亿億兆]{1,2})|[\s-]?(?P<word>hundred|thousand|million|billion|trillion)\b"
    r"|(?P<short>[kKMBT])(?![A-Za-z]))?"
)
HAN = r"(?P<han>[零〇一二两兩三四五六七八九十百千万萬亿億]+)"
_WORD = "(?:" + "|".join(sorted({*WORDS, *(word for word in SCALES if word.isascii())}, key=len, reverse=True)) + ")"
ENGLISH = rf"\b(?P<english>{_WORD}(?:[\s-]{{1,3}}(?:and\s)?{_WORD})*)\b"
# Digits that Han stands before are a number (`约3万`), those after a Latin letter are part of a name (`Conv2D`).
NUMBER = re.compile("|".join((DECADE, FRACTION, HALF, DIGITS, HAN, ENGLISH)), re.IGNORECASE | re.ASCII)

SECTION_NUMBER = re.compile(
    r"(?:[(（][^()（）]*[)）]\s*)?"
    r"(?:第\s*(?P<han>[0-9一二三四五六七八九十百]+)\s*[章节節讲講课課部篇步回]"
    r"|(?:步骤|步驟|阶段|附录|练习|实验)\s*(?P<named>[0-9一二三四五六七八九十]+)"
    r"|(?:chapter|section|lesson|part|step|week|unit|day|appendix|exercise|lab)\s+(?P<word>\w+)"
    r"|(?P<digits>[A-Z]?\d+(?:\.\d+)*)(?:[.、:：)）\s]|$)|(?P<list>[一二三四五六七八九十]+)[、.．])",
    re.IGNORECASE,
)
"""How a heading begins that bears a number: `2.1 …`, `第三章 …`, `Step 4: …`."""


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


@lru_cache(maxsize=1024)  # the same text is asked for to align a lesson, and to compare its sides
def numbers_in(text: str) -> tuple[Number, ...]:
    """Return the numbers of `text` in order: in digits, in Chinese numerals, in English words.

    Full-width digits, thousands separators, 万 and 亿, `million` are read; `1.2.3` is a name, kept as text. Digits
    within a Latin word (`Conv2D`) are no number.
    """
    return tuple(_numbers(text.translate(PLAIN)))


def _numbers(text: str) -> Iterator[Number]:
    for found in NUMBER.finditer(text):
        written = found[0]
        if found["century"]:
            decade = Fraction(found["decade"])
            yield Number(written, frozenset({decade, (int(found["century"]) - 1) * 100 + decade}), True)
        elif found["below"]:
            below, above = SCALES.get(found["below"]) or _han_value(found["below"]), found["above"]
            share = Fraction(above) if above[0].isascii() else Fraction(_han_value(above) or 0)
            yield Number(written, frozenset({share / (below or 1), 100 * share / (below or 1)}), False)
        elif found["half"]:
            yield Number(written, frozenset({Fraction(1, 2), Fraction(50)}), False)
        elif found["digits"]:
            yield Number(written, frozenset(_digit_values(found)), True)
        else:
            value = _han_value(written) if found["han"] else _english_value(written)
            if value is not None:
                yield Number(written, frozenset({Fraction(value)}), False)


def _digit_values(found: re.Match[str]) -> Iterator[Fraction | str]:
    digits = found["digits"][:60]
    if digits.count(".") > 1:
        yield digits
        return
    if re.fullmatch(r"[0-9]+,[0-9]{1,2}", digits):  # 1,5 is one and a half in French, two numbers in English
        yield from map(Fraction, (digits.replace(",", "."), *digits.split(",")))
        return
    value = Fraction(re.sub(r"[^0-9.]", "", digits))
    for scale in found["scale"] or ():
        value *= SCALES[scale]
    if found["word"]:
        value *= SCALES[found["word"].lower()]
    yield value
    if found["short"]:
        yield value * SHORT_SCALES.get(found["short"], 1)


def _han_value(written: str) -> int | None:
    """Read 三百二十, 一千万, 二〇二四; None for what is no number (万, 千万 as words)."""
    if all(character in HAN_DIGITS for character in written):
        return int("".join(str(HAN_DIGITS[character]) for character in written[:18]))
    if written[0] not in HAN_DIGITS and written[0] != "十":
        return None
    total = group = digit = greatest = 0
    for character in written:
        scale = SCALES.get(character, 0)
        if not scale:
            digit = HAN_DIGITS[character]
        elif scale < 10**4:
            group += (digit or 1) * scale
            digit = 0
        else:
            is_part = scale < greatest  # 一亿两千万 adds, 一万亿 multiplies
            total = total + (group + digit) * scale if is_part else (total + group + digit) * scale
            greatest = scale
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
