"""What a lesson's tokens go through before they are rendered."""

import itertools
from collections.abc import Iterator

from markdown_it.token import Token

from dlcourse.renderer.code.titles import with_code_titles
from dlcourse.renderer.markdown.autolink import link_bare_addresses
from dlcourse.renderer.markdown.reference import find_references
from dlcourse.renderer.sheet import locate

CLOSING = frozenset("，。、；：！？）》」』】”’,.;:!?)")


def prepare(tokens: list[Token]) -> list[Token]:
    """Tell inline tokens where they stand, put the boxes of task items and closing punctuation where they print."""
    locate(tokens)
    for index, token in enumerate(tokens):
        if token.type == "list_item_open" and "checked" in token.meta:
            for inline in _first_texts(tokens, index + 1):
                box = Token("checkbox", "", 0, meta={"checked": token.meta["checked"]})
                inline.children = [box, *(inline.children or ()), Token("checkbox_end", "", 0)]
        elif token.type == "inline" and token.children:
            link_bare_addresses(token.children)
            find_references(token.children)
            _keep_punctuation(token.children)
    return with_code_titles(tokens)


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
    for formula, text in itertools.pairwise(children):
        if formula.type == "math_inline" and text.type == "text" and text.content[:1] in CLOSING:
            formula.meta["tail"], text.content = text.content[:1], text.content[1:]
