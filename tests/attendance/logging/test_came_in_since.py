"""Which results came in or changed after a report was issued, and how many for a list of reports."""

import datetime as dt

import pytest
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from attendance.logging import actions as logging_actions
from attendance.logging.corrections import came_in_since
from attendance.models import Plan, Visit
from attendance.planning import actions as planning_actions
from lib.periods import Month, now
from tests.factories import PlanFactory, VisitFactory

pytestmark = pytest.mark.django_db

APRIL, AUGUST = Month.parse("04/2018"), Month.parse("08/2018")
DAY = APRIL.day(16)
WHY = "Chi bộ gửi biên bản muộn"
BEFORE = dt.datetime(2018, 6, 1, tzinfo=dt.UTC)


@pytest.fixture
def plan(commission, period):
    return PlanFactory(committee=commission, half_year=period, status="approved", approved_at=BEFORE)


@pytest.fixture
def visits(plan, chief):
    """Of each outcome one that changes and one that does not, all known before the report."""

    def visit(**facts):
        return VisitFactory(plan=plan, leader=chief, month=APRIL, **facts)

    found = {
        f"{outcome} {number}": visit(**{outcome: True})
        for outcome in ("attended", "missed")
        for number in (1, 2)
    }
    found |= {f"{name} {number}": visit() for name in ("pending", "registered") for number in (1, 2)}
    found |= {f"withdrawn {number}": visit(outcome="withdrawn") for number in (1, 2)}
    Visit.objects.filter(logged_at__isnull=False).update(logged_at=BEFORE)
    Visit.history.update(history_date=BEFORE)
    return found


@pytest.fixture
def issued_at(visits, commission, period):
    at = now()
    known = [visit.pk for name, visit in visits.items() if not name.startswith(("pending", "registered"))]
    planning_actions.report_results(committee=commission, half_year=period, visits=known, at=at, by=None)
    return at


def names(visits, found) -> list[str]:
    by_pk = {visit.pk: name for name, visit in visits.items()}
    return sorted(by_pk.get(pk, "added") for pk in found.values_list("pk", flat=True))


def test_at_issue_nothing_has_come_in(visits, issued_at):
    assert names(visits, came_in_since(Visit.objects.all(), issued_at)) == []


def test_each_way_in_which_results_come_in_or_change(visits, issued_at, plan, chief, cell, staff):
    logging_actions.log_attended(visit=visits["pending 1"], date=DAY, by=staff)
    logging_actions.log_attended(
        visit=visits["missed 1"], date=APRIL.day(20), correction_reason=WHY, by=staff
    )
    logging_actions.clear_result(visit=visits["attended 1"], correction_reason=WHY, by=staff)
    why = {"correction_reason": WHY, "override_reason": WHY}
    planning_actions.restore_visit(visit=visits["withdrawn 1"], **why, by=staff)
    planning_actions.withdraw_visit(visit=visits["registered 1"], reason=WHY, by=staff)
    planning_actions.register_visit(
        plan=plan,
        leader=chief,
        cell=cell,
        month=Month.parse("06/2018"),
        reason=WHY,
        override_reason=WHY,
        by=staff,
    )
    assert names(visits, came_in_since(Visit.objects.all(), issued_at)) == [
        "added",
        "attended 1",
        "missed 1",
        "pending 1",
        "registered 1",
        "withdrawn 1",
    ]


def test_a_plan_approved_afterwards_comes_in_whole(visits, issued_at):
    Plan.objects.update(approved_at=now())
    assert came_in_since(Visit.objects.all(), issued_at).count() == len(visits)


def test_what_is_not_about_results_is_no_difference(visits, issued_at, staff):
    logging_actions.waive_carry_over(visit=visits["missed 1"], by=staff)
    assert names(visits, came_in_since(Visit.objects.all(), issued_at)) == []


def test_counted_for_every_report_of_a_list_at_once(
    visits, issued_at, plan, other_chief, staff, django_assert_num_queries
):
    """Here plans stand for reports: of a committee and half-year, since a moment of their own."""
    other = VisitFactory(leader=other_chief, month=APRIL)
    other.plan.__class__.objects.filter(pk=other.plan_id).update(reported_at=now(), approved_at=BEFORE)
    logging_actions.log_attended(visit=visits["pending 1"], date=DAY, by=staff)
    logging_actions.log_attended(visit=visits["pending 2"], date=DAY, by=staff)
    own = Visit.objects.filter(plan=OuterRef("pk")).order_by()
    since = came_in_since(own, OuterRef("reported_at")).values("plan").annotate(n=Count("pk")).values("n")
    counted = Plan.objects.annotate(came_in=Coalesce(Subquery(since, output_field=IntegerField()), 0))
    with django_assert_num_queries(1):
        assert dict(counted.values_list("pk", "came_in")) == {plan.pk: 2, other.plan_id: 0}
