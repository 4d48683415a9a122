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

LONG = 32
"""From this length on, in characters, a piece of HTML is not joined to its neighbours."""
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
    """A view at work; `own` are the ids that stand somewhere in it, whatever row they stand in.

    `runs` are the pieces of its body, each run with whether the tag of a heading may stand in it.
    """

    own: frozenset[str]
    runs: list[tuple[Sequence[Aside], bool]] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)

    def write(self, *pieces: Aside) -> None:
        """Add tags and words around what rows say."""
        self.runs.append((pieces, False))

    def show(self, cell: Cell) -> None:
        """Add what a cell says."""
        self.runs.append((cell.pieces, cell.has_heading))

    def keep_ids(self, strip: Strip, *cells: Cell) -> None:
        """Add what other views of the row have an id for, and `cells` do not."""
        missing = strip.ids.difference(self.own, *(cell.ids for cell in cells))
        if missing:
            self.write(*(f'<span id="{escape(name)}"></span>' for name in sorted(missing)))


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
            draft.keep_ids(strip, cell, *(cell for _, cell in foreign))
            if strip.row.is_pair and language != languages[0]:
                draft.write(Mark(passage=strip.row.id, language=language))
            draft.show(cell)
            draft.headings += cell.headings
            for key, notes in foreign:
                draft.write(*_fold_open(key))
                draft.show(notes)
                draft.write(FOLD_END)
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
            draft.keep_ids(strip)
        return
    draft.write(*_fold_open(language))
    for strip in strips:
        cells = [cell for _, cell in _foreign(strip, view)]
        draft.keep_ids(strip, *cells)
        for cell in cells:
            draft.show(cell)
    draft.write(FOLD_END)


def _fold_open(language: Language) -> list[Aside]:
    summary = Phrase(key="only_in", language=language)
    return ['<details class="untranslated">\n<summary>', summary, f'</summary>\n<div lang="{escape(language)}">\n']


def _in_both(strips: Sequence[Strip], languages: Pair) -> _Draft:
    shown = [(strip, _in_row(strip, languages)) for strip in strips]
    draft = _Draft(_ids(cell for _, cells in shown for cell in cells))
    ours, theirs = (f'<div class="side" lang="{escape(language)}">\n' for language in languages)
    for strip, cells in shown:
        draft.keep_ids(strip, *cells)
        if len(cells) < 2:
            if strip.row.is_pair:
                draft.write(Mark(passage=strip.row.id, language=languages[1]))
            for cell in cells:
                draft.show(cell)
        else:
            draft.write('<div class="pair">\n', ours)
            draft.show(cells[0])
            draft.write("</div>\n", theirs, Mark(passage=strip.row.id, language=languages[1]))
            draft.show(cells[1])
            draft.write("</div>\n</div>\n")
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
    """Write the ids out: one that the view's first language has too is another one in the second. Order the levels.

    Short pieces are joined. Long ones stay what they are, the same in each view, so that they are kept once.
    """
    levels = Levels()
    own = used | _ids(_own(strip, language) for strip in strips)

    def name(id_: Id) -> str:
        is_own = id_.language in (language, SHARED)
        is_free = id_.name not in own and not id_.name.startswith(RESERVED_PREFIX)
        return id_.name if is_own or is_free else f"{id_.name}-{id_.language}"

    def written() -> Iterator[Piece]:
        text: list[str] = []
        for piece, has_heading in ((piece, has_heading) for pieces, has_heading in draft.runs for piece in pieces):
            if isinstance(piece, Id):
                text.append(escape(name(piece)))
            elif isinstance(piece, str) and (has_heading or len(piece) < LONG):
                text.append(piece)
            else:
                yield levels.put_right("".join(text))
                yield piece
                text.clear()
        yield levels.put_right("".join(text))

    pieces = tuple(piece for piece in written() if piece != "")
    return Body(pieces, tuple(_on_level(heading, levels.by_id) for heading in draft.headings))


def _on_level(heading: Heading, levels: Mapping[str, int]) -> Heading:
    level = levels.get(heading.id, heading.level)
    return heading if level == heading.level else replace(heading, level=level)
