"""Workbooks to fill in: the format's headings, each explained, with lists to choose from.

Nothing in them is a row: a template that comes back untouched imports nothing. Examples stand on a sheet of
their own, which the importer knows and leaves out.
"""

import io
from collections.abc import Iterable
from itertools import zip_longest

from django.utils.translation import gettext as _
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from attendance.models import AbsenceReason
from exchange.layout.laying_out import CHOICES, GUIDE
from exchange.workbook.columns import Column, Sheet
from exchange.workbook.kinds import (
    LARGEST_WHOLE,
    LONGEST_TEXT,
    SELF_SCORED,
    Choice,
    Clock,
    Date,
    Flag,
    HalfYearKind,
    MonthKind,
    Points,
    Scorer,
    Text,
    Whole,
    shown,
    with_name,
)
from exchange.workbook.sheets import (
    ANNOUNCED,
    CELLS,
    COMMITTEES,
    FINDINGS,
    LEADERS,
    MEETINGS,
    RESULTS,
    RUBRICS,
    SHEETS,
    TARGETS,
    TOTALS,
    TYPES,
)
from exchange.workbook.terms import UNBOUNDED, Terms
from lib.workbooks import StreamedWorkbook
from lib.workbooks import cell as written

from .names import catalogue

_LAST_ROW = 5000  # of the cells that offer a choice, and of the lists that they offer
_WITH_NAME = 40  # letters of a code with its name
_FONT = "Times New Roman"
_MANDATORY = PatternFill("solid", start_color="FCE4D6", end_color="FCE4D6")
_OPTIONAL = PatternFill("solid", start_color="EDEDED", end_color="EDEDED")
_LINE = Border(bottom=Side(style="thin", color="808080"))
_EXAMPLES = {
    "name": "Chi bộ thôn 1",
    "short_name": "Ban Tổ chức",
    "full_name": "Nguyễn Văn An",
    "position": "Phó Trưởng ban",
    "place": "Nhà văn hóa thôn 1",
    "contact": "Nguyễn Văn An, 0912 345 678",
    "source_document": "Thông báo số 12-TB/ĐU",
    "band": "Khá",
    "purpose": "Hội nghị toàn quốc",
    "number": "12-HD/BTCTW",
    "issuer": "Ban Tổ chức Trung ương",
    "document": "12-HD/BTCTW",
    "section": "I. Công tác chuẩn bị",
    "text": "Nội dung được chuẩn bị trước",
    "criterion": "I.1",
    "label": "Tốt",
    "note": "Nghỉ ốm có báo cáo",
    "absence_reason": "Công tác",
    "rubric": "K2018",
    "code": "CB001",
    "levels": "5 | Đủ 90 phút trở lên\n4 | Thiếu không quá 15 phút",
    "not_applicable_when": "Chi bộ chỉ có bí thư",
    "kinds": "Thường kỳ; Chuyên đề",
}
_EXAMPLE_NAMES = {
    COMMITTEES: "Ban Tổ chức Tỉnh ủy",
    TYPES: "Chi bộ thôn, bản",
    RUBRICS: "Khung tiêu chí 2018",
}
_EXAMPLE_CODES = {COMMITTEES: "BTCTU", TYPES: "THON", LEADERS: "LD001", FINDINGS: "UD01", RUBRICS: "I.1"}


def write_template(sheet: str | None, terms: Terms = UNBOUNDED) -> bytes:
    """A template for one sheet of the format, or for all of them; it names what exists on these terms."""
    sheets = [SHEETS[sheet]] if sheet else list(SHEETS.values())
    book = StreamedWorkbook()
    lists = _Lists(sheets, terms)
    for kind in sheets:
        _write_sheet(book, kind, lists)
    _write_guide(book, sheets, terms)
    lists.write(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _columns(sheet: Sheet) -> list[Column]:
    """Of rubrics all: their kinds of line are hardly found otherwise."""
    return [column for column in sheet.columns if sheet.name == RUBRICS or not column.only_if_used]


def _write_sheet(book: StreamedWorkbook, sheet: Sheet, lists: "_Lists") -> None:
    worksheet = book.create_plain_sheet(sheet.name)
    worksheet.freeze_panes = "A2"
    worksheet.row_dimensions[1].height = 24
    for number, column in enumerate(_columns(sheet), start=1):
        letter = get_column_letter(number)
        heading = worksheet.cell(1, number, column.name)
        _dress(heading, column)
        shown_as = f"{_('Example')}: {example(sheet, column, lists.terms)}"
        text = f"{_necessity(column)}. {explain(sheet, column)}\n{shown_as}"
        heading.comment = Comment(text, _("Template"), width=300, height=60 + len(text) // 2)
        dimension = worksheet.column_dimensions[letter]
        dimension.width = _WITH_NAME if column.refers_to else max(column.width, len(column.name) + 4)
        dimension.number_format = _number_format(column)
        dimension.font = Font(name=_FONT, size=12)
        if validation := _validation(sheet, column, lists):
            validation.add(f"{letter}2:{letter}{_LAST_ROW}")
            worksheet.add_data_validation(validation)


def _dress(heading, column: Column) -> None:
    heading.font = Font(name=_FONT, size=12, bold=column.mandatory)
    heading.fill = _MANDATORY if column.mandatory else _OPTIONAL
    heading.border = _LINE
    heading.alignment = Alignment(vertical="center")
    heading.number_format = "@"


def _number_format(column: Column) -> str:
    if isinstance(column.kind, Date):
        return "dd/mm/yyyy"
    return "General" if isinstance(column.kind, Whole | Points) else "@"


def _necessity(column: Column) -> str:
    return _("Mandatory") if column.mandatory else _("Optional")


def _validation(sheet: Sheet, column: Column, lists: "_Lists") -> DataValidation | None:
    kind = column.kind
    if isinstance(kind, Whole):
        return _only(
            DataValidation(type="whole", operator="between", formula1=kind.smallest, formula2=kind.largest),
            explain(sheet, column),
        )
    if isinstance(kind, Flag):
        return _only(DataValidation(type="list", formula1='"x"'), explain(sheet, column))
    area = lists.area(sheet, column)
    if area is None:
        return None
    if isinstance(kind, Choice):
        return _only(DataValidation(type="list", formula1=area), explain(sheet, column))
    # Codes of rows that this very workbook adds are as good.
    return DataValidation(type="list", formula1=area, allow_blank=True, showErrorMessage=False)


def _only(validation: DataValidation, text: str) -> DataValidation:
    validation.allow_blank = True
    validation.showErrorMessage = True
    validation.error = text[:225]
    return validation


class _Lists:
    """What may be chosen from, in columns of a hidden sheet: words, and codes with names beside them."""

    def __init__(self, sheets: Iterable[Sheet], terms: Terms):
        self.terms = terms
        self._columns: list[tuple[str, list]] = []  # heading and values
        self._areas: dict[tuple, str] = {}
        for sheet in sheets:
            for column in _columns(sheet):
                if (key := self._key(sheet, column)) is not None and key not in self._areas:
                    self._add(key, column)

    @staticmethod
    def _key(sheet: Sheet, column: Column) -> tuple | None:
        if column.refers_to:
            return (column.refers_to, isinstance(column.kind, Scorer))
        if isinstance(column.kind, Choice):
            return tuple(column.kind.words)
        return (RESULTS, "reasons") if (sheet.name, column.key) == (RESULTS, "absence_reason") else None

    def _add(self, key: tuple, column: Column) -> None:
        if column.refers_to:
            listed = catalogue(column.refers_to, _LAST_ROW, self.terms)
            values = [with_name(code, name) for code, name in listed]
            if isinstance(column.kind, Scorer):
                values = [SELF_SCORED, *values]
        elif isinstance(column.kind, Choice):
            values = list(column.kind.words)
        else:
            values = list(AbsenceReason.objects.order_by("pk").values_list("label", flat=True))
        if not values:
            return
        letter = get_column_letter(len(self._columns) + 1)
        self._areas[key] = f"{quote_sheetname(CHOICES)}!${letter}$2:${letter}${len(values) + 1}"
        self._columns.append((column.refers_to or column.name, values))

    def area(self, sheet: Sheet, column: Column) -> str | None:
        return self._areas.get(self._key(sheet, column))

    def write(self, book: StreamedWorkbook) -> None:
        sheet = book.create_sheet(CHOICES)
        sheet.settings.sheet_state = "hidden"
        sheet.settings.freeze_panes = "A2"
        for number in range(1, len(self._columns) + 1):
            sheet.settings.column_dimensions[get_column_letter(number)].width = 28
        bold, plain = (sheet.style(font=Font(name=_FONT, bold=is_bold)) for is_bold in (True, False))
        sheet.append(written(heading, bold) for heading, _values in self._columns)
        for row in zip_longest(*(values for _heading, values in self._columns), fillvalue=""):
            sheet.append(value and written(value, plain) for value in row)


def _write_guide(book: StreamedWorkbook, sheets: list[Sheet], terms: Terms) -> None:
    worksheet = book.create_plain_sheet(GUIDE)
    for letter, width in zip("ABCDE", (22, 26, 16, 70, 30), strict=True):
        worksheet.column_dimensions[letter].width = width
    lines = [
        _("Write one row for each item, below the headings; leave the headings as they are."),
        _("Columns with a bold heading must be filled in. This sheet is not imported."),
        _(
            "Codes with their names are in the lists of the cells, and on the hidden sheet “%(sheet)s”: "
            "right-click a sheet's name, Unhide."
        )
        % {"sheet": CHOICES},
    ]
    for line in lines:
        worksheet.append([line])
        worksheet.cell(worksheet.max_row, 1).font = Font(name=_FONT, size=12)
    worksheet.append([])
    worksheet.append([_("Sheet"), _("Column"), _("Mandatory"), _("What goes in"), _("Example")])
    for cell in worksheet[worksheet.max_row]:
        cell.font, cell.border = Font(name=_FONT, size=12, bold=True), _LINE
    for sheet in sheets:
        for column in _columns(sheet):
            mark = "x" if column.mandatory else ""
            shown_as = example(sheet, column, terms)
            values = [sheet.name, column.name, mark, explain(sheet, column), shown_as]
            worksheet.append(values)
            for cell in worksheet[worksheet.max_row]:
                cell.font = Font(name=_FONT, size=12, bold=column.mandatory and cell.column == 2)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.number_format = "@"


# Words


def explain(sheet: Sheet, column: Column) -> str:
    """What goes into the column, in a sentence or two."""
    special = _special(sheet.name, column.key)
    return f"{special} {_explain_kind(column)}" if special else _explain_kind(column)


def _explain_kind(column: Column) -> str:
    kind = column.kind
    if isinstance(kind, Scorer):
        return _("The code of a row of “%(sheet)s”, or %(word)s for the cell itself.") % {
            "sheet": column.refers_to,
            "word": SELF_SCORED,
        }
    if column.refers_to:
        words = _("The code of a row of “%(sheet)s”, alone or with its name as in the list.")
        return words % {"sheet": column.refers_to}
    if isinstance(kind, Choice):
        return _("One of: %(words)s.") % {"words": " · ".join(kind.words)}
    if isinstance(kind, Date):
        return _("A day: dd/mm/yyyy.")
    if isinstance(kind, Clock):
        return _("A time of the day: 19:30.")
    if isinstance(kind, MonthKind):
        return _("A month: mm/yyyy.")
    if isinstance(kind, HalfYearKind):
        return _("A half-year: H1 is January to June, H2 July to December.")
    if isinstance(kind, Flag):
        return _("x for yes; empty for no.")
    if isinstance(kind, Whole):
        if kind.largest == LARGEST_WHOLE:
            return _("A whole number.")
        return _("A whole number from %(smallest)d to %(largest)d.") % {
            "smallest": kind.smallest,
            "largest": kind.largest,
        }
    if isinstance(kind, Points):
        return _("A number from %(smallest)s to %(largest)s.") % {
            "smallest": shown(kind.smallest),
            "largest": shown(kind.largest),
        }
    return _explain_text(kind)


def _explain_text(kind: Text) -> str:
    if kind.longest >= LONGEST_TEXT:
        return _("Text.")
    return _("Text of at most %(longest)d characters.") % {"longest": kind.longest}


def _special(sheet: str, key: str) -> str:
    """What is particular about a column."""
    if key == "code" and sheet != RUBRICS:
        return _("A short code of your own, each once; other sheets name the row by it.")
    return {
        (COMMITTEES, "parent"): _("The superior committee; empty for the top of the tree."),
        (CELLS, "committee"): _("The managing committee."),
        (CELLS, "meeting_day"): _("The usual day of the month."),
        (CELLS, "dissolved_on"): _("The last day; empty while the cell exists."),
        (LEADERS, "valid_to"): _("The last day in office; empty while in office."),
        (RESULTS, "date"): _("The day of the meeting; needed for Đã dự."),
        (RESULTS, "absence_reason"): _("Needed for Vắng, from the list of reasons."),
        (MEETINGS, "members_present"): _("At most the total."),
        (MEETINGS, "members_exempt"): _("Of the total; they are neither present nor absent."),
        (ANNOUNCED, "month"): _("May be left empty: the day says it."),
        (TOTALS, "scorer"): _("TỰ CHẤM for the cell itself; may be left empty for it."),
        (TOTALS, "rubric"): _("May be left empty: the one in force is taken."),
        (TOTALS, "band"): _("May be left empty where the total says it."),
        (TYPES, "number"): _("The guidance document for this type."),
        (TARGETS, "leader"): _("Empty: a group, or all leaders of the committee."),
        (TARGETS, "group"): _("Empty: one leader, or all of the committee."),
        (TARGETS, "number"): _("A number of cells, or the cells by name beside; one of the two."),
        (TARGETS, "cell"): _("A row for each cell, all else the same; in place of a number."),
        (RUBRICS, "kind"): _("How the criterion is scored; empty: Điểm."),
        (RUBRICS, "levels"): _(
            "Of a criterion of Các mức: one level a line of the cell (Alt+Enter), points | condition."
        ),
        (RUBRICS, "section_maximum"): _(
            "On one row of the section, where a bonus counts towards it; empty: its criteria without bonuses "
            "together."
        ),
        (RUBRICS, "not_applicable_when"): _("The condition under which the criterion counts in full."),
        (RUBRICS, "theme"): _("What becomes of it at a meeting without a theme; empty: Vẫn chấm."),
        (RUBRICS, "measure"): _("Of Các mức: from which number of the meeting a level is suggested."),
        (RUBRICS, "kinds"): _("Kinds of meeting that the rubric is for, with “;” between; empty: all."),
        (RUBRICS, "wants_notes"): _("Whether points taken off need a note; the same on each row."),
    }.get((sheet, key), "")


def example(sheet: Sheet, column: Column, terms: Terms = UNBOUNDED) -> str:
    kind = column.kind
    if column.refers_to:
        first = next(iter(catalogue(column.refers_to, 1, terms)), None)
        return first[0] if first else _EXAMPLE_CODES.get(column.refers_to, _EXAMPLES["code"])
    if isinstance(kind, Choice):
        return next(iter(kind.words))
    for kinds, text in (
        (Date, "15/03/2018"),
        (Clock, "19:30"),
        (MonthKind, "03/2018"),
        (HalfYearKind, "2018-H1"),
        (Flag, "x"),
        (Whole, "5"),
        (Points, shown(7.5)),
    ):
        if isinstance(kind, kinds):
            return text
    if column.key == "name" and sheet.name in _EXAMPLE_NAMES:
        return _EXAMPLE_NAMES[sheet.name]
    if column.key == "code":
        return _EXAMPLE_CODES.get(sheet.name, _EXAMPLES["code"])
    return _EXAMPLES.get(column.key, "")
