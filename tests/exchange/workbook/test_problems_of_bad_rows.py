"""A bad row is known to those that refer to it: they are judged, all but what needs its bad cell."""

import datetime as dt

import pytest

from committees.models import Committee
from exchange.workbook import import_workbook

from .complaints import places, problems_of
from .workbooks import edited, finding, load, result, score, small, visit, with_totals

pytestmark = pytest.mark.django_db
D = dt.date


def test_a_bad_row_raises_no_complaint_about_what_refers_to_it():
    changes = {
        ("Cấp ủy", "B2"): None,
        ("Loại hình", "B2"): True,
        ("Chi bộ", "B2"): None,
        ("Lãnh đạo", "B2"): None,
        ("Khung tiêu chí", "I2"): "?",
        ("Nhận định", "C2"): None,
    }
    imported = import_workbook(edited(with_totals(), changes), by=None)
    assert places(imported) == [f"{sheet}!{cell}" for sheet, cell in changes]


def test_a_bad_row_hides_no_problem_of_rows_that_refer_to_it():
    rows = small()
    rows["Buổi sinh hoạt"][0]["Có mặt"] = 21
    rows["Đánh giá"][0]["Điểm"] = 61
    good = edited(rows, {})
    assert places(import_workbook(good, by=None)) == ["Buổi sinh hoạt!E2", "Đánh giá!F2"]
    for sheet, cell, value in [
        ("Cấp ủy", "B4", None),
        ("Loại hình", "B2", None),
        ("Chi bộ", "B2", None),
        ("Chi bộ", "C2", "XX"),
        ("Chi bộ", "E2", "x"),
        ("Lãnh đạo", "D2", "?"),
        ("Lãnh đạo", "E2", "XX"),
        ("Kế hoạch", "B2", "XX"),
        ("Kế hoạch", "F2", "?"),
        ("Kết quả", "F2", "?"),
        ("Buổi sinh hoạt", "C2", "?"),
        ("Khung tiêu chí", "D2", "?"),
        ("Khung tiêu chí", "H2", None),
    ]:
        found = places(import_workbook(edited(rows, {(sheet, cell): value}), by=None))
        assert set(found) == {f"{sheet}!{cell}", "Buổi sinh hoạt!E2", "Đánh giá!F2"}, (sheet, cell)


def test_rows_with_problems_of_their_own_keep_them():
    rows = small()
    rows["Kế hoạch"][2] |= {"Mã cơ quan": "XX", "Chuyển từ tháng": "06/2018"}
    rows["Kết quả"][2] |= {"Ghi chú": "@", "Ngày họp": "x", "Lý do": "Bận"}
    rows["Đánh giá"][0] |= {"Mã chi bộ": "XX", "Điểm": 61}
    rows["Đánh giá"][1] |= {"Người chấm": "XX", "Mã tiêu chí": "Z"}
    rows["Công tác"][0] |= {"Mã lãnh đạo": "XX", "Đến ngày": D(2018, 4, 2)}
    assert [place for place, _what in problems_of(rows)] == [
        "Công tác!A2",
        "Công tác!C2",
        "Kế hoạch!B4",
        "Kế hoạch!G4",
        "Kết quả!F4",
        "Kết quả!G4",
        "Đánh giá!A2",
        "Đánh giá!F2",
        "Đánh giá!C3",
        "Đánh giá!E3",
    ]


@pytest.mark.parametrize("sheet", ["Cấp ủy", "Loại hình", "Chi bộ", "Lãnh đạo", "Khung tiêu chí"])
@pytest.mark.parametrize("column", ["A2", "B2", "C2", "D2", "E2"])
@pytest.mark.parametrize("value", ["=1", None, "?", "XX"])
def test_bad_rows_and_meetings_that_nothing_else_names(sheet, column, value):
    """Whatever the one bad cell, the importer names it and goes on to the end."""
    rows = small()
    later = {"Ngày họp": D(2018, 6, 9)}
    rows["Đánh giá"] += [score(who, "A", 61) | later for who in ("TỰ CHẤM", "L1")]
    rows["Nhận định buổi họp"].append(finding("CB1", D(2018, 6, 9), "TỰ CHẤM", "U1"))
    imported = import_workbook(edited(rows, {(sheet, column): value}), by=None)
    assert not imported.ok
    assert not Committee.objects.exists()


def test_a_bad_leader_or_cell_is_known_all_the_same():
    load(small())
    rows = {
        "Lãnh đạo": [small()["Lãnh đạo"][0] | {"Mã": "L9", "Nhóm": "?"}],
        "Chi bộ": [small()["Chi bộ"][0] | {"Mã": "CB9", "Số đảng viên": "?"}],
        "Kế hoạch": [
            visit("L1", "CB3", "03/2018") | {"Chuyển từ tháng": "02/2018", "Chuyển từ lãnh đạo": "L9"}
        ],
        "Kết quả": [result("L9", "CB1", "03/2018", "Rút"), result("L1", "CB9", "03/2018", "Rút")],
        "Đánh giá": [score("L9", "A", 5), score("L1", "A", 5) | {"Mã chi bộ": "CB9"}],
        "Nhận định buổi họp": [
            finding("CB9", D(2018, 4, 2), "L1", "U1"),
            finding("CB1", D(2018, 4, 2), "L9", "U1"),
        ],
    }
    assert [place for place, _what in problems_of(rows)] == [
        "Chi bộ!E2",
        "Lãnh đạo!D2",
        "Kế hoạch!G2",
        "Kết quả!D2",
        "Kết quả!D3",
    ]


def test_a_bad_result_raises_no_complaint_about_its_evaluation():
    rows = small()
    rows["Kết quả"][0]["Ngày họp"] = "31/02/2018"
    rows["Kết quả"][2]["Ngày họp"] = None
    assert [place for place, _what in problems_of(rows)] == ["Kết quả!F2", "Kết quả!F4"]
