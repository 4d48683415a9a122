"""The sheet a source is rendered on: where things stand in the author's file, what was found, what is still open.

Rendering writes HTML text; what must not pass through the sanitiser, or is only known to the builder, is put aside
and stands in the text as a mark. `Sheet.fill` puts everything back.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any

from markdown_it.token import Token

from dlcourse.diagnostics import Diagnostic, Place, diagnostic
from dlcourse.model import Background, Heading, Label, Language, Phrase, Piece, Reference, Source, Target, TitleOf
from dlcourse.renderer.links import Kind, read_address
from dlcourse.renderer.slugs import Anchors, Outline

# Two noncharacters, which the loader keeps out of every body: nothing an author writes can look like a mark.
MARK = re.compile("\ufdd0(\\d+)\ufdd1")
LINE_END = re.compile("\n")


@dataclass(frozen=True, slots=True)
class Id:
    """An id that both languages of a lesson may use; the view that shows both tells them apart."""

    name: str
    language: Language


Aside = Piece | Id


@dataclass(frozen=True, slots=True)
class Set:
    """An exercise that a lesson sets: its number, its anchor, the text of its title in each language."""

    number: str
    id: str
    titles: Mapping[Language, Token]


@dataclass(slots=True)
class Page:
    """What the sheets of one lesson share: a lesson in two languages has a sheet for each."""

    anchors: Anchors = field(default_factory=Anchors)
    outline: Outline = field(default_factory=Outline)
    diagrams: int = 0
    numbers: dict[str, int] = field(default_factory=dict)
    """How many elements of each kind have a number: figures, equations, exercises, works that are cited."""
    labels: dict[str, Label] = field(default_factory=dict)
    labelled_in: dict[str, set[Language]] = field(default_factory=dict)
    """The languages in which a label was met."""
    exercises: list[Set] = field(default_factory=list)
    works: dict[str, int] = field(default_factory=dict)
    """The works that the lesson cites, by key, with their numbers in its list of references."""
    aside: list[Aside] = field(default_factory=list)


@dataclass(slots=True)
class Sheet:
    """The state of rendering one source in one language of a course; made anew for each.

    `side` is the language, if the lesson has two ("" for what both share). `language` is that of the block at hand;
    runs of text in the other one of the course's `languages` are told apart. `counts_for_both` says that footnotes
    have one numbering in both languages, `shares_notes` that their texts are for both, too;
    `is_merged` that a pair is rendered as one.
    """

    source: Source
    background: Background
    page: Page = field(default_factory=Page)
    side: Language | None = None
    language: Language = ""
    counts_for_both: bool = False
    shares_notes: bool = False
    is_merged: bool = False
    env: dict[str, Any] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    has_raw_html: bool = False
    has_math: bool = False
    has_inline_style: bool = False
    link_depth: int = 0
    raw_heading: int = 0
    dark_source: str = ""
    closers: tuple[Sequence[Token], dict[str, int]] | None = None
    _lines: list[str] = field(default_factory=list)
    _ruler: "_Ruler | None" = None

    def __post_init__(self) -> None:
        """Let render rules find the sheet in the environment that markdown-it hands them."""
        self.env |= {"sheet": self, "languages": self.languages, "works": self.background.works}

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages of the course."""
        return self.background.languages

    def report(self, code: str, place: Place, message: str, hint: str) -> None:
        """Note a problem."""
        self.diagnostics.append(diagnostic(code, place, message, hint))

    def put_aside(self, piece: Aside) -> str:
        """Keep `piece` and return the mark that stands for it in HTML text or an attribute's value.

        Words of the pages' own are said in the language of the side that they stand in; where a block is for both, in
        the reader's.
        """
        if isinstance(piece, (Phrase, Reference, TitleOf)):
            is_for_all = self.side == "" or self.is_merged
            piece = replace(piece, spoken="" if is_for_all else self.language, around=self.language)
        self.page.aside.append(piece)
        return f"\ufdd0{len(self.page.aside) - 1}\ufdd1"

    def attributes(self, token: Token) -> str:
        """Return the attributes of the tag that a block begins with: its id or that of its row, and its language."""
        if not token.meta:
            return ""
        name, language = token.meta.get("id") or token.meta.get("row"), token.meta.get("lang")
        attributes = f' id="{escape(self.id(name))}"' if name else ""
        return f'{attributes} lang="{escape(language)}"' if language else attributes

    def id(self, name: str) -> str:
        """Return what stands in an `id` or behind the `#` of a link to it."""
        return name if self.side is None else self.put_aside(Id(name, self.side))

    def note_id(self, name: str) -> str:
        """Like `id` for a footnote."""
        return name if self.shares_notes else self.id(name)

    def reference_id(self, name: str) -> str:
        """Like `id` for a reference to a footnote."""
        return name if self.counts_for_both else self.id(name)

    def href(self, written: str, place: Place) -> str:
        """Return what stands in an `href` for the address `written`, not yet escaped; "" if none may be followed."""
        address = read_address(written, self.source.path)
        if address.kind is Kind.INSIDE:
            target = Target(path=address.path, fragment=address.fragment, source=written, place=place)
            return self.put_aside(target)
        if address.kind is Kind.OUTSIDE:
            return address.href
        self.report(
            "R207",
            place,
            f"the address {written[:60]!r} is not safe: left out",
            "link to http, https, mailto or a file",
        )
        return ""

    def fill(self, html: str) -> tuple[Aside, ...]:
        """Return `html` with what was put aside back in its place, neighbouring texts joined."""
        if "\ufdd0" not in html:
            return (html,) if html else ()
        pieces: list[Aside] = []
        text: list[str] = []
        for piece in self._open(html):
            if isinstance(piece, str):
                text.append(piece)
            else:
                pieces += ["".join(text), piece]
                text.clear()
        pieces.append("".join(text))
        return tuple([piece for piece in pieces if piece != ""])

    def _open(self, html: str) -> list[Aside]:
        """Return the texts and pieces that `html` consists of, those in what was put aside too."""
        opened: list[Aside] = []
        for index, part in enumerate(MARK.split(html)):
            piece = self.page.aside[int(part)] if index % 2 else part
            if index % 2 and isinstance(piece, str) and "\ufdd0" in piece:
                opened += self._open(piece)
            else:
                opened.append(piece)
        return opened

    def fill_text(self, html: str) -> str:
        """Like `fill` for HTML that holds neither links nor pictures."""
        if "\ufdd0" not in html:
            return html
        pieces = (piece.name if isinstance(piece, Id) else piece for piece in self.fill(html))
        return "".join(piece for piece in pieces if isinstance(piece, str))

    def place(self, token: Token, offset: int = 0) -> Place:
        """Return where the character `offset` of a block token's content stands in the author's file."""
        source = self.source
        if token.map is None:
            return Place(source.file)
        if not token.content:
            return Place(source.file, source.body_line + token.map[0] + (token.type == "fence"))
        if self._ruler is None or self._ruler.token is not token or self._ruler.content is not token.content:
            self._ruler = _Ruler(token, token.content)
        number = self._ruler.number(offset)
        line = token.map[0] + (token.type == "fence") + number
        start, column, is_escaped = self._ruler.line(number, self._line(line))
        if is_escaped:
            offset += token.content.count("|", start, offset)
        column = column + max(offset - start, 0) + 1 if column >= 0 else 0
        return Place(self.source.file, self.source.body_line + line, column)

    def place_in_opener(self, token: Token, written: str = "") -> Place:
        """Return where `written` stands in the first line of a block, as the info of a fence does."""
        if token.map is None:
            return Place(self.source.file)
        column = self._line(token.map[0]).find(written or self._line(token.map[0]).lstrip())
        return Place(self.source.file, self.source.body_line + token.map[0], column + 1)

    def place_of(self, child: Token, extra: int = 0) -> Place:
        """Return where an inline token stands, `extra` characters on; `locate` must have seen its parent."""
        parent = child.meta.get("parent")
        return self.place(parent, child.meta["offset"] + extra) if parent else Place(self.source.file)

    def _line(self, number: int) -> str:
        if not self._lines:
            self._lines = self.source.body.split("\n")
        return self._lines[number] if number < len(self._lines) else ""


class _Ruler:
    """Where the lines of one block's content stand in the file, each found once: a long line may hold many faults."""

    def __init__(self, token: Token, content: str) -> None:
        self.token, self.content = token, content
        self._starts: Sequence[int] = ()
        self._found: dict[int, tuple[int, int, bool]] = {}

    def number(self, offset: int) -> int:
        """Return in which line of the content the character `offset` stands, from 0."""
        if offset <= 0:
            return 0
        self._starts = self._starts or [0, *(match.end() for match in LINE_END.finditer(self.content))]
        return bisect_right(self._starts, offset) - 1

    def line(self, number: int, written: str) -> tuple[int, int, bool]:
        """Return where the text of a line begins in the content, and in the line of the file, which says `written`.

        The last is whether each bar in it is written with a backslash, as tables want it.
        """
        if number not in self._found:
            start = self._starts[number] if number else 0
            end = self.content.find("\n", start)
            text = self.content[start : end if end >= 0 else None]
            start += len(text) - len(text.lstrip(" \t"))
            text = text.strip()
            column = written.find(text) if text else -1
            is_escaped = column < 0 and "|" in text
            if is_escaped:
                column = written.find(text.replace("|", r"\|"))
            self._found[number] = start, column, is_escaped and column >= 0
        return self._found[number]


Rule = Callable[[Sequence[Token], int, Sheet], str]
"""Writes the token at an index as HTML. Each room of constructs has a table of them, by the type of token."""

Rules = Mapping[str, Rule]


def locate(tokens: Sequence[Token]) -> None:
    """Tell every inline token that has an offset (`meta["offset"]`) which block it belongs to."""
    for token in [token for token in tokens if token.children]:
        for child in token.children or ():
            if child.meta and "offset" in child.meta:
                child.meta.setdefault("parent", token)
