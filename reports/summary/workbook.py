"""The six-month report as an Excel workbook for A4 landscape: the tables of `annexes`, a sheet each.

Rows go to disk as they come, so that a workbook of 100,000 visits takes no more memory than a small one.
"""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from math import ceil

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from attendance.figures.tally import MISSING
from lib.periods import Month, today, written_day
from lib.sheets import lay_on_paper
from lib.tables import Column, Kind, Line, Table, Value
from lib.workbooks import StreamedWorkbook, cell
from reports.half_year.report import HalfYearReport

from .annexes import tables

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FONT = "Times New Roman"
BODY = Font(name=FONT, size=12)
BOLD = Font(name=FONT, size=12, bold=True)
TITLE = Font(name=FONT, size=14, bold=True)
ITALIC = Font(name=FONT, size=12, italic=True)
THIN = Side(style="thin", color="808080")
BORDER = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEADER_FILL = PatternFill("solid", fgColor="E7E6E6")
TOTAL_FILL = PatternFill("solid", fgColor="F5F5F5")
FORMATS = {
    Kind.TEXT: "General",
    Kind.NUMBER: "#,##0",
    Kind.DECIMAL: "0.0",
    Kind.POINTS: "0.00",
    Kind.DATE: "dd/mm/yyyy",
    Kind.MONTH: "mm/yyyy",
}
WITHOUT_MARK = (Kind.TEXT, Kind.DATE, Kind.MONTH)  # where there is nothing, nothing stands
NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
LINE_HEIGHT = 16  # points, for the 12-point body
TITLE_HEIGHT = 21
INDENT = 2  # letters for each level that a line is set in

Progress = Callable[[], None]  # called after each line of a long list


def file_name(report: HalfYearReport) -> str:
    """Such as “Báo cáo 6 tháng đầu năm 2018 - Ban Tổ chức.xlsx”."""
    return f"{report_name(report)}.xlsx"


def report_name(report: HalfYearReport) -> str:
    """What a file of the report is called, without its ending."""
    scope = f" - {report.selection.committee.label}" if report.selection.committee else ""
    as_of = report.selection.as_of
    if as_of:
        scope += " - " + _("as at %(day)s") % {"day": f"{as_of:%d-%m-%Y}"}
    name = _("Report for the %(half_year)s") % {"half_year": report.half_year.label}
    return f"{name}{scope}".replace("/", "-")


def table_file_name(table: Table, ending: str) -> str:
    """Such as “Lượt dự tháng 10-2026 28-11-2026.csv”."""
    title = " ".join(NOT_IN_FILE_NAMES.sub(" ", str(table.title).replace("/", "-")).split())
    return f"{title[:150]} {today():%d-%m-%Y}.{ending}"


def write(report: HalfYearReport) -> BytesIO:
    """The workbook, ready to be read from its start."""
    target = BytesIO()
    write_to(target, report)
    target.seek(0)
    return target


def write_to(target, report: HalfYearReport, *, progress: Progress = lambda: None) -> None:
    """Into a binary file that is open for writing."""
    book = StreamedWorkbook()
    _describe(book, report)
    for table in tables(report):
        _Sheet(book, table, _heading(report, table)).write(progress if table.size else lambda: None)
    book.save(target)


def write_table(target, table: Table, *, progress: Progress = lambda: None) -> None:
    """A table of a page alone, in a sheet that can be filtered."""
    book = StreamedWorkbook()
    book.properties.title, book.properties.creator = str(table.title), _("Cell meetings")
    heading = [(str(table.title), TITLE), *((about, ITALIC) for about in table.about)]
    _Sheet(book, table, heading).write(progress)
    book.save(target)


def _heading(report: HalfYearReport, table: Table) -> list[tuple[str, Font]]:
    scope, as_of = report.scope, report.selection.as_of
    if as_of:
        scope = _("%(scope)s, as at %(day)s") % {"scope": scope, "day": written_day(as_of)}
    title = _("Report for the %(half_year)s") % {"half_year": report.half_year.label}
    return [(title, TITLE), (scope, ITALIC), (str(table.title), BOLD)]


def _describe(book: StreamedWorkbook, report: HalfYearReport) -> None:
    """What the file says of itself: the office made it."""
    committee = report.selection.committee
    properties = book.properties
    properties.title = report_name(report)
    properties.creator = properties.lastModifiedBy = committee.name if committee else report.scope
    properties.language = translation.get_language()


class _Sheet:
    """A worksheet that is written line by line, from its title down."""

    def __init__(self, book: StreamedWorkbook, table: Table, heading: list[tuple[str, Font]]):
        self.table, self.heading = table, heading
        self.sheet = book.create_sheet(str(table.name or table.title))
        self.settings = self.sheet.settings
        self.columns = table.columns
        self._styles: dict[tuple, int] = {}
        lay_on_paper(self.settings, FONT)
        self.settings.sheet_view.showGridLines = False

    def write(self, progress: Progress) -> None:
        for number, column in enumerate(self.columns, start=1):
            self.settings.column_dimensions[get_column_letter(number)].width = column.width
        header = len(self.heading) + 1
        self.settings.print_title_rows = f"{header}:{header}"
        self.settings.freeze_panes = f"A{header + 1}"

        for text, font in self.heading:
            self._text(text, font)
        self._header()
        last = header
        for line in self.table.lines():
            self._row(line)
            progress()
            last = last if line.is_total else self.sheet.line
        # A list or a page's table may be filtered; the total at its end stays out of that. Where totals stand
        # among the rows, that would tear them apart.
        if (self.table.about or self.table.size) and last > header:
            self.settings.auto_filter.ref = f"A{header}:{get_column_letter(len(self.columns))}{last}"
        for note in self.table.notes:
            self._text(str(note), ITALIC)

    def _text(self, text: str, font: Font):
        """A line across the whole table."""
        style = self.sheet.style(font=font, alignment=Alignment(vertical="center", wrap_text=True))
        width = sum(column.width for column in self.columns)
        height = TITLE_HEIGHT if font is TITLE else LINE_HEIGHT * lines_of(text, width) + 2
        self.sheet.append([cell(text, style)], height)
        if len(self.columns) > 1:
            last, line = get_column_letter(len(self.columns)), self.sheet.line
            self.settings.merged_cells.add(f"A{line}:{last}{line}")

    def _header(self):
        """On every printed page, and in view when scrolling."""
        middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
        style = self.sheet.style(font=BOLD, border=BORDER, fill=HEADER_FILL, alignment=middle)
        needed = (lines_of(str(c.label), c.width, bold=True) for c in self.columns)
        height = LINE_HEIGHT * max(needed) + 6
        self.sheet.append([cell(str(column.label), style) for column in self.columns], height)

    def _row(self, line: Line):
        cells, height = [], 1
        level, is_total = line.level, line.is_total
        for column, value in zip(self.columns, line.values, strict=True):
            if value is None and column.kind not in WITHOUT_MARK:
                value = MISSING
            style = self._style(column, value, is_total, level)
            if type(value) is str:
                # Only text wraps: a number or a day is as wide as its column was made for.
                height = max(height, lines_of(value, column.width - INDENT * level, bold=is_total))
            cells.append(cell(value.first_day if isinstance(value, Month) else value, style))
            level = 0  # only the first is set in
        self.sheet.append(cells, LINE_HEIGHT * height + 2)

    def _style(self, column: Column, value: Value, is_total: bool, level: int) -> int:
        """Cells of one kind share what they look like: working it out anew takes longer than writing."""
        key = (column.kind, type(value), is_total, level)
        if key not in self._styles:
            is_text = isinstance(value, str) and column.kind == Kind.TEXT
            looks = {"fill": TOTAL_FILL} if is_total else {}
            self._styles[key] = self.sheet.style(
                font=BOLD if is_total else BODY,
                border=BORDER,
                number_format=FORMATS[_kind(column, value)],
                alignment=Alignment(
                    horizontal="left" if is_text else "center",
                    vertical="center",
                    wrap_text=is_text,
                    indent=level * INDENT / 2,
                ),
                **looks,
            )
        return self._styles[key]


def _kind(column: Column, value: Value) -> Kind:
    """How a value is shown: a count among means stays a whole number."""
    if isinstance(value, dt.date):
        return Kind.DATE
    if isinstance(value, Month):
        return Kind.MONTH
    if isinstance(value, int):
        return Kind.NUMBER
    if isinstance(value, Decimal):
        return column.kind if column.kind != Kind.NUMBER else Kind.POINTS
    return Kind.TEXT


@lru_cache(maxsize=1 << 14)
def lines_of(text: str, width: float, *, bold: bool = False) -> int:
    """How many lines wrapped text takes: Excel does not grow rows that a program wrote.

    A letter of Times New Roman takes a little less than a unit of column width, a bold one about one.
    """
    letters = max(1.0, width / (0.98 if bold else 0.87))
    return sum(_wrapped(paragraph, letters) for paragraph in text.splitlines()) or 1


def _wrapped(text: str, letters: float) -> int:
    """Word by word, as a reader's program breaks it."""
    lines, used = 1, 0.0
    for word in text.split():
        needed = len(word) + (1 if used else 0)
        if used and used + needed > letters:
            lines, used = lines + 1, 0.0
            needed = len(word)
        # A word longer than its column is broken wherever it must be.
        lines += ceil(needed / letters) - 1 if not used else 0
        used = used + needed if used + needed <= letters else needed % letters
    return lines
