"""What a lesson's tokens go through before they are rendered."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from markdown_it.token import Token

from dlcourse.renderer.code.titles import with_code_titles
from dlcourse.renderer.markdown.autolink import link_bare_addresses
from dlcourse.renderer.markdown.reference import find_references
from dlcourse.renderer.sheet import locate

FORMULAS = frozenset({"math_block", "amsmath"})
CLOSING = frozenset("，。、；：！？）》」』】”’,.;:!?)")


def prepare(tokens: list[Token]) -> list[Token]:
    """Tell inline tokens where they stand, put the boxes of task items and closing punctuation where they print."""
    if not FORMULAS.isdisjoint([token.type for token in tokens]):
        tokens = list(_with_formulas_as_texts(tokens))
    locate(tokens)
    for index in [index for index, token in enumerate(tokens) if token.meta and "checked" in token.meta]:
        for inline in _first_texts(tokens, index + 1):
            box = Token("checkbox", "", 0, meta={"checked": tokens[index].meta["checked"]})
            inline.children = [box, *(inline.children or ()), Token("checkbox_end", "", 0)]
    for children, content in [(token.children, token.content) for token in tokens if token.children]:
        if "://" in content or "\\" in content or "&" in content:
            link_bare_addresses(children)
        if "ref{" in content:
            find_references(children)
        if len(children) > 1:
            _keep_punctuation(children)
    return with_code_titles(tokens)


def _with_formulas_as_texts(tokens: Sequence[Token]) -> Iterator[Token]:
    """Give a task item that begins with a display formula a text that begins with it: the box to tick stands there."""
    before: Token | None = None
    for token in tokens:
        if token.type in FORMULAS and before and before.type == "list_item_open" and "checked" in before.meta:
            formula = replace(token, type="math_inline_double", level=0)
            lines, level = token.map, token.level
            yield Token("paragraph_open", "p", 1, map=lines, level=level, block=True, hidden=True)
            yield Token(
                "inline", "", 0, map=lines, level=level + 1, children=[formula], content=token.content, block=True
            )
            yield Token("paragraph_close", "p", -1, level=level, block=True, hidden=True)
        else:
            yield token
        before = token


def _first_texts(tokens: list[Token], index: int) -> Iterator[Token]:
    """Yield the text that an item begins with; where it begins with containers of languages, that of each of them."""
    while tokens[index].type == "language_open":
        yield from _first_texts(tokens, index + 1)
        level = tokens[index].level
        while tokens[index].type != "language_close" or tokens[index].level != level:
            index += 1
        index += 1
        if tokens[index].type != "language_open":
            return
    if tokens[index].type == "paragraph_open":
        yield tokens[index + 1]


def _keep_punctuation(children: list[Token]) -> None:
    """Give closing punctuation to the formula before it: browsers would let it begin a line."""
    formula: Token | None = None
    for child in children:
        if child.type == "math_inline":
            formula = child
        elif formula is not None:
            if child.type == "text" and child.content[:1] in CLOSING:
                formula.meta["tail"], child.content = child.content[:1], child.content[1:]
            formula = None
