"""The sections of two files of one lesson, paired by their headings and by what they hold."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from dlcourse.renderer.bilingual.alignment.lexicon import ideas_of
from dlcourse.renderer.bilingual.alignment.likeness import Likeness, gains_of, length_likeness
from dlcourse.renderer.bilingual.alignment.paths import FULL, NEVER, Rules, best_path
from dlcourse.renderer.bilingual.alignment.quantities import SECTION_NUMBER, numbers_in
from dlcourse.renderer.bilingual.blocks import Block, Kind

RULES = Rules(shapes=((1, 1), (2, 1), (1, 2), (3, 1), (1, 3)), gap=-1.6, more=-0.8)
MOVED = 4.0
"""How sure a section must be that is paired though it stands in another place."""


@dataclass(eq=False)
class Section:
    """A heading (none at a file's start) and the blocks up to the next heading."""

    heading: Block | None
    body: list[Block] = field(default_factory=list)

    @property
    def level(self) -> int:
        """The heading's level; 0 without one."""
        return self.heading.level if self.heading else 0

    @property
    def blocks(self) -> list[Block]:
        """The heading and the body."""
        return [self.heading, *self.body] if self.heading else self.body

    @cached_property
    def number(self) -> str:
        """The section's number as digits (`2.1`), "" if its heading begins with none."""
        found = SECTION_NUMBER.match(self.heading.prose.strip()) if self.heading else None
        if not found:
            return ""
        written = next(group for group in found.groups() if group)
        values = [str(value) for number in numbers_in(written) for value in number.values]
        return written.lower() if found["digits"] else next(iter(values), "")

    @property
    def explicit_id(self) -> str:
        """The id that the author gave the heading as `{#id}`."""
        return str(self.heading.tokens[1].meta.get("id", "")) if self.heading else ""

    @cached_property
    def ideas(self) -> frozenset[int]:
        """What the heading's commonest words stand for."""
        return ideas_of(self.heading.prose) if self.heading else frozenset()


class Content:
    """What sections hold, as far as it says which they are."""

    def __init__(self, sections: Sequence[Section], likeness: Likeness) -> None:
        sheaves = [likeness.sheaf(block) for section in sections for block in section.body]
        self.is_empty = not sheaves
        self.size = sum(sheaf.size for sheaf in sheaves)
        self.paragraphs = sum(sheaf.family == "paragraph" for sheaf in sheaves)
        self.kinds = Counter(sheaf.family for sheaf in sheaves if sheaf.family not in ("paragraph", "rule"))
        self.names = frozenset[str]().union(*(sheaf.names for sheaf in sheaves))
        self.words = frozenset[str]().union(*(sheaf.words for sheaf in sheaves))
        self.keys = frozenset(f"k:{sheaf.key}" for sheaf in sheaves if len(sheaf.key) > 20)


def sections_of(blocks: Sequence[Block]) -> list[Section]:
    """Cut `blocks` before each heading."""
    sections: list[Section] = []
    for block in blocks:
        if block.kind is Kind.HEADING:
            sections.append(Section(block))
        elif sections:
            sections[-1].body.append(block)
        else:
            sections.append(Section(None, [block]))
    return sections


def pair_sections(
    first: Sequence[Section], second: Sequence[Section], likeness: Likeness
) -> list[tuple[list[Section], list[Section]]]:
    """Return the sections in groups that say the same; a section with no partner is a group of its own.

    Every section is in one group. Groups come in the order of the first file, those of the second alone at the end.
    """
    matcher = _Matcher(first, second, likeness)
    rules = RULES if len(first) * len(second) <= FULL else replace(RULES, shapes=((1, 1),))
    steps = best_path(len(first), len(second), rules, matcher.score)
    groups = [([first[i] for i in step.first], [second[j] for j in step.second]) for step in steps]
    return _with_moved(groups, matcher)


def _with_moved(
    groups: list[tuple[list[Section], list[Section]]], matcher: "_Matcher"
) -> list[tuple[list[Section], list[Section]]]:
    alone_first = [ours[0] for ours, theirs in groups if not theirs]
    alone_second = [theirs[0] for ours, theirs in groups if not ours]
    if len(alone_first) * len(alone_second) > 10_000:
        return groups
    found = sorted(
        ((matcher.moved(a, b), -i, -j, a, b) for i, a in enumerate(alone_first) for j, b in enumerate(alone_second)),
        key=lambda candidate: candidate[:3],
        reverse=True,
    )
    partner: dict[Section, Section] = {}
    taken: set[Section] = set()
    for worth, _, _, ours, theirs in found:
        if worth >= MOVED and ours not in partner and theirs not in taken:
            partner[ours] = theirs
            taken.add(theirs)
    return [
        (ours, [partner[ours[0]]] if not theirs and ours[0] in partner else theirs)
        for ours, theirs in groups
        if ours or theirs[0] not in taken
    ]


class _Matcher:
    """Says how like sections are; remembers what it has seen."""

    def __init__(self, first: Sequence[Section], second: Sequence[Section], likeness: Likeness) -> None:
        self.first, self.second = first, second
        self.likeness = likeness
        levels = [[section.level for section in side] for side in (first, second)]
        self.is_parallel = levels[0] == levels[1]
        # Where both files use the same levels, one level more is another heading; else all may be shifted by one.
        self.step = -2.2 if set(levels[0]) == set(levels[1]) else -1.2
        heads = [[section for section in side if section.level == 1] for side in (first, second)]
        self.titles = (heads[0][0], heads[1][0]) if len(heads[0]) == len(heads[1]) == 1 else None
        ours_ids, their_ids = ({section.explicit_id for section in side} for side in (first, second))
        self.ids = ours_ids & their_ids
        self.contents: dict[tuple[Section, ...], Content] = {}
        sides = [[self._content([section]) for section in side] for side in (first, second)]
        ours, theirs = ([one.names | one.words | one.keys for one in side] for side in sides)
        self.gains = gains_of(ours, theirs, most=2.5)

    def score(self, ours: range, theirs: range) -> float:
        """Return how like the sections at these places are."""
        a, b = self.first[ours.start : ours.stop], self.second[theirs.start : theirs.stop]
        if any(not 0 < group[0].level <= section.level for group in (a, b) for section in group[1:]):
            return NEVER
        worth = self._heading_likeness(a[0], b[0]) - 1.5 * (len(a) + len(b) - 2) - 1.5 * (len(a) + len(b) > 2)
        if worth == NEVER:
            return NEVER
        worth += 1.5 if self.is_parallel and ours == theirs else 0.0
        return worth + self._content_likeness(self._content(a), self._content(b))

    def moved(self, ours: Section, theirs: Section) -> float:
        """Return how sure it is that a section stands in another place in the other file."""
        if not ours.heading or not theirs.heading:
            return NEVER
        heading = self._heading_likeness(ours, theirs)
        content = self._content_likeness(self._content([ours]), self._content([theirs]))
        return heading + content if content > 2.0 or heading > 4.0 else NEVER

    def _content(self, sections: Sequence[Section]) -> Content:
        key = tuple(sections)
        if key not in self.contents:
            self.contents[key] = Content(sections, self.likeness)
        return self.contents[key]

    def _content_likeness(self, ours: Content, theirs: Content) -> float:
        if ours.is_empty and theirs.is_empty:
            return 0.3
        worth = max(-2.5, length_likeness(ours.size, theirs.size, self.likeness.ratio, spread=0.15))
        for kind in ours.kinds.keys() | theirs.kinds.keys():
            a, b = ours.kinds[kind], theirs.kinds[kind]
            worth += 0.5 if a == b else -0.8 * abs(a - b) / max(a, b)
        most = max(ours.paragraphs, theirs.paragraphs)
        worth += 0.4 - 0.8 * abs(ours.paragraphs - theirs.paragraphs) / most if most else 0.0
        names = sum(self.gains.get(name, 0.0) for name in (ours.names & theirs.names) | (ours.keys & theirs.keys))
        words = sum(self.gains.get(name, 0.0) for name in ours.words & theirs.words)
        missing = sum(name in self.gains for name in ours.names ^ theirs.names)
        return worth + min(6.0, 0.7 * names + 0.4 * words) - min(2.5, 0.3 * missing)

    def _heading_likeness(self, first: Section, second: Section) -> float:
        """Compare levels, numbers, ids and words; no heading is like none, or like a file's title."""
        if not first.heading or not second.heading:
            return {0: 1.0, 1: -0.5}.get(first.level + second.level, NEVER)
        apart = abs(first.level - second.level)
        if apart > 1:
            return NEVER
        worth = (1.0, self.step)[apart] + (4.0 if (first, second) == self.titles else 0.0)
        if first.explicit_id and second.explicit_id:
            is_known = {first.explicit_id, second.explicit_id} & self.ids
            worth += 6.0 if first.explicit_id == second.explicit_id else -5.0 if is_known else -0.5
        if first.number and second.number:
            worth += 3.0 if first.number == second.number else -1.5
        if first.ideas and second.ideas:
            worth += 2.0 if first.ideas & second.ideas else -2.0
        a, b = self.likeness.sheaf(first.heading), self.likeness.sheaf(second.heading)
        if a.key == b.key:
            return worth + 5.0
        worth -= min(1.5, 0.5 * len((a.foreign - b.words) | (b.foreign - a.words)))
        worth += self.likeness.common(a.names | a.words, b.names | b.words, 0.0)
        return worth + 0.7 * length_likeness(a.size, b.size, self.likeness.ratio)
