"""Rule 11: every figure opens the very rows it counts."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.drilldown import CELL, LEADER, VISIT, is_measure, rows_of
from attendance.figures import COUNTS, Selection, tally
from attendance.models import Visit
from meetings.periods import Month
from tests.factories import CellFactory, LeaderFactory, VisitFactory

from . import oracle
from .histories import HALF_YEARS, cut_rows, cuts, days, histories, selection, written

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


def test_what_is_no_figure_opens_nothing(chosen):
    assert is_measure("planned_cells")
    assert not is_measure("pk")
    with pytest.raises(ValueError, match="pk"):
        rows_of(Visit.objects.all(), chosen, "pk")
