"""A month as Excel to fill in and as Word to print."""

import io
from urllib.parse import unquote

import docx
import openpyxl
import pytest
from django.urls import reverse

from attendance.days.listed import listed
from attendance.logging import paper, sheet
from attendance.models import Plan, Visit
from attendance.models.visits import AbsenceReason
from lib.periods import Month
from tests.factories import PlanFactory, VisitFactory

pytestmark = pytest.mark.django_db
MARCH = Month.parse("03/2018")


@pytest.fixture
def visits(chief, department_head, cells, commission, period):
    plan = PlanFactory(committee=commission, half_year=period, status=Plan.Status.APPROVED)
    for leader, cell in ((chief, cells[0]), (department_head, cells[1])):
        VisitFactory(plan=plan, leader=leader, cell=cell, month=MARCH)
    return listed(Visit.objects.all())


def test_results_are_chosen_from_lists_and_nothing_is_locked(visits):
    book = openpyxl.load_workbook(sheet.write(MARCH, visits))
    worksheet = book["Kết quả"]
    rules = {rule.type: rule for rule in worksheet.data_validations.dataValidation}
    lists = [[cell.value for cell in column if cell.value] for column in book["Danh mục"].iter_cols()]
    labels = list(AbsenceReason.objects.values_list("label", flat=True))
    assert lists == [["Kết quả", "Đã dự", "Vắng"], ["Lý do", *labels]]
    assert set(rules) == {"list", "date", "whole"}
    assert (book["Danh mục"].sheet_state, worksheet.protection.sheet) == ("hidden", False)


def test_the_printed_list_names_leader_and_cell(visits):
    document = docx.Document(paper.write(MARCH, visits))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows[1:]]
    assert [row[2:4] for row in rows] == [
        ["Nguyễn Văn An\nTrưởng ban, Ban Tổ chức", "Chi bộ Thôn 2\nHuyện ủy Bắc Sơn"],
        ["Trần Thị Bình\nTrưởng phòng, Ban Tổ chức", "Chi bộ Tiểu khu 10\nHuyện ủy Bắc Sơn"],
    ]
    assert document.paragraphs[0].text == "BAN TỔ CHỨC TỈNH ỦY"


def test_a_list_of_several_committees_is_that_of_the_one_above_them(visits, other_chief, cell, period):
    plan = PlanFactory(committee=other_chief.committee, half_year=period, status=Plan.Status.APPROVED)
    VisitFactory(plan=plan, leader=other_chief, cell=cell, month=MARCH)
    document = docx.Document(paper.write(MARCH, listed(Visit.objects.all())))
    assert document.paragraphs[0].text == "TỈNH ỦY BÌNH SƠN"


def test_the_filter_of_the_page_cuts_the_file(visits, as_staff, django_assert_num_queries):
    address = reverse("attendance:month-xlsx", args=[MARCH])
    with django_assert_num_queries(5):
        response = as_staff.get(f"{address}?q=binh")
    worksheet = openpyxl.load_workbook(io.BytesIO(response.getvalue()))["Kết quả"]
    assert [row[2].value for row in worksheet.iter_rows(min_row=4)] == ["Trần Thị Bình"]
    assert "Ghi kết quả 03-2018.xlsx" in unquote(response.headers["Content-Disposition"])
