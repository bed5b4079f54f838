"""Reading whatever file people keep a list in as tables."""

import io

import python_calamine
from django.utils.translation import gettext as _

from exchange.workbook.problems import UnreadableWorkbook

from .table import Merge, Table


def read_tables(data: bytes, name: str = "") -> list[Table]:
    """The worksheets of a file. Raises UnreadableWorkbook."""
    try:
        with python_calamine.load_workbook(io.BytesIO(data)) as book:
            return [_table(book.get_sheet_by_index(i), facts) for i, facts in enumerate(book.sheets_metadata)]
    except Exception as error:
        raise UnreadableWorkbook(_("The file is no Excel workbook (.xlsx), or it is damaged.")) from error


def _table(sheet, facts) -> Table:
    rows = [[_value(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    for row in rows:
        while row and row[-1] is None:
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    merges = [Merge(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    is_hidden = facts.visible != python_calamine.SheetVisibleEnum.Visible
    return Table(facts.name, rows, merges, is_hidden=is_hidden)


def _value(value):
    if value == "":
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value
