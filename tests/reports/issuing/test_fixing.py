"""What issuing does to the data: results that the report counts are fixed, and nothing open is closed."""

import pytest
from django.core.management import call_command

from attendance.models import Plan
from lib.periods import Month
from tests.factories import CommitteeFactory, PlanFactory, VisitFactory
from tests.reports.issuing.signing import issue

pytestmark = pytest.mark.django_db

JUNE = Month.parse("06/2018")


@pytest.fixture
def issued(commission, period, clerk):
    return lambda: issue(committee=commission, half_year=period, by=clerk)


def test_a_plan_begun_after_issue_belongs_to_the_report_too(issued, commission, chief, period, capsys):
    VisitFactory(leader=chief)
    report = issued()
    late = PlanFactory(committee=CommitteeFactory(parent=commission), half_year=period, status="approved")
    call_command("close_plans")
    assert capsys.readouterr().out == f"Đã đóng: 1\n  {late}\n"
    assert Plan.objects.get(pk=late.pk).reported_at == report.issued_at
