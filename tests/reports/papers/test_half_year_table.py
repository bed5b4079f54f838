"""The six-month table of cells, read back from its files."""

import datetime as dt

import docx
import openpyxl
import pytest
from django.urls import reverse

from committees.models import Membership
from committees.roles import Role
from reports.papers import excel, half_year_table, word
from tests.factories import CellFactory, MeetingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def meetings(cells):
    """Four in the half-year, one of them without numbers, and one before; a cell without any."""
    first, second, _third = cells
    first.members_total = 30
    first.save()
    for month, facts in (
        (1, {"members_total": 20, "members_exempt": 2, "members_present": 17, "members_spoke": 5}),
        (2, {"members_total": 22, "members_exempt": 2, "members_present": 19, "kind": "combined"}),
        (3, {}),
    ):
        MeetingFactory(cell=first, date=dt.date(2018, month, 5), **facts)
    MeetingFactory(cell=first, date=dt.date(2017, 12, 31), kind="thematic", members_total=99)
    MeetingFactory(
        cell=second, date=dt.date(2018, 6, 30), kind="thematic", members_total=8, members_present=8
    )


ROWS = [
    ["1", "Chi bộ Thôn 2", "22", "36/38 (94,7%)", "5/17 (29,4%)", "2", "1",
     "3 buổi sinh hoạt; 1 buổi không ghi số đảng viên dự"],
    ["2", "Chi bộ Tiểu khu 10", "8", "8/8 (100%)", "", "2", "1", "1 buổi sinh hoạt"],
    ["3", "Chi bộ Trường Tiểu học Bắc Sơn", "", "", "", "2", "", "Chưa ghi buổi sinh hoạt"],
]  # fmt: skip


def test_shares_are_of_sums_over_meetings_with_both_numbers(meetings, staff, district, period):
    paper = half_year_table.of_half_year(staff, district, period, planned=2)
    above, below, *rows = [
        [cell.text for cell in row.cells] for row in docx.Document(word.write([paper])).tables[1].rows
    ]
    assert below == [
        "STT",
        "Tên chi bộ",
        "Đảng số",
        "Số đảng viên dự sinh hoạt",
        "Phát biểu ý kiến",
        "Kế hoạch",
        "Thực hiện",
        "Ghi chú",
    ]
    assert above[5:7] == ["Sinh hoạt chuyên đề", "Sinh hoạt chuyên đề"]
    assert rows == ROWS


def test_what_nobody_planned_stays_blank_in_the_worksheet(meetings, staff, district, period):
    book = openpyxl.load_workbook(excel.write([half_year_table.of_half_year(staff, district, period)]))
    rows = [[cell.value for cell in row] for row in book["2018-H1"].iter_rows()]
    top = next(number for number, row in enumerate(rows) if row[0] == "STT")
    assert rows[top + 2][:7] == [1, "Chi bộ Thôn 2", 22, "36/38 (94,7%)", "5/17 (29,4%)", None, 1]


def test_cells_of_several_committees_stand_under_their_names(meetings, province_clerk, province, period):
    CellFactory(name="Chi bộ Văn phòng", committee=province)
    paper = half_year_table.of_half_year(province_clerk, province, period)
    assert [row.heading or row.values[1] for row in paper.rows] == [
        "Tỉnh ủy Bình Sơn",
        "Chi bộ Văn phòng",
        "Huyện ủy Bắc Sơn",
        "Chi bộ Thôn 2",
        "Chi bộ Tiểu khu 10",
        "Chi bộ Trường Tiểu học Bắc Sơn",
    ]


def test_the_page_gives_the_table(meetings, staff, district, as_staff, django_assert_num_queries):
    Membership.objects.create(user=staff, committee=district, role=Role.CLERK)
    address = f"{reverse('reports:half-year-table')}?committee={district.code}&half_year=2018-H1"
    with django_assert_num_queries(22):
        response = as_staff.get(f"{address}&format=docx")
    assert response.headers["Content-Disposition"].startswith("attachment")
    CellFactory.create_batch(3, committee=district)
    with django_assert_num_queries(22):
        as_staff.get(f"{address}&format=xlsx")
    assert as_staff.get(f"{address}&planned=x&format=xlsx").status_code == 422
