"""Plans laid out crosswise: months across the top (or cells), and in the crossings a mark or a name."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import groupby

from exchange.workbook.columns import Sheet
from exchange.workbook.sheets import PLANS, TOTALS

from . import month_table, words
from .columns import Titled, heading_key
from .grid import Grid, is_filled
from .texts import text_of

_CELL = ("chi bo", "chi bo du", "chi bo du sinh hoat", "ten chi bo", "cac chi bo", "noi du")
_NAMED_CELL = re.compile(r"(chi bộ|cb)\s+\S", re.IGNORECASE)
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_SEVERAL = re.compile(r"[\n\r;]+")


@dataclass
class Matrix:
    """The columns across, and what each of them says: its month or its cell."""

    across: dict[int, object] = field(default_factory=dict)

    def crossings(self, values: Callable[[int], object]) -> list[tuple[int, object, object]]:
        """Column, what its heading says and what stands there; several names are several crossings."""
        found = []
        for column, heading in self.across.items():
            value = values(column)
            if words.is_nothing(value) or (value is None or not text_of(value)):
                continue
            found += [(column, heading, part) for part in _parts(value)]
        return found


def _parts(value) -> list:
    if not isinstance(value, str):
        return [value]
    parts = [part for part in map(str.strip, _SEVERAL.split(value)) if part]
    if len(parts) == 1:
        months = [part.strip() for part in parts[0].split(",")]
        if len(months) > 1 and all(map(words.month_of, months)):
            return months
    return parts or [value]


def matrix_at(
    sheet: Sheet, grid: Grid, columns: list[Titled], rows: range, wanted: bool | None
) -> Matrix | None:
    """The matrix that a list is, as it looks or as its user says; `rows` are those below the headings."""
    if wanted is not False and sheet.name == TOTALS:
        return Matrix(month_table.bands_across(grid, columns, rows))
    if wanted is False or (wanted is None and sheet.name != PLANS):
        return None
    months = {c.column: month for c in columns if (month := _month(grid, c, rows)) is not None}
    least = 1 if wanted else 2
    run = _longest_run(months)
    bare = [c for c in run if words.is_bare_number(months[c]) and not _is_below_months(columns, c)]
    if len(run) >= (3 if bare and not wanted else least):
        return Matrix({column: months[column] for column in run})
    cells = _longest_run([c.column for c in columns if _is_cell(c)])
    if len(cells) >= least and (wanted or _hold_marks(grid, cells, rows)):
        by_column = {c.column: c.parts[-1] for c in columns if c.parts}
        return Matrix({column: by_column[column] for column in cells})
    return None


def _longest_run(columns) -> list[int]:
    """Of columns side by side."""
    numbered = enumerate(sorted(columns))
    runs = [
        [column for _i, column in run] for _key, run in groupby(numbered, key=lambda pair: pair[1] - pair[0])
    ]
    return max(runs, key=len, default=[])


def _month(grid: Grid, one: Titled, rows: range):
    """The month that a column is about, as its heading has it, or as MM/yyyy where the year stands above."""
    if not one.parts:
        return None
    head = next(
        (value for row in range(rows.start - 1, -1, -1) if text_of(value := grid.value(row, one.column))),
        None,
    )
    found = words.month_of(head)
    if found is None:
        return None
    year = next((match[1] for part in one.parts[:-1] if (match := _YEAR.search(part))), None)
    if found[0] is None and year:
        return f"{found[1]:02}/{year}"
    return head if not isinstance(head, str) else one.parts[-1]


def _is_below_months(columns: list[Titled], column: int) -> bool:
    """Bare numbers are months where it says so above them."""
    one = next(c for c in columns if c.column == column)
    return any("thang" in heading_key(part) or "thoi gian" in heading_key(part) or "thang" in part.lower()
               or "tháng" in part.lower() for part in one.parts[:-1])  # fmt: skip


def _is_cell(one: Titled) -> bool:
    if len(one.parts) > 1 and heading_key(one.parts[-2]) in _CELL:
        return heading_key(one.parts[-1]) not in ("ma", "ten", "dang uy", "loai hinh", "ghi chu")
    return (
        bool(one.parts) and bool(_NAMED_CELL.match(one.parts[-1])) and heading_key(one.parts[-1]) not in _CELL
    )


def _hold_marks(grid: Grid, columns: list[int], rows: range) -> bool:
    """Marks and months, and hardly anything else; what stands below an empty row is not looked at."""
    some: list = []
    for row in rows[:60]:
        if some and not any(map(is_filled, grid.rows[row])):
            break
        some += [value for column in columns if is_filled(value := grid.own(row, column))]
    fitting = sum(
        words.is_mark(value) or words.is_nothing(value) or any(map(words.month_of, _parts(value)))
        for value in some
    )
    return len(some) > 0 and fitting * 4 >= len(some) * 3
