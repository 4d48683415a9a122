"""The nouns of alignment: a `Block` of one language, and a `Row` of blocks that say the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from markdown_it.token import Token

from dlcourse.model import Language
from dlcourse.renderer.html import open_elements
from dlcourse.renderer.reading import TEXTS, inline_text

SHARED = ""
"""The key of a row's side that all languages share."""


class Kind(Enum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    QUOTE = "quote"
    TABLE = "table"
    CODE = "code"
    DIAGRAM = "diagram"
    MATH = "math"
    HTML = "html"
    RULE = "rule"
    NOTES = "notes"
    BOX = "box"  # a callout, an exercise and so on
    FIGURE = "figure"
    DEFINITIONS = "definitions"
    MARKED = "marked"  # a container `::: zh`; its token says which language
    OTHER = "other"


KINDS = {
    "heading_open": Kind.HEADING,
    "paragraph_open": Kind.PARAGRAPH,
    "bullet_list_open": Kind.LIST,
    "ordered_list_open": Kind.LIST,
    "blockquote_open": Kind.QUOTE,
    "table_open": Kind.TABLE,
    "code_block": Kind.CODE,
    "code_open": Kind.CODE,
    "math_block": Kind.MATH,
    "amsmath": Kind.MATH,
    "html_block": Kind.HTML,
    "hr": Kind.RULE,
    "contents": Kind.RULE,
    "footnote_block_open": Kind.NOTES,
    "box_open": Kind.BOX,
    "figure_open": Kind.FIGURE,
    "dl_open": Kind.DEFINITIONS,
    "language_open": Kind.MARKED,
}
TEXTLESS = frozenset({Kind.CODE, Kind.DIAGRAM, Kind.MATH, Kind.HTML, Kind.RULE})


@dataclass(eq=False, slots=True)
class Block:
    """A top-level block: its tokens, from the one that opens it to the one that closes it."""

    kind: Kind
    tokens: list[Token]
    _prose: str | None = None
    _content: str | None = None

    @property
    def level(self) -> int:
        """The level of a heading, 1 to 6; 0 for other blocks."""
        return int(self.tokens[0].tag[1]) if self.kind is Kind.HEADING else 0

    @property
    def line(self) -> int:
        """The line of the source's body that the block begins on, counted from 0."""
        return self.tokens[0].map[0] if self.tokens[0].map else 0

    @property
    def prose(self) -> str:
        """The text that a reader reads, a line for each inline token; without code, formulas, pictures, HTML."""
        if self._prose is None:
            self._prose = "" if self.kind in TEXTLESS else _prose_of(self.tokens)
        return self._prose

    @property
    def has_prose(self) -> bool:
        """Tell whether there is text that a reader reads."""
        if self.kind in TEXTLESS:
            return False
        for token in self.tokens:
            if token.type == "inline":
                for child in token.children or ():
                    if child.type == "text" and child.content and not child.content.isspace():
                        return True
        return False

    @property
    def content(self) -> str:
        """All that the block says, code and formulas too, without a single space: equal for equal text."""
        if self._content is None:
            self._content = _content_of(self.tokens)
        return self._content


def _prose_of(tokens: Sequence[Token]) -> str:
    lines = [_words(token.children).strip() for token in tokens if token.type == "inline" and token.children]
    return "\n".join([line for line in lines if line])


def _content_of(tokens: Sequence[Token]) -> str:
    parts = [
        inline_text(token.children or ()) if token.type in TEXTS else token.content
        for token in tokens
        if token.content or token.type in TEXTS
    ]
    return "".join("\n".join(parts).split())


def _words(children: Sequence[Token]) -> str:
    if len(children) == 1 and children[0].type == "text":
        return children[0].content
    return "".join(
        [
            token.content if token.type == "text" else "" if token.hidden else " "
            for token in children
            if token.type in ("text", "softbreak", "hardbreak")
        ]
    )


@dataclass(eq=False)
class Row:
    """Blocks that say the same thing: a side per language, or one `SHARED` side; no side is empty.

    `twins` are the blocks of the other language that a shared side stands for too; `id` is the row's name in all views.
    """

    sides: dict[Language, list[Block]] = field(default_factory=dict)
    twins: list[Block] = field(default_factory=list)
    id: str = ""

    def seen_in(self, language: Language) -> list[Block]:
        """Return the blocks that are in `language` or for all."""
        return self.sides.get(language, self.sides.get(SHARED, []))

    @property
    def is_shared(self) -> bool:
        """Tell whether the row's blocks are for readers of every language."""
        return SHARED in self.sides

    @property
    def is_notes(self) -> bool:
        """Tell whether the row holds footnotes."""
        return all(blocks[0].kind is Kind.NOTES for blocks in self.sides.values())

    @property
    def is_pair(self) -> bool:
        """Tell whether the row has two languages."""
        return len(self.sides) == 2


def split_blocks(tokens: Sequence[Token]) -> list[Block]:
    """Cut a lesson's tokens into its top-level blocks.

    Raw HTML that stays open (`<details>` … `</details>` with blocks in between) makes one block with all it holds.
    """
    blocks: list[Block] = []
    begin = depth = 0
    for index, token in enumerate(tokens, 1):
        depth += token.nesting  # not `level`: the tokens of footnotes have none of their own
        if depth <= 0:
            blocks.append(Block(_kind(tokens[begin]), list(tokens[begin:index])))
            begin, depth = index, 0
    if begin < len(tokens):
        blocks.append(Block(_kind(tokens[begin]), list(tokens[begin:])))
    return _with_open_html_joined(blocks)


def _kind(token: Token) -> Kind:
    if token.type == "fence":
        language = token.info.strip().lower()
        return Kind.DIAGRAM if language == "mermaid" else Kind.MATH if language == "math" else Kind.CODE
    if token.type == "figure_open" and token.meta.get("kind") == "table":
        return Kind.TABLE
    return KINDS.get(token.type, Kind.OTHER)


def _with_open_html_joined(blocks: list[Block]) -> list[Block]:
    """Join each block of raw HTML that leaves elements open with all blocks up to the one that closes them."""
    if Kind.HTML not in [block.kind for block in blocks]:
        return blocks
    balances = [open_elements(block.tokens[0].content) if block.kind is Kind.HTML else 0 for block in blocks]
    if not any(balances):
        return blocks
    ends = _ends_of_open_html(balances)
    joined: list[Block] = []
    index = 0
    while index < len(blocks):
        end = ends.get(index, index + 1)
        tokens = [token for block in blocks[index:end] for token in block.tokens]
        joined.append(blocks[index] if end == index + 1 else Block(Kind.HTML, tokens))
        index = end
    return joined


def _ends_of_open_html(balances: Sequence[int]) -> dict[int, int]:
    """Return where the elements that a block opens are closed, for each block that leaves some open till then."""
    ends: dict[int, int] = {}
    waiting: list[tuple[int, int]] = []  # blocks whose elements are open, and how many were open before them
    depth = 0
    for index, balance in enumerate(balances):
        if balance > 0:
            waiting.append((index, depth))
        depth += balance
        while waiting and balance < 0 and depth <= waiting[-1][1]:
            ends[waiting.pop()[0]] = index + 1
    return ends


def tokens_of_blocks(blocks: Sequence[Block]) -> list[Token]:
    """Return the tokens of `blocks`, in order."""
    if len(blocks) == 1:
        return blocks[0].tokens
    return [token for block in blocks for token in block.tokens]
