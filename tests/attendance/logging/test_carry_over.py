"""A missed visit is made up for in a later month, and the move undone."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from attendance.figures.selection import Selection
from attendance.figures.tally import tally
from attendance.logging import actions as logging_actions
from attendance.models import AbsenceReason, Plan, Visit
from attendance.planning import actions as planning_actions
from lib.periods import HalfYear, Month
from lib.versions import StaleVersion
from tests.factories import PlanFactory, VisitFactory

pytestmark = pytest.mark.django_db

MARCH, MAY, AUGUST = (Month.parse(f"{m:02}/2018") for m in (3, 5, 8))
NEXT = HalfYear.parse("2018-H2")


def reason(code):
    return AbsenceReason.objects.get(code=code)


@pytest.fixture
def visit(chief, cell):
    return VisitFactory(leader=chief, cell=cell, month=MARCH)


@pytest.fixture
def missed(visit, staff):
    return logging_actions.log_missed(visit=visit, miss=logging_actions.Miss(reason=reason("trip")), by=staff)


def figures(committee, period):
    return tally(Visit.objects.all(), Selection(half_year=period, committee=committee))


class TestCarryOver:
    def test_into_the_next_half_year(self, missed, staff, commission, period):
        moved = logging_actions.carry_over(visit=missed, month=AUGUST, by=staff)
        assert (moved.origin, moved.carried_from, moved.half_year) == ("carried_in", missed, NEXT)
        assert (moved.plan.committee, moved.plan.status) == (commission, "draft")
        before = figures(commission, period)
        assert (before.planned_cells, before.carried_over_cells, before.missed_cells) == (1, 1, 0)
        assert before.reasons["trip"] == 1

    def test_within_the_half_year_it_counts_once(self, missed, staff, commission, period):
        moved = logging_actions.carry_over(visit=missed, month=MAY, by=staff)
        logging_actions.log_attended(visit=moved, date=dt.date(2018, 5, 15), by=staff)
        after = figures(commission, period)
        assert (moved.origin, after.planned_visits, after.attended_visits) == ("amendment", 1, 1)
        assert (after.attended_cells, after.missed_cells) == (1, 0)

    def test_a_substitute_goes_with_the_own_group(self, missed, department_head, staff):
        moved = logging_actions.carry_over(visit=missed, month=AUGUST, leader=department_head, by=staff)
        assert (moved.leader, moved.leader_group) == (department_head, "department")

    def test_never_backwards_never_twice_never_unless_missed(self, missed, chief, cells, staff):
        with pytest.raises(ValidationError):
            logging_actions.carry_over(visit=missed, month=MARCH, by=staff)
        logging_actions.carry_over(visit=missed, month=MAY, by=staff)
        with pytest.raises(ValidationError):
            logging_actions.carry_over(visit=missed, month=AUGUST, by=staff)
        open_visit = VisitFactory(leader=chief, cell=cells[1], plan=missed.plan)
        with pytest.raises(ValidationError):
            logging_actions.carry_over(visit=open_visit, month=AUGUST, by=staff)
        assert Visit.objects.exclude(carried_from=None).count() == 1

    def test_not_onto_a_visit_already_registered(self, missed, staff):
        VisitFactory(leader=missed.leader, cell=missed.cell, month=MAY, plan=missed.plan)
        with pytest.raises(ValidationError):
            logging_actions.carry_over(visit=missed, month=MAY, by=staff)

    def test_not_into_a_closed_plan(self, missed, commission, staff):
        PlanFactory(committee=commission, half_year=NEXT, status="closed")
        with pytest.raises(ValidationError):
            logging_actions.carry_over(visit=missed, month=AUGUST, by=staff)

    def test_not_out_of_a_closed_plan_nor_back(self, missed, staff):
        """Its half-year's figures rest."""
        moved = logging_actions.carry_over(visit=missed, month=AUGUST, by=staff)
        Plan.objects.filter(pk=missed.plan_id).update(status="closed", closed_at=timezone.now())
        with pytest.raises(ValidationError):
            logging_actions.undo_carry_over(visit=missed, by=staff)
        assert Visit.objects.get(pk=moved.pk).carried_from == missed
        other = VisitFactory(leader=missed.leader, plan=missed.plan, missed=True)
        with pytest.raises(ValidationError):
            logging_actions.carry_over(visit=other, month=AUGUST, by=staff)

    def test_whoever_looked_before_the_move_looks_at_another_state(self, missed, commission, staff):
        plan = PlanFactory(committee=commission, half_year=NEXT, status="submitted")
        logging_actions.carry_over(visit=missed, month=AUGUST, by=staff)
        with pytest.raises(StaleVersion):
            planning_actions.approve_plan(plan=plan, by=staff, version=plan.version)
        with pytest.raises(ValidationError):
            logging_actions.undo_logging(logged=[(missed, missed.version)], by=staff)

    def test_a_draft_begun_for_the_move_goes_with_it(self, missed, commission, staff):
        logging_actions.carry_over(visit=missed, month=AUGUST, by=staff)
        assert commission.plans.filter(half_year=NEXT).exists()
        logging_actions.undo_carry_over(visit=missed, by=staff)
        assert not commission.plans.filter(half_year=NEXT).exists()

    def test_a_draft_that_was_there_before_stays(self, missed, commission, staff):
        plan = PlanFactory(committee=commission, half_year=NEXT)
        plan.history.update(history_date="2018-01-01T00:00Z")
        logging_actions.carry_over(visit=missed, month=AUGUST, by=staff)
        logging_actions.undo_carry_over(visit=missed, by=staff)
        assert commission.plans.filter(half_year=NEXT).exists()

    def test_missing_and_moving_are_one_step(self, visit, staff):
        VisitFactory(leader=visit.leader, cell=visit.cell, month=MAY, plan=visit.plan)
        with pytest.raises(ValidationError):
            logging_actions.miss_and_carry_over(
                visit=visit, month=MAY, miss=logging_actions.Miss(reason=reason("trip")), by=staff
            )
        visit.refresh_from_db()
        assert visit.outcome == "pending"
        logged = logging_actions.miss_and_carry_over(
            visit=visit, month=AUGUST, miss=logging_actions.Miss(reason=reason("trip")), by=staff
        )
        assert logged.successor.month == AUGUST
        visit.refresh_from_db()
        assert (visit.outcome, visit.successor.month) == ("missed", AUGUST)

    def test_moved_it_stays_missed_until_the_move_is_undone(self, missed, staff):
        moved = logging_actions.carry_over(visit=missed, month=AUGUST, by=staff)
        with pytest.raises(ValidationError):
            logging_actions.log_attended(visit=missed, date=dt.date(2018, 3, 15), by=staff)
        logging_actions.undo_carry_over(visit=missed, by=staff)
        assert not Visit.objects.filter(pk=moved.pk).exists()
        logging_actions.log_attended(visit=missed, date=dt.date(2018, 3, 15), by=staff)

    def test_not_undone_once_the_later_visit_has_a_result(self, missed, commission, staff):
        PlanFactory(committee=commission, half_year=NEXT, status="approved")
        moved = logging_actions.carry_over(visit=missed, month=AUGUST, by=staff)
        logging_actions.log_missed(visit=moved, miss=logging_actions.Miss(reason=reason("illness")), by=staff)
        with pytest.raises(ValidationError):
            logging_actions.undo_carry_over(visit=missed, by=staff)
