"""The factories tell valid stories: what they make passes the models' own validation."""

import datetime as dt

import factory
import pytest
from django.contrib.auth.hashers import check_password

from lib.periods import HalfYear, Month

from . import factories
from .factories import PASSWORD, LeaderFactory, PlanFactory, UserFactory, VisitFactory
from .reports import factories as report_factories

pytestmark = pytest.mark.django_db

ALL = [
    value
    for value in {**vars(factories), **vars(report_factories)}.values()
    if isinstance(value, type) and issubclass(value, factory.django.DjangoModelFactory)
]


@pytest.mark.parametrize("make", ALL)
def test_every_factory_makes_valid_rows(make):
    for row in make.create_batch(2):
        row.full_clean()


@pytest.mark.parametrize("trait", ["attended", "missed", "withdrawn"])
def test_visits_of_every_outcome_are_valid(trait):
    visit = VisitFactory(**{trait: True})

    visit.full_clean()
    assert visit.outcome == trait
    assert (visit.plan.status, visit.plan.committee) == ("approved", visit.leader.committee)
    assert (visit.committee, visit.half_year) == (visit.plan.committee, HalfYear.parse("2018-H1"))
    assert visit.leader_group == visit.leader.group


def test_leaders_of_a_committee_share_its_plan():
    first = VisitFactory()
    second = VisitFactory(leader__committee=first.committee)

    assert second.plan == first.plan


def test_a_meeting_is_shared_by_those_who_attend_it():
    first = VisitFactory(attended=True, met_on=dt.date(2018, 6, 30))
    second = VisitFactory(cell=first.cell, attended=True, met_on=dt.date(2018, 6, 30))

    assert second.meeting == first.meeting
    assert first.meeting.half_year == HalfYear.parse("2018-H1")


def test_a_visit_carried_over_within_the_half_year():
    missed = VisitFactory(missed=True, reason="illness")
    moved = VisitFactory(carried_from=missed)

    moved.full_clean()
    assert (moved.leader, moved.cell, moved.plan) == (missed.leader, missed.cell, missed.plan)
    assert (moved.month, moved.carried_from_month) == (Month.parse("04/2018"), Month.parse("03/2018"))
    assert (missed.absence_reason.code, moved.origin) == ("illness", "amendment")


def test_a_visit_carried_into_the_next_half_year_by_a_substitute():
    missed = VisitFactory(missed=True)
    substitute = LeaderFactory(committee=missed.committee)
    moved = VisitFactory(carried_from=missed, month=Month.parse("07/2018"), leader=substitute)

    moved.full_clean()
    assert moved.leader == substitute
    assert (moved.half_year, moved.origin) == (HalfYear.parse("2018-H2"), "carried_in")
    assert moved.plan != missed.plan


@pytest.mark.parametrize("status", ["draft", "submitted", "approved", "closed"])
def test_plans_of_every_status_are_valid(status):
    PlanFactory(status=status).full_clean()


def test_accounts_can_sign_in():
    assert check_password(PASSWORD, UserFactory().password)


def test_the_cast(province, commission, stranger_staff, staff, province_clerk, cells, chief, other_chief):
    assert [c.name for c in type(cells[0]).objects.visible_to(staff)] == [c.name for c in cells]
    assert list(type(chief).objects.visible_to(staff)) == [chief]
    assert list(type(chief).objects.visible_to(stranger_staff)) == [other_chief]
    assert list(type(chief).objects.visible_to(province_clerk)) == [chief, other_chief]
