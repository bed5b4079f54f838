"""The report's rows: who has one, in which order, and that each says what the counting rules say."""

import datetime as dt

import pytest

from attendance.figures.measures import RATE, TALLY
from attendance.figures.selection import Selection
from attendance.figures.tally import Tally, tally
from attendance.models import Visit
from committees.models import LeaderGroup
from reports.half_year.exported import as_dict
from reports.half_year.report import COLUMNS, HalfYearReport
from tests.factories import LeaderFactory, PlanFactory, VisitFactory

pytestmark = pytest.mark.django_db

NO_REASONS = {"trip": 0, "illness": 0, "other_duty": 0, "cell_postponed": 0, "other": 0}
ZEROS = Tally(reasons=NO_REASONS).as_dict()


def report(half_year, **filters) -> HalfYearReport:
    return HalfYearReport(Selection(half_year, **filters))


def fractions(rows) -> dict[str, tuple[int, int]]:
    return {row.code: (row.tally.attended_cells, row.tally.planned_cells) for row in rows}


def all_rows(of: HalfYearReport) -> list:
    committees = [row for c in of.committees for row in (c.total, *c.groups)]
    return [*of.group_rows, *committees, *of.organization_types, *of.leaders]


def test_the_busy_half_year(busy):
    figures = as_dict(report(busy.half_year))["total"]
    assert figures == figures | {
        "planned_cells": 8,
        "attended_cells": 4,
        "planned_visits": 12,
        "attended_visits": 7,
        "leaders_planned": 4,
        "leaders_attended": 4,
        "carried_over_cells": 2,
        "pending_cells": 1,
        "missed_cells": 1,
        "registered_cells": 6,
        "extra_cells": 1,
        "reasons": NO_REASONS | {"trip": 1, "illness": 1, "cell_postponed": 1},
    }


def test_the_total_is_the_union_and_not_the_sum(busy):
    whole = report(busy.half_year)
    assert fractions(whole.group_rows) == {"leadership": (4, 6), "department": (1, 3), "": (4, 8)}
    assert whole.total_is_less_than_its_groups
    assert {
        c.total.code: (c.total.tally.attended_cells, c.total.tally.planned_cells) for c in whole.committees
    } == {
        "BTCTU": (3, 7),
        "BTGTU": (2, 3),
        "BNCTU": (0, 0),
    }
    assert not report(busy.half_year, leader_group="department").total_is_less_than_its_groups


def test_a_committee_whose_plan_is_a_draft_has_a_row_of_zeros(busy):
    rows = {c.total.code: c for c in report(busy.half_year).committees}
    drafting = rows["BNCTU"]
    assert [row.tally.as_dict() for row in (drafting.total, *drafting.groups)] == [ZEROS, ZEROS, ZEROS]


def test_a_committee_with_a_plan_and_no_visit_has_a_row(commission, period):
    PlanFactory(committee=commission, half_year=period)
    (row,) = report(period).committees
    assert (row.total.code, row.total.tally.as_dict(), row.total.tally.rate) == ("BTCTU", ZEROS, None)


def test_committees_stand_in_the_trees_order(busy):
    assert [c.total.label for c in report(busy.half_year).committees] == [
        "Ban Tổ chức",
        "Ban Tuyên giáo",
        "Ban Nội chính",
    ]


def test_leaders_without_visits_have_rows_and_those_who_left_keep_theirs(busy):
    rows = report(busy.half_year).leaders
    assert [(row.label, row.parent, row.tally.planned_cells) for row in rows] == [
        ("Nguyễn Văn An", "Ban Tổ chức", 3),
        ("Vũ Hải Yến", "Ban Tổ chức", 0),
        ("Trần Thị Bình", "Ban Tổ chức", 3),
        ("Lê Mạnh Cường", "Ban Tuyên giáo", 3),
        ("Đỗ Minh Đức", "Ban Tuyên giáo", 2),
        (rows[-1].label, "Ban Nội chính", 0),
    ]
    assert rows[1].tally.as_dict() == ZEROS


def test_leaders_out_of_office_are_left_out_unless_they_have_visits(commission, period):
    retired = {"valid_to": dt.date(2017, 12, 31), "committee": commission}
    LeaderFactory(**retired)
    visitor, registered = LeaderFactory(**retired), LeaderFactory(**retired)
    VisitFactory(leader=visitor, month=period.months[0])
    VisitFactory(leader=registered, month=period.months[0], withdrawn=True)
    last_day = LeaderFactory(committee=commission, valid_to=period.first_day)
    LeaderFactory(committee=commission, valid_from=period.next.first_day)
    found = {visitor.code, registered.code, last_day.code}
    assert {row.code for row in report(period).leaders} == found
    assert {row.code for plan in report(period).plans for row in plan.leaders} == found


def test_old_visits_stay_with_the_committee_that_registered_them(busy, commission, other_commission):
    """The deputy is with the other commission now; the two visits are the first one's."""
    there = report(busy.half_year, committee=other_commission)
    assert {row.code: row.tally.planned_cells for row in there.leaders} == {"LD-CUONG": 3, "LD-DUC": 0}
    here = report(busy.half_year, committee=commission)
    assert {row.code: row.tally.planned_cells for row in here.leaders} == {
        "LD-AN": 3,
        "LD-BINH": 3,
        "LD-DUC": 2,
        "LD-YEN": 0,
    }


def test_filters(busy, commission, province):
    of_group = report(busy.half_year, leader_group="department")
    assert [row.code for row in of_group.group_rows] == ["department", ""]
    assert [[row.code for row in c.groups] for c in of_group.committees] == [["department"]] * 3
    assert {row.code for row in of_group.leaders} == {"LD-BINH"}
    of_committee = report(busy.half_year, committee=commission)
    assert [c.total.code for c in of_committee.committees] == ["BTCTU"]
    assert fractions([of_committee.total]) == {"": (3, 7)}
    assert fractions([report(busy.half_year, committee=province).total]) == {"": (4, 8)}


def test_as_at_a_past_day(busy):
    """Before the last meeting of the half-year, held on its last day."""
    later, earlier = (report(busy.half_year, as_of=dt.date(2018, 6, day)) for day in (30, 29))
    assert fractions([later.total, *later.organization_types]) == {
        "": (4, 8),
        "DVSN": (1, 1),
        "THON": (2, 6),
        "TKHU": (1, 1),
    }
    assert fractions([earlier.total, *earlier.organization_types]) == {
        "": (3, 8),
        "DVSN": (1, 1),
        "THON": (2, 6),
        "TKHU": (0, 1),
    }
    assert earlier.quality.meetings == later.quality.meetings - 1


@pytest.mark.parametrize(
    "filters",
    [{}, {"as_of": dt.date(2018, 4, 30)}, {"leader_group": LeaderGroup.LEADERSHIP}],
    ids=["all", "as_of", "group"],
)
def test_every_row_counts_what_its_selection_says(filters, busy):
    rows = all_rows(report(busy.half_year, **filters))
    assert [row.tally for row in rows] == [tally(Visit.objects.all(), row.selection) for row in rows]


def test_a_reader_counts_what_the_reader_may_see(busy, clerk, reader):
    selection = Selection(busy.half_year)
    assert [c.total.code for c in HalfYearReport(selection, user=clerk).committees] == ["BTCTU"]
    assert as_dict(HalfYearReport(selection, user=reader)) == as_dict(HalfYearReport(selection))


def test_the_summary_has_the_documented_parts(busy, commission):
    summary = as_dict(report(busy.half_year, committee=commission, as_of=dt.date(2018, 6, 29)))
    assert list(summary) == [
        "period",
        "committee",
        "as_of",
        "total",
        "groups",
        "committees",
        "organization_types",
        "leaders",
        "evaluations",
    ]
    assert (summary["period"], summary["committee"], summary["as_of"]) == ("2018-H1", "BTCTU", "2018-06-29")
    assert list(summary["groups"]) == ["leadership", "department"]
    assert [list(row) for row in summary["committees"]] == [["code", "name", "total", "groups"]]
    assert summary["committees"][0]["name"] == "Ban Tổ chức Tỉnh ủy"
    assert list(summary["committees"][0]["groups"]) == ["leadership", "department"]
    for part in ("organization_types", "leaders"):
        assert {tuple(row) for row in summary[part]} == {("code", "name", "total")}


def test_the_summary_has_the_documented_figures(busy, commission):
    figures = list(ZEROS)
    # The ones known for longest stand first; what came later follows.
    assert figures[:12] == [
        "planned_cells",
        "attended_cells",
        "planned_visits",
        "attended_visits",
        "leaders_planned",
        "leaders_attended",
        "carried_over_cells",
        "pending_cells",
        "missed_cells",
        "registered_cells",
        "extra_cells",
        "reasons",
    ]
    summary = as_dict(report(busy.half_year, committee=commission, as_of=dt.date(2018, 6, 29)))
    tallies = [
        summary["total"],
        *summary["groups"].values(),
        *summary["committees"][0]["groups"].values(),
        *(row["total"] for part in ("committees", "organization_types", "leaders") for row in summary[part]),
    ]
    assert {tuple(t) for t in tallies} == {tuple(figures)}
    assert {tuple(t["reasons"]) for t in tallies} == {tuple(NO_REASONS)}


def test_the_summary_without_filters_says_so(period):
    summary = as_dict(report(period))
    assert (summary["committee"], summary["as_of"], summary["total"]) == (None, None, ZEROS)
    assert summary["committees"] == summary["organization_types"] == summary["leaders"] == []
    assert summary["evaluations"] == {
        "meetings": 0,
        "leader_scored": 0,
        "cell_scored": 0,
        "mean_leader_total": None,
        "mean_cell_total": None,
        "bands": {},
        "cell_bands": {},
        "findings": {"strength": [], "limitation": [], "cause": []},
    }


def test_evaluations_of_the_busy_half_year(busy):
    assert as_dict(report(busy.half_year))["evaluations"] == {
        "meetings": 6,
        "leader_scored": 4,
        "cell_scored": 1,
        "mean_leader_total": 69.75,
        "mean_cell_total": 95.0,
        "bands": {"Tốt": 1, "Khá": 2},
        "cell_bands": {"Tốt": 1, "Khá": 0},
        "findings": {"strength": [["UD01", 3]], "limitation": [["HC05", 3]], "cause": [["NN02", 2]]},
    }


def test_columns_show_every_figure_once():
    names = [column.name for column in COLUMNS]
    assert sorted(names) == sorted([*(measure.key for measure in TALLY), RATE.key])
