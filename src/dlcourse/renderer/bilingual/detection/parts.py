"""The blocks of one file in, its parts out: what is said in both languages, in one, or for all.

Explicit marks are always read: containers, `中文 | English`, `中文 (English)`. With `Rules.guesses` translations are
also found where nothing marks them.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from dlcourse.model import Language
from dlcourse.renderer.bilingual.detection.evidence import Tongue, are_translations
from dlcourse.renderer.bilingual.detection.forms import split_inline
from dlcourse.renderer.bilingual.detection.splits import split_items, split_lines, with_children
from dlcourse.renderer.bilingual.tree import LISTS, Node, copied, token_copy

HOLDERS = LISTS | {
    "list_item_open",
    "blockquote_open",
    "footnote_block_open",
    "footnote_open",
    "table_open",
    "thead_open",
    "tbody_open",
    "tr_open",
    "box_open",
    "figure_open",
    "code_open",
    "dl_open",
    "dt_open",
    "dd_open",
    "",
}
NOTES = frozenset({"footnote_block_open", "footnote_open"})
CELLS = frozenset({"th_open", "td_open"})
TITLES = frozenset({"heading_open", "box_title_open", "caption_open", "dt_open", "code_title_open"})
SPLIT_IN_TWO = CELLS | TITLES
PAIRABLE = LISTS | {"paragraph_open", "blockquote_open", "table_open", "box_open"}


class Form(Enum):
    """How a part says what is in which language."""

    SHARED = "for all"
    WITHIN = "parts inside"
    MARKED = "containers"
    BAR = "中文 | English"
    BRACKET = "中文 (English)"
    BLOCKS = "neighbouring blocks"
    LINES = "lines of a paragraph"
    ITEMS = "halves of a list"


IN_TITLES = (Form.BAR, Form.BRACKET)
"""How a heading, a title or a cell may say the same in two languages."""
IN_FIRST_TEXT = {"list_item_open": IN_TITLES, "dd_open": (Form.BAR,)}
"""How the text may that a block begins with; a definition may well end with a bracket."""
GUESSES = frozenset({Form.BLOCKS, Form.LINES, Form.ITEMS})


@dataclass(eq=False)
class Part:
    """Some neighbouring `nodes`, and what of them each language sees.

    That is all of them (`SHARED`), or its one of the `sides`, or the node with what it sees of the `parts` in it
    (`WITHIN`).
    """

    form: Form
    nodes: list[Node]
    sides: dict[Language, list[Node]] = field(default_factory=dict)
    parts: list["Part"] = field(default_factory=list)

    def seen_in(self, language: Language) -> list[Node]:
        """Return what readers of `language` see, as copies."""
        if self.form is Form.SHARED:
            return copied(self.nodes)
        if self.form is not Form.WITHIN:
            return self.sides.get(language, [])
        node = self.nodes[0]
        children = [seen for part in self.parts for seen in part.seen_in(language)]
        if not children:
            return []
        return [Node(node.opener and token_copy(node.opener), children, node.closer and token_copy(node.closer))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How to read a file: the two languages, source first, and whether to look for translations without marks.

    `in_order` lets a bar split two languages of one script. `is_chinese_first` says which side of a pair comes first
    where that cannot be seen.
    """

    languages: tuple[Language, Language]
    guesses: bool = False
    in_order: bool = False
    is_chinese_first: bool = True

    @property
    def chinese(self) -> Language:
        """The course's Chinese."""
        return next(each for each in self.languages if is_tongue(each, Tongue.CHINESE))

    @property
    def english(self) -> Language:
        """The course's English."""
        return next(each for each in self.languages if is_tongue(each, Tongue.ENGLISH))

    def by_tongue(self, nodes: Sequence[Node]) -> dict[Language, list[Node]]:
        """Sort `nodes`, Chinese or English each, into sides."""
        sides: dict[Language, list[Node]] = {language: [] for language in self.languages}
        for node in nodes:
            sides[self.chinese if node.weight.tongue is Tongue.CHINESE else self.english].append(node)
        return sides


def is_tongue(language: Language, tongue: Tongue) -> bool:
    """Tell whether a language tag names Chinese or English, of any region or script."""
    return language.lower().partition("-")[0] == tongue.value


def divide(nodes: Sequence[Node], rules: Rules, *, holder: str = "") -> list[Part]:
    """Divide the children of a `holder`, or the blocks of a file, into parts, in order. None is lost or doubled."""
    parts: list[Part] = []
    nodes = list(_without_foreign_marks(nodes))
    index = 0
    while index < len(nodes):
        node = nodes[index]
        if node.language:
            following = nodes[index + 1] if index + 1 < len(nodes) else None
            both = [node, following] if following and following.language not in (None, node.language) else [node]
            sides = {str(each.language): copied(each.children, up=1) for each in both}
            parts.append(Part(Form.MARKED, [each for each in both if each], {k: v for k, v in sides.items() if v}))
            index += len(both)
        else:
            parts.append(_divide_one(node, rules, () if index else IN_FIRST_TEXT.get(holder, ())))
            index += 1
    return list(_with_pairs(parts, rules)) if rules.guesses else parts


def _without_foreign_marks(nodes: Sequence[Node]) -> Iterator[Node]:
    """A container of a language that the course does not have is an error, and its content is for all."""
    for node in nodes:
        if node.type == "language_open" and not node.language:
            yield from copied(node.children, up=1)
        else:
            yield node


def _divide_one(node: Node, rules: Rules, forms: Sequence[Form]) -> Part:
    if node.type in SPLIT_IN_TWO:
        forms = IN_TITLES
    inline = node.inline if forms else None
    if inline:
        for form in forms:
            halves = split_inline(inline, rules.languages, with_brackets=form is Form.BRACKET, in_order=rules.in_order)
            if halves:
                sides = zip(rules.languages, halves, strict=True)
                return Part(form, [node], {language: [with_children(node, half)] for language, half in sides})
    if rules.guesses and node.type == "paragraph_open":
        lines = split_lines(node)
        if lines:
            return Part(Form.LINES, [node], rules.by_tongue(lines))
    if node.type == "figure_image":
        return _divide_picture(node, rules)
    if node.type not in HOLDERS:
        return Part(Form.SHARED, [node])
    if node.type in NOTES:
        rules = replace(rules, guesses=False)  # a note's way back stands in its last paragraph alone
    within = Part(Form.WITHIN, [node], parts=divide(node.children, rules, holder=node.type))
    has_pairs = any(part.form in GUESSES for part in leaves([within]))
    halves_of_list = split_items(node) if rules.guesses and node.type in LISTS and not has_pairs else None
    if halves_of_list:
        return Part(Form.ITEMS, [node], rules.by_tongue(halves_of_list))
    if all(part.form is Form.SHARED for part in within.parts):
        return Part(Form.SHARED, [node])
    return within


def _divide_picture(node: Node, rules: Rules) -> Part:
    """Divide the text that stands for the picture of a figure."""
    picture = node.opener.children[0] if node.opener and node.opener.children else None
    halves = split_inline(picture, rules.languages, with_brackets=False, in_order=rules.in_order) if picture else None
    if picture is None or halves is None or node.opener is None:
        return Part(Form.SHARED, [node])
    copies = [token_copy(node.opener, children=[token_copy(picture, children=half)]) for half in halves]
    return Part(Form.BAR, [node], {k: [Node(copy)] for k, copy in zip(rules.languages, copies, strict=True)})


def leaves(parts: Sequence[Part]) -> Iterator[Part]:
    """Return the parts that are not made of others."""
    for part in parts:
        if part.form is Form.WITHIN:
            yield from leaves(part.parts)
        else:
            yield part


def _with_pairs(parts: Sequence[Part], rules: Rules) -> Iterator[Part]:
    """Join neighbouring blocks that translate one another."""
    for is_prose, group in itertools.groupby(parts, _is_prose):
        stretch = list(group)
        yield from _paired(stretch, rules) if is_prose else stretch


def _is_prose(part: Part) -> bool:
    is_candidate = part.form is Form.SHARED and part.nodes[0].type in PAIRABLE
    return is_candidate and part.nodes[0].weight.tongue in (Tongue.CHINESE, Tongue.ENGLISH)


def _paired(stretch: Sequence[Part], rules: Rules) -> Iterator[Part]:
    """Pair the runs of blocks in one language that a stretch of prose consists of.

    A run and the next make pairs if they are of equal length and fit block by block; a run of one also fits the
    block beside it. Where a run could pair with either neighbour, the file's usual order decides.
    """
    runs = [list(run) for _, run in itertools.groupby(stretch, lambda part: part.nodes[0].weight.tongue)]
    first = Tongue.CHINESE if rules.is_chinese_first else Tongue.ENGLISH
    index = 0
    while index < len(runs):
        run = runs[index]
        following = runs[index + 1] if index + 1 < len(runs) else []
        if len(runs) == 2 or run[0].nodes[0].weight.tongue is first:
            before, pairs, after = _matched(run, following)
            if pairs:
                nodes = [part.nodes[0] for part in pairs]
                yield from before
                yield Part(Form.BLOCKS, nodes, rules.by_tongue(nodes))
                yield from after
                index += 2
                continue
        yield from run
        index += 1


def _matched(run: list[Part], following: list[Part]) -> tuple[list[Part], list[Part], list[Part]]:
    """Return what stands before the blocks that pair, these, and what stands behind them."""
    if len(run) != len(following) and min(len(run), len(following)) != 1:
        return run, [], following
    count = min(len(run), len(following))
    left, right = run[len(run) - count :], following[:count]
    if not all(_fit(a.nodes[0], b.nodes[0]) for a, b in zip(left, right, strict=True)):
        return run, [], following
    return run[: len(run) - count], [*left, *right], following[count:]


def _fit(first: Node, second: Node) -> bool:
    is_alike = first.type == second.type
    if first.type in LISTS:
        is_alike &= len(first.children) == len(second.children)
    if first.opener and second.opener and first.type == "box_open":
        is_alike &= first.opener.info == second.opener.info
    return is_alike and are_translations(first.weight, second.weight)


def is_chinese_usually_first(nodes: Sequence[Node]) -> bool:
    """Tell which language of neighbouring paragraphs that fit one another comes first in most places."""
    return _lead(nodes) >= 0


def _lead(nodes: Sequence[Node]) -> int:
    lead = sum(_lead(node.children) for node in nodes if node.type in HOLDERS)
    for first, second in itertools.pairwise(nodes):
        if first.type == second.type and first.type in PAIRABLE and _fit(first, second):
            lead += 1 if first.weight.tongue is Tongue.CHINESE else -1
    return lead
