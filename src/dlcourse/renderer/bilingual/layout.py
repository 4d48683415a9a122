"""Rows in, their names out: one id, one level and one language for what stands in every view of a lesson."""

import hashlib
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from dlcourse.model import Language
from dlcourse.renderer.bilingual.blocks import SHARED, Block, Kind, Row
from dlcourse.renderer.bilingual.scripts import language_of
from dlcourse.renderer.reading import inline_text
from dlcourse.renderer.slugs import Anchors, Outline, slugify

# What prints no tag of its own that could carry an id.
BARE = frozenset({Kind.HTML, Kind.NOTES, Kind.MARKED, Kind.OTHER})

Pair = tuple[Language, Language]


def name_rows(rows: Sequence[Row], languages: Pair, anchors: Anchors, outline: Outline) -> dict[str, str]:
    """Give every row its id and every heading its anchor and level; return the other names that links may use.

    `languages` are the lesson's, source first. Rows come in the order of the source.
    """
    aliases: dict[str, str] = {}
    for row in rows:
        sides = [row.sides[key] for key in (SHARED, *languages) if key in row.sides]
        _name_headings([list(_headings(side)) for side in sides], anchors, outline, aliases)
        lead = sides[0][0]
        if lead.kind is Kind.HEADING:
            row.id = str(lead.tokens[0].meta["anchor"])
        elif "id" in lead.tokens[0].meta:
            row.id = str(lead.tokens[0].meta["id"])
        else:
            row.id = anchors.new("p" + digest(sides[0])[:6])
            for side in sides:
                if side[0].kind not in BARE:
                    side[0].tokens[0].meta["row"] = row.id
        if not row.is_pair:
            _tell_language(row, languages)
    return aliases


def digest(blocks: Sequence[Block]) -> str:
    """Return a hash of what `blocks` say, the same however they are wrapped, marked up or indented."""
    text = blocks[0].content if len(blocks) == 1 else "\n".join([block.content for block in blocks])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def language_of_row(row: Row, languages: Pair) -> Language:
    """Return the language that a row which is no pair is written in; "" if it holds no prose."""
    key, blocks = next(iter(row.sides.items()))
    text = "\n".join(block.prose for block in blocks)
    return key or (language_of(text, languages) if text else "")


def _tell_language(row: Row, languages: Pair) -> None:
    language = language_of_row(row, languages)
    for blocks in row.sides.values():
        for block in blocks:
            if language and block.prose:
                block.tokens[0].meta["lang"] = language


def _headings(blocks: Sequence[Block]) -> Iterator[tuple[Token, Token]]:
    """Return the headings of `blocks`, those inside lists and quotations too: what opens them and their text."""
    for block in blocks:
        for index, token in enumerate(block.tokens):
            if token.type == "heading_open":
                yield token, block.tokens[index + 1]


def _name_headings(
    sides: Sequence[Sequence[tuple[Token, Token]]], anchors: Anchors, outline: Outline, aliases: dict[str, str]
) -> None:
    are_alike = len({len(headings) for headings in sides}) == 1
    for number, (opener, inline) in enumerate(sides[0]):
        same = [side[number] for side in sides] if are_alike else [(opener, inline)]
        _name_heading(same, anchors, outline, aliases)
    for headings in sides[1:] if not are_alike else ():
        for heading in headings:
            _name_heading([heading], anchors, outline, aliases)


def _name_heading(
    same: Sequence[tuple[Token, Token]], anchors: Anchors, outline: Outline, aliases: dict[str, str]
) -> None:
    """Name headings that say the same: by the id that one of their authors gave, else by the first one's text."""
    given = [str(inline.meta["id"]) for _, inline in same if inline.meta.get("id")]
    texts = [inline_text(inline.children or ()) for _, inline in same]
    anchor = next((wanted for wanted in given if anchors.claim(wanted)), "") or anchors.for_heading(texts[0])
    level = outline.level(int(same[0][0].tag[1]))
    for opener, _ in same:
        opener.meta |= {"anchor": anchor, "level": level}
    for alias in (*given, *map(slugify, texts), slugify(" ".join(texts))):
        aliases.setdefault(alias, anchor)
