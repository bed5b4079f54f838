"""Targets in the workbook: set or ended as on their page; what one asked in the past stays."""

import datetime as dt

import pytest

from attendance.models import Target
from committees.models import Committee, Leader
from exchange.workbook import import_workbook
from exchange.workbook.importer import import_contents
from exchange.workbook.problems import Report
from exchange.workbook.reader import read
from exchange.workbook.terms import UNBOUNDED
from lib.periods import HalfYear

from .complaints import assert_problem, problems_of
from .test_roundtrip import cells_of, empty_database, exported
from .workbooks import file_of, load, small, target, the_visit, visit, warnings

pytestmark = pytest.mark.django_db

JANUARY, JULY = dt.date(2018, 1, 1), dt.date(2018, 7, 1)
TWO = {"Số chi bộ": 2}


@pytest.fixture(autouse=True)
def in_august(monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 8, 10))


def targets(*rows) -> dict:
    return {"Chỉ tiêu": list(rows)}


def asked() -> list[tuple]:
    return [
        (str(target), target.valid_from, target.valid_to, target.document)
        for target in Target.objects.for_display().filter(committee__code="BTC").order_by("pk")
    ]


def test_of_all_of_a_group_of_one_leader():
    each = {"Định kỳ": "Mỗi tháng", "Theo văn bản": "QĐ 12"}
    rows = [
        target("BTC", JULY, **TWO),
        target("BTC", JULY, **TWO, **{"Nhóm": "Lãnh đạo ban", "Đến ngày": dt.date(2018, 9, 30)}),
        target("BTC", JULY, **each, **{"Mã lãnh đạo": "L1", "Mã chi bộ": "CB2"}),
        target("BTC", JULY, **each, **{"Mã lãnh đạo": "L1", "Mã chi bộ": "CB1"}),
    ]
    given = small() | targets(*rows)
    assert warnings(load(given)) == []

    leadership_until = dt.date(2018, 9, 30)
    assert asked() == [
        ("All leaders: 2 cells in the half-year", JULY, None, ""),
        ("Commission leadership: 2 cells in the half-year", JULY, leadership_until, ""),
        ("Nguyễn Văn An: Chi bộ ấp 1; Chi bộ ấp 2 every month", JULY, None, "QĐ 12"),
    ]
    # Who brought it in stands in the history, as for every row of a file.
    history = Target.objects.get(leader__code="L1").history.all()
    assert all("SHA-256" in record.history_change_reason for record in history)

    again = load(given)
    assert (again.counts["Chỉ tiêu"].created, again.counts["Chỉ tiêu"].unchanged) == (0, 4)
    assert again.problems == again.warnings == []


def test_a_stored_target_is_ended_and_never_asked_otherwise():
    load(small() | targets(target("BTC", JULY, **TWO)))
    assert_problem(
        targets(target("BTC", JULY, **{"Số chi bộ": 3})),
        "Chỉ tiêu!G2",
        "another target of the same holder begins on that day: All leaders: 2 cells in the half-year",
    )

    ended = load(targets(target("BTC", JULY, **TWO, **{"Đến ngày": dt.date(2018, 8, 31)})))
    assert ended.counts["Chỉ tiêu"].changed == 1
    assert asked() == [
        ("All leaders: 2 cells in the half-year", JULY, dt.date(2018, 8, 31), ""),
    ]
    load(targets(target("BTC", dt.date(2018, 9, 1), **{"Số chi bộ": 3})))
    assert [row[0] for row in asked()] == [
        "All leaders: 2 cells in the half-year",
        "All leaders: 3 cells in the half-year",
    ]


@pytest.mark.parametrize(
    ("rows", "place", "what"),
    [
        ([target("BTC", JULY)], "E2", "a target is a number of cells or names the cells"),
        (
            [target("BTC", JULY, **TWO, **{"Mã chi bộ": "CB1"})],
            "E2",
            "a target is a number of cells or names the cells",
        ),
        ([target("BTC", JULY, **TWO)] * 2, "G3", "the same target is already in row 2"),
        (
            [
                target("BTC", JULY, **{"Mã chi bộ": "CB1"}),
                target("BTC", JULY, **{"Mã chi bộ": "CB2", "Định kỳ": "Mỗi quý"}),
            ],
            "D3",
            "row 2 says otherwise of the same target",
        ),
        (
            [target("BTC", JULY, **TWO), target("BTC", dt.date(2018, 8, 1), **TWO)],
            "G3",
            "All leaders already has a target on these days, from 01/07/2018: change or end that one",
        ),
        (
            [target("BTC", JULY, **TWO, **{"Mã lãnh đạo": "L1", "Nhóm": "Lãnh đạo ban"})],
            "C2",
            "a target is one leader's or a group's",
        ),
        (
            [target("BTC", JULY, **TWO, **{"Đến ngày": JANUARY})],
            "H2",
            "The target ends before it begins",
        ),
        ([target("BTC", JULY, **{"Số chi bộ": 100})], "E2", "“100” is out of range"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_the_page_refuses_is_refused(rows, place, what):
    load(small())
    assert problems_of(targets(*rows)) == [(f"Chỉ tiêu!{place}", what)]
    assert asked() == []


def test_what_is_refused_is_known_before_anybody_agrees():
    load(small() | targets(target("BTC", JULY, **TWO)))
    rows = file_of(targets(target("BTC", dt.date(2018, 8, 1), **{"Số chi bộ": 3})))
    report = Report()
    contents = read(rows, report)
    found = import_contents(contents, report, terms=UNBOUNDED, filename="", agreed=lambda book: False)
    assert [problem.cell for problem in found.problems] == ["G2"]


def test_the_old_one_ends_before_the_new_one_begins_whatever_the_order_of_rows():
    load(small() | targets(target("BTC", JULY, **TWO)))
    september, august = dt.date(2018, 9, 1), dt.date(2018, 8, 31)
    load(
        targets(
            target("BTC", september, **{"Số chi bộ": 3}), target("BTC", JULY, **TWO, **{"Đến ngày": august})
        )
    )
    assert [row[1:3] for row in asked()] == [(JULY, august), (september, None)]


def test_a_transferred_leader_leaves_the_targets_of_that_time_behind():
    load(small() | targets(target("BTC", JULY, **TWO, **{"Mã lãnh đạo": "L1"})))
    Leader.objects.filter(code="L1").update(committee=Committee.objects.get(code="HU"))
    again = load(targets(target("BTC", dt.date(2018, 9, 1), **{"Mã lãnh đạo": "L2", "Số chi bộ": 1})))
    assert again.warnings == []
    ended = {"Số chi bộ": 1, "Đến ngày": dt.date(2018, 8, 31)}
    earlier = load(targets(target("HU", dt.date(2018, 8, 1), **ended, **{"Mã lãnh đạo": "L2"})))
    assert [warning.what for warning in earlier.warnings] == [
        "“Trần Thị Bình” belongs to “Ban Tổ chức”, but the target is that of “Huyện ủy Ba Tri”"
    ]
    file = exported(committee=Committee.objects.get(code="BTC"))
    assert "L1" in [row[0] for row in cells_of(file)["Lãnh đạo"]]

    empty_database()
    file.seek(0)
    imported = import_workbook(file, by=None)
    assert imported.problems == []
    assert [row[0] for row in asked()] == [
        "Nguyễn Văn An: 2 cells in the half-year",
        "Trần Thị Bình: 1 cell in the half-year",
    ]


def test_one_that_reaches_into_what_is_over_is_told():
    load(small())
    row = targets(target("BTC", JANUARY, **TWO))
    assert [warning.what for warning in load(row).warnings] == [
        "the target reaches back into a half-year that is over"
    ]
    assert [row[1] for row in asked()] == [JANUARY]


def test_a_committee_takes_the_cells_along_that_its_targets_name():
    load(small() | targets(target("HU", JULY, **{"Mã chi bộ": "CB3"})))
    office = Committee.objects.get(code="HU")
    for half_year, rows in [("2018-H1", 0), ("2018-H2", 1)]:
        cells = cells_of(exported(committee=office, half_year=HalfYear.parse(half_year)))
        assert len(cells["Chỉ tiêu"]) - 1 == rows
        assert ["CB3"] * rows == [row[0] for row in cells["Chi bộ"][1:] if row[0] == "CB3"]


def test_the_decision_by_which_somebody_goes_every_month():
    every_month = [
        visit("L1", "CB3", month, "2018-H2") | {"Dự hằng tháng theo": "QĐ 12-QĐ/BTC"}
        for month in ("08/2018", "09/2018")
    ]
    load(small() | {"Kế hoạch": small()["Kế hoạch"] + every_month})
    assert the_visit("L1", "CB3", "09/2018").repeated_by == "QĐ 12-QĐ/BTC"
    # Whose rows do not say keep it.
    del every_month[1]["Dự hằng tháng theo"]
    again = load({"Kế hoạch": every_month[1:]})
    assert (again.counts["Kế hoạch"].unchanged, the_visit("L1", "CB3", "09/2018").repeated_by) == (
        1,
        "QĐ 12-QĐ/BTC",
    )
