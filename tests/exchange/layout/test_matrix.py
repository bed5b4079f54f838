"""A plan as a matrix becomes one record for each crossing that is filled."""

import datetime as dt

import pytest

from exchange.layout.listing import Place
from exchange.layout.words import month_of
from exchange.workbook.sheets import CELLS, PLANS

from .tables import aside, flat, guessed, places, table, values

ACROSS = ("@across", "@crossing")


def test_people_and_their_cells_with_marks_below_the_months():
    """Case 44."""
    listing = flat(PLANS, table([
        ["STT", "Họ và tên", "Chức vụ", "Chi bộ dự sinh hoạt", "Thời gian (tháng)"],
        [None, None, None, None, "T1", "T2", "T3", "T4", "T5", "T6"],
        [1, "Lê Minh An", "Trưởng ban", "Chi bộ thôn 1, xã Đông Hà", None, "x"],
        [None, None, None, "Chi bộ Tổ dân phố 1", None, None, None, None, "x"],
        [3, "Lê Minh Ánh", "Phó Trưởng ban", "Chi bộ Trường Mầm non", None, None, "x"],
    ], "B3:B4 C3:C4 E1:J1"))  # fmt: skip
    assert values(listing, "ho va ten", "chi bo du sinh hoat", *ACROSS) == [
        ("Lê Minh An", "Chi bộ thôn 1, xã Đông Hà", "T2", "x"),
        ("Lê Minh An", "Chi bộ Tổ dân phố 1", "T5", "x"),
        ("Lê Minh Ánh", "Chi bộ Trường Mầm non", "T3", "x"),
    ]
    assert places(listing, "ho va ten", "@across")[1] == ("B3", "I4")
    assert guessed(PLANS, listing) == {
        "leader": ["ho va ten"],
        "cell": ["chi bo du sinh hoat"],
        "month": ["@across"],
    }


def test_names_of_cells_below_the_months():
    listing = flat(PLANS, table([
        ["STT", "Họ và tên", "Chức vụ", "T1", "T2", "T3"],
        [1, "Lê An", "TP", "Chi bộ 1\nChi bộ 2", None, "Chi bộ 3; Chi bộ 4"],
        [2, "Trần Bình", "TP", None, "-", None],
        ["Cộng", None, None, 2, 0, 2],
    ]))  # fmt: skip
    assert values(listing, *ACROSS) == [
        ("T1", "Chi bộ 1"),
        ("T1", "Chi bộ 2"),
        ("T3", "Chi bộ 3"),
        ("T3", "Chi bộ 4"),
    ]
    assert places(listing, *ACROSS)[2] == ("F2", "F2")
    assert aside(listing) == {3: ("short", "2 · Trần Bình · TP · -"), 4: ("total", "Cộng · 2 · 0 · 2")}
    assert guessed(PLANS, listing) == {"leader": ["ho va ten"], "cell": ["@crossing"], "month": ["@across"]}


def test_names_of_leaders_below_the_months():
    rows = [["STT", "Chi bộ", "T1", "T2"], [1, "Chi bộ 1", "Lê An", None], [2, "Chi bộ 2", None, "Hà"]]
    listing = flat(PLANS, table(rows))
    assert guessed(PLANS, listing) == {"cell": ["chi bo"], "leader": ["@crossing"], "month": ["@across"]}


def test_months_below_the_cells():
    rows = [
        ["STT", "Họ và tên", "Chi bộ thôn 1", "Chi bộ Quân sự"],
        [1, "Lê An", "T1", "T3, T4"],
        [2, "Hà", None, 2],
    ]
    listing = flat(PLANS, table(rows))
    assert values(listing, "ho va ten", *ACROSS) == [
        ("Lê An", "Chi bộ thôn 1", "T1"),
        ("Lê An", "Chi bộ Quân sự", "T3"),
        ("Lê An", "Chi bộ Quân sự", "T4"),
        ("Hà", "Chi bộ Quân sự", 2),
    ]
    assert guessed(PLANS, listing) == {"leader": ["ho va ten"], "cell": ["@across"], "month": ["@crossing"]}


def test_marks_below_the_cells_say_no_month():
    rows = [
        ["STT", "Họ và tên", "Chi bộ", None],
        [None, None, "Thôn 1", "Quân sự"],
        [1, "Lê An", "x", None],
        [2, "Trần Bình", None, "x"],
    ]
    listing = flat(PLANS, table(rows, "A1:A2 B1:B2 C1:D1"))
    assert values(listing, "@across") == [("Thôn 1",), ("Quân sự",)]
    assert guessed(PLANS, listing) == {"leader": ["ho va ten"], "cell": ["@across"]}


@pytest.mark.parametrize(
    ("headings", "over", "expected"),
    [
        (["T1", "T2"], None, "T2"),
        (["Tháng 1/2026", "Tháng 2/2026"], None, "Tháng 2/2026"),
        ([dt.date(2026, 1, 1), dt.date(2026, 2, 1)], None, dt.date(2026, 2, 1)),
        ([1, 2, 3], None, 2),
        ([1, 2], "Tháng", 2),
        (["T1", "T2"], "Năm 2026", "02/2026"),
    ],
)
def test_months_however_they_are_written(headings, over, expected):
    first = ["STT", "Họ và tên", "Chi bộ"]
    if over:
        last = "DEF"[len(headings) - 1]
        rows, merges = [[*first, over], [None] * 3 + headings], f"A1:A2 B1:B2 C1:C2 D1:{last}1"
    else:
        rows, merges = [first + headings], ""
    rows += [[1, "Lê An", "Chi bộ 1", None, "x"], [2, "Hà", "Chi bộ 2", None, "x"]]
    listing = flat(PLANS, table(rows, merges))
    assert values(listing, *ACROSS) == [(expected, "x"), (expected, "x")]
    assert guessed(PLANS, listing)["month"] == ["@across"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("T3", (None, 3)),
        ("Tháng 03/2026", (2026, 3)),
        ("tháng 3 năm 2026", (2026, 3)),
        ("01/03/2026", (2026, 3)),
        ("3", (None, 3)),
        ("T13", None),
        ("Tên", None),
        (13, None),
    ],
)
def test_what_names_a_month(text, expected):
    assert month_of(text) == expected


def test_the_user_says_whether_it_is_a_matrix():
    rows = [["STT", "Họ và tên", "T1", "T2"], [1, "Lê An", "x", None]]
    flat_list = flat(PLANS, table(rows), place=Place("DS", 1, is_matrix=False))
    assert [h.key for h in flat_list.headings] == ["stt", "ho va ten", "t1", "t2"]
    one_month = table([["STT", "Họ và tên", "T1"], [1, "Lê An", "Chi bộ 1"]])
    assert "@across" not in [h.key for h in flat(PLANS, one_month).headings]
    forced = flat(PLANS, one_month, place=Place("DS", 1, is_matrix=True))
    assert values(forced, *ACROSS) == [("T1", "Chi bộ 1")]
    cells = table([["STT", "Tên chi bộ", "T1", "T2"], [1, "Chi bộ 1", "x", None]])
    assert "@across" not in [h.key for h in flat(CELLS, cells).headings]
