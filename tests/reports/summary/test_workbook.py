"""The Excel file: how it prints, what its cells are, and that nothing in it is ever run."""

import datetime as dt
import io
from collections import Counter
from urllib.parse import quote

import openpyxl
import pytest
from django.urls import reverse
from django.utils import translation

from attendance.figures.selection import Selection
from attendance.models import Visit
from committees.models import Committee
from lib.periods import Month
from lib.tables import Column, Line, Table
from meetings.models import OrganizationType
from reports.half_year.report import HalfYearReport
from reports.summary import workbook
from reports.summary.workbook import LINE_HEIGHT, lines_of, write
from tests.factories import CellFactory, CommitteeFactory, LeaderFactory, VisitFactory
from tests.reports.readers import SHEETS

pytestmark = pytest.mark.django_db

VISITS = SHEETS["visits"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def book_of(half_year, **filters):
    return openpyxl.load_workbook(write(HalfYearReport(Selection(half_year, **filters))))


def filled(sheet):
    return [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]


@pytest.fixture
def book(busy):
    return book_of(busy.half_year)


def test_sheets(busy):
    with translation.override("en"):
        assert book_of(busy.half_year).sheetnames == [
            "Summary",
            "By committee",
            "By organization type",
            "By leader",
            "Plan and actual",
            "Not attended, by reason",
            "Visits",
            "Duration, attendance",
            "Evaluations",
            "By meeting",
            "Findings",
            "By criterion",
            "Recommendations",
            "Cells not attended",
            "Moved on",
            "Coverage",
            "Nobody for long",
            "Next half-year",
        ]


def test_every_sheet_prints_on_a4_across_one_page_wide(book):
    for sheet in book:
        setup = sheet.page_setup
        assert (int(setup.paperSize), setup.orientation) == (9, "landscape")
        assert (setup.fitToWidth, setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddFooter.center.text == "&P/&N"
        assert sheet.print_options.horizontalCentered


def test_every_cell_is_in_times_new_roman(book):
    fonts = {cell.font.name for sheet in book for cell in filled(sheet)}
    footers = {sheet.oddFooter.center.font.split(",")[0] for sheet in book}
    assert fonts == footers == {"Times New Roman"}


def test_tables_repeat_their_heading_in_print_and_on_screen(book):
    assert {(sheet.print_title_rows, sheet.freeze_panes) for sheet in book} == {("$4:$4", "A5")}


def test_each_sheet_says_what_it_is(busy, commission):
    for sheet in book_of(busy.half_year, committee=commission, as_of=dt.date(2018, 6, 29)):
        assert sheet["A1"].value == "Báo cáo 6 tháng đầu năm 2018"
        assert sheet["A2"].value == "Ban Tổ chức Tỉnh ủy, tính đến ngày 29/06/2018"


def test_numbers_are_numbers_and_days_are_days(book):
    total = next(row for row in book.worksheets[0].iter_rows(min_row=5) if row[0].value == "Tổng cộng")
    assert [cell.value for cell in total][:11] == ["Tổng cộng", 6, 8, 4, 50, 2, 1, 1, 1, 12, 7]
    assert {cell.data_type for cell in total[1:]} == {"n"}
    assert (total[4].number_format, total[3].number_format) == ("0.0", "#,##0")
    days = [cell for cell in book.worksheets[VISITS]["K"][4:] if cell.value]
    assert {(cell.is_date, cell.number_format) for cell in days} == {(True, "dd/mm/yyyy")}
    assert max(cell.value for cell in days) == dt.datetime(2018, 6, 30)  # noqa: DTZ001 - Excel has no zones


def test_visits_are_listed_with_withdrawn_and_unplanned_ones(book):
    head, *rows = book.worksheets[VISITS].iter_rows(min_row=4, values_only=True)
    assert head[:3] == ("STT", "Tháng", "Cấp ủy, cơ quan")
    assert [row[0] for row in rows] == list(range(1, 17))
    assert Counter(row[9] for row in rows) == {
        Visit.Outcome.ATTENDED.label: 8,
        Visit.Outcome.MISSED.label: 6,
        Visit.Outcome.PENDING.label: 1,
        Visit.Outcome.WITHDRAWN.label: 1,
    }
    months = [cell for column in "BMN" for cell in book.worksheets[VISITS][column][4:] if cell.value]
    assert {(cell.is_date, cell.number_format) for cell in months} == {(True, "mm/yyyy")}

    def month(value):
        return value and f"{value:%m/%Y}"

    moved = {(row[5], month(row[1])): tuple(map(month, row[12:14])) for row in rows if row[12] or row[13]}
    assert moved == {
        ("Chi bộ Trường Tiểu học Bắc Sơn", "03/2018"): (None, "04/2018"),
        ("Chi bộ Trường Tiểu học Bắc Sơn", "04/2018"): ("03/2018", None),
        ("Chi bộ Trạm xá", "06/2018"): (None, "07/2018"),
        ("Chi bộ Quân sự", "02/2018"): (None, "05/2018"),
        ("Chi bộ Quân sự", "05/2018"): ("02/2018", "09/2018"),
        ("Chi bộ Nhà máy", "01/2018"): ("11/2017", None),
    }


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_text_that_looks_like_a_formula_stays_text(start, province, period):
    """Catalogues refuse such names; a note may begin as it likes, and old data may hold anything."""
    words = f"{start}1+1"
    committee = CommitteeFactory(parent=province, code="X", name=words)
    kind = OrganizationType.objects.create(code="LHX", name=words)
    leader = LeaderFactory(committee=committee, full_name=words, position=words)
    cell = CellFactory(committee=committee, name=words, organization_type=kind)
    VisitFactory(leader=leader, cell=cell, missed=True, note=words, month=Month.parse("02/2018"))
    book = book_of(period, committee=Committee.objects.get(code="X"))
    texts = [cell for sheet in book for cell in filled(sheet) if cell.value == words]
    assert {cell.data_type for cell in texts} == {"s"}
    found = Counter(cell.parent.title for cell in texts)
    assert [found[sheet.title] - 1 for sheet in book] == [
        0,  # the scope on every sheet, and here nothing else
        3,  # committee, on the row of each group
        1,  # type
        2,  # leader with committee
        4,  # committee, on the leader's row too, leader with position
        1,  # committee
        7,  # committee, leader with position, cell with committee and type, note
        0,
        0,
        0,
        0,
        0,
        0,
        4,  # cell with committee and type, committee of the plan
        0,
        1,  # managing committee
        3,  # cell with committee and type
    ]
    assert {cell.data_type for sheet in book for cell in filled(sheet)} == {"s", "n", "d"}


def test_what_excel_cannot_hold_is_stored_as_what_it_can(period):
    """Word's soft line break comes along when a note is pasted."""
    VisitFactory(missed=True, note="Bão\x0blụt", month=period.months[0])
    last = list(book_of(period).worksheets[VISITS].iter_rows(values_only=True))[-1]
    assert last[-1] == "Bão\nlụt"


def test_a_half_year_without_anything_still_makes_a_file(period):
    book = book_of(period)
    assert len(book.sheetnames) == 17  # nobody plans for the next half-year
    assert [cell.value for cell in book.worksheets[3][5]][:4] == ["Tổng cộng", None, 0, 0]
    assert [cell.value for cell in book.worksheets[VISITS][4]][:2] == ["STT", "Tháng"]
    assert book.worksheets[VISITS].max_row == 4


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({}, "Báo cáo 6 tháng đầu năm 2018.xlsx"),
        ({"committee": "BTCTU"}, "Báo cáo 6 tháng đầu năm 2018 - Ban Tổ chức.xlsx"),
    ],
    ids=["all", "committee"],
)
def test_the_file_has_a_vietnamese_name(query, name, clerk, client):
    client.force_login(clerk)
    response = client.get(reverse("reports:summary-xlsx", args=["2018-H1"]), query)
    assert response.headers["Content-Type"] == XLSX
    assert response.headers["Content-Disposition"] == f"attachment; filename*=utf-8''{quote(name)}"
    assert openpyxl.load_workbook(io.BytesIO(response.getvalue()))


def test_totals_are_bold_and_groups_name_their_committee(book):
    rows = list(book.worksheets[SHEETS["committees"]].iter_rows(min_row=5))
    lines = [(row[0].value, row[1].value, row[0].font.b) for row in rows if row[2].value is not None]
    groups = ("Lãnh đạo ban", "Trưởng, phó phòng")
    assert lines == [
        *[("Ban Tổ chức", None, True), *[("Ban Tổ chức", group, False) for group in groups]],
        *[("Ban Tuyên giáo", None, True), *[("Ban Tuyên giáo", group, False) for group in groups]],
        *[("Ban Nội chính", None, True), *[("Ban Nội chính", group, False) for group in groups]],
        ("Tổng cộng", None, True),
    ]


def test_what_is_set_in_is_indented():
    table = Table("t", "T", [Column("A")], lambda: [Line(["a"]), Line(["b"], level=1)], name="T")
    target = io.BytesIO()
    workbook.write_table(target, table)
    rows = openpyxl.load_workbook(target).active["A"][-2:]
    assert [(cell.value, cell.alignment.indent) for cell in rows] == [("a", 0), ("b", 1)]


def test_lists_can_be_filtered_and_tables_with_totals_cannot(book):
    found = {key: book.worksheets[number].auto_filter.ref for key, number in SHEETS.items()}
    assert {key: ref for key, ref in found.items() if ref} == {
        "visits": "A4:O20",
        "meetings": "A4:J7",
        "not-attended": "A4:I8",
        "moved-on": "A4:J6",
        "neglected": "A4:F8",
    }


def test_the_file_says_whose_it_is(busy, commission):
    for filters, creator in ({"committee": commission}, "Ban Tổ chức Tỉnh ủy"), ({}, "Tất cả"):
        properties = book_of(busy.half_year, **filters).properties
        assert (properties.creator, properties.lastModifiedBy) == (creator, creator)
        assert properties.title.startswith("Báo cáo 6 tháng đầu năm 2018")
        assert properties.language == "vi"


def test_rows_are_as_high_as_their_text_needs(period):
    VisitFactory(missed=True, note="Mưa bão, đường ngập " * 10, month=period.months[0])
    sheet = book_of(period).worksheets[VISITS]
    assert sheet.row_dimensions[5].height > 10 * LINE_HEIGHT


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("Chi bộ", 10, 1),
        ("Chi bộ Thôn Bốn", 10, 2),
        ("x" * 25, 10, 3),
        ("một\nhai\n\nba", 10, 4),
    ],
)
def test_lines_of_wrapped_text(text, width, lines):
    assert lines_of(text, width) == lines
