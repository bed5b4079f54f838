"""A table with its merged cells resolved: every cell that a merge covers counts with the value."""

from exchange.tables import Merge, Table

from .texts import is_empty

_COVERED_AT_LEAST = 100_000  # cells that merges may cover, however small the table


def is_filled(value) -> bool:
    if type(value) is str and value and "!" <= value[0] <= "\u1fff" and value[0] not in "_\xa0\xad":
        return True  # as nearly all are: the rest is asked slowly
    return not is_empty(value)


class Grid:
    """Rows and columns from 0. `covered[row][column]` is the merge that lends a value to a cell."""

    def __init__(self, table: Table):
        self.table, self.rows = table, table.rows
        self.width = max(map(len, table.rows), default=0)
        self.merges: dict[tuple[int, int], Merge] = {}
        self.covered: dict[int, dict[int, Merge]] = {}
        # No cell is in two merges; a damaged file may say so all the same, or merge empty millions.
        left = _COVERED_AT_LEAST + 4 * sum(map(len, table.rows))
        for merge in table.merges:
            merge = self._within(merge)
            area = (merge.last_row - merge.first_row + 1) * (merge.last_column - merge.first_column + 1)
            if 1 < area <= left and is_filled(self.own(merge.first_row, merge.first_column)):
                left -= area
                self._cover(merge)

    def _within(self, merge: Merge) -> Merge:
        last_row = min(merge.last_row, len(self.rows) - 1)
        return Merge(merge.first_row, merge.first_column, last_row, min(merge.last_column, self.width - 1))

    def _cover(self, merge: Merge) -> None:
        self.merges[merge.first_row, merge.first_column] = merge
        for row in range(merge.first_row, merge.last_row + 1):
            cells = self.covered.setdefault(row, {})
            for column in range(merge.first_column, merge.last_column + 1):
                if (row, column) != (merge.first_row, merge.first_column):
                    cells.setdefault(column, merge)

    def own(self, row: int, column: int):
        """What stands in the cell itself."""
        values = self.rows[row] if 0 <= row < len(self.rows) else ()
        return values[column] if column < len(values) else None

    def origin(self, row: int, column: int) -> tuple[int, int]:
        """The cell whose value counts here."""
        merge = self.covered.get(row, {}).get(column)
        return (merge.first_row, merge.first_column) if merge else (row, column)

    def value(self, row: int, column: int):
        return self.own(*self.origin(row, column))

    def filled(self, row: int) -> list[int]:
        """The columns that hold something of their own."""
        return [i for i, value in enumerate(self.rows[row]) if is_filled(value)]

    def span(self, row: int, column: int) -> int:
        """How many columns the cell's merge covers."""
        merge = self.merges.get((row, column))
        return merge.last_column - column + 1 if merge else 1
