"""Rows in, their HTML out: every side of every row rendered once, and pairs that merge once more as one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from markdown_it.token import Token

from dlcourse.model import BOTH, Heading, Language, Term
from dlcourse.renderer.bilingual.blocks import SHARED, Block, Kind, Row, tokens_of_blocks
from dlcourse.renderer.bilingual.layout import Pair
from dlcourse.renderer.bilingual.levels import has_heading
from dlcourse.renderer.bilingual.merge import merge, pair_html
from dlcourse.renderer.bilingual.notes import Calls, led_to
from dlcourse.renderer.bilingual.scripts import language_of
from dlcourse.renderer.elements import contents_html, inline_html, render_tokens
from dlcourse.renderer.sheet import Aside, Id, Sheet
from dlcourse.renderer.slugs import RESERVED_PREFIX
from dlcourse.renderer.terms import TermMarker

TITLES = frozenset({"heading_open", "heading_close", "box_title_open", "box_title_close"})


@dataclass(slots=True)
class Cell:
    """What a row looks like: `ids` are those that stand in its HTML, `has_heading` says that tags of headings may."""

    pieces: tuple[Aside, ...]
    headings: tuple[Heading, ...]
    ids: frozenset[str]
    has_heading: bool


@dataclass(eq=False)
class Strip:
    """A row with its cells: one per side, and `merged` if a view of both languages shows its sides as one.

    Footnotes have cells of their own in each view: `notes`, by the view's name, then by side.
    """

    row: Row
    cells: dict[Language, Cell] = field(default_factory=dict)
    merged: Cell | None = None
    notes: Mapping[str, dict[Language, Cell]] | None = None

    def cells_in(self, view: str) -> dict[Language, Cell]:
        """Return the cells that `view` has to choose from."""
        return self.cells if self.notes is None else self.notes[view]

    @cached_property
    def ids(self) -> frozenset[str]:
        """Every id that some view of the row has, those of the pages' own elements aside."""
        sides = [self.cells, *(self.notes or {}).values()]
        ids = frozenset({self.row.id}).union(*(cell.ids for cells in sides for cell in cells.values()))
        return frozenset(name for name in ids if not name.startswith(RESERVED_PREFIX))

    @property
    def is_heading(self) -> bool:
        """Tell whether the row begins with a heading."""
        return next(iter(self.row.sides.values()))[0].kind is Kind.HEADING


def render_rows(
    rows: Sequence[Row], sheets: Mapping[Language, Sheet], glossary: Sequence[Term], calls: Mapping[str, Calls]
) -> list[Strip]:
    """Render `rows`; `sheets` holds a sheet per language of the lesson, source first.

    `calls` are each view's references to footnotes.
    """
    languages = _pair(sheets)
    first = sheets[languages[0]]
    together = Sheet(first.source, first.background, first.page, side=languages[0], language=languages[0])
    together.is_merged = True
    _mark_terms(rows, languages, glossary)
    strips: list[Strip] = []
    for row in rows:
        strip = Strip(row)
        strips.append(strip)
        if row.is_notes:
            strip.notes = {view: _notes(row, view, sheets, called) for view, called in calls.items()}
            continue
        for key, blocks in row.sides.items():
            strip.cells[key] = _cell(tokens_of_blocks(blocks), _turned(sheets, key, blocks))
        strip.merged = _merged(row, sheets, together) if row.is_pair else None
    return strips


def _turned(sheets: Mapping[Language, Sheet], key: Language, blocks: Sequence[Block]) -> Sheet:
    """Return the sheet for the side `key` of a row, ready for it."""
    languages = _pair(sheets)
    sheet = sheets[key or languages[0]]
    sheet.side = key
    sheet.language = key or language_of("\n".join(block.prose for block in blocks), languages)
    return sheet


def _notes(row: Row, view: str, sheets: Mapping[Language, Sheet], calls: Calls) -> dict[Language, Cell]:
    """Return the notes of each side that `view` leads to."""
    cells: dict[Language, Cell] = {}
    for key, blocks in row.sides.items():
        tokens = led_to(blocks, calls.to(key, next(iter(sheets)) if view == BOTH else view))
        if tokens:
            sheet = _turned(sheets, key, blocks)
            known = len(sheet.diagnostics)
            cells[key] = _cell(tokens, sheet)
            if view != BOTH:  # which has them all
                del sheet.diagnostics[known:]
    return cells


def _pair(sheets: Mapping[Language, Sheet]) -> Pair:
    first, second = sheets
    return first, second


def _cell(tokens: Sequence[Token], sheet: Sheet) -> Cell:
    before = len(sheet.page.anchors.claimed)
    pieces = render_tokens(tokens, sheet)
    headings, sheet.headings = tuple(sheet.headings), []
    ids = [piece.name for piece in pieces if isinstance(piece, Id)]
    return Cell(
        pieces,
        headings,
        frozenset([*ids, *sheet.page.anchors.claimed[before:]]),
        any(has_heading(piece) for piece in pieces if isinstance(piece, str)),
    )


def _merged(row: Row, sheets: Mapping[Language, Sheet], together: Sheet) -> Cell | None:
    """Return the sides of a pair as one, written on the sheet `together`; None where they do not go together."""
    languages = _pair(sheets)
    both = sheets[languages[0]], sheets[languages[1]]
    for sheet, language in zip(both, languages, strict=True):
        sheet.side = sheet.language = language
    sides = row.sides[languages[0]], row.sides[languages[1]]
    tokens = merge(
        *sides,
        languages,
        lambda token, side: inline_html(token.children or (), both[side]),
        counts_for_both=both[0].counts_for_both,
    )
    if tokens is None:
        return None
    for index, opener in enumerate(tokens):
        if opener.type == "heading_open" and tokens[index + 1] is not sides[0][0].tokens[index + 1]:
            texts = [
                contents_html(side[0].tokens[index + 1].children or (), sheet)
                for side, sheet in zip(sides, both, strict=True)
            ]
            tokens[index + 1].meta["html"] = pair_html(list(zip(texts, languages, strict=True)))
    together.has_raw_html = both[0].has_raw_html or both[1].has_raw_html
    return _cell(tokens, together)


def _mark_terms(rows: Sequence[Row], languages: Pair, glossary: Sequence[Term]) -> None:
    """Mark the first use of each term in each language."""
    for language in languages if glossary else ():
        marker = TermMarker(glossary, language)
        for blocks in _blocks_in(rows, language, languages):
            mark_terms(tokens_of_blocks(blocks), marker)


def _blocks_in(rows: Sequence[Row], language: Language, languages: Pair) -> Iterable[Sequence[Block]]:
    for row in rows:
        shared = row.sides.get(SHARED, ())
        text = "\n".join(block.prose for block in shared)
        yield row.sides.get(language, shared if language_of(text, languages) == language else ())


def mark_terms(tokens: Sequence[Token], marker: TermMarker) -> None:
    """Let `marker` mark the terms of `tokens`; headings, titles and what belongs to a box to tick are left alone."""
    is_heading = False
    for token in tokens:
        if token.type in TITLES:
            is_heading = token.nesting == 1
        elif token.type == "inline" and token.children and not is_heading and token.children[0].type != "checkbox":
            token.children = marker.mark(token.children)
