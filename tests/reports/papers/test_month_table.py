"""The monthly table of a superior committee, read back from its files."""

import datetime as dt
from dataclasses import replace
from urllib.parse import unquote

import docx
import openpyxl
import pytest
from django.urls import reverse

from committees.models import Membership
from committees.roles import Role
from lib.periods import Month
from meetings.models import Evaluation
from reports.papers import excel, month_table, word
from tests.factories import (
    CellFactory,
    CriterionFactory,
    EvaluationFactory,
    MeetingFactory,
    MembershipFactory,
    RatingBandFactory,
    RubricFactory,
    ScoreFactory,
)

pytestmark = pytest.mark.django_db
MARCH = Month.parse("03/2018")


@pytest.fixture
def rubric(db):
    rubric = RubricFactory()
    for label, minimum in (("Tốt", 90), ("Khá", 70), ("Kém", 0)):
        RatingBandFactory(rubric=rubric, label=label, minimum=minimum)
    return rubric


@pytest.fixture
def user(staff, district):
    Membership.objects.create(user=staff, committee=district, role=Role.CLERK)
    return staff


def judged(meeting, rubric, total, **more) -> Evaluation:
    band = rubric.bands.filter(minimum__lte=total).first()
    return EvaluationFactory(meeting=meeting, rubric=rubric, total=total, band=band, **more)


@pytest.fixture
def month(cells, rubric, chief, department_head):
    """Judged by two leaders and the cell; by the cell alone; met twice, with a draft; not met."""
    first, second, third = cells
    numbers = {"members_total": 18, "members_present": 16, "members_exempt": 2}
    met = MeetingFactory(cell=first, date=dt.date(2018, 3, 5), **numbers)
    judged(met, rubric, 95)
    judged(met, rubric, 88, leader=department_head)
    counted = judged(met, rubric, "79.5", leader=chief)
    criterion = CriterionFactory(rubric=rubric, code="1.2", maximum="5")
    ScoreFactory(evaluation=counted, criterion=criterion, points="3.5", note="Biên bản sơ sài")
    judged(MeetingFactory(cell=second, date=dt.date(2018, 3, 31)), rubric, 92)
    draft = MeetingFactory(cell=third, date=dt.date(2018, 3, 1))
    judged(draft, rubric, 60, is_draft=True)
    MeetingFactory(cell=third, date=dt.date(2018, 3, 20), kind="thematic")
    april = MeetingFactory(cell=first, date=dt.date(2018, 4, 1), members_present=15)
    judged(april, rubric, 70, is_total_only=True, remarks="1.2: Biên bản sơ sài (−1,5)")
    CellFactory(name="Chi bộ Xóm Mới", committee=first.committee)


ROWS = [
    ["1", "Chi bộ Thôn 2", "16/18", "05/03/2018", "79,5", "", "x", "",
     "1.2: Biên bản sơ sài (−1,5); Trần Thị Bình chấm 88; miễn công tác, sinh hoạt: 2"],
    ["2", "Chi bộ Tiểu khu 10", "", "31/03/2018", "92", "x", "", "", "Chi bộ tự chấm"],
    ["3", "Chi bộ Trường Tiểu học Bắc Sơn", "", "01/03/2018", "", "", "", "", "Chưa đánh giá; thường kỳ"],
    ["", "", "", "20/03/2018", "", "", "", "", "Chưa đánh giá; chuyên đề"],
    ["4", "Chi bộ Xóm Mới", "", "", "", "", "", "", "Chưa ghi buổi sinh hoạt"],
    ["", "Tổng cộng", "", "", "", "1", "1", "0", ""],
]  # fmt: skip


def test_each_meeting_has_one_evaluation_and_the_bands_their_counts(month, user, district):
    paper = month_table.of_month(user, district, MARCH)
    document = docx.Document(word.write([paper]))
    above, below, *rows = [[cell.text for cell in row.cells] for row in document.tables[1].rows]
    own = ["STT", "Tên đơn vị", "Số lượng đảng viên", "Ngày họp chi bộ"]
    notes = "Ghi chú (thuyết minh điểm trừ)"
    assert above == [*own, *["Mức đánh giá xếp loại"] * 4, notes]
    assert below == [*own, "Số điểm", "Tốt", "Khá", "Kém", notes]
    assert rows == ROWS
    assert [cell.text for cell in document.tables[-1].rows[0].cells] == [
        "NGƯỜI LẬP BIỂU\n",
        "T/M BAN THƯỜNG VỤ\nBÍ THƯ\n",
    ]
    assert [p.text for p in document.paragraphs if p.text] == [
        "BIỂU TỔNG HỢP",
        "đánh giá chất lượng sinh hoạt chi bộ tháng 03/2018",
    ]


def test_a_total_alone_counts_with_what_was_noted_beside_it(month, user, district):
    (row, *_others) = month_table.of_month(user, district, Month.parse("04/2018")).rows
    assert row.values == [
        *(1, "Chi bộ Thôn 2", "15/–", dt.date(2018, 4, 1), 70, None, "x", None),
        "1.2: Biên bản sơ sài (−1,5); chi bộ tự chấm",
    ]


def test_the_worksheet_keeps_days_and_points(month, user, district):
    book = openpyxl.load_workbook(excel.write([month_table.of_month(user, district, MARCH)]))
    worksheet = book["Tháng 03 2018"]
    rows = [[cell.value for cell in row] for row in worksheet.iter_rows()]
    top = next(number for number, row in enumerate(rows) if row[0] == "STT")
    day = dt.datetime(2018, 3, 5)  # noqa: DTZ001 - Excel knows no time zone
    assert rows[top + 2][:8] == [1, "Chi bộ Thôn 2", "16/18", day, 79.5, None, "x", None]
    assert rows[top + 7][5:8] == [1, 1, 0]
    assert (worksheet.page_setup.orientation, worksheet.page_setup.fitToWidth) == ("portrait", 1)


def test_no_row_is_higher_than_excel_can_show(month, user, district):
    paper = month_table.of_month(user, district, MARCH)
    long = replace(paper.rows[0], values=[*paper.rows[0].values[:-1], "Trừ điểm " * 200])
    worksheet = openpyxl.load_workbook(excel.write([replace(paper, rows=[long])])).active
    assert max(row.height or 0 for row in worksheet.row_dimensions.values()) == 409


def test_whoever_sees_the_cells_alone_gets_no_evaluation_of_others(month, stranger_staff, district):
    """Whether their committee may be chosen at all, the page decides."""
    paper = month_table.of_month(stranger_staff, district, MARCH)
    assert [row.values[4] for row in paper.rows] == [None, None, None, None, None, ""]


def test_the_page_gives_the_table_and_says_what_is_wrong(
    month, user, as_staff, district, other_commission, django_assert_num_queries
):
    address = reverse("reports:month-table")
    assert f'value="{district.code}"' in as_staff.get(address).content.decode()
    chosen = f"{address}?committee={district.code}"
    with django_assert_num_queries(23):
        response = as_staff.get(f"{chosen}&month=03/2018&format=docx")
    saved_as = unquote(response.headers["Content-Disposition"])
    assert saved_as.endswith(f"Biểu tổng hợp đánh giá tháng 03-2018 - {district.label}.docx")
    CellFactory.create_batch(3, committee=district)
    with django_assert_num_queries(23):
        as_staff.get(f"{chosen}&month=03/2018&format=xlsx")
    wrong = as_staff.get(f"{chosen}&month=2018&format=docx")
    assert (wrong.status_code, "Hãy ghi tháng theo dạng 03/2018." in wrong.content.decode()) == (422, True)
    assert as_staff.get(f"{address}?committee={other_commission.code}").status_code == 404


@pytest.mark.parametrize(("role", "is_led"), [(Role.STAFF, True), (Role.CLERK, False)])
def test_whoever_evaluates_is_led_to_where_such_a_table_comes_in(role, is_led, month, district, client):
    client.force_login(MembershipFactory(role=role, committee=district).user)
    page = client.get(reverse("reports:month-table")).content.decode()
    assert f'value="{district.code}"' in page
    assert (f"{reverse('exchange:import-list')}?sheet=totals" in page) is is_led
