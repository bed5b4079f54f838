"""A plan as Word and as Excel: what a clerk finds in the files."""

import datetime as dt

import docx
import openpyxl
import pytest

from attendance.days.listed import listed
from attendance.models import Plan, Visit
from attendance.planning import paper, sheet
from lib import heads
from lib.periods import Month
from tests.factories import PlanFactory, VisitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(chief, department_head, cells, commission, period):
    plan = PlanFactory(committee=commission, half_year=period)
    cells[0].meeting_day = 5
    cells[0].save()
    for leader, cell, month in (
        (chief, cells[0], "04/2018"),
        (department_head, cells[1], "02/2018"),
        (chief, cells[2], "02/2018"),
    ):
        VisitFactory(plan=plan, leader=leader, cell=cell, month=Month.parse(month))
    return plan


def visits(plan: Plan) -> list[Visit]:
    return list(Visit.objects.filter(plan=plan).for_display())


def test_the_document_has_the_partys_heading_number_day_and_signature(plan):
    document = docx.Document(paper.write(plan, visits(plan)))
    ((left, right),) = [row.cells for row in document.tables[0].rows]
    assert left.text.splitlines() == [
        "TỈNH ỦY BÌNH SƠN",
        "BAN TỔ CHỨC",
        "*",
        "Số         -KH/BTCTU",
        "DỰ THẢO",
    ]
    assert right.text.splitlines()[0] == "ĐẢNG CỘNG SẢN VIỆT NAM"
    assert [p.text for p in document.paragraphs if p.text][:3] == [
        "KẾ HOẠCH",
        "dự sinh hoạt chi bộ 6 tháng đầu năm 2018",
        "-----",
    ]
    assert document.tables[-1].rows[0].cells[1].text.splitlines() == ["TRƯỞNG BAN", "Nguyễn Văn An"]


def test_leaders_stand_in_protocol_order_with_their_months(plan):
    document = docx.Document(paper.write(plan, visits(plan)))
    rows = [[cell.text for cell in row.cells] for row in document.tables[1].rows[1:]]
    first, second, third = "Chi bộ Trường Tiểu học Bắc Sơn", "Chi bộ Thôn 2", "Chi bộ Tiểu khu 10"
    group = "I. Lãnh đạo ban"
    who = ["1", "Nguyễn Văn An\nTrưởng ban"]
    assert rows == [
        [group] * 6,
        [*who, "02/2018", f"{first}\nHuyện ủy Bắc Sơn", "", ""],
        [*who, "04/2018", f"{second}\nHuyện ủy Bắc Sơn", "05/04/2018", ""],
        ["II. Trưởng, phó phòng"] * 6,
        ["2", "Trần Thị Bình\nTrưởng phòng", "02/2018", f"{third}\nHuyện ủy Bắc Sơn", "", ""],
    ]


def test_an_approved_one_is_no_draft_and_says_who_approved_it(plan, official):
    Plan.objects.update(
        status=Plan.Status.APPROVED, approved_at=dt.datetime(2018, 1, 5, tzinfo=dt.UTC), approved_by=official
    )
    plan.refresh_from_db()
    document = docx.Document(paper.write(plan, visits(plan)))
    assert "DỰ THẢO" not in document.tables[0].rows[0].cells[0].text
    assert document.tables[-1].rows[0].cells[0].text.splitlines()[-1] == (
        "Duyệt trên phần mềm ngày 05/01/2018: Hoàng Văn Em."
    )


def test_without_visits_it_says_so(commission, period):
    plan = PlanFactory(committee=commission, half_year=period)
    document = docx.Document(paper.write(plan, []))
    assert [row.cells[0].text for row in document.tables[1].rows] == ["TT", "Không có."]


def test_where_nobody_knows_the_letterhead_the_name_will_do(commission, monkeypatch):
    monkeypatch.setattr(heads, "_known", [])
    assert heads.of(commission) == heads.Head("", "BAN TỔ CHỨC TỈNH ỦY", "BTCTU", "", "")


def test_the_sheet_prints_on_a4_without_the_codes(plan):
    worksheet = openpyxl.load_workbook(sheet.write(plan, listed(plan.visits.all())))["Kế hoạch"]
    assert [cell.value for cell in worksheet[3]] == [
        "TT",
        "Tháng",
        "Lãnh đạo",
        "Chức vụ",
        "Chi bộ",
        "Đảng ủy, cơ quan quản lý",
        "Ngày dự kiến",
        "Nguồn",
        "Ghi chú",
        "Kỳ",
        "Mã cơ quan",
        "Mã lãnh đạo",
        "Mã chi bộ",
        "Mã lượt",
    ]
    assert (worksheet.print_area, worksheet.freeze_panes) == ("'Kế hoạch'!$A$1:$I$6", "A4")
    assert (worksheet.page_setup.orientation, worksheet.page_setup.paperSize) == ("landscape", 9)
    assert worksheet.protection.sheet is False


def test_no_text_of_the_sheet_is_a_formula(plan, chief):
    chief.position = "=1+1"
    chief.save()
    worksheet = openpyxl.load_workbook(sheet.write(plan, listed(plan.visits.all())))["Kế hoạch"]
    assert {cell.data_type for row in worksheet for cell in row} == {"s", "n", "d"}
