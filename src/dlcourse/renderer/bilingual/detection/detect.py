"""One file's tokens in, rows out, if it is written in two languages: what says the same in both, and what is for all.

Marks of the author decide; without them Chinese and English prose side by side is evidence, and it must be most of
the file.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it.token import Token

from dlcourse.model import Language
from dlcourse.renderer.bilingual.blocks import SHARED, Block, Row
from dlcourse.renderer.bilingual.detection.evidence import Tongue
from dlcourse.renderer.bilingual.detection.parts import (
    GUESSES,
    TITLES,
    Form,
    Part,
    Rules,
    divide,
    is_chinese_usually_first,
    is_tongue,
    leaves,
)
from dlcourse.renderer.bilingual.detection.prospect import may_be_bilingual
from dlcourse.renderer.bilingual.tree import Node, blocks_of, grow

EVIDENCE = frozenset({Form.MARKED, Form.BAR, Form.BLOCKS, Form.LINES, Form.ITEMS})
NO_PROSE = TITLES | {"footnote_block_open", "th_open"}


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file was understood: `rows` if it is in two languages, else None.

    `is_guess` says that no mark of the author's told so. `pairs` counts what was found to say the same in both,
    headings and items with brackets aside. `unmarked` begin what looks like a pair, and is for all readers because
    other pairs of the file are marked and these are not.
    """

    rows: list[Row] | None
    is_guess: bool = False
    pairs: int = 0
    unmarked: tuple[Token, ...] = ()


@dataclass(frozen=True, slots=True)
class Division:
    """A file in two languages, in parts; `is_guess` and `unmarked` as in `Reading`."""

    parts: list[Part]
    is_guess: bool
    unmarked: tuple[Token, ...] = ()


def read_rows(
    tokens: Sequence[Token], languages: tuple[Language, ...], mode: str, declared: tuple[Language, ...]
) -> Reading:
    """Read the top-level `tokens` of one file of a course in `languages`, source first.

    `mode` and `declared` are the front matter's `bilingual` and `languages`. No block is lost or doubled: each is in
    one row, or split between the sides of one. The tokens given are never changed.
    """
    division = divide_file(tokens, languages, mode, declared)
    if division is None or len(languages) != 2:
        return Reading(None)
    rows = [row for part in division.parts for row in _rows(part, (languages[0], languages[1]))]
    return Reading(rows, division.is_guess, _count(division.parts), division.unmarked)


def divide_file(
    tokens: Sequence[Token], languages: tuple[Language, ...], mode: str, declared: tuple[Language, ...]
) -> Division | None:
    """Return the parts of a file in two languages, None for a file in one; what is given is as in `read_rows`."""
    if mode == "off" or len(languages) != 2 or len(declared) == 1:
        return None
    pair = languages[0], languages[1]
    is_known = all(any(is_tongue(each, tongue) for each in pair) for tongue in (Tongue.CHINESE, Tongue.ENGLISH))
    marks = [token for token in tokens if token.type == "language_open"]
    has_marks = any("error" not in token.meta for token in marks)
    may_guess = is_known and mode == "auto"
    is_told = has_marks or len(declared) == 2 or mode == "pairs"
    if not is_told and not may_be_bilingual(tokens, has_guesses=may_guess):
        return None
    nodes = grow(tokens)
    rules = Rules(
        languages=pair,
        guesses=may_guess and not has_marks,  # who marks some pairs has left others unmarked
        in_order=mode == "pairs",
        is_chinese_first=is_chinese_usually_first(nodes),
    )
    parts = divide(nodes, rules)
    if len(declared) == 2 or has_marks:
        guesses = _guesses(divide(nodes, replace(rules, guesses=True))) if may_guess and has_marks else ()
        return Division(parts, is_guess=False, unmarked=tuple(guesses))
    if mode == "pairs":
        return Division(parts, is_guess=False) if any(part.form is not Form.SHARED for part in parts) else None
    return Division(parts, is_guess=True) if is_bilingual(parts) else None


def _guesses(parts: Sequence[Part]) -> Iterator[Token]:
    """Yield the token that each guessed pair begins with."""
    for part in leaves(parts):
        opener = part.nodes[0].opener
        if part.form in GUESSES and opener:
            yield opener


def is_bilingual(parts: Sequence[Part]) -> bool:
    """Decide without marks: there is a pair, and pairs are half of the prose, by weight and by number of blocks.

    Headings and items with brackets count on neither side: Chinese lessons have them too.
    """
    if not any(part.form in EVIDENCE for part in leaves(parts)):
        return False
    weights = [(_weights(part), len(part.nodes)) for part in parts]
    total = sum(whole for (_, whole), _ in weights)
    paired = sum(paired for (paired, _), _ in weights)
    blocks = sum(count for (_, whole), count in weights if whole)
    paired_blocks = sum(count * paired / whole for (paired, whole), count in weights if whole)
    return 2 * paired >= total and 2 * paired_blocks >= blocks


def _weights(part: Part) -> tuple[float, float]:
    """Return how much prose of `part` is paired, and how much there is."""
    if part.form is Form.WITHIN:
        inner = [_weights(each) for each in part.parts]
        return sum(paired for paired, _ in inner), sum(whole for _, whole in inner)
    if part.form is Form.BRACKET:
        return 0, 0
    if part.form in EVIDENCE:
        weight = sum(node.weight.total for node in part.nodes)
        return weight, weight
    node = part.nodes[0]
    is_prose = node.type not in NO_PROSE and node.weight.tongue is not Tongue.NEUTRAL
    return 0, node.weight.total if is_prose else 0


def _count(parts: Sequence[Part]) -> int:
    found = [part for part in leaves(parts) if part.form in EVIDENCE and len(part.sides) == 2]
    return sum(len(part.nodes) // 2 if part.form is Form.BLOCKS else 1 for part in found)


def _rows(part: Part, languages: tuple[Language, Language]) -> list[Row]:
    if part.form is Form.SHARED:
        return [Row({SHARED: [block]}) for block in blocks_of(part.nodes)]
    if part.form in (Form.BLOCKS, Form.MARKED):
        sides = {language: blocks_of(part.sides[language]) for language in languages if language in part.sides}
        if len(sides) == 2:
            return _aligned(sides[languages[0]], sides[languages[1]], languages)
        return [Row({language: [block]}) for language, blocks in sides.items() for block in blocks]
    seen: dict[Language, list[Node]] = {language: part.seen_in(language) for language in languages}
    return [Row({language: blocks_of(nodes) for language, nodes in seen.items() if nodes})]


def _aligned(first: list[Block], second: list[Block], languages: tuple[Language, Language]) -> list[Row]:
    """Pair what two containers hold: one by one where they hold the same kinds of blocks in the same order."""
    from dlcourse.renderer.bilingual.alignment.align import align  # noqa: PLC0415 - slow, and not for all lessons

    if [block.kind for block in first] == [block.kind for block in second]:
        return [Row(dict(zip(languages, ([a], [b]), strict=True))) for a, b in zip(first, second, strict=True)]
    return align(first, second, languages)
