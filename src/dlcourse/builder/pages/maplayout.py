"""Where the boxes and arrows of a map go: what needs what in, places out.

Layers as in Sugiyama's method: a box stands below all that it needs, neighbours are ordered so that few arrows cross,
and everything is moved as near as it can be to what it is joined with.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

BETWEEN_ROWS = 40
PASSING = 4
"""The room of an arrow that passes a row of boxes."""
SWEEPS = 12

Needs = Sequence[Sequence[int]]
"""For each of the things 0, 1, 2, … those before it that it needs."""


@dataclass(frozen=True, slots=True)
class Measures:
    """How wide a box is and what lies between two, in pixels at the usual size of text; how many stand in a row."""

    width: int
    between: int
    most_in_row: int


@dataclass(frozen=True, slots=True)
class Place:
    """A box: its left upper corner, its height, and each arrow that ends at it as the points where it bends.

    An arrow goes from point to point by turns: a curve, a straight line down through a row, a curve.
    """

    x: int
    y: int
    height: int
    arrows: tuple[tuple[tuple[int, int], ...], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A map: its size, and the place of each thing."""

    width: int
    height: int
    places: tuple[Place, ...]


@dataclass(slots=True, eq=False)
class _Cell:
    """What stands in a row: a box, or an arrow that passes."""

    width: int
    thing: int | None
    above: list["_Cell"] = field(default_factory=list)
    below: list["_Cell"] = field(default_factory=list)
    middle: float = 0


def lay_out(needs: Needs, heights: Sequence[int], measures: Measures) -> Layout:
    """Return where to draw things of these `heights`; everything must be joined to everything else by arrows."""
    direct = _direct(needs)
    rows = _rows(direct, measures.most_in_row)
    cells = _cells(direct, rows, measures.width)
    _order(cells)
    _spread(cells, measures.between)
    return _placed(direct, rows, cells, heights)


def connected(needs: Needs) -> list[list[int]]:
    """Return the groups of things that arrows join, each in order; what is joined to nothing is in none."""
    group = list(range(len(needs)))

    def root(thing: int) -> int:
        while group[thing] != thing:
            group[thing] = thing = group[group[thing]]
        return thing

    for thing, each in enumerate(needs):
        for need in each:
            first, second = sorted((root(thing), root(need)))
            group[second] = first
    found: dict[int, list[int]] = {}
    for thing in range(len(needs)):
        found.setdefault(root(thing), []).append(thing)
    return [members for members in found.values() if len(members) > 1]


def _direct(needs: Needs) -> list[list[int]]:
    """Leave out what follows from other needs: if c needs b, and b needs a, then c needs a without being told so."""
    reach: list[int] = []  # as bits: all that a thing needs, by whatever way
    direct: list[list[int]] = []
    for each in needs:
        wanted = sorted(set(each))
        implied = 0
        for need in wanted:
            implied |= reach[need]
        direct.append([need for need in wanted if not implied >> need & 1])
        reach.append(implied | sum(1 << need for need in wanted))
    return direct


def _rows(direct: Needs, most_in_row: int) -> list[int]:
    """Return the row of each thing: below what it needs, where there is room, and what needs nothing near its use."""
    count: dict[int, int] = {}
    rows: list[int] = []
    for each in direct:
        row = max((rows[need] + 1 for need in each), default=0)
        while count.get(row, 0) >= most_in_row:
            row += 1
        count[row] = count.get(row, 0) + 1
        rows.append(row)
    used: dict[int, int] = {}
    for thing, each in enumerate(direct):
        for need in each:
            used[need] = min(used.get(need, len(direct)), rows[thing])
    for thing, first_use in used.items():
        row = first_use - 1
        if not direct[thing] and row > rows[thing] and count.get(row, 0) < most_in_row:
            count[rows[thing]] -= 1
            count[row] = count.get(row, 0) + 1
            rows[thing] = row
    kept = {row: index for index, row in enumerate(sorted(set(rows)))}
    return [kept[row] for row in rows]


def _cells(direct: Needs, rows: Sequence[int], width: int) -> list[list[_Cell]]:
    """Return the rows of cells, joined; all arrows from one box pass a row together, in the middle of it."""
    table: list[list[_Cell]] = [[] for _ in range(max(rows) + 1)]
    passing: list[list[_Cell]] = [[] for _ in table]
    own = [_Cell(width, thing) for thing in range(len(direct))]
    last = list(rows)
    for thing, each in enumerate(direct):
        for need in each:
            last[need] = max(last[need], rows[thing] - 1)
    ways: list[list[_Cell]] = []  # the cells that an arrow from a thing leaves from, by how many rows it has passed
    for thing, row in enumerate(rows):
        table[row].append(own[thing])
        ways.append([own[thing]])
        for passed in range(row + 1, last[thing] + 1):
            cell = _Cell(PASSING, None)
            passing[passed].append(cell)
            _join(ways[thing][-1], cell)
            ways[thing].append(cell)
    for thing, each in enumerate(direct):
        for need in each:
            _join(ways[need][rows[thing] - 1 - rows[need]], own[thing])
    for cells, each_passing in zip(table, passing, strict=True):
        cells[len(cells) // 2 : len(cells) // 2] = each_passing
    return table


def _join(above: _Cell, below: _Cell) -> None:
    above.below.append(below)
    below.above.append(above)


def _order(table: list[list[_Cell]]) -> None:
    """Order the cells of each row so that few arrows cross: by the middle of their neighbours, down and up again."""
    best, fewest = [list(row) for row in table], _crossings(table)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        is_down = sweep % 2 == 0
        for index in range(1, len(table)) if is_down else range(len(table) - 2, -1, -1):
            beside = table[index - 1 if is_down else index + 1]
            position = {id(cell): place for place, cell in enumerate(beside)}
            keys = {}
            for place, cell in enumerate(table[index]):
                near = [position[id(other)] for other in (cell.above if is_down else cell.below)]
                keys[id(cell)] = sum(near) / len(near) if near else place
            table[index].sort(key=lambda cell, keys=keys: keys[id(cell)])  # type: ignore[misc]  # mypy: a default
        found = _crossings(table)
        if found < fewest:
            best, fewest = [list(row) for row in table], found
    table[:] = best


def _crossings(table: Sequence[Sequence[_Cell]]) -> int:
    crossings = 0
    for upper, lower in pairwise(table):
        position = {id(cell): place for place, cell in enumerate(lower)}
        ends = [sorted(position[id(other)] for other in cell.below) for cell in upper]
        for index, each in enumerate(ends):
            for later in ends[index + 1 :]:
                crossings += sum(end > other for end in each for other in later)
    return crossings


def _spread(table: Sequence[Sequence[_Cell]], between: int) -> None:
    """Give each cell its middle: as near to those of its neighbours as its row allows, no wider than the widest row."""
    room = max(sum(cell.width for cell in row) + (len(row) - 1) * between for row in table)
    for row in table:
        _settle(row, [room / 2] * len(row), between, room)
    for sweep in range(SWEEPS):
        is_down = sweep % 2 == 0
        for row in table if is_down else reversed(table):
            wanted = [_mean(cell.above if is_down else cell.below, cell.middle) for cell in row]
            _settle(row, wanted, between, room)
    for row in table:
        _settle(row, [_mean([*cell.above, *cell.below], cell.middle) for cell in row], between, room)


def _mean(cells: Iterable[_Cell], otherwise: float) -> float:
    middles = [cell.middle for cell in cells]
    return sum(middles) / len(middles) if middles else otherwise


def _settle(row: Sequence[_Cell], wanted: Sequence[float], between: int, room: float) -> None:
    """Move the cells of a row to where they want to be, apart from each other, with the least squares of the ways.

    Less their least distances the middles must not fall, so this is isotonic regression: neighbours that would
    overlap are pooled and stand around the mean of what they want. All stay between 0 and `room`.
    """
    offsets = [row[0].width / 2]
    for left, right in pairwise(row):
        offsets.append(offsets[-1] + (left.width + right.width) / 2 + between)
    spare = room - offsets[-1] - row[-1].width / 2
    pools: list[tuple[float, int]] = []
    for want, offset in zip(wanted, offsets, strict=True):
        total, size = want - offset, 1
        while pools and pools[-1][0] / pools[-1][1] > total / size:
            before = pools.pop()
            total, size = total + before[0], size + before[1]
        pools.append((total, size))
    settled = (min(max(total / size, 0), spare) for total, size in pools for _ in range(size))
    for cell, offset, base in zip(row, offsets, settled, strict=True):
        cell.middle = base + offset


def _placed(direct: Needs, rows: Sequence[int], table: Sequence[Sequence[_Cell]], heights: Sequence[int]) -> Layout:
    left = min(cell.middle - cell.width / 2 for row in table for cell in row)
    right = max(cell.middle + cell.width / 2 for row in table for cell in row)
    tall = [max(heights[cell.thing] for cell in row if cell.thing is not None) for row in table]
    tops = [sum(tall[:index]) + index * BETWEEN_ROWS for index in range(len(table))]
    own = {cell.thing: cell for row in table for cell in row if cell.thing is not None}

    def arrow(need: int, thing: int) -> tuple[tuple[int, int], ...]:
        """Follow the way from a box down to another."""
        points = [(round(own[need].middle - left), tops[rows[need]] + tall[rows[need]])]
        way = own[need]
        for row in range(rows[need] + 1, rows[thing]):
            way = next(cell for cell in way.below if cell.thing is None)
            x = round(way.middle - left)
            points += [(x, tops[row]), (x, tops[row] + tall[row])]
        return (*points, (round(own[thing].middle - left), tops[rows[thing]]))

    places = [
        Place(
            round(own[thing].middle - left - own[thing].width / 2),
            tops[rows[thing]],
            tall[rows[thing]],
            tuple(arrow(need, thing) for need in each),
        )
        for thing, each in enumerate(direct)
    ]
    return Layout(round(right - left), tops[-1] + tall[-1], tuple(places))
