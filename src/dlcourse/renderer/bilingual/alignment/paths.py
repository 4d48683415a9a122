"""The best monotone way through two sequences: which items of the one go with which of the other."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

NEVER = float("-inf")
FULL = 40_000
"""Up to so many cells the whole table is searched, beyond it a band along the diagonal."""
BAND = 4

Score = Callable[[range, range], float]


@dataclass(frozen=True, slots=True)
class Step:
    """Items of the one sequence that go with items of the other; one of them may be empty."""

    first: range
    second: range


@dataclass(frozen=True, slots=True)
class Rules:
    """What a path may be made of: how many items pair, what an item alone costs (below 0).

    The first of a run of items alone costs `gap`, those that follow, of either side, cost `more`: one gap begets
    another, and in the midst of a gap a pair has to be good to be one.
    """

    shapes: Sequence[tuple[int, int]]
    gap: float
    more: float


@dataclass(slots=True)
class _Cell:
    """The best paths to a point of the table: one that ends with a pair, one that ends with an item alone."""

    paired: float = NEVER
    alone: float = NEVER
    shape: tuple[int, int] = (0, 0)
    is_down: bool = True
    is_after_pair: bool = True

    @property
    def best(self) -> float:
        """The worth of the better of both."""
        return max(self.paired, self.alone)


def best_path(rows: int, columns: int, rules: Rules, score: Score) -> list[Step]:
    """Return the steps, in order, that hold every item once and add up to the most.

    `score` says what a pair of some of `rows` and some of `columns` is worth. Time and space are linear in the longer
    sequence once the table has more than `FULL` cells.
    """
    table: list[dict[int, _Cell]] = []
    for i, columns_here in enumerate(_bands(rows, columns)):
        line: dict[int, _Cell] = {}
        table.append(line)
        for j in columns_here:
            cell = line[j] = _Cell()
            if i == j == 0:
                cell.paired = 0.0
                continue
            above = table[i - 1].get(j) if i else None
            _leave_alone(cell, above, line.get(j - 1), rules)
            _pair(cell, table, (i, j), rules, score)
    return _steps(table, rows, columns)


def _bands(rows: int, columns: int) -> Iterator[range]:
    """Return the columns that are searched in each row: all, or those near the diagonal."""
    half = columns if rows * columns <= FULL else BAND + columns // rows
    for i in range(rows + 1):
        centre = i * columns // rows if rows else 0
        yield range(max(0, centre - half), min(columns, centre + half) + 1)


def _leave_alone(cell: _Cell, above: _Cell | None, before: _Cell | None, rules: Rules) -> None:
    for other, is_down in ((above, True), (before, False)):
        if other:
            for worth, is_after_pair in ((other.paired + rules.gap, True), (other.alone + rules.more, False)):
                if worth > cell.alone:
                    cell.alone, cell.is_down, cell.is_after_pair = worth, is_down, is_after_pair


def _pair(cell: _Cell, table: list[dict[int, _Cell]], point: tuple[int, int], rules: Rules, score: Score) -> None:
    i, j = point
    for down, right in rules.shapes:
        before = table[i - down].get(j - right) if down <= i and right <= j else None
        if before:
            worth = before.best + score(range(i - down, i), range(j - right, j))
            if worth > cell.paired:
                cell.paired, cell.shape = worth, (down, right)


def _steps(table: list[dict[int, _Cell]], rows: int, columns: int) -> list[Step]:
    steps: list[Step] = []
    i, j = rows, columns
    is_paired = table[i][j].paired >= table[i][j].alone
    while i or j:
        cell = table[i][j]
        if is_paired:
            down, right = cell.shape
        else:
            down, right = (1, 0) if cell.is_down else (0, 1)
        steps.append(Step(range(i - down, i), range(j - right, j)))
        i, j = i - down, j - right
        is_paired = table[i][j].paired >= table[i][j].alone if is_paired else cell.is_after_pair
    return steps[::-1]
