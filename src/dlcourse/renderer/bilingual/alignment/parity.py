"""The lint between the two sides of a pair: what a translator may not change, and is yet not the same.

It speaks up only where it is nearly certain. What one side has in words, in a formula or in code may stand otherwise on
the other; what is written in a language of its own is no difference.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from markdown_it.token import Token

from dlcourse.renderer.bilingual.alignment.anchors import all_text, anchors_of, plain_address, plain_formula
from dlcourse.renderer.bilingual.alignment.listings import bare_code
from dlcourse.renderer.bilingual.alignment.quantities import PLAIN, SECTION_NUMBER, Number, numbers_in
from dlcourse.renderer.bilingual.blocks import Block, Kind

ROOM = 60
"""How many characters of what differs a message shows."""
LISTING = frozenset({"fence", "code_block"})
FOR_READERS = frozenset(
    {"", "text", "txt", "plain", "plaintext", "console", "output", "log", "markdown", "md", "mermaid"}
)
"""Listings that a reader may well have in a language of their own."""
CODE_WORD = re.compile(r"[^\W\d]\w*|[0-9]+(?:\.[0-9]+)?|[-+*/%<>=!&|^~@]+")
DRAWN = re.compile(r"[0-9]+(?:\.[0-9]+)?|[-+*/%<>=!&|^~@]{2,}")
"""What is compared of a diagram: its arrows and numbers. Its words may be labels, in a grammar for each kind."""
MANY = 300
"""More things of a kind than these are not looked for in the other side's text."""


class Text:
    """One side of a pair: its blocks, what they name, their prose, all that they show. Each is found when asked for."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.anchors = anchors_of(blocks)

    @cached_property
    def prose(self) -> str:
        """What readers read, without the numbers of headings."""
        parts = (SECTION_NUMBER.sub("", b.prose, count=1) if b.kind is Kind.HEADING else b.prose for b in self.blocks)
        return "\n".join(parts)

    @cached_property
    def whole(self) -> str:
        """All that is shown, code and formulas too."""
        return all_text(self.blocks)

    @cached_property
    def squeezed(self) -> str:
        """All that is shown, without spaces and capitals."""
        return _squeezed(self.whole)

    @cached_property
    def digits(self) -> str:
        """The digits of all that is shown."""
        return re.sub(r"[^0-9]", "", self.whole.translate(PLAIN))


Unlike = tuple[list[str], list[str]]
"""What only the first side has, and what only the second."""


def differences(first: Sequence[Block], second: Sequence[Block]) -> list[tuple[str, str]]:
    """Return a message and a hint for each kind of thing in which the two sides of a pair differ.

    Numbers, formulas, code, links and pictures are compared, the first side being the source, the second its
    translation. What translators rightly change is no difference: digits written as words, comments in code, the
    language part of an address.
    """
    sides = Text(first), Text(second)
    found = []
    for name, hint, check in CHECKS:
        ours, theirs = check(*sides)
        if ours or theirs:
            found.append((_message(name, ours, theirs), hint))
    return found


def _message(name: str, ours: Sequence[str], theirs: Sequence[str]) -> str:
    if ours and theirs:
        return f"{name} differ: {_shown(ours, ROOM // 2)} in the source, {_shown(theirs, ROOM // 2)} in the translation"
    if ours:
        return f"{name} differ: the translation lacks {_shown(ours, ROOM)}"
    return f"{name} differ: the source lacks {_shown(theirs, ROOM)}"


def _shown(values: Iterable[str], room: int) -> str:
    text = ", ".join(" ".join(value.split()) for value in dict.fromkeys(values))
    return text if len(text) <= room else f"{text[: room - 1]}…"


def _numbers(first: Text, second: Text) -> Unlike:
    ours, theirs = _numbers_lacking(first, second), _numbers_lacking(second, first)
    # Small numbers and those in words are worded otherwise at times: they count where one stands for another.
    loose = [[number for number in side if number.is_small or not number.is_digits] for side in (ours, theirs)]
    is_swap = len(loose[0]) == len(loose[1]) and all(number.is_digits for number in loose[0] + loose[1])
    sure = ([n.written.strip() for n in side if is_swap or (n.is_digits and not n.is_small)] for side in (ours, theirs))
    return next(sure), next(sure)


def _numbers_lacking(here: Text, there: Text) -> list[Number]:
    numbers = numbers_in(here.prose)
    if not numbers:
        return []
    known = {value for number in numbers_in(there.whole) for value in number.values}
    unknown = [number for number in numbers if not _is_known(number, known)]
    return [number for number in unknown[:MANY] if not _is_within(number, there.digits)]


def _is_known(number: Number, known: set[Fraction | str]) -> bool:
    """Tell whether the number is among the known, be it as a share of one or of a hundred."""
    values = [value for value in number.values if isinstance(value, Fraction)]
    shares = {value * 100 for value in values if value < 1} | {value / 100 for value in values if 1 < value < 100}
    return not known.isdisjoint(shares.union(number.values))


def _is_within(number: Number, digits: str) -> bool:
    """Tell whether the number may be part of a name (`ResNet50`) or be written in another way."""
    own = re.sub(r"[,.\s]", "", number.written)
    return not number.is_small and own.isdigit() and own in digits


def _formulas(first: Text, second: Text) -> Unlike:
    if first.anchors.formulas == second.anchors.formulas:
        return [], []
    return _formulas_lacking(first, second), _formulas_lacking(second, first)


def _formulas_lacking(here: Text, there: Text) -> list[str]:
    known = {plain_formula(formula) for formula in there.anchors.formulas}
    unknown = [formula for formula in here.anchors.formulas if plain_formula(formula) not in known]
    if not unknown:
        return []
    text = plain_formula(there.whole)
    return [formula for formula in unknown[:MANY] if plain_formula(formula) not in text]


def _code_spans(first: Text, second: Text) -> Unlike:
    if first.anchors.codes == second.anchors.codes:
        return [], []
    ours, theirs = _code_lacking(first, second), _code_lacking(second, first)
    # A span in the reader's own language stands for one in the other's; so does a word of prose, set as code or not.
    own = [sum(not code.isascii() for code in side.anchors.codes) for side in (first, second)]
    if len(ours) != len(theirs):
        ours, theirs = ([code for code in side if not _squeezed(code).isalpha()] for side in (ours, theirs))
    return ours if len(ours) > own[1] else [], theirs if len(theirs) > own[0] else []


def _code_lacking(here: Text, there: Text) -> list[str]:
    known = set(there.anchors.codes)
    unknown = [code for code in here.anchors.codes if code.isascii() and code not in known]
    return [code for code in unknown[:MANY] if _squeezed(code).strip("\"'()[]{}.,:;") not in there.squeezed]


def _listings(first: Text, second: Text) -> Unlike:
    ours: list[str] = []
    theirs: list[str] = []
    listings = [
        [token for block in side.blocks for token in block.tokens if token.type in LISTING] for side in (first, second)
    ]
    if len(listings[0]) != len(listings[1]) or not listings[0]:
        return [], []
    for a, b in zip(*listings, strict=True):
        a_words, b_words = _code_words(a), _code_words(b)
        a_only, b_only = a_words - b_words, b_words - a_words
        is_for_readers = any(token.info.strip().split(" ")[0].lower() in FOR_READERS for token in (a, b))
        if is_for_readers and sum((a_words & b_words).values()) < sum((a_only | b_only).values()):
            continue
        # A word in the reader's own language stands for one in the other's.
        ours += [word for word in a_only if word.isascii() and not (word.isalpha() and _has_foreign(b_only))]
        theirs += [word for word in b_only if word.isascii() and not (word.isalpha() and _has_foreign(a_only))]
    return ours, theirs


def _has_foreign(words: Iterable[str]) -> bool:
    return any(not word.isascii() for word in words)


def _code_words(listing: Token) -> Counter[str]:
    """Return the words and operators of a listing, without comments, strings and punctuation."""
    language = next(iter(listing.info.split()), "").lower()
    pattern = DRAWN if language == "mermaid" else CODE_WORD
    return Counter(pattern.findall(bare_code(listing.content, language)))


def _links(first: Text, second: Text) -> Unlike:
    return _addresses(first, second, [side.anchors.links for side in (first, second)], plain_address)


def _images(first: Text, second: Text) -> Unlike:
    images = [side.anchors.images for side in (first, second)]
    return _addresses(first, second, images, lambda image: plain_address(image).rpartition("/")[2])


def _addresses(first: Text, second: Text, named: Sequence[Sequence[str]], plain: Callable[[str], str]) -> Unlike:
    if named[0] == named[1]:
        return [], []
    counts = [Counter(plain(address) for address in side) for side in named]
    ours = _addresses_lacking(named[0], counts[0] - counts[1], second, plain)
    theirs = _addresses_lacking(named[1], counts[1] - counts[0], first, plain)
    if len(named[0]) == len(named[1]):
        # Each side may link what readers of its language have; but on one host, to one page.
        hosts = {_host(address) for address in ours} & {_host(address) for address in theirs}
        ours, theirs = ([a for a in side if _host(a) in hosts and plain(a).isascii()] for side in (ours, theirs))
        return (ours, theirs) if len(ours) == len(theirs) else ([], [])
    return (ours, []) if len(named[0]) > len(named[1]) else ([], theirs)


def _addresses_lacking(
    named: Sequence[str], lacking: Mapping[str, int], there: Text, plain: Callable[[str], str]
) -> list[str]:
    """Return those of the addresses that the other side lacks; one that is written out there is there."""
    unknown = [address for address in dict.fromkeys(named) if plain(address) in lacking]
    return [address for address in unknown[:MANY] if not address or _bare(address) not in there.squeezed]


def _bare(address: str) -> str:
    return _squeezed(re.sub(r"^(?:[a-z]+://|mailto:)", "", address)).rstrip("/")


def _host(address: str) -> str:
    return plain_address(address).partition("/")[0] if "://" in address else ""


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


CHECKS: tuple[tuple[str, str, Callable[[Text, Text], Unlike]], ...] = (
    ("numbers", "check which side is right", _numbers),
    ("formulas", "check which side is right", _formulas),
    ("pieces of code", "name the same code on both sides", _code_spans),
    ("listings", "only comments and strings are translated; check which side is right", _listings),
    ("links", "link the same things on both sides", _links),
    ("pictures", "show the same pictures on both sides", _images),
)
