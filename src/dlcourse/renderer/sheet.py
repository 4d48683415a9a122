"""The sheet a source is rendered on: where things stand in the author's file, what was found, what is still open.

Rendering writes HTML text; what must not pass through the sanitiser, or is only known to the builder, is put aside
and stands in the text as a mark. `Sheet.fill` puts everything back.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from markdown_it.token import Token

from dlcourse.diagnostics import Diagnostic, Place, diagnostic
from dlcourse.model import Heading, Image, Source, Target
from dlcourse.renderer.links import Kind, read_address
from dlcourse.renderer.slugs import Anchors, Outline

# Two noncharacters, which the loader keeps out of every body: nothing an author writes can look like a mark.
MARK = re.compile("\ufdd0(\\d+)\ufdd1")

Piece = str | Target | Image


@dataclass(slots=True)
class Sheet:
    """The state of rendering one source; made anew for each."""

    source: Source
    env: dict[str, Any] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    anchors: Anchors = field(default_factory=Anchors)
    outline: Outline = field(default_factory=Outline)
    headings: list[Heading] = field(default_factory=list)
    has_raw_html: bool = False
    has_math: bool = False
    has_inline_style: bool = False
    diagrams: int = 0
    link_depth: int = 0
    raw_heading: int = 0
    closers: tuple[Sequence[Token], dict[str, int]] | None = None
    _aside: list[Piece] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Let render rules find the sheet in the environment that markdown-it hands them."""
        self.env["sheet"] = self

    def report(self, code: str, place: Place, message: str, hint: str) -> None:
        """Note a problem."""
        self.diagnostics.append(diagnostic(code, place, message, hint))

    def put_aside(self, piece: Piece) -> str:
        """Keep `piece` and return the mark that stands for it in HTML text or an attribute's value."""
        self._aside.append(piece)
        return f"\ufdd0{len(self._aside) - 1}\ufdd1"

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

    def fill(self, html: str) -> tuple[Piece, ...]:
        """Return `html` with what was put aside back in its place, neighbouring texts joined."""
        pieces: list[Piece] = []
        text: list[str] = []
        for index, part in enumerate(MARK.split(html)):
            piece = self._aside[int(part)] if index % 2 else part
            if isinstance(piece, str):
                text.append(piece)
            else:
                pieces += ["".join(text), piece]
                text.clear()
        pieces.append("".join(text))
        return tuple(piece for piece in pieces if piece != "")

    def fill_text(self, html: str) -> str:
        """Like `fill` for HTML that holds neither links nor pictures."""
        return "".join(piece for piece in self.fill(html) if isinstance(piece, str))

    def place(self, token: Token, offset: int = 0) -> Place:
        """Return where the character `offset` of a block token's content stands in the author's file."""
        if token.map is None:
            return Place(self.source.file)
        content = token.content
        line = content.count("\n", 0, offset) + token.map[0] + (token.type == "fence")
        start = content.rfind("\n", 0, offset) + 1
        end = content.find("\n", start)
        written = content[start : end if end >= 0 else len(content)]
        content_line = written.strip()
        column = self._line(line).find(content_line) if content_line else -1
        lead = len(written) - len(written.lstrip(" \t"))
        return Place(
            self.source.file,
            self.source.body_line + line,
            column + max(offset - start - lead, 0) + 1 if column >= 0 else 0,
        )

    def place_of(self, child: Token, extra: int = 0) -> Place:
        """Return where an inline token stands, `extra` characters on; `locate` must have seen its parent."""
        parent = child.meta.get("parent")
        return self.place(parent, child.meta["offset"] + extra) if parent else Place(self.source.file)

    def _line(self, number: int) -> str:
        if not self._lines:
            self._lines = self.source.body.split("\n")
        return self._lines[number] if number < len(self._lines) else ""


def locate(tokens: Sequence[Token]) -> None:
    """Tell every inline token that has an offset (`meta["offset"]`) which block it belongs to."""
    for token in tokens:
        for child in token.children or ():
            if "offset" in child.meta:
                child.meta["parent"] = token
