"""The six-month report as an Excel workbook for A4 landscape: the page's figures, cell by cell."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from io import BytesIO
from math import ceil

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from attendance.figures import MISSING

from .half_year import COLUMNS, HalfYearReport, Row

FONT = "Times New Roman"
BODY = Font(name=FONT, size=12)
BOLD = Font(name=FONT, size=12, bold=True)
TITLE = Font(name=FONT, size=14, bold=True)
ITALIC = Font(name=FONT, size=12, italic=True)
THIN = Side(style="thin", color="808080")
BORDER = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEADER_FILL = PatternFill("solid", fgColor="E7E6E6")
DATE_FORMAT = "dd/mm/yyyy"
RATE_FORMAT = "0.0"
FIGURE_WIDTH = 9.5
LINE_HEIGHT = 16  # points, for the 12-point body


def file_name(report: HalfYearReport) -> str:
    """Such as “Báo cáo 6 tháng đầu năm 2018 - Ban Tổ chức.xlsx”."""
    scope = f" - {report.selection.committee.label}" if report.selection.committee else ""
    as_of = report.selection.as_of
    if as_of:
        scope += " - " + _("as at %(day)s") % {"day": f"{as_of:%d-%m-%Y}"}
    name = _("Report for the %(half_year)s") % {"half_year": report.half_year.label}
    return f"{name}{scope}.xlsx".replace("/", "-")


def write(report: HalfYearReport) -> BytesIO:
    """The workbook, ready to be read from its start."""
    book = Workbook()
    book.remove(book.active)
    _summary(_Sheet(book, _("Summary"), report), report)
    _committees(_Sheet(book, _("By committee"), report), report)
    _organization_types(_Sheet(book, _("By organization type"), report), report)
    _leaders(_Sheet(book, _("By leader"), report), report)
    _evaluations(_Sheet(book, _("Evaluations"), report), report)
    _visits(_Sheet(book, _("Visits"), report), report)
    target = BytesIO()
    book.save(target)
    target.seek(0)
    return target


class _Sheet:
    """A worksheet that is written line by line, from its title down."""

    def __init__(self, book: Workbook, name: str, report: HalfYearReport):
        self.sheet: Worksheet = book.create_sheet(name)
        self.line = 0
        self._set_up_page()
        self.text(_("Report for the %(half_year)s") % {"half_year": report.half_year.label}, TITLE)
        scope = report.scope
        as_of = report.selection.as_of
        if as_of:
            scope = _("%(scope)s, as at %(day)s") % {"scope": scope, "day": f"{as_of:%d/%m/%Y}"}
        self.text(scope, ITALIC)
        self.line += 1

    def _set_up_page(self):
        sheet = self.sheet
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.orientation = sheet.ORIENTATION_LANDSCAPE
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_options.horizontalCentered = True
        margins = sheet.page_margins
        margins.left = margins.right = 0.5
        margins.top, margins.bottom, margins.footer = 0.6, 0.8, 0.4
        sheet.oddFooter.center.text = "&P/&N"
        sheet.oddFooter.center.font = FONT
        sheet.sheet_view.showGridLines = False

    def text(self, text: str, font: Font = BODY):
        self.line += 1
        _put(self.sheet.cell(self.line, 1), text).font = font

    def header(self, labels: Iterable[str], *, repeat: bool = True):
        """A header row; a repeated one stands on every printed page and stays when scrolling."""
        self.line += 1
        for column, label in enumerate(labels, start=1):
            cell = _put(self.sheet.cell(self.line, column), str(label))
            cell.font, cell.border, cell.fill = BOLD, BORDER, HEADER_FILL
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        self._fit_height()
        if repeat:
            self.sheet.print_title_rows = f"{self.line}:{self.line}"
            self.sheet.freeze_panes = self.sheet.cell(self.line + 1, 1)

    def row(self, values: Iterable, *, bold: bool = False):
        self.line += 1
        for column, value in enumerate(values, start=1):
            cell = _put(self.sheet.cell(self.line, column), value)
            cell.font, cell.border = BOLD if bold else BODY, BORDER
            is_text = isinstance(value, str) and value != MISSING
            cell.alignment = Alignment(
                horizontal="left" if is_text else "center", vertical="center", wrap_text=is_text
            )
        self._fit_height()

    def _fit_height(self):
        """Excel does not grow rows that a program wrote: reckon the lines that wrapped text takes."""
        lines = 1
        for cell in self.sheet[self.line]:
            if isinstance(cell.value, str):
                width = self.sheet.column_dimensions[cell.column_letter].width
                longest_word = max(map(len, cell.value.split()), default=0)
                # A letter of Times New Roman takes a little less than a unit of column width.
                lines = max(lines, ceil(len(cell.value) * 0.97 / max(width, longest_word)))
        self.sheet.row_dimensions[self.line].height = LINE_HEIGHT * lines + 2

    def widths(self, widths: Iterable[float]):
        for column, width in enumerate(widths, start=1):
            self.sheet.column_dimensions[get_column_letter(column)].width = width


def _put(cell, value):
    """Write a value as what it is: text is never a formula, a rate stays a number."""
    if isinstance(value, str):
        # Control characters, as pasted from Word, have no place in an Excel file.
        cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", value)
        cell.data_type = "s"
    elif isinstance(value, Decimal):
        cell.value, cell.number_format = value, RATE_FORMAT
    elif isinstance(value, dt.date):
        cell.value, cell.number_format = value, DATE_FORMAT
    else:
        cell.value = value
    return cell


def _figures(row: Row) -> list:
    return [MISSING if row.value(c) is None else row.value(c) for c in COLUMNS]


def _column_labels() -> list[str]:
    return [str(c.label) for c in COLUMNS]


def _summary(sheet: _Sheet, report: HalfYearReport):
    sheet.widths([34, *[FIGURE_WIDTH] * len(COLUMNS)])
    sheet.header([_("Leader group"), *_column_labels()], repeat=False)
    for row in report.group_rows:
        sheet.row([row.label, *_figures(row)], bold=row.is_total)
    if report.total_is_less_than_its_groups:
        sheet.text(_("A cell visited by both groups counts once in the total."), ITALIC)
    sheet.text(_("A visit moved within the half-year counts once among those planned."), ITALIC)
    sheet.line += 1
    sheet.header([_("Cells not attended, by reason"), _("Cells")], repeat=False)
    for reason, count in report.reasons:
        sheet.row([str(reason), count])


def _committees(sheet: _Sheet, report: HalfYearReport):
    sheet.widths([34, *[FIGURE_WIDTH] * len(COLUMNS)])
    sheet.header([_("Committee"), *_column_labels()])
    for committee in report.committees:
        sheet.row([committee.total.label, *_figures(committee.total)], bold=True)
        for group in committee.groups:
            sheet.row([f"    {group.label}", *_figures(group)])
    sheet.row([report.total.label, *_figures(report.total)], bold=True)
    sheet.text(_("The total counts each cell once; it need not be the sum of the rows."), ITALIC)


def _organization_types(sheet: _Sheet, report: HalfYearReport):
    sheet.widths([34, *[FIGURE_WIDTH] * len(COLUMNS)])
    sheet.header([_("Organization type"), *_column_labels()])
    for row in report.type_rows:
        sheet.row([row.label, *_figures(row)], bold=row.is_total)


def _leaders(sheet: _Sheet, report: HalfYearReport):
    sheet.widths([24, 17, *[FIGURE_WIDTH] * len(COLUMNS)])
    sheet.header([_("Leader"), _("Committee"), *_column_labels()])
    for row in report.leader_rows:
        sheet.row([row.label, row.parent, *_figures(row)], bold=row.is_total)
    sheet.text(_("The total counts each cell once; it need not be the sum of the rows."), ITALIC)


def _evaluations(sheet: _Sheet, report: HalfYearReport):
    tallied = report.quality
    sheet.widths([90, 16, 16])
    sheet.header(["", _("By leaders"), _("By the cells")], repeat=False)
    sheet.row([_("Evaluations made"), tallied.leader_scored, tallied.cell_scored])
    means = [MISSING if m is None else float(m) for m in (tallied.mean_leader_total, tallied.mean_cell_total)]
    sheet.row([_("Mean total"), *means])
    for row in report.band_rows:
        sheet.row(row)
    sheet.text(_("Of %(count)d meetings attended by a counted visit.") % {"count": tallied.meetings}, ITALIC)
    sheet.text(_("Times noted: in evaluations by leaders and by the cells together."), ITALIC)
    for kind, findings in report.finding_rows:
        sheet.line += 1
        sheet.header([kind, _("Times noted")], repeat=False)
        for finding, count in findings:
            sheet.row([finding.text, count])


def _visits(sheet: _Sheet, report: HalfYearReport):
    sheet.widths([6, 9, 15, 20, 19, 26, 16, 19, 11, 11, 12, 17, 10, 10, 19])
    sheet.header(
        [
            _("No."),
            _("Month"),
            _("Committee"),
            _("Leader"),
            _("Position"),
            _("Cell"),
            _("Managing committee"),
            _("Organization type"),
            _("Origin"),
            _("Outcome"),
            _("Date of the meeting"),
            _("Reason of absence"),
            _("Moved from"),
            _("Moved to"),
            _("Note"),
        ]
    )
    for number, visit in enumerate(report.listed_visits(), start=1):
        meeting, reason = visit.meeting, visit.absence_reason
        sheet.row(
            [
                number,
                str(visit.month),
                visit.committee.label,
                visit.leader.full_name,
                visit.leader.position,
                visit.cell.name,
                visit.cell.committee.label,
                visit.cell.organization_type.name,
                visit.get_origin_display(),
                visit.get_outcome_display(),
                meeting.date if meeting else "",
                str(reason) if reason else "",
                str(visit.carried_from.month) if visit.carried_from else "",
                str(visit.successor.month) if visit.successor else "",
                visit.note,
            ]
        )
