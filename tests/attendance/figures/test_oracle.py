"""The figures of random histories against a second, brute-force reading of the counting rules.

`HYPOTHESIS_PROFILE=thorough` tries thousands of histories instead of dozens.
"""

from collections import Counter
from dataclasses import fields, replace

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from attendance.figures.selection import Selection
from attendance.figures.tally import Tally, cumulative, tally, tally_by
from attendance.models import AbsenceReason, Visit
from committees.scope import within
from lib.periods import HalfYear, Month
from tests.attendance.histories import (
    HALF_YEARS,
    cut_rows,
    cuts,
    days,
    histories,
    selection,
    whole_half_years,
    written,
)
from tests.factories import VisitFactory

from . import oracle

pytestmark = pytest.mark.django_db

GROUPINGS = {
    ("leader_group",): lambda row: (row.leader_group,),
    ("committee_id",): lambda row: (row.committee,),
    ("committee_id", "leader_group"): lambda row: (row.committee, row.leader_group),
    ("leader_id",): lambda row: (row.leader,),
    ("cell__organization_type_id",): lambda row: (row.cell_type,),
    ("cell__committee_id",): lambda row: (row.cell_committee,),
    ("month",): lambda row: (Month(row.month),),
    ("half_year",): lambda row: (HalfYear(row.half_year),),
}
FIGURES = [field.name for field in fields(Tally)]
CUMULATIVE = ("planned_cells", "attended_cells", "planned_visits", "attended_visits")


half_years = st.sampled_from(HALF_YEARS)


def as_tally(counted: oracle.Counted) -> Tally:
    figures = {name: number for name, number in counted.figures().items() if name in FIGURES}
    reasons = dict.fromkeys(AbsenceReason.objects.values_list("code", flat=True), 0)
    return Tally(**figures | {"reasons": reasons | figures["reasons"]})


def by_path(history, by, keys):
    """Keys of groups with the paths of committees in place of their ids, as the oracle has them."""
    return {
        tuple(
            history.paths[value - 1] if name.endswith("committee_id") else value
            for name, value in zip(by, key, strict=True)
        ): figures
        for key, figures in keys.items()
    }


@given(histories(), half_years, days())
def test_figures_by_group_are_those_of_the_rules(history, half_year, as_of):
    rows = oracle.cut(history.rows, half_year.ordinal)
    with written(history):
        for by, key in GROUPINGS.items():
            expected = oracle.count_by(rows, history.rows, as_of, key)
            figures = tally_by(Visit.objects.all(), Selection(half_year, as_of=as_of), *by)

            assert by_path(history, by, figures) == {k: as_tally(v) for k, v in expected.items()}


@given(histories(), half_years, cuts(), days(), st.sampled_from(list(GROUPINGS)))
def test_figures_by_group_of_a_cut(history, half_year, cut, as_of, by):
    rows = cut_rows(history, half_year, cut)
    expected = oracle.count_by(rows, history.rows, as_of, GROUPINGS[by])
    with written(history):
        figures = tally_by(Visit.objects.all(), selection(history, half_year, cut, as_of), *by)

        assert by_path(history, by, figures) == {k: as_tally(v) for k, v in expected.items()}


@given(histories(), half_years, cuts(), days(), st.sampled_from([(), *GROUPINGS]))
def test_figures_without_reasons_are_the_same_otherwise(history, half_year, cut, as_of, by):
    with written(history):
        visits, chosen = Visit.objects.all(), selection(history, half_year, cut, as_of)
        figures = tally_by(visits, chosen, *by)

        assert tally_by(visits, chosen, *by, with_reasons=False) == {
            key: replace(tally, reasons={}) for key, tally in figures.items()
        }


@given(histories(), half_years, st.integers(0, 3), whole_half_years(), days())
def test_figures_by_half_year_since_an_earlier_one(history, half_year, back, cut, as_of):
    since = HalfYear(half_year.ordinal - back)
    with written(history):
        chosen = selection(history, half_year, cut, as_of).narrow(since=since)
        figures = tally_by(Visit.objects.all(), chosen, "half_year")

        expected = {}
        for ordinal in range(since.ordinal, half_year.ordinal + 1):
            if rows := cut_rows(history, HalfYear(ordinal), cut):
                expected[HalfYear(ordinal),] = as_tally(oracle.count(rows, history.rows, as_of))
        assert dict(figures) == expected
        for (each,), figure in figures.items():
            # Each is the same as when it is asked for alone.
            assert figure == tally(Visit.objects.all(), chosen.narrow(half_year=each, since=None))


@given(histories(), half_years, whole_half_years(), days())
def test_figures_from_the_half_years_beginning_to_the_end_of_each_month(history, half_year, cut, as_of):
    rows = cut_rows(history, half_year, cut)
    months = half_year.months
    expected = oracle.cumulative(rows, history.rows, [month.ordinal for month in months], as_of)
    with written(history):
        chosen = selection(history, half_year, cut, as_of)
        found = cumulative(Visit.objects.all(), chosen)

        assert [narrowed for narrowed, _figures in found] == [chosen.narrow(last_month=m) for m in months]
        assert [figures for _narrowed, figures in found] == [only_cumulative(c) for c in expected]
        # The last one is the half-year, and none of its cells is lost on the way.
        assert found[-1][1] == only_cumulative(oracle.count(rows, history.rows, as_of))
        planned = [figures.planned_cells for _narrowed, figures in found]
        assert planned == sorted(planned)


def only_cumulative(counted: oracle.Counted) -> Tally:
    return Tally(**{name: len(getattr(counted, name)) for name in CUMULATIVE})


def test_a_cut_by_months_cuts_what_is_counted_from_the_beginning_too(period):
    """A page of figures takes months from its address: ?from_month=02/2018&to_month=03/2018."""
    for month in period.months[1:4]:
        VisitFactory(month=month)
    chosen = Selection(period, first_month=period.months[1], last_month=period.months[2])

    found = cumulative(Visit.objects.all(), chosen)

    assert [figures.planned_cells for _narrowed, figures in found] == [
        tally(Visit.objects.all(), narrowed).planned_cells for narrowed, _figures in found
    ]


@given(histories(), st.integers(0, 4), days())
def test_a_reader_of_one_subtree_gets_the_figures_of_its_visits(history, number, as_of):
    """Carry-overs count as such even where the later visit is another committee's, out of sight."""
    path = history.paths[number % len(history.paths)]
    with written(history):
        visible = Visit.objects.filter(within([path]))
        for half_year in HALF_YEARS:
            rows = oracle.cut(history.rows, half_year.ordinal, oracle.Cut(committee=path))

            assert tally(visible, Selection(half_year, as_of=as_of)) == as_tally(
                oracle.count(rows, history.rows, as_of)
            )


@given(histories(), half_years, days())
def test_figures_never_contradict_themselves(history, half_year, as_of):
    with written(history):
        for by in [(), *GROUPINGS]:
            for t in tally_by(Visit.objects.all(), Selection(half_year, as_of=as_of), *by).values():
                not_attended = t.planned_cells - t.attended_cells
                assert not_attended >= 0
                assert not_attended == t.carried_over_cells + t.pending_cells + t.missed_cells
                assert min(t.carried_over_cells, t.pending_cells, t.missed_cells) >= 0
                assert t.missed_cells <= sum(t.reasons.values()) <= not_attended
                assert t.leaders_attended <= t.leaders_planned
                assert t.rate is None or 0 <= t.rate <= 100


def see_moves(history, seen: Counter) -> None:
    by_pk = {row.pk: row for row in history.rows}
    moved = [row for row in history.rows if row.carried_from]
    missed = Counter((row.cell, row.month) for row in history.rows if row.outcome == "missed")
    met = Counter((row.cell, row.met_on) for row in history.rows if row.met_on)
    seen["a chain of carry-overs"] += any(by_pk[row.carried_from].carried_from for row in moved)
    seen["moved to a later half-year"] += any(row.origin == "carried_in" for row in moved)
    seen["moved to a substitute"] += any(by_pk[row.carried_from].leader != row.leader for row in moved)
    seen["withdrawn after the move"] += any(row.outcome == "withdrawn" for row in moved)
    seen["two missed a cell in a month"] += any(n > 1 for n in missed.values())
    seen["two at one meeting"] += any(n > 1 for n in met.values())


def see_days(history, seen: Counter) -> None:
    attended = [row for row in history.rows if row.outcome == "attended"]
    delays = {(row.logged_on - row.met_on).days for row in attended if row.logged_on}
    seen["on the last day of the half-year"] += any(
        row.met_on == HalfYear(row.half_year).last_day for row in history.rows
    )
    seen["attended without being planned"] += any(
        row.origin == "unplanned" and row.outcome == "attended" for row in history.rows
    )
    seen["due in a month without the meeting day"] += any(
        row.meeting_day and row.meeting_day > row.due_on.day for row in history.rows
    )
    seen["due on a day of the month"] += any(
        row.meeting_day and row.meeting_day == row.due_on.day for row in history.rows
    )
    seen["without a meeting day"] += any(row.meeting_day is None for row in history.rows)
    seen["logged, nobody knows when"] += any(row.logged_on is None for row in attended)
    for delay in (-3, 0, 1, 2, 7, 8, 30, 31):
        seen[f"logged after {delay} days"] += delay in delays
    seen["founded later"] += any(cell.established_on for cell in history.cells)
    seen["managed by a committee above another"] += any(
        row.cell_committee != path and path.startswith(row.cell_committee)
        for row in history.rows
        for path in history.paths
    )


@pytest.mark.slow
def test_the_histories_hold_what_the_rules_speak_of():
    """A guard on the generator: what never turns up is not compared."""
    seen = Counter()

    @settings(max_examples=200, database=None)
    @seed(1)
    @given(histories())
    def look(history):
        see_moves(history, seen)
        see_days(history, seen)

    look()
    assert {what: times for what, times in seen.items() if times < 10} == {}
