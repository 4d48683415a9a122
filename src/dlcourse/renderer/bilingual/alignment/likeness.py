"""How likely blocks of two languages say the same: the logarithm of the odds, by kind, length and what they name.

A `Sheaf` is what can be seen of a block, or of a few that stand together; `Likeness` compares two of them. Lengths are
taken in words, whatever the script, and the two files' own ratio is learnt from them.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from dlcourse.languages import HAN, HANGUL, KANA, THAI
from dlcourse.renderer.bilingual.alignment.anchors import Anchors, all_text, anchors_of, plain_address, plain_formula
from dlcourse.renderer.bilingual.alignment.listings import bare_code
from dlcourse.renderer.bilingual.alignment.paths import NEVER
from dlcourse.renderer.bilingual.alignment.quantities import numbers_in
from dlcourse.renderer.bilingual.blocks import TEXTLESS, Block, Kind

# How many words a character is worth in scripts that do not part their words.
CHARACTERS = ((re.compile(f"[{HAN}]"), 0.625), (re.compile(f"[{KANA}]"), 0.35), (re.compile(f"[{HANGUL}]"), 0.45))
THAI_CHARACTER = (re.compile(f"[{THAI}]"), 0.2)
UNPARTED = re.compile(f"[{HAN}{KANA}{HANGUL}{THAI}]+")
WORD = re.compile(r"[^\W\d_]+|\d+")
IDEOGRAPHS = re.compile(f"[{HAN}]{{2,}}")
TAG = re.compile(r"</?[A-Za-z!][^<>]*>")
CODE_WORD = re.compile(r"[A-Za-z_]\w*|\d+|[^\w\s]")

EQUAL = 9.0
STRAY = 3.0
MOST = 9.0
"""No number of common names weighs more: they often come together."""
PAIRED = {(1, 1): 0.0, (2, 1): -3.2, (1, 2): -3.2, (3, 1): -5.0, (1, 3): -5.0}


class Sheaf:
    """Blocks that stand together in one file, seen as one. All that is costly is found out once, when asked for."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = tuple(blocks)
        self.kind = blocks[0].kind

    @cached_property
    def family(self) -> str:
        """Blocks of one family may be translations of each other."""
        if self.kind is Kind.PARAGRAPH and not any(block.prose for block in self.blocks):
            return "bare"
        if self.kind is Kind.OTHER:
            return self.blocks[0].tokens[0].type
        return str(self.kind.value)

    @cached_property
    def anchors(self) -> Anchors:
        """What the blocks name."""
        return anchors_of(self.blocks)

    @cached_property
    def key(self) -> str:
        """Equal for blocks that are the same to a reader of any language."""
        content = "\n".join(block.content for block in self.blocks)
        return "\n".join((self.family, content, *self.anchors.links, *self.anchors.images))

    @cached_property
    def text(self) -> str:
        """The blocks' prose, also that within raw HTML."""
        if self.kind is Kind.HTML:
            return TAG.sub(" ", all_text(self.blocks))
        return "\n".join(block.prose for block in self.blocks)

    @cached_property
    def size(self) -> float:
        """How long the blocks are, in words; a formula and a code span count as one."""
        return size_of(self.text) + len(self.anchors.formulas) + len(self.anchors.codes)

    @cached_property
    def items(self) -> tuple[float, ...]:
        """The length of each line of text of a list or table."""
        return tuple(
            size_of(line) for block in self.blocks if block.kind not in TEXTLESS for line in block.prose.split("\n")
        )

    @cached_property
    def names(self) -> frozenset[str]:
        """What is expected to be named in the other language too: `c:` code, `f:` formula, `l:` link and the like."""
        named = self.anchors
        found = {f"c:{''.join(code.split())}" for code in named.codes}
        found |= {f"f:{plain_formula(formula)}" for formula in named.formulas}
        found |= {f"l:{plain_address(link)}" for link in named.links}
        found |= {f"i:{plain_address(image)}" for image in named.images}
        for number in numbers_in(self.text):
            if not number.is_small:
                found |= {f"n:{value}" for value in number.values}
        return frozenset(found)

    @property
    def pictures(self) -> frozenset[str]:
        """The pictures among the names: one may be a figure in one language, and have no caption in the other."""
        return frozenset(name for name in self.names if name[0] == "i")

    @cached_property
    def words(self) -> frozenset[str]:
        """Beginnings of words, which names and related words of two languages share; Han characters by twos."""
        text = self.text.casefold()
        plain = unicodedata.normalize("NFKD", UNPARTED.sub(" ", text))
        letters = "".join(character for character in plain if not unicodedata.combining(character))
        found = {f"w:{word[:6]}" for word in WORD.findall(letters) if len(word) > 1 and not word.isdigit()}
        for run in IDEOGRAPHS.findall(text):
            found.update(f"h:{run[at : at + 2]}" for at in range(len(run) - 1))
        return frozenset(found)

    @cached_property
    def foreign(self) -> frozenset[str]:
        """Words in letters within a text in characters: names, which the other language has too."""
        letters = {word for word in self.words if word[0] == "w" and len(word) > 4}
        return frozenset(letters) if UNPARTED.search(self.text) else frozenset()

    @cached_property
    def code(self) -> Counter[str]:
        """The words and signs of code and formulas, but for those of comments and strings; the tags of HTML."""
        info = self.blocks[0].tokens[0].info.split()
        text = all_text(self.blocks)
        words = CODE_WORD.findall(text if self.kind is not Kind.HTML else "".join(TAG.findall(text)))
        if self.kind is Kind.CODE:
            bare = CODE_WORD.findall(bare_code(text, info[0] if info else ""))
            words = bare if 3 * len(bare) > len(words) else words
        return Counter(words)

    @cached_property
    def manner(self) -> tuple[bool, bool, bool]:
        """Whether the text leads on to what follows, asks, begins with emphasis."""
        text = self.text.rstrip()
        inline = next((token for token in self.blocks[0].tokens if token.type == "inline"), None)
        children = (inline.children or ()) if inline else ()
        opening = next((child.type for child in children if child.type != "text" or child.content), "")
        return text.endswith((":", "：")), text.endswith(("?", "？")), opening == "strong_open"


def size_of(text: str) -> float:
    """Return how long `text` is, in words."""
    size = 0.0
    for pattern, worth in (*CHARACTERS, THAI_CHARACTER):
        size += worth * len(pattern.findall(text))
    return size + len(WORD.findall(UNPARTED.sub(" ", text)))


class Likeness:
    """Compares blocks of two files: `ratio` says how long the second is, `gains` what a common name is worth."""

    def __init__(self, first: Sequence[Block], second: Sequence[Block]) -> None:
        self._sheaves: dict[tuple[Block, ...], Sheaf] = {}
        sides = [[self.sheaf(block) for block in side] for side in (first, second)]
        totals = [sum(sheaf.size for sheaf in side) for side in sides]
        ratio = (totals[1] + 40) / (totals[0] + 40)
        # Totals that differ by more mean that one file lacks a part, not that its language is so much longer.
        self.ratio = ratio if 0.6 <= ratio <= 1.6 else 1.0
        ours, theirs = ([sheaf.names | sheaf.words for sheaf in side] for side in sides)
        self.gains = gains_of(ours, theirs)

    def sheaf(self, *blocks: Block) -> Sheaf:
        """Return `blocks` as one; the same object for the same blocks."""
        found = self._sheaves.get(blocks)
        if not found:
            found = self._sheaves[blocks] = Sheaf(blocks)
        return found

    def __call__(self, first: Sheaf, second: Sheaf) -> float:
        """Return how much likelier it is that they say the same than that they do not, as a logarithm."""
        worth = PAIRED[len(first.blocks), len(second.blocks)]
        if first.family != second.family:
            if {first.family, second.family} == {"figure", "bare"}:
                return worth + self.common(first.names, second.names) if first.pictures & second.pictures else NEVER
            if {first.family, second.family} != {"paragraph", "quote"}:
                return NEVER
            worth -= 1.5
        if first.key == second.key:
            return worth + EQUAL if first.kind is not Kind.RULE else 1.0
        if first.kind in TEXTLESS - {Kind.HTML}:
            return worth + _code_likeness(first, second)
        if first.family == "bare":
            return worth + self.common(first.names, second.names) - (0.8 * (first.names != second.names))
        worth += length_likeness(first.size, second.size, self.ratio)
        if first.foreign or second.foreign:
            worth -= min(1.5, 0.35 * (len(first.foreign - second.words) + len(second.foreign - first.words)))
        worth += self.common(first.names, second.names) + self.common(first.words, second.words, missing=0.0)
        if first.kind is Kind.HTML:
            worth += _code_likeness(first, second)
        if first.kind in (Kind.LIST, Kind.TABLE, Kind.NOTES):
            worth += shape_likeness(first.items, second.items, self.ratio)
        return worth + _manner_likeness(first.manner, second.manner)

    def of_strays(self, first: Sheaf, second: Sheaf) -> float:
        """Compare what stands in different sections: it must name the same, and fit well."""
        if first.kind is Kind.RULE or self(first, second) < STRAY:
            return NEVER
        named = self.common(first.names | first.words, second.names | second.words, missing=0.0)
        return self(first, second) - STRAY if named >= 2.0 or first.kind in TEXTLESS else NEVER

    def common(self, first: frozenset[str], second: frozenset[str], missing: float = 0.7) -> float:
        """Return what the names in common are worth, less `missing` for each that one side lacks."""
        if not first and not second:
            return 0.0
        shared = first & second
        gain = min(MOST, sum(self.gains.get(name, 0.0) for name in shared)) if shared else 0.0
        return gain - min(3.0, missing * (len(first) + len(second) - 2 * len(shared)) / 2)


def is_near(first: float, second: float, ratio: float) -> bool:
    """Tell whether two lengths are so great and so near that blocks may have been merged or split."""
    return min(first, second) >= 6 and 0.5 < second / (first * ratio) < 2


def length_likeness(first: float, second: float, ratio: float, spread: float = 0.055) -> float:
    """Return how well two lengths fit: the log-odds of the lengths' ratio under a pair and under any two blocks."""
    mean = (first * ratio + second) / 2
    deviation = math.log((second + 1) / (first * ratio + 1))
    variance = spread + 0.9 / (mean + 1)
    other = 1.3
    fit = math.log(other / variance) / 2 - deviation**2 / 2 / variance + deviation**2 / 2 / other
    return max(fit, -5.0)


def shape_likeness(first: Sequence[float], second: Sequence[float], ratio: float) -> float:
    """Return how well two lists fit, item by item; lists of differing length are not unlike if nearly as long."""
    if len(first) != len(second):
        return -1.5 * abs(math.log(len(first) / len(second))) - 0.3 if first and second else -1.0
    fit = sum(length_likeness(a, b, ratio, spread=0.1) for a, b in zip(first, second, strict=True))
    return max(-2.0, min(4.0, 0.5 + 0.5 * fit))


def _manner_likeness(first: Sequence[bool], second: Sequence[bool]) -> float:
    return sum(0.6 if ours == theirs else -0.6 for ours, theirs in zip(first, second, strict=True) if ours or theirs)


def _code_likeness(first: Sheaf, second: Sheaf) -> float:
    """Compare code and the like by the words they share: from -4 for none to 4 for all, less if they are short."""
    total = sum(first.code.values()) + sum(second.code.values())
    shared = 2 * sum(min(count, second.code[word]) for word, count in first.code.items()) / total if total else 1.0
    return (8.0 * shared - 4.0) * min(1.0, (total + 4) / 40)


def gains_of(first: Sequence[frozenset[str]], second: Sequence[frozenset[str]], most: float = 3.0) -> dict[str, float]:
    """Return what each name that both sides have is worth when two of their parts share it: the rarer, the more."""
    counts = [Counter(name for names in side for name in names) for side in (first, second)]
    sizes = [len(side) + 1 for side in (first, second)]
    gains = {}
    for name in counts[0].keys() & counts[1].keys():
        chance = max((count[name] + 0.5) / size for count, size in zip(counts, sizes, strict=True))
        weight = 0.7 if name[0] in "wh" else 1.0
        gains[name] = max(0.0, min(most, weight * math.log(0.7 / chance)))
    return gains
