"""What a move is said to do to the figures is what it does: each fate against the figures themselves."""

import datetime as dt

import pytest
from django.utils import translation

from attendance.figures.selection import Selection
from attendance.figures.tally import tally
from attendance.logging import actions
from attendance.logging.prospects import Fate, Prospect, candidates
from attendance.models import AbsenceReason, Visit
from lib.periods import Month
from tests.factories import CellFactory, LeaderFactory, TripFactory, VisitFactory

pytestmark = pytest.mark.django_db

MARCH, APRIL, MAY, AUGUST = (Month.parse(f"{m:02}/2018") for m in (3, 4, 5, 8))


@pytest.fixture
def visit(chief, cell):
    return VisitFactory(leader=chief, cell=cell, month=MARCH)


def elsewhere_in_the_half_year(visit, state, leader):
    """Another leader's visit to the same cell."""
    june = {"leader": leader, "cell": visit.cell, "month": Month.parse("06/2018"), "plan": visit.plan}
    match state:
        case "attended":
            VisitFactory(**june, attended=True)
        case "pending":
            VisitFactory(**june)
        case "missed":
            VisitFactory(**june, missed=True)
        case "moved on":
            VisitFactory(carried_from=VisitFactory(**june, missed=True), month=AUGUST)
        case "withdrawn":
            VisitFactory(**june, withdrawn=True)
        case "unplanned":
            VisitFactory(**june, attended=True, origin="unplanned")


def fate_in_figures(visit) -> Fate:
    """The one class that counts the cell, the only one of its plan."""
    figures = tally(Visit.objects.all(), Selection(visit.half_year, committee=visit.committee, own_plan=True))
    counted = {
        Fate.ATTENDED: figures.attended_cells,
        Fate.CARRIED_OVER: figures.carried_over_cells,
        Fate.PENDING: figures.pending_cells,
        Fate.MISSED: figures.missed_cells,
    }
    (fate,) = (fate for fate, count in counted.items() if count)
    return fate


@pytest.mark.parametrize("month", [None, MAY, AUGUST], ids=["not moved", "within", "next half-year"])
@pytest.mark.parametrize(
    "other", [None, "attended", "pending", "missed", "moved on", "withdrawn", "unplanned"]
)
def test_the_fate_said_is_the_fate_counted(other, month, visit, department_head, staff):
    elsewhere_in_the_half_year(visit, other, department_head)
    said = Prospect.of(visit).fate(month)
    trip = AbsenceReason.objects.get(code="trip")
    actions.miss_and_carry_over(visit=visit, miss=actions.Miss(reason=trip), month=month, by=staff)
    assert fate_in_figures(visit) == said


def test_another_plans_visit_changes_nothing_here(visit, other_chief):
    VisitFactory(leader=other_chief, cell=visit.cell, month=MARCH, attended=True)
    assert Prospect.of(visit).fate(None) == Fate.MISSED


def test_moved_within_it_counts_once(visit, staff, commission, period):
    before = tally(Visit.objects.all(), Selection(period)).planned_visits
    trip = AbsenceReason.objects.get(code="trip")
    actions.miss_and_carry_over(visit=visit, miss=actions.Miss(reason=trip), month=MAY, by=staff)
    assert tally(Visit.objects.all(), Selection(period)).planned_visits == before


@pytest.mark.parametrize("other", [None, "attended", "pending", "moved on"])
@pytest.mark.parametrize("month", [None, MAY, AUGUST])
def test_a_sentence_names_the_visits_that_may_still_change_it(month, other, visit, department_head):
    elsewhere_in_the_half_year(visit, other, department_head)
    sentence = Prospect.of(visit).sentence(month)
    assert ("06/2018" in sentence) is (other == "pending")
    if month:
        assert str(month) in sentence


def test_the_two_ways_not_to_move_read_differently(visit):
    prospect = Prospect.of(visit)
    assert prospect.sentence(None) != prospect.sentence(None, decided=True)


class TestCandidates:
    def test_what_each_has_to_do_in_the_half_year(self, visit, chief, department_head):
        VisitFactory(leader=chief, cell=CellFactory(), month=MAY)
        VisitFactory(leader=chief, cell=CellFactory(), month=MAY, withdrawn=True)
        VisitFactory(leader=department_head, cell=CellFactory(), month=AUGUST)
        with translation.override("en"):
            notes = candidates(visit, [chief, department_head], MAY)
        assert notes == {
            chief.pk: "visits in the half-year: 2",
            department_head.pk: "visits in the half-year: 0",
        }

    def test_who_goes_elsewhere_that_day_or_there_anyway(self, visit, chief, department_head, cells):
        visit.cell.meeting_day = 15
        VisitFactory(leader=chief, cell=CellFactory(meeting_day=15, name="Chi bộ Chợ"), month=MAY)
        VisitFactory(leader=department_head, cell=visit.cell, month=APRIL)
        with translation.override("en"):
            notes = candidates(visit, [chief, department_head], MAY)
        assert notes == {
            chief.pk: "visits in the half-year: 2 · that day at Chi bộ Chợ",
            department_head.pk: "visits in the half-year: 1 · there in 04/2018 already",
        }

    def test_who_is_away_on_the_meeting_day(self, visit, chief, department_head):
        visit.cell.meeting_day = 15
        TripFactory(leader=chief, date_from=dt.date(2018, 5, 14), date_to=dt.date(2018, 5, 16))
        TripFactory(leader=department_head, date_from=dt.date(2018, 5, 16), date_to=dt.date(2018, 5, 16))
        notes = candidates(visit, [chief, department_head], MAY)
        assert ("14/05–16/05" in notes[chief.pk], "16/05" in notes[department_head.pk]) == (True, False)

    @pytest.mark.parametrize("count", [1, 3])
    def test_in_three_queries(self, count, visit, commission, django_assert_num_queries):
        leaders = LeaderFactory.create_batch(count, committee=commission)
        with django_assert_num_queries(3):
            candidates(visit, leaders, MAY)
