"""A list of visits as an Excel sheet to work in, which comes back through the import of such lists.

Its headings are those of the data workbook, in every interface language: docs/formats.md.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import zip_longest
from math import ceil
from operator import attrgetter
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from attendance.models import Visit
from lib.sheets import lay_on_paper
from lib.workbooks import StreamedSheet, StreamedWorkbook, cell

from .listed import ListedVisit

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FONT = "Times New Roman"
CHOICES = "Danh mục"  # hidden, and not read when the file comes back
SPARE_ROWS = 200  # below the list, with the same choices: for what is added by hand
THIN = Side(style="thin", color="808080")
BORDER = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEAD, HEAD_TO_FILL = PatternFill("solid", fgColor="E7E6E6"), PatternFill("solid", fgColor="FFF2CC")
GREY = "808080"
DAY, WHOLE, TEXT = "dd/mm/yyyy", "0", "@"
DRAWN_ONCE = 1 << 12  # values of a column
LETTER, LINE = 0.9, 16.5  # of a column's width, of a row's height in points

ORIGINS = {
    Visit.Origin.REGISTERED: "Đăng ký",
    Visit.Origin.AMENDMENT: "Bổ sung",
    Visit.Origin.UNPLANNED: "Ngoài kế hoạch",
}
OUTCOMES = {
    Visit.Outcome.ATTENDED: "Đã dự",
    Visit.Outcome.MISSED: "Vắng",
    Visit.Outcome.WITHDRAWN: "Rút",
}


@dataclass(frozen=True)
class SheetColumn:
    """`is_to_fill`: what people change; `is_code`: what the import goes by, right of what is printed."""

    name: str
    value: Callable[[ListedVisit], Any]
    width: float
    form: str = TEXT
    is_to_fill: bool = False
    is_code: bool = False
    choices: Sequence[str] = ()
    is_strict: bool = True  # nothing but the choices


MONTH = SheetColumn("Tháng", lambda visit: str(visit.month), 10)
LEADER = SheetColumn("Lãnh đạo", attrgetter("leader__full_name"), 24)
POSITION = SheetColumn("Chức vụ", attrgetter("leader__position"), 20)
COMMITTEE = SheetColumn("Cơ quan", attrgetter("committee_label"), 18)
CELL = SheetColumn("Chi bộ", attrgetter("cell__name"), 30)
MANAGED_BY = SheetColumn("Đảng ủy, cơ quan quản lý", attrgetter("managing_label"), 22)
EXPECTED = SheetColumn("Ngày dự kiến", attrgetter("meets_on"), 12, DAY)
OUTCOME = SheetColumn("Kết quả", lambda visit: OUTCOMES.get(visit.outcome), 10)
HELD_ON = SheetColumn("Ngày họp", attrgetter("meeting__date"), 12, DAY)
REASON = SheetColumn("Lý do", attrgetter("absence_reason__label"), 15)
CODES = (
    SheetColumn("Kỳ", lambda visit: str(visit.half_year), 10, is_code=True),
    SheetColumn("Mã lãnh đạo", attrgetter("leader__code"), 13, is_code=True),
    SheetColumn("Mã chi bộ", attrgetter("cell__code"), 13, is_code=True),
)
COMMITTEE_CODE = SheetColumn("Mã cơ quan", attrgetter("committee__code"), 13, is_code=True)
NUMBER = SheetColumn("Mã lượt", attrgetter("pk"), 9, WHOLE, is_code=True)


def write(
    name: str, heading: Sequence[str], columns: Sequence[SheetColumn], visits: Iterable[ListedVisit]
) -> BytesIO:
    """`name` is the sheet's; the first line of `heading` is the title, the others explain."""
    book = StreamedWorkbook()
    sheet = book.create_sheet(name)
    book.properties.title = book.properties.creator = heading[0]
    counted = [SheetColumn("TT", lambda visit: None, 5, WHOLE), *columns]
    printed = sum(not column.is_code for column in counted)
    _title(sheet, heading, counted[:printed])
    _head(sheet, counted)
    top, place, cells = sheet.line, _Cells(sheet, counted[0]), [_Cells(sheet, column) for column in columns]
    for count, visit in enumerate(visits, start=1):
        row = [place.of(count), *(drawn.of(drawn.value(visit)) for drawn in cells)]
        sheet.append([text for text, _lines in row], LINE * max(lines for _text, lines in row) + 2)
    _offer_choices(book, sheet.settings, counted, top + 1, sheet.line + SPARE_ROWS)
    _set_up_page(sheet.settings, top, max(sheet.line, top + 1), printed, len(counted))
    target = BytesIO()
    book.save(target)
    target.seek(0)
    return target


def _title(sheet: StreamedSheet, heading: Sequence[str], columns: Sequence[SheetColumn]) -> None:
    letters = sum(column.width for column in columns) / LETTER
    last = get_column_letter(len(columns))
    for number, text in enumerate(heading, start=1):
        is_title = number == 1
        font = Font(name=FONT, size=14 if is_title else 12, bold=is_title, italic=not is_title)
        style = sheet.style(font=font, alignment=Alignment(vertical="center", wrap_text=True))
        sheet.append([cell(text, style)], 22 if is_title else LINE * ceil(len(text) / letters) + 2)
        sheet.settings.merged_cells.add(f"A{number}:{last}{number}")


def _head(sheet: StreamedSheet, columns: Sequence[SheetColumn]) -> None:
    cells = []
    for number, column in enumerate(columns, start=1):
        style = sheet.style(
            font=Font(name=FONT, size=12, bold=True, color=GREY if column.is_code else None),
            fill=HEAD_TO_FILL if column.is_to_fill else HEAD,
            border=BORDER,
            alignment=Alignment(horizontal="center", vertical="center", wrap_text=True),
        )
        cells.append(cell(column.name, style))
        sheet.settings.column_dimensions[get_column_letter(number)].width = column.width
    sheet.append(cells, LINE * 3)


class _Cells:
    """The cells of a column in its looks; what stands in many rows is drawn once."""

    def __init__(self, sheet: StreamedSheet, column: SheetColumn):
        self.value, self._letters = column.value, column.width / LETTER
        self._of_words = _style(sheet, column, "left" if column.width > 12 else "center")
        self._of_others = _style(sheet, column, "center")
        self.of = lru_cache(maxsize=DRAWN_ONCE)(self._drawn)

    def _drawn(self, value: Any) -> tuple[str, int]:
        """As it stands in a row, and how many lines high."""
        if not isinstance(value, str):
            return cell(value, self._of_others), 1
        lines = sum(ceil(len(part) / self._letters) or 1 for part in value.split("\n"))
        return cell(value, self._of_words), lines


def _style(sheet: StreamedSheet, column: SheetColumn, horizontal: str) -> int:
    return sheet.style(
        font=Font(name=FONT, size=12, color=GREY if column.is_code else None),
        border=BORDER,
        number_format=column.form,
        alignment=Alignment(horizontal=horizontal, vertical="center", wrap_text=not column.is_code),
    )


def _offer_choices(book: StreamedWorkbook, sheet: Worksheet, columns, first: int, last: int) -> None:
    """Lists to choose from, days and whole numbers where such are asked for; nothing is locked."""
    lists: list[list[str]] = []
    for number, column in enumerate(columns, start=1):
        if column.choices:
            lists.append([column.name, *column.choices])
            letter = get_column_letter(len(lists))
            area = f"{quote_sheetname(CHOICES)}!${letter}$2:${letter}${len(column.choices) + 1}"
            rule = DataValidation(type="list", formula1=area, showErrorMessage=column.is_strict)
            rule.error = "Chọn một trong các từ của danh sách."
        elif column.is_to_fill and column.form == DAY:
            first_day = dt.date(1990, 1, 1)
            rule = DataValidation(type="date", operator="greaterThan", formula1=f"DATE({first_day:%Y,%m,%d})")
            rule.error, rule.showErrorMessage = "Ghi ngày theo dạng ngày/tháng/năm, ví dụ 05/03/2019.", True
        elif column.is_to_fill and column.form == WHOLE:
            rule = DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0")
            rule.error, rule.showErrorMessage = "Ghi một số nguyên.", True
        else:
            continue
        rule.allow_blank = True
        letter = get_column_letter(number)
        rule.add(f"{letter}{first}:{letter}{last}")
        sheet.add_data_validation(rule)
    hidden = book.create_sheet(CHOICES)
    hidden.settings.sheet_state = "hidden"
    for words in zip_longest(*lists):
        hidden.append([cell(word) if word else "" for word in words])


def _set_up_page(sheet: Worksheet, top: int, last: int, printed: int, width: int) -> None:
    """A4 landscape; the codes are for the import, not for paper."""
    sheet.freeze_panes = f"A{top + 1}"
    sheet.print_title_rows = f"{top}:{top}"
    sheet.print_area = f"A1:{get_column_letter(printed)}{last}"
    sheet.auto_filter.ref = f"A{top}:{get_column_letter(width)}{last}"
    lay_on_paper(sheet, FONT)
