"""Committees, types, leaders and cells that contradict themselves or what is stored."""

import datetime as dt

import pytest

from committees.models import Committee

from .complaints import assert_problem, problems_of
from .workbooks import committee, load, small

pytestmark = pytest.mark.django_db
D = dt.date


def test_a_committee_twice_makes_no_circle():
    rows = small()
    rows["Cấp ủy"].append(rows["Cấp ủy"][0] | {"Mã cấp trên": "HU"})
    assert_problem(rows, "Cấp ủy!A5", "already in row 2")
    rows["Cấp ủy"][-1] = rows["Cấp ủy"][2] | {"Mã cấp trên": "BTC"}
    rows["Cấp ủy"][1]["Mã cấp trên"] = "HU"
    assert_problem(rows, "Cấp ủy!A5", "already in row 4")


def test_committees_in_a_circle():
    rows = small()
    rows["Cấp ủy"][0]["Mã cấp trên"] = "HU"
    assert [place for place, _what in problems_of(rows)] == ["Cấp ủy!E2", "Cấp ủy!E4"]


def test_a_circle_through_the_database():
    load(small())
    rows = {"Cấp ủy": [small()["Cấp ủy"][0] | {"Mã cấp trên": "HU"}]}
    assert_problem(rows, "Cấp ủy!E2", "below itself")


def test_committees_deeper_than_the_tree_can_hold():
    rows = [committee("0", "0", "Ban")]
    rows += [committee(f"{i}", f"{i}", "Ban", **{"Mã cấp trên": f"{i - 1}"}) for i in range(1, 63)]
    load({"Cấp ủy": rows})
    assert Committee.objects.get(code="62").depth == 63
    more = committee("63", "63", "Ban", **{"Mã cấp trên": "62"})
    assert_problem({"Cấp ủy": [more]}, "Cấp ủy!E2", "63 levels")
    top = committee("top", "top", "Ban")
    assert_problem({"Cấp ủy": [top, rows[0] | {"Mã cấp trên": "top"}]}, "Cấp ủy!E3", "63 levels")


def test_a_guidance_without_a_number():
    rows = small()
    rows["Loại hình"][0]["Số hướng dẫn"] = None
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
