"""Every figure opens the very rows it counts."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given

from attendance.figures.coverage import CLASSES, NEGLECTED, existing_cells, in_class, tally_gaps
from attendance.figures.rows import rows_of
from attendance.figures.selection import Selection
from attendance.models import Visit
from lib.periods import Month
from meetings.models import Cell
from tests.attendance.histories import (
    any_days,
    histories,
    written,
)
from tests.factories import CellFactory, LeaderFactory, VisitFactory

from . import oracle

pytestmark = pytest.mark.django_db


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
    assert list(rows_of(visits, chosen, "missed_by_reason", "trip").visits) == []
    assert list(rows_of(visits, chosen, "missed_by_reason", "illness").visits) == [last]


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
