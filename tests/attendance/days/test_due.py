"""When a visit is due: on the cell's meeting day, without one on the month's last."""

import datetime as dt

import pytest

from attendance.days.due import due_before, due_between, due_on
from attendance.models import Visit
from lib.periods import Month
from tests.factories import CellFactory, VisitFactory

pytestmark = pytest.mark.django_db

JUNE = Month.parse("06/2018")
DAYS = [(1, dt.date(2018, 6, 1)), (31, dt.date(2018, 6, 30)), (None, dt.date(2018, 6, 30))]


@pytest.mark.parametrize(("day", "on"), DAYS)
def test_on_the_meeting_day_or_the_months_last(day, on, chief):
    visit = VisitFactory(leader=chief, cell=CellFactory(meeting_day=day), month=JUNE)
    assert due_on(visit) == on
    for first, last, is_in in [
        (on, on, True),
        (on - dt.timedelta(days=40), on + dt.timedelta(days=40), True),
        (on - dt.timedelta(days=40), on - dt.timedelta(days=1), False),
        (on + dt.timedelta(days=1), on + dt.timedelta(days=40), False),
        (on, on - dt.timedelta(days=1), False),
    ]:
        assert Visit.objects.filter(due_between(first, last)).exists() == is_in


@pytest.mark.parametrize(("day", "on"), DAYS)
def test_before_a_day_is_until_the_day_before(day, on, chief):
    VisitFactory(leader=chief, cell=CellFactory(meeting_day=day), month=JUNE)
    found = {n: Visit.objects.filter(due_before(on + dt.timedelta(days=n))).exists() for n in (-40, 0, 1, 40)}
    assert found == {-40: False, 0: False, 1: True, 40: True}
