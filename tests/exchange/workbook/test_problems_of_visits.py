"""Plans, visits and their results that cannot be, or no longer."""

import datetime as dt

import pytest

from attendance.models import Plan, Visit
from lib.periods import Month

from .complaints import assert_problem, problems_of
from .workbooks import load, result, small, visit

pytestmark = pytest.mark.django_db
D = dt.date


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


def test_what_an_issued_report_counts_takes_no_change_and_the_rest_does():
    load(small())
    Visit.objects.filter(month=Month.parse("03/2018")).update(reported_at="2018-06-29T00:00Z")
    rows = small()
    for row in rows["Kết quả"]:
        row["Ghi chú"] = "Muộn"
    found = problems_of(rows)
    assert [place for place, _what in found] == ["Kết quả!E2"]
    assert all("counts this result" in what for _place, what in found)


def test_a_visit_in_the_plan_of_another_committee():
    load(small())
    rows = {"Kế hoạch": [visit("L1", "CB1", "03/2018") | {"Mã cơ quan": "HU"}]}
    assert_problem(rows, "Kế hoạch!B2", "in the plan of another committee: BTC")


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
    rows["Kết quả"][1]["Ghi chú"] = None
    load(rows)
    rows["Kết quả"][3]["Ghi chú"] = None
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


@pytest.mark.parametrize(
    ("told", "place", "what"),
    [
        ({"Miễn sinh hoạt": 3}, "G2", "3 of 20 members are exempt, so no more than 17 can be present"),
        ({"Vắng có lý do": 2, "Vắng không lý do": 1}, "G2", "18 members present and 3 absent, but only 20"),
        ({"Giờ bắt đầu": "21:00", "Giờ kết thúc": "19:30"}, "H2", "ends before it starts"),
        ({"Giờ bắt đầu": "25:00"}, "G2", "“25:00” is not a time"),
        ({"Giờ bắt đầu": 1930}, "G2", "“1930” is not a time"),
    ],
)
def test_hours_and_absence_that_cannot_be(told, place, what):
    rows = small()
    rows["Buổi sinh hoạt"][0] |= told
    assert_problem(rows, f"Buổi sinh hoạt!{place}", what)
