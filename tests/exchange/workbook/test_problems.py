"""Every kind of problem is found at its cell, once, and nothing is saved."""

import contextlib
import datetime as dt

import pytest
from django.utils import translation
from django.utils.formats import get_format

from attendance.models import Plan, Visit
from committees.models import Committee
from exchange.workbook import import_workbook
from meetings.models import Cell, Evaluation

from .workbooks import criterion, edited, file_of, finding, load, raw_file, result, score, small, visit

pytestmark = pytest.mark.django_db
D = dt.date


def places(imported) -> list[str]:
    return [f"{problem.sheet}!{problem.cell}" for problem in imported.problems]


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
    ("Kế hoạch", "E2", "07/2018", "does not lie in 2018-H1"),
    ("Kế hoạch", "E2", "13/2018", "not a month"),
    ("Kế hoạch", "G4", "05/2018", "not before"),
    ("Kế hoạch", "G4", "06/2018", "not before"),
    ("Kế hoạch", "G4", "02/2018", "no visit"),
    # Results.
    ("Kết quả", "D6", "05/2018", "no visit"),
    ("Kết quả", "E2", "Đến", "not in the list"),
    ("Kết quả", "F4", None, "“Ngày họp” is empty"),
    ("Kết quả", "F4", D(2018, 7, 1), "does not lie in 2018-H1"),
    ("Kết quả", "F4", D(2017, 12, 31), "does not lie in 2018-H1"),
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


def test_a_bad_row_raises_no_complaint_about_what_refers_to_it():
    changes = {
        ("Cấp ủy", "B2"): None,
        ("Loại hình", "B2"): True,
        ("Chi bộ", "B2"): None,
        ("Lãnh đạo", "B2"): None,
        ("Khung tiêu chí", "I2"): "?",
        ("Nhận định", "C2"): None,
    }
    imported = import_workbook(edited(small(), changes), by=None)
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


def test_a_committee_twice_makes_no_circle():
    rows = small()
    rows["Cấp ủy"].append(rows["Cấp ủy"][0] | {"Mã cấp trên": "HU"})
    assert_problem(rows, "Cấp ủy!A5", "already in row 2")
    rows["Cấp ủy"][-1] = rows["Cấp ủy"][2] | {"Mã cấp trên": "BTC"}
    rows["Cấp ủy"][1]["Mã cấp trên"] = "HU"
    assert_problem(rows, "Cấp ủy!A5", "already in row 4")


def test_the_rubric_of_most_rows_is_right():
    rows = small()
    other = {"Mã khung": "K2", "Tên khung": "Khung 2"}
    rows["Khung tiêu chí"].append(criterion("Z", 5, **other))
    for number in (0, 1):
        rows["Đánh giá"][number]["Mã khung"] = "K2"
        assert_problem(rows, f"Đánh giá!D{number + 2}", "scores the same meeting with the rubric “K1”")
        rows["Đánh giá"][number]["Mã khung"] = "K1"
        rows["Khung tiêu chí"].append(criterion("C", 5))


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


@pytest.mark.parametrize("sheet", ["Cấp ủy", "Chi bộ", "Lãnh đạo", "Kế hoạch", "Kết quả", "Khung tiêu chí"])
def test_a_sheet_without_a_mandatory_column_is_the_only_problem(sheet):
    rows = small()
    imported = import_workbook(edited(rows, {(sheet, "A1"): "Cột lạ"}), by=None)
    assert places(imported) == [f"{sheet}!A1"]
    assert "mandatory columns are missing" in imported.problems[0].what
    assert [(w.sheet, w.cell) for w in imported.warnings if "Cột lạ" in w.what] == [(sheet, "A1")]


def problems_of(rows) -> list[tuple[str, str]]:
    imported = import_workbook(file_of(rows), by=None)
    return [(f"{problem.sheet}!{problem.cell}", problem.what) for problem in imported.problems]


def assert_problem(rows, place, what):
    found = problems_of(rows)
    assert [cell for cell, _what in found] == [place]
    assert what in found[0][1]


def test_committees_in_a_circle():
    rows = small()
    rows["Cấp ủy"][0]["Mã cấp trên"] = "HU"
    assert [place for place, _what in problems_of(rows)] == ["Cấp ủy!E2", "Cấp ủy!E4"]


def test_a_circle_through_the_database():
    load(small())
    rows = {"Cấp ủy": [small()["Cấp ủy"][0] | {"Mã cấp trên": "HU"}]}
    assert_problem(rows, "Cấp ủy!E2", "below itself")


def test_committees_deeper_than_the_tree_can_hold():
    rows = [{"Mã": "0", "Tên": "0", "Loại": "Ban"}]
    rows += [{"Mã": f"{i}", "Tên": f"{i}", "Loại": "Ban", "Mã cấp trên": f"{i - 1}"} for i in range(1, 63)]
    load({"Cấp ủy": rows})
    assert Committee.objects.get(code="62").depth == 63
    more = {"Mã": "63", "Tên": "63", "Loại": "Ban", "Mã cấp trên": "62"}
    assert_problem({"Cấp ủy": [more]}, "Cấp ủy!E2", "63 levels")
    top = {"Mã": "top", "Tên": "top", "Loại": "Ban"}
    assert_problem({"Cấp ủy": [top, rows[0] | {"Mã cấp trên": "top"}]}, "Cấp ủy!E3", "63 levels")


def test_a_guidance_without_a_number():
    rows = small()
    del rows["Loại hình"][0]["Số hướng dẫn"]
    assert_problem(rows, "Loại hình!C2", "no number")


def test_dates_that_contradict_what_is_stored():
    rows = small()
    rows["Lãnh đạo"][0]["Từ ngày"] = D(2018, 1, 1)
    rows["Chi bộ"][0]["Ngày thành lập"] = D(2018, 1, 1)
    load(rows)
    again = small()
    again["Lãnh đạo"][0]["Đến ngày"] = D(2017, 12, 31)
    again["Chi bộ"][0]["Ngày giải thể"] = D(2017, 12, 31)
    assert [place for place, _what in problems_of(again)] == ["Chi bộ!I2", "Lãnh đạo!G2"]


def test_meeting_counts_that_contradict_what_is_stored():
    load(small())
    meeting = {"Mã chi bộ": "CB1", "Ngày họp": D(2018, 4, 2), "Hình thức": "Chuyên đề"}
    assert_problem(
        {"Buổi sinh hoạt": [meeting | {"Tổng số đảng viên": 17}]}, "Buổi sinh hoạt!D2", "18 members present"
    )
    assert_problem({"Buổi sinh hoạt": [meeting | {"Có mặt": 6}]}, "Buổi sinh hoạt!E2", "7 members spoke")


# Plans


def test_a_leader_carried_over_from_without_a_month():
    rows = small()
    rows["Kế hoạch"][0]["Chuyển từ lãnh đạo"] = "L2"
    assert_problem(rows, "Kế hoạch!H2", "without “Chuyển từ tháng”")


def test_carried_over_from_a_leader_who_had_no_visit():
    rows = small()
    rows["Kế hoạch"][2]["Chuyển từ lãnh đạo"] = "L2"
    assert_problem(rows, "Kế hoạch!G4", "no visit of “L2” to “CB2” in 04/2018")


def test_a_fork_in_the_workbook():
    rows = small()
    rows["Kế hoạch"].append(visit("L1", "CB2", "06/2018") | {"Chuyển từ tháng": "04/2018"})
    assert_problem(rows, "Kế hoạch!G9", "row 4 already carries over")


def test_a_fork_with_the_database():
    load(small())
    rows = {"Kế hoạch": [visit("L1", "CB2", "06/2018") | {"Chuyển từ tháng": "04/2018"}]}
    assert_problem(rows, "Kế hoạch!G2", "already carried over to 05/2018")


@pytest.mark.parametrize("outcome", [None, "Rút", "Đã dự"])
def test_a_visit_carried_over_from_one_that_is_not_missed(outcome):
    rows = small()
    del rows["Kết quả"][1]
    if outcome:
        day = {"Ngày họp": D(2018, 4, 9)} if outcome == "Đã dự" else {}
        rows["Kết quả"].append(result("L1", "CB2", "04/2018", outcome, **day))
    assert_problem(rows, "Kế hoạch!G4", "is not missed")


def test_a_plan_not_approved():
    load(small())
    Plan.objects.filter(half_year=Visit.objects.first().half_year).update(status="draft", approved_at=None)
    rows = {"Kế hoạch": [visit("L1", "CB1", "06/2018"), visit("L1", "CB1", "05/2018")]}
    assert_problem(rows, "Kế hoạch!B2", "not approved")
    rows = {"Kết quả": [result("L1", "CB1", "03/2018", "Rút")]}
    assert_problem(rows, "Kết quả!A2", "not approved")
    assert "Kết quả" not in {place.split("!")[0] for place, _what in problems_of(small())}


def test_a_closed_plan_takes_no_change():
    load(small())
    Plan.objects.update(status="closed", closed_at="2018-07-01T00:00Z")
    assert problems_of(small()) == []
    rows = small()
    rows["Kế hoạch"][4]["Nguồn"] = "Đăng ký"
    rows["Kế hoạch"].append(visit("L1", "CB3", "06/2018"))
    rows["Kết quả"][2]["Ghi chú"] = "Muộn"
    found = problems_of(rows)
    assert [place for place, _what in found] == ["Kế hoạch!A6", "Kế hoạch!A9", "Kết quả!E4"]
    assert all("is closed" in what for _place, what in found)


def test_nor_do_the_meetings_and_evaluations_that_its_report_rests_on():
    load(small())
    Plan.objects.update(status="closed", closed_at="2018-07-01T00:00Z")
    rows = small()
    rows["Buổi sinh hoạt"][0]["Có mặt"] = 17
    rows["Đánh giá"][0]["Điểm"] = 0.5
    found = problems_of(rows)
    assert [place.split("!")[0] for place, _what in found] == ["Buổi sinh hoạt", "Đánh giá"]
    assert all("is closed" in what for _place, what in found)


def test_a_visit_in_the_plan_of_another_committee():
    load(small())
    rows = {"Kế hoạch": [visit("L1", "CB1", "03/2018") | {"Mã cơ quan": "HU"}]}
    assert_problem(rows, "Kế hoạch!B2", "in the plan of another committee: BTC")


# Results


def test_a_result_of_a_visit_that_nobody_registered():
    load(small())
    rows = {"Kết quả": [result("L1", "CB3", "03/2018", "Rút")]}
    assert_problem(rows, "Kết quả!D2", "no visit")


def test_a_reason_that_asks_for_a_note():
    rows = small()
    rows["Kết quả"][1]["Lý do"] = "Khác"
    assert_problem(rows, "Kết quả!H3", "“Khác” asks for a note")
    rows["Kết quả"][1]["Ghi chú"] = "Đường ngập"
    load(rows)
    del rows["Kết quả"][1]["Ghi chú"]
    load(rows)
    del rows["Kết quả"][3]["Ghi chú"]
    load(rows)
    assert_problem(
        {"Kết quả": [result("L1", "CB2", "07/2018", "Vắng", "2018-H2", **{"Lý do": "Khác"})]},
        "Kết quả!H2",
        "“Khác” asks for a note",
    )


def test_an_unplanned_visit_missed():
    rows = small()
    rows["Kết quả"][5] = result("L2", "CB1", "02/2018", "Vắng", **{"Lý do": "Ốm"})
    assert_problem(rows, "Kết quả!E7", "unplanned")


def test_a_stored_missed_visit_becomes_unplanned():
    load(small())
    rows = {"Kế hoạch": [visit("L1", "CB2", "04/2018") | {"Nguồn": "Ngoài kế hoạch"}]}
    assert_problem(rows, "Kế hoạch!F2", "cannot become unplanned")


def test_a_visit_carried_over_stays_missed():
    load(small())
    rows = {"Kết quả": [result("L1", "CB2", "04/2018", "Đã dự", **{"Ngày họp": D(2018, 4, 9)})]}
    assert_problem(rows, "Kết quả!E2", "carried over to 05/2018")


def test_an_evaluated_visit_keeps_its_meeting():
    load(small())
    moved = {"Kết quả": [result("L1", "CB1", "03/2018", "Đã dự", **{"Ngày họp": D(2018, 4, 3)})]}
    assert_problem(moved, "Kết quả!F2", "has evaluated the meeting of 02/04/2018")
    missed = {"Kết quả": [result("L1", "CB1", "03/2018", "Vắng", **{"Lý do": "Ốm"})]}
    assert_problem(missed, "Kết quả!E2", "has evaluated")


def test_one_meeting_through_two_visits():
    rows = small()
    rows["Kế hoạch"].append(visit("L1", "CB1", "06/2018"))
    rows["Kết quả"].append(result("L1", "CB1", "06/2018", "Đã dự", **{"Ngày họp": D(2018, 4, 2)}))
    assert_problem(rows, "Kết quả!F8", "through the visit of 03/2018")
    load(small())
    again = {"Kế hoạch": rows["Kế hoạch"][-1:], "Kết quả": rows["Kết quả"][-1:]}
    assert_problem(again, "Kết quả!F2", "through the visit of 03/2018")


# Rubrics and evaluations


@pytest.mark.parametrize(
    ("change", "cell"),
    [({"Điểm tối đa": 59}, "I2"), ({"Bắt buộc": None}, "J2"), ({"Mã tiêu chí": "C"}, "G2")],
)
def test_a_rubric_in_use_keeps_its_points(change, cell):
    load(small())
    rows = small()
    rows["Khung tiêu chí"][0] |= change
    found = problems_of({"Khung tiêu chí": rows["Khung tiêu chí"]})
    assert [place for place, _what in found] == [f"Khung tiêu chí!{cell}"]


@pytest.mark.parametrize(
    ("change", "cell"),
    [({"Điểm tối thiểu": 91}, "C2"), ({"Cần tiêu chí bắt buộc": None}, "D2"), ({"Mức": "Xuất sắc"}, "B2")],
)
def test_a_rubric_in_use_keeps_its_bands(change, cell):
    load(small())
    assert_problem(
        {"Mức xếp loại": [small()["Mức xếp loại"][0] | change]}, f"Mức xếp loại!{cell}", "evaluations rest on"
    )


def test_a_rubric_with_more_points_than_an_evaluation_can_hold():
    rows = [criterion(f"{i}", 9999.5) for i in range(11)]
    assert_problem({"Khung tiêu chí": rows}, "Khung tiêu chí!I12", "too many")


def test_two_rubrics_in_one_evaluation():
    rows = small()
    rows["Khung tiêu chí"].append(criterion("Z", 5, **{"Mã khung": "K2", "Tên khung": "Khung 2"}))
    rows["Đánh giá"].append(score("L1", "Z", 5) | {"Mã khung": "K2"})
    assert_problem(rows, "Đánh giá!D6", "row 2 scores the same meeting")
    rows["Đánh giá"].pop()
    load(rows)
    again = {"Đánh giá": [score("L1", "Z", 5) | {"Mã khung": "K2"}]}
    assert_problem(again, "Đánh giá!D2", "made with the rubric “K1”")


def test_an_evaluation_by_a_leader_who_did_not_attend():
    rows = small()
    rows["Đánh giá"].append(score("L2", "A", 5))
    rows["Nhận định buổi họp"].append(finding("CB1", D(2018, 4, 2), "L2", "U1"))
    assert [place for place, _what in problems_of(rows)] == ["Đánh giá!C6", "Nhận định buổi họp!C4"]


def test_a_bad_result_raises_no_complaint_about_its_evaluation():
    rows = small()
    rows["Kết quả"][0]["Ngày họp"] = "31/02/2018"
    rows["Kết quả"][2]["Ngày họp"] = None
    assert [place for place, _what in problems_of(rows)] == ["Kết quả!F2", "Kết quả!F4"]


# Headings


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


# Size


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
    rows = {"Nhận định": [{"Mã": f"U{i}", "Loại": "Ưu điểm", "Nội dung": "Tốt"} for i in range(5)]}
    assert_problem(rows, "Nhận định!A4", "more than 2 rows")


# The words


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "message"),
    [
        ("Đánh giá", "F2", 60.5, "60,5 points are more than the maximum of 60: write at most 60"),
        ("Đánh giá", "F3", 40, "40 points are more than the maximum of 39,5: write at most 39,5"),
        ("Đánh giá", "F2", 7.25, "“7,25” is no whole number of steps of 0,5: round it, for example to 7"),
        ("Đánh giá", "F2", 1e300, "is out of range: write a number from 0 to 9999,5"),
        ("Chi bộ", "B2", True, "“TRUE” is not text"),
        ("Chi bộ", "B2", dt.timedelta(days=1, hours=2, minutes=3), "“26:03:00” is not text"),
        ("Chi bộ", "E2", 2.5, "“2,5” is not a whole number"),
    ],
)
def test_numbers_and_marks_are_shown_as_excel_shows_them(sheet, cell, value, message):
    with formats_of("vi"):
        imported = import_workbook(edited(small(), {(sheet, cell): value}), by=None)
    line = str(imported.problems[0])
    assert message in line
    assert len(line) < 200


@contextlib.contextmanager
def formats_of(language):
    """The numbers of a language, with the words of the source language."""
    with translation.override(language):
        separator = get_format("DECIMAL_SEPARATOR")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("exchange.workbook.kinds.get_format", lambda name: separator)
        yield


def test_many_unknown_columns_are_one_warning():
    heading = ["Mã", "Loại", "Nội dung", *(f"Cột {i}" for i in range(1, 13))]
    file = raw_file({"Nhận định": [heading, ["U1", "Ưu điểm", "Tốt"]]})
    (warning,) = import_workbook(file, by=None).warnings
    assert warning.cell == "D1"
    assert warning.what.endswith("“Cột 9” · “Cột 10” and 2 more")


# The database has the last word


def test_what_only_the_database_refuses_is_a_line_too(monkeypatch):
    load(small())
    monkeypatch.setattr("exchange.workbook.results._judge_counts", lambda row, meeting: None)
    rows = {
        "Buổi sinh hoạt": [
            {"Mã chi bộ": "CB1", "Ngày họp": D(2018, 4, 2), "Hình thức": "Chuyên đề", "Có mặt": 30}
        ]
    }
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
