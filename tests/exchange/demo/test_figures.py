"""The figures that the demo shows, half-year by half-year, counted from its rows."""

import datetime as dt
from collections import defaultdict

import pytest

from exchange import demo
from lib.periods import Month

from .counting import (
    CLOSED,
    COMMISSIONS,
    DAYS,
    DEPARTMENT,
    GROUPS,
    LEADERSHIP,
    TODAY,
    count,
    meeting_days,
    trip_over,
    visits_of,
)


def test_leadership_attended_18_of_22_cells(sheets):
    # 24 visits: 22 cells, one met twice and one with two leaders. Registered are the 22, less one
    # carried in from 2017, plus one withdrawn.
    assert count(sheets, "2018-H1", LEADERSHIP) == {
        "planned_cells": 22,
        "attended_cells": 18,
        "planned_visits": 24,
        "attended_visits": 20,
        "leaders_planned": 10,
        "leaders_attended": 10,
        "carried_over_cells": 4,
        "pending_cells": 0,
        "missed_cells": 0,
        "registered_cells": 22,
        "extra_cells": 1,
        "reasons": {"Công tác": 4},
    }


def test_department_heads_attended_28_of_32_cells(sheets):
    # 35 visits: 32 cells, two met twice and one with two leaders; the visit moved from one month to
    # another counts once. Registered are the 32, less two carried in and one added by amendment.
    assert count(sheets, "2018-H1", DEPARTMENT) == {
        "planned_cells": 32,
        "attended_cells": 28,
        "planned_visits": 35,
        "attended_visits": 31,
        "leaders_planned": 16,
        "leaders_attended": 16,
        "carried_over_cells": 4,
        "pending_cells": 0,
        "missed_cells": 0,
        "registered_cells": 29,
        "extra_cells": 1,
        "reasons": {"Công tác": 4},
    }


def test_the_two_groups_visited_different_cells_in_2018_h1(sheets):
    groups = [count(sheets, "2018-H1", group) for group in GROUPS]
    total = count(sheets, "2018-H1")
    assert {name: total[name] for name in total if name != "reasons"} == {
        name: groups[0][name] + groups[1][name] for name in total if name != "reasons"
    }
    assert (total["attended_cells"], total["planned_cells"]) == (46, 54)
    assert (total["registered_cells"], total["extra_cells"]) == (51, 2)
    assert total["reasons"] == {"Công tác": 8}


def test_misses_of_2018_h1_were_made_good_in_2018_h2(sheets):
    carried_over = [v for v in visits_of(sheets) if v["half_year"] == "2018-H1" and is_moved_on(v)]
    assert len(carried_over) == 8
    assert {v["to"]["half_year"] for v in carried_over} == {"2018-H2"}
    assert {v["to"]["outcome"] for v in carried_over} == {"Đã dự"}
    assert len([v for v in carried_over if v["to"]["leader"] != v["leader"]]) == 2


def is_moved_on(visit):
    return bool(visit["to"]) and visit["to"]["half_year"] > visit["half_year"]


def test_one_miss_of_2018_h1_was_moved_within_it(sheets):
    moved = [
        v
        for v in visits_of(sheets)
        if v["half_year"] == "2018-H1" and v["to"] and v["to"]["half_year"] == "2018-H1"
    ]
    assert [(v["reason"], v["to"]["origin"], v["to"]["outcome"]) for v in moved] == [
        ("Công tác", "Bổ sung", "Đã dự")
    ]


@pytest.mark.parametrize(
    ("half_year", "leadership", "department", "total"),
    [
        ("2017-H1", (15, 20), (22, 30), (37, 50)),
        ("2017-H2", (16, 21), (25, 32), (41, 53)),
        ("2018-H1", (18, 22), (28, 32), (46, 54)),
        # One cell is attended by both groups: 21 + 30 − 1 of 24 + 34 − 1.
        ("2018-H2", (21, 24), (30, 34), (50, 57)),
    ],
)
def test_the_trend_of_the_closed_half_years(sheets, half_year, leadership, department, total):
    counted = [count(sheets, half_year, group) for group in (LEADERSHIP, DEPARTMENT, None)]
    assert [(c["attended_cells"], c["planned_cells"]) for c in counted] == [leadership, department, total]
    assert {c["pending_cells"] for c in counted} == {0}


def test_reasons_of_the_closed_half_years(sheets):
    assert {half_year: count(sheets, half_year)["reasons"] for half_year in CLOSED} == {
        "2017-H1": {"Công tác": 6, "Ốm": 2, "Việc khác": 2, "Chi bộ hoãn họp": 2, "Khác": 1},
        "2017-H2": {"Công tác": 5, "Ốm": 2, "Việc khác": 2, "Chi bộ hoãn họp": 2, "Khác": 1},
        "2018-H1": {"Công tác": 8},
        "2018-H2": {"Công tác": 2, "Ốm": 2, "Việc khác": 1, "Chi bộ hoãn họp": 1, "Khác": 1},
    }


def test_one_visit_was_carried_over_twice(sheets):
    last = [v for v in visits_of(sheets) if v["from"] and v["from"]["from"]]
    assert [(v["from"]["from"]["half_year"], v["from"]["half_year"], v["half_year"]) for v in last] == [
        ("2017-H1", "2017-H2", "2018-H1")
    ]


def test_every_commission_has_a_plan_in_every_half_year(sheets):
    plans = defaultdict(set)
    for visit in visits_of(sheets):
        plans[visit["half_year"]].add(visit["committee"])
    assert plans == dict.fromkeys([*CLOSED, "2026-H2"], COMMISSIONS)


def test_the_closed_half_years_are_the_same_whatever_the_day(sheets):
    def closed(sheets):
        return [row for name in ("Kế hoạch", "Kết quả") for row in sheets[name] if row["Kỳ"] in CLOSED]

    assert [closed(demo.build(day)) == closed(sheets) for day in DAYS] == [True] * len(DAYS)


def test_two_builds_are_equal():
    assert demo.build(TODAY) == demo.build(TODAY)


def test_the_running_half_year(sheets):
    this_month = Month.of(TODAY)
    running = [v for v in visits_of(sheets) if v["half_year"] == "2026-H2"]
    past = [v for v in running if v["month"] < this_month]
    evaluated = {(row["Mã chi bộ"], row["Ngày họp"]) for row in sheets["Đánh giá"]}
    missed = [v for v in past if v["outcome"] == "Vắng"]
    attended = [v for v in past if v["outcome"] == "Đã dự"]

    assert {v["outcome"] for v in running if v["month"] >= this_month} - {"Rút"} == {""}
    assert len([v for v in missed if not v["to"]]) == 2
    assert len([v for v in missed if v["to"]]) == 1
    assert len([v for v in past if not v["outcome"]]) == 5
    assert len([v for v in attended if (v["cell"], v["date"]) not in evaluated]) >= 3
    assert len(attended) > 20


def test_a_trip_ahead_clashes_with_a_pending_visit(sheets):
    days = meeting_days(sheets)
    clashes = [
        v
        for v in visits_of(sheets)
        if not v["outcome"]
        and v["month"].day(days[v["cell"]]) > TODAY
        and trip_over(sheets, v["leader"], v["month"].day(days[v["cell"]]))
    ]
    assert len(clashes) == 1


@pytest.mark.parametrize(
    ("day", "planned"), [(dt.date(2018, 3, 15), 0), (dt.date(2018, 11, 23), 0), (dt.date(2026, 7, 1), 56)]
)
def test_in_the_first_month_nothing_is_logged_yet(day, planned):
    running = [v for v in visits_of(demo.build(day)) if v["half_year"] not in CLOSED]
    assert len([v for v in running if not v["outcome"]]) == planned
    assert {v["outcome"] for v in running} <= {"", "Rút"}
