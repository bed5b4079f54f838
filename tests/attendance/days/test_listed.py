"""Visits as values for lists in files."""

import pytest

from attendance.days.listed import listed
from attendance.days.sheet import REASON
from attendance.models import Visit
from attendance.templatetags.visits import outcome
from tests.factories import VisitFactory

pytestmark = pytest.mark.django_db


def test_why_somebody_missed_is_said_as_in_the_report_but_in_sheets_that_are_read_in_again(chief):
    visit = VisitFactory(leader=chief, missed=True, reason="illness")
    assert str(visit.absence_reason) == "Ốm đau"
    assert outcome(Visit.objects.get()).endswith("</span> Ốm đau")
    [row] = listed(Visit.objects.all())
    assert row.reason == "Ốm đau"
    assert REASON.value(row) == "Ốm"
