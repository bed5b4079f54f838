"""What a worksheet says beside its values, and the table that comes of both."""

from collections import Counter
from dataclasses import dataclass, field

from .limits import MAX_COLUMNS, unreadable
from .table import ErrorValue, Formula, Merge, Table

# Cells covered by merged ones: of a form on paper, and beside each that is filled in.
_COVERED_AT_MOST, _COVERED_PER_CELL = 200_000, 4


class Strikes:
    """How many filled cells of each row and column are struck through."""

    def __init__(self):
        self._rows, self._columns = Counter(), Counter()

    def count(self, row: int, column: int) -> None:
        self._rows[row] += 1
        self._columns[column] += 1

    def rows(self, rows: list[list]) -> frozenset[int]:
        """Those that have nothing else in them."""
        here = (i for i in self._rows if i < len(rows))
        return frozenset(i for i in here if self._rows[i] >= sum(value is not None for value in rows[i]) > 0)

    def columns(self, rows: list[list]) -> frozenset[int]:
        filled = {
            j: sum(len(row) > j and row[j] is not None for row in rows)
            for j in self._columns
            if j < MAX_COLUMNS
        }
        return frozenset(j for j, count in filled.items() if self._columns[j] >= count > 0)


@dataclass
class Facts:
    """Of one worksheet; places are (row, column), from 0."""

    cells: dict[tuple[int, int], Formula | ErrorValue | str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    strikes: Strikes = field(default_factory=Strikes)
    merges: list[Merge] = field(default_factory=list)
    is_hidden: bool = False

    def hide_columns(self, first: int, last: int) -> None:
        self.hidden_columns.update(range(max(first, 0), min(last, MAX_COLUMNS - 1) + 1))


def as_table(title: str, rows: list[list], facts: Facts) -> Table:
    """`rows` from the first row and column on, without what only `facts` tell."""
    for (i, j), value in facts.cells.items():
        rows.extend([] for _n in range(len(rows), i + 1))
        rows[i].extend([None] * (j + 1 - len(rows[i])))
        rows[i][j] = value
    merges = _spread(facts.merges, rows)
    for row in rows:
        while row and row[-1] is None:
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    here = range(len(rows))
    return Table(
        title=title,
        rows=rows,
        merges=merges,
        hidden_rows=frozenset(row for row in facts.hidden_rows if row in here),
        hidden_columns=frozenset(facts.hidden_columns),
        struck_rows=facts.strikes.rows(rows),
        struck_columns=facts.strikes.columns(rows),
        is_hidden=facts.is_hidden,
    )


def _spread(merges: list[Merge], rows: list[list]) -> list[Merge]:
    """Those among the rows, as far as they may reach. What stands behind their first cell is unseen."""
    found, covered = [], 0
    filled = sum(value is not None for row in rows for value in row)
    for first_row, first_column, last_row, last_column in merges:
        last_row, last_column = min(last_row, len(rows) - 1), min(last_column, MAX_COLUMNS - 1)
        if first_row > last_row or first_column > last_column:
            continue
        covered += (last_row - first_row + 1) * (last_column - first_column + 1)
        if covered > _COVERED_AT_MOST + _COVERED_PER_CELL * filled:  # or they lie upon each other
            raise unreadable()
        found.append(Merge(first_row, first_column, last_row, last_column))
        for i in range(first_row, last_row + 1):
            row, start = rows[i], first_column + (i == first_row)
            if start < len(row):
                row[start : last_column + 1] = [None] * (min(last_column + 1, len(row)) - start)
    return sorted(found)
