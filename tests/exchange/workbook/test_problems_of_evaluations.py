"""Meetings, rubrics and evaluations that contradict themselves or what is stored."""

import datetime as dt

import pytest

from .complaints import assert_problem, problems_of
from .workbooks import criterion, finding, load, meeting, score, small

pytestmark = pytest.mark.django_db
D = dt.date


def test_meeting_counts_that_contradict_what_is_stored():
    load(small())
    held = meeting("CB1", D(2018, 4, 2), "Chuyên đề")
    assert_problem(
        {"Buổi sinh hoạt": [held | {"Tổng số đảng viên": 17}]}, "Buổi sinh hoạt!D2", "18 members present"
    )
    assert_problem({"Buổi sinh hoạt": [held | {"Có mặt": 6}]}, "Buổi sinh hoạt!E2", "7 members spoke")


def test_the_rubric_of_most_rows_is_right():
    rows = small()
    other = {"Mã khung": "K2", "Tên khung": "Khung 2"}
    rows["Khung tiêu chí"].append(criterion("Z", 5, **other))
    for number in (0, 1):
        rows["Đánh giá"][number]["Mã khung"] = "K2"
        assert_problem(rows, f"Đánh giá!D{number + 2}", "scores the same meeting with the rubric “K1”")
        rows["Đánh giá"][number]["Mã khung"] = "K1"
        rows["Khung tiêu chí"].append(criterion("C", 5))


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
