"""The figures of random histories against a second, brute-force reading of the counting rules.

`HYPOTHESIS_PROFILE=thorough` tries thousands of histories instead of dozens.
"""

from collections import Counter

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from attendance.figures import Selection, Tally, tally, tally_by
from attendance.models import AbsenceReason, Visit
from committees.roles import within
from meetings.periods import HalfYear, Month

from . import oracle
from .histories import HALF_YEARS, cut_rows, cuts, days, histories, selection, written

pytestmark = pytest.mark.django_db

GROUPINGS = {
    ("leader_group",): lambda row: (row.leader_group,),
    ("committee_id",): lambda row: (row.committee,),
    ("committee_id", "leader_group"): lambda row: (row.committee, row.leader_group),
    ("leader_id",): lambda row: (row.leader,),
    ("cell__organization_type_id",): lambda row: (row.cell_type,),
    ("cell__committee_id",): lambda row: (row.cell_committee,),
    ("month",): lambda row: (Month(row.month),),
}


half_years = st.sampled_from(HALF_YEARS)


def as_tally(counted: oracle.Counted) -> Tally:
    figures = counted.figures()
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


@given(histories(), cuts(), days())
def test_figures_are_those_of_the_rules(history, cut, as_of):
    with written(history):
        for half_year in HALF_YEARS:
            rows = cut_rows(history, half_year, cut)

            assert tally(Visit.objects.all(), selection(history, half_year, cut, as_of)) == as_tally(
                oracle.count(rows, history.rows, as_of)
            )


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


@given(histories(), st.integers(0, 4), days())
def test_a_reader_of_one_subtree_gets_the_figures_of_its_visits(history, number, as_of):
    """Carry-overs count as such even where the later visit is another committee's, out of sight."""
    path = history.paths[number % len(history.paths)]
    with written(history):
        visible = Visit.objects.filter(within([path]))
        for half_year in HALF_YEARS:
            rows = oracle.cut(history.rows, half_year.ordinal, committee=path)

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


def test_the_histories_hold_what_the_rules_speak_of():
    """A guard on the generator: what never turns up is not compared."""
    seen = Counter()

    @settings(max_examples=200, database=None)
    @seed(1)
    @given(histories())
    def look(history):
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
        seen["on the last day of the half-year"] += any(
            row.met_on == HalfYear(row.half_year).last_day for row in history.rows
        )
        seen["attended without being planned"] += any(
            row.origin == "unplanned" and row.outcome == "attended" for row in history.rows
        )

    look()
    assert {what: times for what, times in seen.items() if times < 10} == {}
