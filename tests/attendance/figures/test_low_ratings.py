"""Cells whose last two rated meetings leaders rated low."""

import datetime as dt
from decimal import Decimal

import pytest

from attendance.figures.low_ratings import low_bands, low_cells, low_evaluations
from attendance.figures.selection import Selection
from meetings.models import Cell, Evaluation
from tests.factories import CellFactory, EvaluationFactory, LeaderFactory, MeetingFactory, RubricFactory

pytestmark = pytest.mark.django_db


def rubric_of(*minimums):
    rubric = RubricFactory()
    for minimum in minimums:
        rubric.bands.create(label=f"Từ {minimum}", minimum=minimum)
    return rubric


@pytest.fixture
def rubric(db):
    return rubric_of(90, 70, 50, 30)


@pytest.fixture
def rate(rubric, chief):
    def rate(cell, month, minimum, *, leader=chief, is_draft=False, of=rubric):
        """`minimum` of the band, None below them all."""
        meeting = cell.meetings.filter(date=dt.date(2018, month, 5)).first()
        meeting = meeting or MeetingFactory(cell=cell, date=dt.date(2018, month, 5))
        band = of.bands.get(minimum=minimum) if minimum is not None else None
        return EvaluationFactory(
            meeting=meeting,
            leader=leader,
            rubric=of,
            band=band,
            total=Decimal(minimum or 0),
            is_draft=is_draft,
        )

    return rate


def low(period, **filters):
    cells, evaluations = Cell.objects.in_bulk(), Evaluation.objects.in_bulk()
    found = low_cells(low_evaluations(Evaluation.objects.all(), Selection(period, **filters)))
    return {cells[low.pk]: [evaluations[rating.evaluation] for rating in low.ratings] for low in found}


@pytest.mark.parametrize(
    ("minimums", "lower_half"),
    [((90, 70, 50, 30), {50, 30}), ((90, 70, 50), {50}), ((50,), set()), ((90, 50), {50})],
)
def test_the_lower_half_of_the_bands_is_low(minimums, lower_half):
    rubric = rubric_of(*minimums)
    bands = rubric.bands.in_bulk(low_bands()[rubric.pk] - {None})
    assert {band.minimum for band in bands.values()} == lower_half


def test_twice_running_and_not_once_more_or_less(period, rate):
    better_since, once, twice, never = CellFactory.create_batch(4)
    for month, minimum in ((2, 50), (3, 30), (4, 70)):
        rate(better_since, month, minimum)
    rate(once, 3, 30)
    first, second = rate(twice, 2, 50), rate(twice, 5, None)
    rate(twice, 1, 90)
    rate(never, 3, 90)

    assert low(period) == {twice: [second, first]}


def test_what_is_said_as_at_a_day(period, rate):
    cell = CellFactory()
    rate(cell, 2, 50)
    rate(cell, 3, 50)
    rate(cell, 5, 90)

    assert low(period) == {}
    assert list(low(period, as_of=dt.date(2018, 4, 30))) == [cell]
    cell.dissolved_on = dt.date(2018, 4, 1)
    cell.save()
    assert low(period, as_of=dt.date(2018, 4, 30)) == {}


def test_one_leader_who_rates_a_meeting_well_is_enough(period, rate):
    """Two evaluations of one meeting are not two meetings running."""
    cell, another = CellFactory(), LeaderFactory()
    rate(cell, 3, 50)
    rate(cell, 3, 50, leader=another)
    assert low(period) == {}
    rate(cell, 4, 50)
    assert list(low(period)) == [cell]
    rate(cell, 4, 70, leader=another)
    assert low(period) == {}


def test_neither_drafts_nor_the_cells_own_count(period, rate, commission, other_commission):
    cell = CellFactory()
    rate(cell, 2, 50)
    rate(cell, 3, 50)
    rate(cell, 4, 90, is_draft=True)
    rate(cell, 5, 90, leader=None)

    assert list(low(period)) == [cell]
    assert list(low(period, committee=commission)) == [cell]
    assert low(period, committee=other_commission) == {}
