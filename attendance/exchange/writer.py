"""Writing a data workbook from lists of rows."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal

import openpyxl
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from .kinds import LONGEST_TEXT, clean
from .sheets import SHEETS, Sheet

_FONT = Font(name="Times New Roman", size=12)
_HEADING = Font(name="Times New Roman", size=12, bold=True)
_DATE_FORMAT = "dd/mm/yyyy"


def write_workbook(rows_by_sheet: Mapping[str, Iterable[Mapping]], target) -> None:
    """Write sheets of the exchange format to `target`, a path or a binary file object.

    Rows are mappings from Vietnamese column names to values: text, whole numbers, Decimal, dates,
    Month, HalfYear, True for a mark, None or a missing key for an empty cell. Sheets appear in the
    order of the format. Raises ValueError for a sheet or a column that the format does not know.
    """
    if unknown := set(rows_by_sheet) - set(SHEETS):
        raise ValueError(f"Unknown sheets: {sorted(unknown)}")
    book = openpyxl.Workbook(write_only=True)
    for name, sheet in SHEETS.items():
        if name in rows_by_sheet:
            _write_sheet(book, sheet, list(rows_by_sheet[name]))
    book.save(target)


def _write_sheet(book: openpyxl.Workbook, sheet: Sheet, rows: list[Mapping]) -> None:
    used = set().union(*rows)
    if unknown := used - {column.name for column in sheet.columns}:
        raise ValueError(f"Unknown columns in {sheet.name}: {sorted(unknown)}")
    columns = [column for column in sheet.columns if column.name in used or not column.only_if_used]
    worksheet = book.create_sheet(sheet.name)
    worksheet.freeze_panes = "A2"
    for number, column in enumerate(columns, start=1):
        worksheet.column_dimensions[get_column_letter(number)].width = column.width
    worksheet.append([_cell(worksheet, column.name, _HEADING) for column in columns])
    for row in rows:
        worksheet.append([_cell(worksheet, row.get(column.name), _FONT) for column in columns])


def _cell(worksheet, value, font: Font) -> Cell | None:
    if value is None or value is False or value == "":
        return None
    cell = WriteOnlyCell(worksheet)
    if value is True:
        cell.value = "x"
    elif isinstance(value, dt.date):
        cell.value, cell.number_format = value, _DATE_FORMAT
    elif isinstance(value, int):
        cell.value = value
    elif isinstance(value, Decimal | float):
        cell.value = int(value) if value == int(value) else float(value)
    else:
        cell.value = plain(str(value))
        # openpyxl makes a formula of "=…" and an error of "#N/A"; here they are text.
        cell.data_type = "s"
        cell.alignment = Alignment(vertical="top", wrap_text=font is _HEADING)
    cell.font = font
    return cell


def plain(text: str) -> str:
    """Text that a cell can hold."""
    return clean(ILLEGAL_CHARACTERS_RE.sub("", text))[:LONGEST_TEXT]
