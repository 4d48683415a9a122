"""One block in, two out, where a block says something in Chinese and again in English without any mark.

That is a paragraph of Chinese lines and English lines, and a list of Chinese items and as many English ones.
"""

import itertools
from collections.abc import Sequence

from markdown_it.token import Token

from dlcourse.renderer.bilingual.detection.evidence import Tongue, Weight, are_translations, weigh
from dlcourse.renderer.bilingual.tree import Node, copied, token_copy

BREAKS = frozenset({"softbreak", "hardbreak"})
BOTH = (Tongue.CHINESE, Tongue.ENGLISH)


def with_children(node: Node, children: list[Token], lines: tuple[int, int] | None = None) -> Node:
    """Copy a paragraph, heading or cell with other inline tokens; `lines` of its text, if it has only these."""
    copies: list[Node] = []
    for child in node.children:
        if child.type == "inline" and child.opener:
            copies.append(Node(token_copy(child.opener, children=children)))
        else:
            copies += copied([child])
    copy = Node(node.opener and token_copy(node.opener), copies, node.closer and token_copy(node.closer))
    inline = copy.inline
    if lines and inline and inline.map and copy.opener:
        inline.content = "\n".join(inline.content.split("\n")[slice(*lines)])
        inline.map = copy.opener.map = [inline.map[0] + lines[0], inline.map[0] + lines[1]]
    return copy


def split_lines(paragraph: Node) -> list[Node] | None:
    """Return the two halves of a paragraph whose first lines are in one language and the rest in the other."""
    inline = paragraph.inline
    if inline is None or "\n" not in inline.content:
        return None
    box, children, end = _unboxed(inline.children or [])
    lines = _lines(children)
    if lines is None or len(lines) != inline.content.count("\n") + 1:
        return None
    weights = [weigh(line) for line in lines]
    switch = _switch(weights)
    if switch is None:
        return None
    first, second = _joined(lines[:switch]), _joined(lines[switch:])
    return [
        with_children(paragraph, [*map(token_copy, box), *first, *map(token_copy, end)], (0, switch)),
        with_children(paragraph, [*map(token_copy, box), *second, *map(token_copy, end)], (switch, len(lines))),
    ]


def _unboxed(children: list[Token]) -> tuple[list[Token], list[Token], list[Token]]:
    """Take off the box of a task, which belongs to both halves."""
    if children and children[0].type == "checkbox":
        return children[:1], children[1:-1], children[-1:]
    return [], children, []


def _lines(children: Sequence[Token]) -> list[list[Token]] | None:
    """Return the tokens of each line, the break that ends it with it; None if a line ends inside of bold or a link."""
    lines: list[list[Token]] = [[]]
    depth = 0
    for child in children:
        depth += child.nesting
        lines[-1].append(token_copy(child))
        if child.type in BREAKS:
            if depth:
                return None
            lines.append([])
    return lines


def _switch(weights: Sequence[Weight]) -> int | None:
    """Return the line with which the other language begins, if there is one such line and both sides fit."""
    tongues: list[Tongue] = []
    for weight in weights:
        is_last_word = weight.words and bool(tongues) and tongues[-1] is Tongue.ENGLISH
        tongues.append(Tongue.ENGLISH if weight.tongue is Tongue.NEUTRAL and is_last_word else weight.tongue)
    runs = [(tongue, len(list(run))) for tongue, run in itertools.groupby(tongues)]
    if len(runs) != 2 or not all(tongue in BOTH for tongue, _ in runs):
        return None
    switch = runs[0][1]
    sides = sum(weights[:switch], Weight()), sum(weights[switch:], Weight())
    return switch if are_translations(*sides) else None


def _joined(lines: Sequence[Sequence[Token]]) -> list[Token]:
    tokens = [token for line in lines for token in line]
    return tokens[:-1] if tokens and tokens[-1].type in BREAKS else tokens


def split_items(whole: Node) -> list[Node] | None:
    """Return the two halves of a list that has each item in one language first, then each in the other."""
    items = whole.children
    half, odd = divmod(len(items), 2)
    if odd or not half:
        return None
    sides = items[:half], items[half:]
    tongues = [{item.weight.tongue for item in side} for side in sides]
    if any(len(found) != 1 for found in tongues) or not all(
        are_translations(first.weight, second.weight) for first, second in zip(*sides, strict=True)
    ):
        return None
    return [_list_of(whole, side) for side in sides]


def _list_of(whole: Node, items: Sequence[Node]) -> Node:
    """Copy a list with some of its items. It is numbered as the whole is, and tight if these items are."""
    copy = Node(whole.opener and token_copy(whole.opener), copied(items), whole.closer and token_copy(whole.closer))
    begin, end = items[0].lines[0], items[-1].lines[1]
    if copy.opener:
        copy.opener.map = [begin, end]
    if _is_tight(items):
        for item in copy.children:
            for block in item.children:
                if block.type == "paragraph_open" and block.opener and block.closer:
                    block.opener.hidden = block.closer.hidden = True
    return copy


def _is_tight(items: Sequence[Node]) -> bool:
    """Tell whether no blank line stands between the items, nor between the blocks of one."""
    blocks = [block for item in items for block in item.children if block.lines != (0, 0)]
    return all(second.lines[0] <= first.lines[1] for first, second in itertools.pairwise(blocks))
