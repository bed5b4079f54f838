"""Committees, types, leaders, cells and trips that an import makes and changes."""

import datetime as dt

import pytest

from attendance.models import Trip
from committees.models import Committee, Leader
from meetings.models import Cell, Guidance

from .workbooks import (
    cell,
    changes,
    committee,
    leader,
    load,
    organization_type,
    problems,
    small,
)

pytestmark = pytest.mark.django_db
D = dt.date


def superior(code: str) -> str:
    return Committee.objects.get_parent(Committee.objects.get(code=code)).code


def test_roots_and_siblings_keep_the_order_of_the_rows():
    rows = [
        committee(code, code, "Ban", **{"Mã cấp trên": parent})
        for code, parent in [("b2", "B"), ("a1", "A"), ("B", None), ("b1", "B"), ("A", None), ("b21", "b2")]
    ]
    load({"Cấp ủy": rows})
    assert list(Committee.objects.values_list("code", "depth")) == [
        ("B", 1),
        ("b2", 2),
        ("b21", 3),
        ("b1", 2),
        ("A", 1),
        ("a1", 2),
    ]


def test_a_committee_moves_with_all_below_it_and_history_knows():
    load(small())
    rows = [
        committee("X", "Xã", "Đảng ủy xã", **{"Mã cấp trên": "HU"}),
        committee("BTC", "Ban Tổ chức", "Ban", **{"Mã cấp trên": "X"}),
    ]
    load({"Cấp ủy": rows})
    moved = Committee.objects.get(code="BTC")
    assert superior("BTC") == "X"
    assert moved.history.first().path == moved.path
    assert Committee.objects.find_problems() == ([], [], [], [], [])
    # The two change places: the superior comes first in the end, whatever the order of the rows.
    rows[0]["Mã cấp trên"], rows[1]["Mã cấp trên"] = "BTC", "HU"
    assert changes(load({"Cấp ủy": rows})) == {"Cấp ủy": (0, 2)}
    assert superior("X") == "BTC"
    assert superior("BTC") == "HU"
    assert Committee.objects.find_problems() == ([], [], [], [], [])


def test_a_new_guidance_stands_beside_the_old_one():
    load(small())
    load({"Loại hình": [organization_type("AP", "Chi bộ ấp", **{"Số hướng dẫn": "02-HD/BTC"})]})
    assert list(Guidance.objects.values_list("number", flat=True)) == ["01-HD/BTC", "02-HD/BTC"]


def test_changed_names_are_found_and_sorted_anew():
    load(small())
    rows = small()
    rows["Lãnh đạo"][0]["Họ và tên"] = "Đặng Thị Ý"
    rows["Chi bộ"][0]["Tên"] = "Chi bộ Ấp Đông"
    assert changes(load(rows)) == {"Lãnh đạo": (0, 1), "Chi bộ": (0, 1)}
    assert Leader.objects.search("dang thi y").get().code == "L1"
    assert Cell.objects.search("ap dong").get().code == "CB1"


def test_trips_are_known_by_leader_and_days():
    load(small())
    rows = small()["Công tác"]
    rows[0]["Nội dung"] = "Tập huấn"
    rows.append(rows[0] | {"Đến ngày": D(2018, 4, 7)})
    assert changes(load({"Công tác": rows})) == {"Công tác": (1, 1)}
    assert Trip.objects.count() == 2


def test_new_cells_without_a_day_are_a_warning_once_where_half_years_are_past():
    """Nothing says that they were not there then: lists of the past have them as never visited."""
    assert load(small()).warnings == []  # nobody has been anywhere yet
    rows = [
        cell("N1", "Chi bộ Một", "BTC", "CQ"),
        cell("N2", "Chi bộ Hai", "BTC", "CQ", **{"Ngày thành lập": D(2018, 7, 2)}),
        cell("N3", "Chi bộ Ba", "BTC", "CQ"),
    ]
    [warning] = load({"Chi bộ": rows}).warnings
    assert (warning.cell, warning.what) == (
        "H2",
        "2 new cells have no day of establishment and count as there in past half-years too",
    )


def test_new_leaders_without_a_first_day_are_a_warning_once_where_half_years_are_past():
    load(small())
    known = small()["Lãnh đạo"][0]
    rows = [known | {"Mã": "M1", "Từ ngày": None}, known | {"Mã": "M2", "Từ ngày": D(2018, 7, 2)}]
    [warning] = load({"Lãnh đạo": rows}).warnings
    assert warning.what == (
        "1 new leader has no first day in office and counts as there in past half-years too"
    )


def test_a_code_may_have_its_own_name_behind_it():
    load(small())
    long = "Đảng ủy các cơ quan, đơn vị và doanh nghiệp trực thuộc tỉnh"  # longer than codes are
    superior = {"Mã cấp trên": "HU"}
    rows = [committee("DUK", long, "Đảng ủy xã", **superior), committee("K – 1", "Ban", "Ban", **superior)]
    load({"Cấp ủy": rows})
    row = leader("LD9", "Lê Văn Chín", "Trưởng ban", "Lãnh đạo ban", f"DUK – {long.upper()}")
    assert changes(load({"Lãnh đạo": [row]})) == {"Lãnh đạo": (1, 0)}
    assert Leader.objects.get(code="LD9").committee.code == "DUK"
    assert changes(load({"Lãnh đạo": [row | {"Mã cơ quan": "K – 1"}]})) == {"Lãnh đạo": (0, 1)}
    assert problems({"Lãnh đạo": [row | {"Mã cơ quan": "DUK – Ban Tổ chức"}]}) == [
        f"Lãnh đạo!E2: “Ban Tổ chức” is not who “DUK” stands for: that is “{long}”"
    ]
    assert problems({"Lãnh đạo": [row | {"Mã cơ quan": "DUX – Ban Tổ chức"}]}) == [
        "Lãnh đạo!E2: there is no code “DUX – Ban Tổ chức” in “Cấp ủy”"
    ]
