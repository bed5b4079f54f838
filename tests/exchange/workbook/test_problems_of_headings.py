"""Headings, and how many problems there may be."""

import datetime as dt

import pytest

from exchange.workbook import import_workbook

from .complaints import assert_problem, places, problems_of
from .workbooks import catalogue_finding, load, raw_file, result, small, visit

pytestmark = pytest.mark.django_db
D = dt.date


def test_a_column_twice():
    file = raw_file({"Nhận định": [["Mã", "Loại", "Nội dung", " mã "], ["U1", "Ưu điểm", "Tốt", "U2"]]})
    assert places(import_workbook(file, by=None)) == ["Nhận định!D1"]


def test_a_formula_as_heading():
    file = raw_file({"Nhận định": [["Mã", "Loại", "Nội dung", "=A1"], ["U1", "Ưu điểm", "Tốt", "U2"]]})
    assert places(import_workbook(file, by=None)) == ["Nhận định!D1"]


def test_a_sheet_without_headings():
    file = raw_file({"Nhận định": [[], ["U1", "Ưu điểm", "Tốt"]]})
    assert places(import_workbook(file, by=None)) == ["Nhận định!A1"]


def test_a_sheet_twice():
    heading = ["Mã", "Loại", "Nội dung"]
    file = raw_file({"Nhận định": [heading], " Nhận  định": [heading]})
    assert places(import_workbook(file, by=None)) == ["Nhận định!A1"]


def test_ten_thousand_bad_rows_are_ten_thousand_lines():
    heading = ["Mã chi bộ", "Ngày họp", "Người chấm", "Mã khung", "Mã tiêu chí", "Điểm"]
    rows = [[f"X{i}", "31/02/2018", None, "K", i, -1] for i in range(10_000)]
    imported = import_workbook(raw_file({"Đánh giá": [heading, *rows]}), by=None)
    assert len(imported.problems) == 50_000
    assert places(imported)[:6] == [
        "Đánh giá!A2",
        "Đánh giá!B2",
        "Đánh giá!C2",
        "Đánh giá!D2",
        "Đánh giá!F2",
        "Đánh giá!A3",
    ]


def test_ten_thousand_visits_of_unknown_leaders():
    load(small())
    rows = {"Kế hoạch": [visit(f"X{i}", "CB1", "03/2018") for i in range(10_000)]}
    rows["Kết quả"] = [result(f"Y{i}", "CB1", "03/2018", "Rút") for i in range(10_000)]
    assert len(problems_of(rows)) == 20_000


def test_more_rows_than_are_read(monkeypatch):
    monkeypatch.setattr("exchange.workbook.reader.MAX_ROWS", 2)
    monkeypatch.setattr("lib.confined.calling.IS_CONFINED", False)  # the other process has no such bound
    rows = {"Nhận định": [catalogue_finding(f"U{i}", "Ưu điểm", "Tốt") for i in range(5)]}
    assert_problem(rows, "Nhận định!A4", "more than 2 rows")


def test_many_unknown_columns_are_one_warning():
    heading = ["Mã", "Loại", "Nội dung", *(f"Cột {i}" for i in range(1, 13))]
    file = raw_file({"Nhận định": [heading, ["U1", "Ưu điểm", "Tốt"]]})
    (warning,) = import_workbook(file, by=None).warnings
    assert warning.cell == "D1"
    assert warning.what.endswith("“Cột 9” · “Cột 10” and 2 more")
