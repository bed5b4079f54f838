"""Every kind of problem is found at its cell, once, and nothing is saved."""

import datetime as dt

import pytest

from committees.models import Committee
from exchange.workbook import import_workbook
from meetings.models import Cell, Evaluation

from .complaints import assert_problem, places, problems_of
from .workbooks import edited, load, meeting, small

pytestmark = pytest.mark.django_db
D = dt.date


ONE_CELL = [
    # What a cell holds.
    ("Chi bộ", "B2", "=1+1", "formula"),
    ("Chi bộ", "G2", "=1+1", "formula"),
    ("Chi bộ", "B2", "#REF!", "error “#REF!”"),
    ("Chi bộ", "B2", None, "“Tên” is empty"),
    ("Chi bộ", "B2", True, "not text"),
    ("Chi bộ", "B2", D(2018, 3, 1), "not text"),
    ("Chi bộ", "B2", "@chi bộ", "begins like a formula"),
    ("Lãnh đạo", "C2", "-Trưởng ban", "begins like a formula"),
    ("Chi bộ", "B2", "Chi bộ\u202e 1", "cannot be seen"),
    ("Chi bộ", "B2", "Chi bộ\u2066 1", "cannot be seen"),
    ("Chi bộ", "G2", "Nhà\u007f", "cannot be seen"),
    ("Kết quả", "H2", "Ghi\u0090 chú", "cannot be seen"),
    ("Chi bộ", "B2", "x" * 201, "201 characters"),
    ("Chi bộ", "E2", "hai mươi", "not a number"),
    ("Chi bộ", "E2", "1.000", "thousands or decimals"),
    ("Chi bộ", "E2", -3, "negative"),
    ("Chi bộ", "E2", "2,5", "not a whole number"),
    ("Chi bộ", "E2", 2.5, "not a whole number"),
    ("Chi bộ", "E2", 2_147_483_648, "out of range"),
    ("Chi bộ", "E2", 10.0**30, "out of range"),
    ("Chi bộ", "F2", 32, "out of range"),
    ("Chi bộ", "F2", 0, "out of range"),
    ("Chi bộ", "H2", "31/02/2018", "there is no day “31/02/2018”"),
    ("Chi bộ", "H2", "2018-02-03", "not a date"),
    ("Chi bộ", "H2", 43164, "not a date"),
    ("Chi bộ", "H2", dt.time(10, 30), "not a date"),
    ("Chi bộ", "H2", D(1950, 1, 1).replace(year=2101), "outside the years"),
    ("Chi bộ", "H2", "01/01/1899", "outside the years"),
    ("Cấp ủy", "D2", "Tỉnh đoàn", "not in the list"),
    ("Lãnh đạo", "D2", 1, "not in the list"),
    ("Kế hoạch", "A2", "2018", "not a half-year"),
    ("Kế hoạch", "A2", 2018, "not a half-year"),
    ("Kế hoạch", "F2", "Khác", "not in the list"),
    ("Khung tiêu chí", "J2", "có", "not a mark"),
    ("Khung tiêu chí", "I2", 0, "out of range"),
    ("Khung tiêu chí", "I2", 10_000, "out of range"),
    ("Mức xếp loại", "C2", "9,55", "whole number of steps"),
    ("Đánh giá", "F2", "7,25", "whole number of steps"),
    ("Đánh giá", "F2", 60.5, "more than the maximum"),
    ("Đánh giá", "F2", -1, "negative"),
    # What it refers to.
    ("Cấp ủy", "E3", "XX", "no code “XX”"),
    ("Chi bộ", "C2", "XX", "no code “XX”"),
    ("Chi bộ", "D2", "XX", "no code “XX”"),
    ("Lãnh đạo", "E2", "XX", "no code “XX”"),
    ("Công tác", "A2", "XX", "no code “XX”"),
    ("Kế hoạch", "B2", "XX", "no code “XX”"),
    ("Kế hoạch", "D5", "XX", "no code “XX”"),
    ("Kế hoạch", "H8", "XX", "no code “XX”"),
    ("Kết quả", "C6", "XX", "no code “XX”"),
    ("Buổi sinh hoạt", "A2", "XX", "no code “XX”"),
    ("Mức xếp loại", "A2", "XX", "no code “XX”"),
    ("Đánh giá", "C2", "XX", "no code “XX”"),
    ("Đánh giá", "D2", "XX", "no code “XX”"),
    ("Đánh giá", "E2", "XX", "no criterion “XX”"),
    ("Nhận định buổi họp", "D2", "XX", "no code “XX”"),
    # Committees.
    ("Cấp ủy", "E2", "TU", "below itself"),
    # Dates that contradict.
    ("Công tác", "C2", D(2018, 4, 2), "ends on 02/04/2018"),
    # Visits.
    ("Kế hoạch", "E2", "07/2018", "does not lie in the first half of 2018"),
    ("Kế hoạch", "E2", "13/2018", "not a month"),
    ("Kế hoạch", "G4", "05/2018", "not before"),
    ("Kế hoạch", "G4", "06/2018", "not before"),
    ("Kế hoạch", "G4", "02/2018", "no visit"),
    # Results.
    ("Kết quả", "D6", "05/2018", "no visit"),
    ("Kết quả", "E2", "Đến", "not in the list"),
    ("Kết quả", "F4", None, "“Ngày họp” is empty"),
    ("Kết quả", "F4", D(2018, 7, 1), "does not lie in the first half of 2018"),
    ("Kết quả", "F4", D(2017, 12, 31), "does not lie in the first half of 2018"),
    ("Kết quả", "G2", "Ốm", "the visit was attended"),
    ("Kết quả", "G3", None, "“Lý do” is empty"),
    ("Kết quả", "G3", "Bận", "not in the list"),
    # Meetings.
    ("Buổi sinh hoạt", "E2", 21, "21 members present"),
    ("Buổi sinh hoạt", "F2", 19, "19 members spoke"),
    # Rubrics.
    ("Khung tiêu chí", "B3", "Khung 2019", "differs from row 2"),
    ("Khung tiêu chí", "C3", "13-HD", "differs from row 2"),
    ("Khung tiêu chí", "D3", D(2018, 1, 2), "differs from row 2"),
    ("Khung tiêu chí", "E2", D(2017, 1, 1), "ends on 01/01/2017"),
    # Evaluations.
    ("Nhận định buổi họp", "B3", D(2018, 5, 6), "no meeting"),
]


@pytest.mark.parametrize(("sheet", "cell", "value", "what"), ONE_CELL)
def test_a_problem_stands_at_its_cell_and_nowhere_else(sheet, cell, value, what):
    imported = import_workbook(edited(small(), {(sheet, cell): value}), by=None)
    assert places(imported) == [f"{sheet}!{cell}"]
    assert what in imported.problems[0].what
    assert imported.problems[0].cure
    assert not Committee.objects.exists()


@pytest.mark.parametrize(
    ("sheet", "cell"),
    [
        ("Cấp ủy", "A5"),
        ("Loại hình", "A4"),
        ("Chi bộ", "A5"),
        ("Lãnh đạo", "A4"),
        ("Công tác", "A3"),
        ("Kế hoạch", "C9"),
        ("Kết quả", "B8"),
        ("Buổi sinh hoạt", "A3"),
        ("Khung tiêu chí", "A4"),
        ("Mức xếp loại", "A4"),
        ("Nhận định", "A4"),
        ("Đánh giá", "A6"),
        ("Nhận định buổi họp", "A4"),
    ],
)
def test_the_same_key_twice_names_the_first(sheet, cell):
    rows = small()
    rows[sheet].append(rows[sheet][0])
    assert_problem(rows, f"{sheet}!{cell}", "already in row 2")


def test_a_problem_reads_as_one_line():
    imported = import_workbook(edited(small(), {("Kế hoạch", "E2"): "13\n2018: %s"}), by=None)
    assert [str(problem) for problem in imported.problems] == [
        "Kế hoạch!E2: “13 2018: %s” is not a month: write it as MM/yyyy, for example 03/2018"
    ]


def test_all_problems_of_all_sheets_come_in_one_run_in_reading_order():
    changes = {
        ("Đánh giá", "F2"): 61,
        ("Chi bộ", "E3"): "x",
        ("Chi bộ", "B3"): None,
        ("Cấp ủy", "D2"): "?",
        ("Kết quả", "G3"): "Bận",
    }
    imported = import_workbook(edited(small(), changes), by=None)
    assert places(imported) == ["Cấp ủy!D2", "Chi bộ!B3", "Chi bộ!E3", "Kết quả!G3", "Đánh giá!F2"]


@pytest.mark.parametrize("sheet", ["Cấp ủy", "Chi bộ", "Lãnh đạo", "Kế hoạch", "Kết quả", "Khung tiêu chí"])
def test_a_sheet_without_a_mandatory_column_is_the_only_problem(sheet):
    rows = small()
    imported = import_workbook(edited(rows, {(sheet, "A1"): "Cột lạ"}), by=None)
    assert places(imported) == [f"{sheet}!A1"]
    assert "mandatory columns are missing" in imported.problems[0].what
    assert [(w.sheet, w.cell) for w in imported.warnings if "Cột lạ" in w.what] == [(sheet, "A1")]


def test_what_only_the_database_refuses_is_a_line_too(monkeypatch):
    load(small())
    monkeypatch.setattr("exchange.workbook.results.judge_counts", lambda row, meeting: None)
    rows = {"Buổi sinh hoạt": [meeting("CB1", D(2018, 4, 2), "Chuyên đề", **{"Có mặt": 30})]}
    found = problems_of(rows)
    assert len(found) == 1
    assert found[0][1] == "the database refuses the data"


def test_problems_leave_the_database_as_it_was():
    load(small())
    rows = small()
    rows["Chi bộ"][0]["Tên"] = "Tên mới"
    rows["Nhận định"][0]["Loại"] = "?"
    assert len(problems_of(rows)) == 1
    assert Cell.objects.get(code="CB1").name == "Chi bộ ấp 1"
    assert Evaluation.objects.count() == 3
