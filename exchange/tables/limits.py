"""How far a worksheet may reach, and what is said of files that cannot be read.

Libraries make room for the whole rectangle up to the last filled cell: one of them at XFD1048576 would take
all memory there is. So every reader finds out how far its file reaches before any library sees it.
"""

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from exchange.workbook.kinds import shown
from exchange.workbook.problems import UnreadableWorkbook
from exchange.workbook.reader import MAX_ROWS

MAX_COLUMNS = 256
MAX_CELLS = 6_000_000  # of all worksheets together, empty ones among filled ones included
LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384  # that Excel has
MAX_CHARACTERS = 150_000_000  # of all cells together, however often one text is used


def unreadable() -> UnreadableWorkbook:
    return UnreadableWorkbook(
        _("This file cannot be read: it is none of the kinds .xlsx, .xls, .ods and .csv, or it is damaged. "
          "Open it in Excel, choose File → Save As and the type “Excel Workbook (*.xlsx)”; then upload that "
          "file.")
    )  # fmt: skip


class Room:
    """How many cells there still may be: one for all worksheets of a file."""

    def __init__(self):
        self._left = MAX_CELLS

    def has(self, rows: int, columns: int) -> bool:
        """Whether a worksheet that reaches so far would find room."""
        return rows <= MAX_ROWS and columns <= MAX_COLUMNS and rows * columns <= self._left

    def take(self, title: str, rows: int, columns: int) -> None:
        """For a worksheet whose last filled cells are in these row and column, counted from 1."""
        self._left -= rows * columns
        if rows > MAX_ROWS or columns > MAX_COLUMNS or self._left < 0:
            raise UnreadableWorkbook(
                _("“%(sheet)s” reaches as far as cell %(cell)s; at most %(rows)d rows and %(columns)d "
                  "columns can be read. Delete what stands out there, or copy the list alone into a new "
                  "file.")
                % {
                    "sheet": shown(title),
                    "cell": _place(rows, columns),
                    "rows": MAX_ROWS,
                    "columns": MAX_COLUMNS,
                }
            )  # fmt: skip


def _place(row: int, column: int) -> str:
    """As far as Excel itself has cells."""
    return f"{get_column_letter(min(column, _LAST_COLUMN))}{min(row, LAST_ROW)}"
