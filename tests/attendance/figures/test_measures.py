"""Each measure, in any history and as at any day: what it counts, and the rows that it opens."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from attendance.figures import measures
from attendance.figures.measures import CELLS, FATES, LEADERS, MEASURES, PROGRESS, TALLY, VISITS
from attendance.figures.progress import Delay, delays_by, progress
from attendance.figures.rows import rows_of
from attendance.figures.tally import tally
from attendance.models import Visit, conditions
from tests.attendance.histories import (
    HALF_YEARS,
    any_days,
    cut_rows,
    cuts,
    days,
    histories,
    selection,
    written,
)

from . import oracle

KEY = {CELLS: "cell_id", LEADERS: "leader_id", VISITS: "pk"}
past_days = st.none() | days() | any_days()


def assert_opens(opened, expected, number):
    """Counted by their unit, the rows are as many as the figure says, and those of the rules."""
    keys = list(opened.keys().values_list("pk", flat=True))
    assert len(keys) == number
    assert set(keys) == expected
    assert {getattr(visit, KEY[opened.unit]) for visit in opened.visits} == expected


@pytest.mark.django_db
@given(histories(), st.sampled_from(HALF_YEARS), cuts(), past_days, any_days())
def test_a_measure_counts_and_opens_the_rows_of_the_rules(history, half_year, cut, as_of, today):
    rows = cut_rows(history, half_year, cut)
    counted = oracle.count(rows, history.rows, as_of, today)
    with written(history, today):
        visits, chosen = Visit.objects.all(), selection(history, half_year, cut, as_of)
        for figures, of in ((tally(visits, chosen), TALLY), (progress(visits, chosen), PROGRESS)):
            for measure in of:
                expected = getattr(counted, measure.key)
                assert_opens(rows_of(visits, chosen, measure.key), expected, getattr(figures, measure.key))


@pytest.mark.django_db
@given(histories(), st.sampled_from(HALF_YEARS), cuts(), past_days)
def test_a_split_measure_counts_and_opens_the_rows_of_each_part(history, half_year, cut, as_of):
    rows = cut_rows(history, half_year, cut)
    reasons = oracle.count(rows, history.rows, as_of).reasons
    delays = oracle.delays(rows, as_of)
    with written(history):
        visits, chosen = Visit.objects.all(), selection(history, half_year, cut, as_of)
        for reason, number in tally(visits, chosen).reasons.items():
            opened = rows_of(visits, chosen, "missed_by_reason", reason=reason)

            assert_opens(opened, reasons.get(reason, frozenset()), number)
            # One visit a cell: the last one missed, which is the one with that reason.
            assert [visit.absence_reason.code for visit in opened.visits] == [reason] * number
        numbers = delays_by(visits, chosen)[()]
        for delay in Delay.values:
            assert_opens(rows_of(visits, chosen, "logged_after", delay=delay), delays[delay], numbers[delay])


@pytest.mark.django_db
@given(histories(), st.sampled_from(HALF_YEARS), cuts(), past_days)
def test_every_row_of_s_has_a_fate(history, half_year, cut, as_of):
    """So the cells left over by the fates before it are those of the last."""
    with written(history):
        chosen = selection(history, half_year, cut, as_of)
        in_s = chosen.apply(Visit.objects.all()).filter(chosen.counted)
        for mark in FATES.values():
            in_s = in_s.exclude(pk__in=Visit.objects.filter(getattr(chosen, mark)))
        assert not in_s.exists()


@pytest.mark.django_db
@given(histories())
def test_a_visit_at_hand_is_planned_as_one_in_a_query(history):
    with written(history):
        of_query = set(Visit.objects.filter(conditions.planned()))
        assert of_query == {visit for visit in Visit.objects.all() if conditions.is_planned(visit)}


def test_what_is_shown_is_a_measure():
    facts = [fact for card in measures.CARDS.values() for fact in card]
    named = {key for fact in facts for key in (fact.key, fact.of, fact.unless) if key}
    named |= {measures.RATE.part, measures.RATE.whole, *measures.NOT_IN_PLAN_ANNEX}
    assert named <= set(MEASURES)
    assert set(measures.MAIN) <= set(measures.COLUMNS) <= set(measures.NAMED)


def test_every_figure_of_a_tally_has_a_rule_that_explains_it():
    assert [measure.key for measure in TALLY if not measure.explanation] == []
    assert sorted(measures.RULES) == list(range(1, len(measures.RULES) + 1))


def test_what_tables_call_missed_leaves_out_what_was_carried_over():
    with translation.override("vi"):
        missed = MEASURES["missed_cells"]
        assert str(missed.label) == "Vắng, chưa dự bù"
        assert str(missed.title) == "Chi bộ chưa dự do cán bộ vắng"
