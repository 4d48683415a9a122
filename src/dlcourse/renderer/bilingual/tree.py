"""Tokens as a tree: a `Node` for every block, so that parts of a list or a quotation can be taken out whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from markdown_it.token import Token

from dlcourse.renderer.bilingual.blocks import Block, Kind, split_blocks
from dlcourse.renderer.bilingual.detection.evidence import Weight, weigh
from dlcourse.renderer.markdown.engine.token import Mark

LISTS = frozenset({"bullet_list_open", "ordered_list_open"})
# Their maps may take in the blank lines that follow them.
ENDLESS = LISTS | {"list_item_open", "blockquote_open", "footnote_open", "footnote_block_open"}


@dataclass(eq=False)
class Node:
    """A block: the token that opens it (or is it), what it holds, the token that closes it.

    A node without `opener` holds the blocks between raw HTML tags, and the tags.
    """

    opener: Token | None = None
    children: list["Node"] = field(default_factory=list)
    closer: Token | None = None

    @property
    def type(self) -> str:
        """The type of the token that opens the node; "" for blocks between HTML tags."""
        return self.opener.type if self.opener else ""

    @property
    def inline(self) -> Token | None:
        """The inline token of a paragraph, a heading or a table's cell."""
        found = (child.opener for child in self.children if child.type == "inline")
        return next(found, None)

    @property
    def language(self) -> str | None:
        """The language of a container of the course's languages."""
        is_marked = self.opener is not None and self.type == "language_open" and "error" not in self.opener.meta
        return str(self.opener.meta["language"]) if is_marked and self.opener else None

    @cached_property
    def weight(self) -> Weight:
        """How much prose the node holds."""
        if self.opener and self.opener.type == "inline":
            return weigh(self.opener.children or ())
        weights = [child.weight for child in self.children]
        return Weight(sum([weight.han for weight in weights]), sum([weight.words for weight in weights]))

    @property
    def lines(self) -> tuple[int, int]:
        """The first line of the node, and the one behind its last that is not blank."""
        maps = [token.map for token in tokens_of([self]) if token.map]
        leaves = [token.map[1] for token in tokens_of([self]) if token.map and token.type not in ENDLESS]
        return (maps[0][0], max(leaves, default=maps[0][0] + 1)) if maps else (0, 0)


def grow(tokens: Sequence[Token]) -> list[Node]:
    """Return the tree of a file's or a container's `tokens`."""
    roots: list[Node] = []
    for block in split_blocks(tokens):
        nodes = _nodes(block.tokens)
        roots += nodes if block.kind is not Kind.HTML or len(nodes) == 1 else [Node(children=nodes)]
    return roots


def _nodes(tokens: Sequence[Token]) -> list[Node]:
    roots: list[Node] = []
    path: list[Node] = []
    for token in tokens:
        if token.nesting < 0 and path:
            path.pop().closer = token
            continue
        node = Node(token)
        (path[-1].children if path else roots).append(node)
        if token.nesting > 0:
            path.append(node)
    return roots


def tokens_of(nodes: Sequence[Node]) -> Iterator[Token]:
    """Return the tokens of `nodes`, in order."""
    for node in nodes:
        if node.opener:
            yield node.opener
        yield from tokens_of(node.children)
        if node.closer:
            yield node.closer


def blocks_of(nodes: Sequence[Node]) -> list[Block]:
    """Return `nodes` as blocks."""
    return split_blocks(list(tokens_of(nodes)))


def copied(nodes: Sequence[Node], *, up: int = 0) -> list[Node]:
    """Copy `nodes` and their tokens, `up` levels higher, without the containers of languages in them.

    Each copied child of an inline token still knows the inline token it comes from.
    """
    copies: list[Node] = []
    for node in nodes:
        if node.type == "language_open":
            copies += copied(node.children, up=up + 1)
        else:
            copies.append(
                Node(
                    node.opener and token_copy(node.opener, up=up),
                    copied(node.children, up=up),
                    node.closer and token_copy(node.closer, up=up),
                )
            )
    return copies


def token_copy(token: Token, *, up: int = 0, children: list[Token] | None = None) -> Token:
    """Copy `token` with all that rendering may change of it; `children` replace its own."""
    if children is None and token.children is not None:
        children = [token_copy(child) for child in token.children]
    return Mark(
        token.type,
        token.tag,
        token.nesting,
        dict(token.attrs) if token.attrs else None,
        token.map,
        token.level - up,
        children,
        token.content,
        token.markup,
        token.info,
        dict(token.meta) if token.meta else None,
        token.block,
        token.hidden,
    )
