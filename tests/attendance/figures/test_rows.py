"""Rule 11: every figure opens the very rows it counts."""

import datetime as dt
from collections import Counter
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.figures.coverage import CLASSES, NEGLECTED, existing_cells, in_class, tally_gaps
from attendance.figures.progress import Delay, delays_by, progress
from attendance.figures.rows import CELL, LEADER, PROGRESS, VISIT, rows_of
from attendance.figures.selection import Selection
from attendance.figures.tally import COUNTS, tally
from attendance.models import Visit
from lib.periods import Month
from meetings.models import Cell
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
from tests.factories import CellFactory, LeaderFactory, VisitFactory

from . import oracle

pytestmark = pytest.mark.django_db

KEY = {CELL: "cell_id", LEADER: "leader_id", VISIT: "pk"}


@given(histories(), st.sampled_from(HALF_YEARS), cuts(), days())
def test_every_figure_opens_the_rows_it_counts(history, half_year, cut, as_of):
    rows = cut_rows(history, half_year, cut)
    counted = oracle.count(rows, history.rows, as_of)
    with written(history):
        visits, chosen = Visit.objects.all(), selection(history, half_year, cut, as_of)
        figures = tally(visits, chosen)
        for measure in COUNTS:
            assert_opens(
                rows_of(visits, chosen, measure), getattr(counted, measure), getattr(figures, measure)
            )
        for reason, number in figures.reasons.items():
            opened = rows_of(visits, chosen, "reasons", reason)

            assert_opens(opened, counted.reasons.get(reason, frozenset()), number)
            # One visit a cell: the last one missed, which is the one with that reason.
            assert [visit.absence_reason.code for visit in opened.visits] == [reason] * number


@given(histories(), st.sampled_from(HALF_YEARS), cuts(), st.none() | any_days(), any_days())
def test_every_figure_of_progress_opens_the_rows_it_counts(history, half_year, cut, as_of, today):
    rows = cut_rows(history, half_year, cut)
    counted = oracle.progress(rows, today, as_of)
    with written(history), mock.patch("lib.periods.localdate", return_value=today):
        visits, chosen = Visit.objects.all(), selection(history, half_year, cut, as_of)
        figures = progress(visits, chosen)
        for measure in PROGRESS:
            assert_opens(
                rows_of(visits, chosen, measure), getattr(counted, measure), getattr(figures, measure)
            )
        delays, numbers = oracle.delays(rows, as_of), delays_by(visits, chosen)[()]
        for delay in Delay.values:
            assert_opens(rows_of(visits, chosen, "logged_after", delay=delay), delays[delay], numbers[delay])


@given(histories(), any_days())
def test_every_class_of_coverage_opens_the_cells_it_counts(history, day):
    classes = oracle.gaps(dict(enumerate(history.cells, start=1)), history.rows, day)
    with written(history):
        tallied = tally_gaps(Cell.objects.all(), day)
        numbers = sum(tallied.values(), Counter())
        for name, gaps in CLASSES.items():
            opened = existing_cells(Cell.objects.all(), day).filter(in_class(name, day))

            assert sorted(cell.pk for cell in opened) == [pk for pk in classes if classes[pk] in gaps]
            assert len(opened) == sum(numbers[gap] for gap in gaps)
        assert {name for name, gaps in CLASSES.items() if len(gaps) > 1} == {NEGLECTED}


def assert_opens(opened, expected, number):
    keys = list(opened.keys().values_list("pk", flat=True))
    assert len(keys) == number
    assert set(keys) == expected
    assert {getattr(visit, KEY[opened.unit]) for visit in opened.visits} == expected


@pytest.fixture
def chosen(period):
    return Selection(period)


def test_cells_come_in_reading_order(chosen):
    """By name as Vietnamese dictionaries sort it, numbers by value."""
    names = ["Chi bộ Đội 1", "Chi bộ 10", "Chi bộ 2", "Chi bộ Dân số"]
    for name in names:
        VisitFactory(cell__name=name)

    cells = rows_of(Visit.objects.all(), chosen, "planned_cells").keys()

    assert [cell.name for cell in cells] == ["Chi bộ 2", "Chi bộ 10", "Chi bộ Dân số", "Chi bộ Đội 1"]


def test_leaders_come_in_reading_order(chosen):
    for name in ["Trần Văn Bình", "Lê Thị An", "Nguyễn Văn An"]:
        VisitFactory(leader__full_name=name)

    leaders = rows_of(Visit.objects.all(), chosen, "leaders_planned").keys()

    assert [leader.full_name for leader in leaders] == ["Lê Thị An", "Nguyễn Văn An", "Trần Văn Bình"]


def test_visits_come_by_month_then_leader(chosen):
    may = VisitFactory(month=Month.parse("05/2018"))
    binh = VisitFactory(month=Month.parse("02/2018"), leader__full_name="Trần Văn Bình")
    an = VisitFactory(month=Month.parse("02/2018"), leader__full_name="Lê Thị An")

    assert list(rows_of(Visit.objects.all(), chosen, "planned_visits").keys()) == [an, binh, may]


def test_an_attended_cell_opens_only_the_visits_that_attended(chosen):
    cell = CellFactory()
    attended = VisitFactory(cell=cell, attended=True)
    VisitFactory(cell=cell, missed=True)

    assert list(rows_of(Visit.objects.all(), chosen, "attended_cells").visits) == [attended]


def test_a_reason_opens_the_last_visit_missed(chosen):
    cell, leader = CellFactory(), LeaderFactory()
    VisitFactory(cell=cell, leader=leader, missed=True, reason="trip")
    last = VisitFactory(cell=cell, leader=leader, missed=True, reason="illness", month=Month.parse("04/2018"))

    visits = Visit.objects.all()
    assert list(rows_of(visits, chosen, "reasons", "trip").visits) == []
    assert list(rows_of(visits, chosen, "reasons", "illness").visits) == [last]


def test_rows_as_at_a_past_day(chosen):
    attended = VisitFactory(attended=True, met_on=dt.date(2018, 6, 30))
    earlier = chosen.narrow(as_of=dt.date(2018, 6, 29))

    visits = Visit.objects.all()
    assert list(rows_of(visits, chosen, "attended_visits").keys()) == [attended]
    assert list(rows_of(visits, earlier, "attended_visits").keys()) == []
    assert list(rows_of(visits, earlier, "pending_cells").keys()) == [attended.cell]


def test_progress_as_at_a_past_day(chosen):
    """Missed in June, and known by then; as at May not due yet."""
    visit = VisitFactory(month=Month.parse("06/2018"), cell__meeting_day=5, missed=True)
    visits = Visit.objects.all()

    def opened(measure, *day):
        return list(rows_of(visits, chosen.narrow(as_of=dt.date(2018, *day)), measure).keys())

    assert opened("due_visits", 6, 4) == opened("logged_visits", 6, 4) == []
    assert opened("due_visits", 6, 5) == opened("logged_visits", 6, 5) == [visit]
    assert opened("overdue_visits", 6, 5) == []


def test_an_unknown_delay_is_an_error(chosen):
    with pytest.raises(ValueError, match="soon"):
        rows_of(Visit.objects.all(), chosen, "logged_after", delay="soon")


def test_what_is_no_figure_opens_nothing(chosen):
    with pytest.raises(ValueError, match="pk"):
        rows_of(Visit.objects.all(), chosen, "pk")
