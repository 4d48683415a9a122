"""Two files of one lesson in, rows out: which blocks of the one language say what which of the other say."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dlcourse.model import Language
from dlcourse.renderer.bilingual.alignment.likeness import Likeness, Sheaf, is_near
from dlcourse.renderer.bilingual.alignment.paths import FULL, NEVER, Rules, best_path
from dlcourse.renderer.bilingual.alignment.sections import Section, pair_sections, sections_of
from dlcourse.renderer.bilingual.blocks import SHARED, TEXTLESS, Block, Kind, Row
from dlcourse.renderer.bilingual.notes import references

RULES = Rules(shapes=((1, 1), (2, 1), (1, 2), (3, 1), (1, 3)), gap=-1.8, more=-0.6)
MERGING = frozenset({Kind.PARAGRAPH, Kind.QUOTE, Kind.LIST, Kind.CODE})
MOVED_NEARBY = 3.0
MOVED_ASIDE = 2.0
MOVED_FAR = 6.0
CROSSING = 1.5
"""What a pair that crosses others costs."""
SMALL = 1_600
MOST_TRIED = 6
IN_PLACE = frozenset({Kind.PARAGRAPH, Kind.HEADING, Kind.RULE})
NEIGHBOUR = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """Blocks of the first file and of the second that say the same; one of them may be empty."""

    first: tuple[Block, ...]
    second: tuple[Block, ...]


def align(first: Sequence[Block], second: Sequence[Block], languages: tuple[Language, Language]) -> list[Row]:
    """Return the blocks of both files in rows: pairs, blocks of one language alone, blocks that both share.

    `languages` are those of `first` and `second`. Every block is in one row. Blocks that are equal make a `SHARED` row
    with those of `second` as its twins. Rows come in the order of `first`; one of the second language alone stands
    after the row of the block before it. Pairs may cross, where a block was moved.
    """
    matches = _matches(first, second)
    return [_row(match, languages) for match in _in_order(matches, first, second)]


def _matches(first: Sequence[Block], second: Sequence[Block]) -> list[Match]:
    ours, theirs = sections_of(first), sections_of(second)
    likeness = Likeness(first, second)
    matches: list[Match] = []
    if all(s.heading is None for s in ours) or all(s.heading is None for s in theirs):
        return _with_moved(_match_run(first, second, likeness), likeness)
    for a, b in pair_sections(ours, theirs, likeness):
        matches += _match_sections(a, b, likeness)
    matches = _with_moved(_with_strays(matches, likeness), likeness)
    return _with_neighbours(matches, first, second, likeness)


def _match_sections(ours: Sequence[Section], theirs: Sequence[Section], likeness: Likeness) -> list[Match]:
    if not ours or not theirs:
        alone = [block for section in (*ours, *theirs) for block in section.blocks]
        return [Match((block,), ()) if ours else Match((), (block,)) for block in alone]
    heads = [ours[0].heading, theirs[0].heading]
    first = [*ours[0].body, *(block for section in ours[1:] for block in section.blocks)]
    second = [*theirs[0].body, *(block for section in theirs[1:] for block in section.blocks)]
    head = [Match(*((block,) if block else () for block in heads))] if any(heads) else []
    matches = head + _match_run(first, second, likeness)
    return _with_moved(matches, likeness, threshold=MOVED_NEARBY)


def _match_blocks(first: Sequence[Block], second: Sequence[Block], likeness: Likeness) -> list[Match]:
    def score(ours: range, theirs: range) -> float:
        a, b = first[ours.start : ours.stop], second[theirs.start : theirs.stop]
        if len(a) + len(b) > 2 and not _may_merge(a, b, likeness):
            return NEVER
        return likeness(likeness.sheaf(*a), likeness.sheaf(*b))

    rules = RULES if len(first) * len(second) <= FULL else replace(RULES, shapes=RULES.shapes[:3])
    steps = best_path(len(first), len(second), rules, score)
    return [Match(tuple(first[i] for i in step.first), tuple(second[j] for j in step.second)) for step in steps]


def _match_run(first: Sequence[Block], second: Sequence[Block], likeness: Likeness) -> list[Match]:
    """Match blocks in order, but for a list, a table or the like that stands in another place.

    With that out of the way, more of the rest may pair.
    """
    matches = _match_blocks(first, second, likeness)
    if all(match.first for match in matches) or all(match.second for match in matches):
        return matches
    if len(first) * len(second) > SMALL:
        return matches
    candidates = sorted(
        (
            (likeness(likeness.sheaf(a), likeness.sheaf(b)), -i, -j)
            for i, a in enumerate(first)
            if a.kind not in IN_PLACE
            for j, b in enumerate(second)
            if a.kind is b.kind
        ),
        reverse=True,
    )
    best = _worth(matches, likeness)
    for worth, i, j in candidates[:MOST_TRIED]:
        a, b = first[-i], second[-j]
        rest = _match_blocks([x for x in first if x is not a], [y for y in second if y is not b], likeness)
        if worth >= MOVED_ASIDE and _worth(rest, likeness) + worth - CROSSING > best:
            return [*rest, Match((a,), (b,))]
    return matches


def _worth(matches: Sequence[Match], likeness: Likeness) -> float:
    """Return what the path of `matches` is worth, as `best_path` counts it."""
    worth = 0.0
    is_alone = False
    for match in matches:
        if match.first and match.second:
            worth += likeness(likeness.sheaf(*match.first), likeness.sheaf(*match.second))
        else:
            worth += RULES.more if is_alone else RULES.gap
        is_alone = not (match.first and match.second)
    return worth


def _may_merge(first: Sequence[Block], second: Sequence[Block], likeness: Likeness) -> bool:
    """Tell whether it is worth while to look at the blocks as one on either side."""
    kind = first[0].kind
    if kind not in MERGING or any(block.kind is not kind for block in (*first, *second)):
        return False
    if kind is Kind.CODE:
        return True
    ours = sum([likeness.sheaf(block).size for block in first])
    theirs = sum([likeness.sheaf(block).size for block in second])
    return is_near(ours, theirs, likeness.ratio)


def _with_strays(matches: list[Match], likeness: Likeness) -> list[Match]:
    """Pair what is left on both sides, in order, where the two name the same: sections may be cut otherwise."""
    ours = [match.first[0] for match in matches if not match.second]
    theirs = [match.second[0] for match in matches if not match.first]

    def score(a: range, b: range) -> float:
        return likeness.of_strays(likeness.sheaf(ours[a.start]), likeness.sheaf(theirs[b.start]))

    steps = best_path(len(ours), len(theirs), Rules(shapes=((1, 1),), gap=0.0, more=0.0), score)
    partner = {ours[step.first.start]: theirs[step.second.start] for step in steps if step.first and step.second}
    return _joined(matches, partner)


def _with_neighbours(
    matches: list[Match], first: Sequence[Block], second: Sequence[Block], likeness: Likeness
) -> list[Match]:
    """Pair text that is left and fits, where the texts before it, or those behind it, are a pair."""
    partner = {a: b for match in matches for a in match.first for b in match.second}
    alone = {block for match in matches if not (match.first and match.second) for block in match.first + match.second}
    found: dict[Block, Block] = {}
    for ours, theirs in ((first, second), (first[::-1], second[::-1])):
        following = dict(pairwise(block for block in theirs if block.kind not in TEXTLESS))
        for before, block in pairwise(block for block in ours if block.kind not in TEXTLESS):
            other = following.get(partner[before]) if before in partner else None
            if not other or block not in alone or other not in alone:
                continue
            if likeness(likeness.sheaf(block), likeness.sheaf(other)) >= NEIGHBOUR:
                found[block] = partner[block] = other
                alone -= {block, other}
    return _joined(matches, found)


def _joined(matches: list[Match], partner: dict[Block, Block]) -> list[Match]:
    taken = set(partner.values())
    return [
        Match(match.first, (partner[match.first[0]],)) if not match.second and match.first[0] in partner else match
        for match in matches
        if match.first or match.second[0] not in taken
    ]


def _with_moved(matches: list[Match], likeness: Likeness, threshold: float = MOVED_FAR) -> list[Match]:
    """Pair what is left on both sides where the likeness is strong, though it stands in another place."""
    ours = [match.first[0] for match in matches if not match.second]
    theirs = [match.second[0] for match in matches if not match.first]
    if not ours or not theirs or len(ours) * len(theirs) > 40_000:
        return matches
    candidates = sorted(
        (
            (_moved_likeness(likeness.sheaf(a), likeness.sheaf(b), likeness), -i, -j, a, b)
            for i, a in enumerate(ours)
            for j, b in enumerate(theirs)
            if a.kind is b.kind and a.kind not in (Kind.RULE, Kind.HEADING)
        ),
        key=lambda candidate: candidate[:3],
        reverse=True,
    )
    partner: dict[Block, Block] = {}
    taken: set[Block] = set()
    for worth, _, _, a, b in candidates:
        if worth >= threshold and a not in partner and b not in taken:
            partner[a] = b
            taken.add(b)
    return _joined(matches, partner)


def _moved_likeness(first: Sheaf, second: Sheaf, likeness: Likeness) -> float:
    worth = likeness(first, second)
    if first.kind is Kind.PARAGRAPH and first.family != "bare":
        worth -= 3.0
    return worth


def _in_order(matches: list[Match], first: Sequence[Block], second: Sequence[Block]) -> list[Match]:
    of_first = {block: match for match in matches for block in match.first}
    of_second = {block: match for match in matches for block in match.second}
    followers: dict[Match | None, list[Match]] = {}
    before: Match | None = None
    for block in second:
        match = of_second[block]
        if match.first:
            before = match
        else:
            followers.setdefault(before, []).append(match)
    ordered = list(followers.get(None, ()))
    for match in dict.fromkeys(of_first[block] for block in first):
        ordered += [match, *followers.get(match, ())]
    return ordered


def _row(match: Match, languages: tuple[Language, Language]) -> Row:
    if match.first and match.second and _is_shared(match):
        return Row({SHARED: list(match.first)}, twins=list(match.second))
    sides = zip(languages, (match.first, match.second), strict=True)
    return Row({language: list(blocks) for language, blocks in sides if blocks})


def _is_shared(match: Match) -> bool:
    """Tell whether both sides show the same. Footnotes are numbered, and lines of code marked, by each for itself."""
    tokens = [token for block in (*match.first, *match.second) for token in block.tokens]
    has_notes = match.first[0].kind is Kind.NOTES or any(references(tokens))
    marks = [
        [token.info.strip().lower() for block in side for token in block.tokens] for side in (match.first, match.second)
    ]
    return not has_notes and marks[0] == marks[1] and Sheaf(match.first).key == Sheaf(match.second).key
