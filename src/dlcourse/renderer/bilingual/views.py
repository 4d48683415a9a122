"""Strips in, bodies out: what readers of one language see, and what readers of both do.

Every view has every row and every id. A row that a language lacks is folded away there, unless it is a heading.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from itertools import groupby

from dlcourse.model import BOTH, Heading, Language, Mark, Phrase, Piece
from dlcourse.renderer.bilingual.blocks import SHARED, Block
from dlcourse.renderer.bilingual.cells import Cell, Strip
from dlcourse.renderer.bilingual.layout import Pair
from dlcourse.renderer.bilingual.levels import Levels
from dlcourse.renderer.sheet import Aside, Id
from dlcourse.renderer.slugs import RESERVED_PREFIX

FOLD_END = "</div>\n</details>\n"


@dataclass(slots=True)
class Body:
    """The body of one view and its headings."""

    pieces: tuple[Piece, ...]
    headings: tuple[Heading, ...]


Places = Mapping[Language, Mapping[Block, int]]
"""Where the blocks of each language stand in their own file."""


def assemble(strips: Sequence[Strip], languages: Pair, places: Places, used: Iterable[str]) -> dict[str, Body]:
    """Return the body of each view by its name; `used` are ids that stand above the body."""
    first, second = languages
    bodies = {language: _in_one(strips, language, languages, places[language]) for language in languages}
    views = {first: bodies[first], second: bodies[second], BOTH: _in_both(strips, languages)}
    return {
        name: _finished(draft, name if name != BOTH else first, strips, frozenset(used))
        for name, draft in views.items()
    }


@dataclass(slots=True)
class _Draft:
    """A view at work; `own` are the ids that stand somewhere in it, whatever row they stand in."""

    own: frozenset[str]
    pieces: list[Aside] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)

    def add(self, strip: Strip, *cells: Cell) -> None:
        """Add what other views of the row have an id for, and `cells` do not."""
        shown = frozenset().union(*(cell.ids for cell in cells))
        self.pieces += [f'<span id="{escape(name)}"></span>' for name in sorted(strip.ids - shown - self.own)]


def _in_one(strips: Sequence[Strip], language: Language, languages: Pair, places: Mapping[Block, int]) -> _Draft:
    draft = _Draft(_ids(_own(strip, language) for strip in strips))
    ordered = _in_own_order(strips, places)
    for is_folded, group in groupby(ordered, key=lambda strip: _own(strip, language) is None and not strip.is_heading):
        if is_folded:
            _fold(list(group), language, draft)
            continue
        for strip in group:
            cell = _own(strip, language) or next(iter(strip.cells.values()))
            foreign = _foreign(strip, language) if strip.notes else []
            draft.add(strip, cell, *(cell for _, cell in foreign))
            if strip.row.is_pair and language != languages[0]:
                draft.pieces.append(Mark(passage=strip.row.id, language=language))
            draft.pieces += cell.pieces
            draft.headings += cell.headings
            for key, notes in foreign:
                draft.pieces += [*_fold_open(key), *notes.pieces, FOLD_END]
    return draft


def _own(strip: Strip, language: Language) -> Cell | None:
    cells = strip.cells_in(language)
    return cells.get(language) or cells.get(SHARED)


def _foreign(strip: Strip, view: Language) -> list[tuple[Language, Cell]]:
    return [(key, cell) for key, cell in strip.cells_in(view).items() if key not in (view, SHARED)]


def _fold(strips: Sequence[Strip], view: Language, draft: _Draft) -> None:
    language = next((key for strip in strips for key, _ in _foreign(strip, view)), "")
    if not language:  # footnotes that this view does not lead to
        for strip in strips:
            draft.add(strip)
        return
    draft.pieces += _fold_open(language)
    for strip in strips:
        cells = [cell for _, cell in _foreign(strip, view)]
        draft.add(strip, *cells)
        draft.pieces += [piece for cell in cells for piece in cell.pieces]
    draft.pieces.append(FOLD_END)


def _fold_open(language: Language) -> list[Aside]:
    summary = Phrase(key="only_in", language=language)
    return ['<details class="untranslated">\n<summary>', summary, f'</summary>\n<div lang="{escape(language)}">\n']


def _in_both(strips: Sequence[Strip], languages: Pair) -> _Draft:
    shown = [(strip, _in_row(strip, languages)) for strip in strips]
    draft = _Draft(_ids(cell for _, cells in shown for cell in cells))
    for strip, cells in shown:
        draft.add(strip, *cells)
        mark = Mark(passage=strip.row.id, language=languages[1])
        if len(cells) < 2:
            draft.pieces += [mark] if strip.row.is_pair else []
            draft.pieces += [piece for cell in cells for piece in cell.pieces]
        else:
            ours, theirs = (f'<div class="side" lang="{escape(language)}">\n' for language in languages)
            draft.pieces += ['<div class="pair">\n', ours, *cells[0].pieces, "</div>\n"]
            draft.pieces += [theirs, mark, *cells[1].pieces, "</div>\n</div>\n"]
        known = {heading.id for cell in cells[:1] for heading in cell.headings}
        draft.headings += [h for i, cell in enumerate(cells) for h in cell.headings if i == 0 or h.id not in known]
    return draft


def _in_row(strip: Strip, languages: Pair) -> list[Cell]:
    """Return what the view of both languages shows of a row."""
    sides = strip.cells_in(BOTH)
    return [strip.merged] if strip.merged else [sides[key] for key in (SHARED, *languages) if key in sides]


def _ids(cells: Iterable[Cell | None]) -> frozenset[str]:
    return frozenset().union(*(cell.ids for cell in cells if cell))


def _in_own_order(strips: Sequence[Strip], places: Mapping[Block, int]) -> list[Strip]:
    """Return `strips` in the order of one language's file; those that it lacks follow the strip before them."""
    groups: list[tuple[int, list[Strip]]] = [(-1, [])]
    for strip in strips:
        blocks = [block for side in (*strip.row.sides.values(), strip.row.twins) for block in side]
        own = [places[block] for block in blocks if block in places]
        if own:
            groups.append((min(own), [strip]))
        else:
            groups[-1][1].append(strip)
    return [strip for _, group in sorted(groups, key=lambda group: group[0]) for strip in group]


def _finished(draft: _Draft, language: Language, strips: Sequence[Strip], used: frozenset[str]) -> Body:
    """Write the ids out: one that the view's first language has too is another one in the second. Order the levels."""
    levels = Levels()
    own = used | _ids(_own(strip, language) for strip in strips)

    def name(id_: Id) -> str:
        is_own = id_.language in (language, SHARED)
        is_free = id_.name not in own and not id_.name.startswith(RESERVED_PREFIX)
        return id_.name if is_own or is_free else f"{id_.name}-{id_.language}"

    def written() -> Iterator[Piece]:
        text: list[str] = []
        for piece in draft.pieces:
            if isinstance(piece, (str, Id)):
                text.append(piece if isinstance(piece, str) else escape(name(piece)))
            else:
                yield levels.put_right("".join(text))
                yield piece
                text.clear()
        yield levels.put_right("".join(text))

    pieces = tuple(piece for piece in written() if piece != "")
    headings = [replace(heading, level=levels.by_id.get(heading.id, heading.level)) for heading in draft.headings]
    return Body(pieces, tuple(headings))
