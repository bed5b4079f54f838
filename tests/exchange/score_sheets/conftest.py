import datetime as dt

import pytest
from django.utils import translation

from attendance.models import Plan, Visit
from lib.periods import Month
from meetings.models import Meeting, Rubric
from tests.factories import PlanFactory, VisitFactory

from .sheets import rubric_of_every_kind


@pytest.fixture
def rubric(db) -> Rubric:
    return rubric_of_every_kind()


@pytest.fixture
def visit(chief, cells, commission, period) -> Visit:
    """Of a regular meeting on 5 March, without a theme."""
    plan = PlanFactory(committee=commission, half_year=period, status=Plan.Status.APPROVED)
    visit = VisitFactory(
        plan=plan,
        leader=chief,
        cell=cells[0],
        month=Month.parse("03/2018"),
        attended=True,
        met_on=dt.date(2018, 3, 5),
    )
    Meeting.objects.filter(pk=visit.meeting_id).update(members_total=18, members_present=15)
    visit.meeting.refresh_from_db()
    return visit


@pytest.fixture
def english():
    with translation.override("en"):
        yield
