"""What cells were asked to do better, as on a day: carried out, still open, overdue."""

import datetime as dt

import pytest

from attendance.figures.recommendations import (
    Asked,
    Followed,
    asked,
    asked_by_managing,
    chosen,
    counted,
    followed,
)
from attendance.figures.selection import Selection
from meetings.models import Recommendation
from tests.factories import CellFactory, EvaluationFactory, LeaderFactory, MeetingFactory

pytestmark = pytest.mark.django_db
JUNE = dt.date(2018, 6, 30)


def recommend(cell, leader, met_on, due_on=None, done_on=None, is_draft=False):
    meeting = MeetingFactory(cell=cell, date=met_on)
    evaluation = EvaluationFactory(meeting=meeting, leader=leader, is_draft=is_draft)
    return evaluation.recommendations.create(text="Phân công chuẩn bị", due_on=due_on, done_on=done_on)


@pytest.fixture
def history(district, chief, other_chief):
    """Of the first half-year of 2018, and of those before and after it."""
    cell, elsewhere = CellFactory(committee=district), CellFactory()
    march, may = dt.date(2018, 3, 5), dt.date(2018, 5, 5)
    return {
        "done": recommend(cell, chief, march, done_on=may),
        "done long ago": recommend(cell, chief, dt.date(2017, 3, 5), done_on=dt.date(2017, 9, 5)),
        "done later": recommend(cell, chief, dt.date(2018, 2, 5), due_on=may, done_on=dt.date(2018, 7, 5)),
        "from last year": recommend(elsewhere, chief, dt.date(2017, 3, 5), due_on=dt.date(2017, 6, 1)),
        "due on the last day": recommend(cell, other_chief, dt.date(2018, 4, 5), due_on=JUNE),
        "given later": recommend(cell, chief, dt.date(2018, 8, 5)),
        "of a draft": recommend(cell, chief, dt.date(2018, 6, 5), is_draft=True),
    }


def opened(history, state, selection):
    rows = chosen(Recommendation.objects.all(), selection).filter(followed(state, selection))
    return {name for name, row in history.items() if row in rows}


def test_each_state_as_on_the_half_years_last_day_with_the_rows_it_counts(history, period):
    selection = Selection(period)
    expected = {
        Followed.DONE: {"done"},
        Followed.OPEN: {"done later", "from last year", "due on the last day"},
        Followed.OVERDUE: {"done later", "from last year"},
    }
    assert {state: opened(history, state, selection) for state in Followed} == expected
    assert asked(Recommendation.objects.all(), selection) == Asked(done=1, open=3, overdue=2)


def test_as_at_a_past_day(history, period):
    assert asked(Recommendation.objects.all(), Selection(period, as_of=dt.date(2018, 4, 5))) == Asked(
        done=0, open=4, overdue=1
    )


@pytest.mark.parametrize("as_of", [None, dt.date(2018, 4, 5), dt.date(2017, 9, 4)])
def test_those_left_out_before_counting_are_in_no_state(as_of, history, period):
    """On a day before the half-year too: “done long ago” was open then."""
    selection, rows = Selection(period, as_of=as_of), Recommendation.objects.all()
    assert asked(counted(rows, selection), selection) == asked(rows, selection)


def test_by_the_committee_that_manages_the_cell(history, period, district):
    elsewhere = history["from last year"].evaluation.meeting.cell.committee
    assert asked_by_managing(Recommendation.objects.all(), Selection(period)) == {
        district.pk: Asked(done=1, open=2, overdue=1),
        elsewhere.pk: Asked(done=0, open=1, overdue=1),
    }


def test_of_the_leaders_of_the_committee_chosen_and_of_the_cells_one_manages(history, period, commission):
    by_its_leaders = Selection(period, committee=commission)
    assert opened(history, Followed.OPEN, by_its_leaders) == {"done later", "from last year"}
    managing = history["done"].evaluation.meeting.cell.committee
    narrowed = by_its_leaders.narrow(managing_committee=managing, own_cells=True)
    assert opened(history, Followed.OPEN, narrowed) == {"done later"}
    other = Selection(period, leader=LeaderFactory())
    assert asked(Recommendation.objects.all(), other) == Asked()
