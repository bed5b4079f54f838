"""What issuing does to the data: results that the report counts are fixed, and nothing open is closed."""

import datetime as dt

import pytest
from django.core.management import call_command

from attendance.logging import actions as logging_actions
from attendance.logging.corrections import came_in_since
from attendance.models import Plan, Visit
from lib.periods import Month
from reports.issuing import actions
from tests.factories import CommitteeFactory, PlanFactory, VisitFactory

pytestmark = pytest.mark.django_db

JUNE = Month.parse("06/2018")
LETTERHEAD = {
    "superior_body": "TỈNH ỦY BÌNH SƠN",
    "issuing_body": "BAN TỔ CHỨC",
    "symbol": "BC/BTCTU",
    "place": "Bình Sơn",
    "signatory_title": "TRƯỞNG BAN",
    "signatory_name": "Nguyễn Văn An",
    "recipients": "Lưu VT.",
}


@pytest.fixture
def issue(commission, period, clerk):
    def now():
        return actions.issue_report(
            committee=commission,
            half_year=period,
            particulars=actions.Particulars(127, dt.date(2018, 6, 29), LETTERHEAD),
            knowingly=True,
            by=clerk,
        )

    return now


def test_results_that_it_counts(issue, chief, other_chief, commission, period, clerk):
    """As known on its day: unplanned and withdrawn ones too, and none beyond its committees."""
    attended, withdrawn, unplanned, open_still = (
        VisitFactory(leader=chief, attended=True),
        VisitFactory(leader=chief, outcome="withdrawn"),
        VisitFactory(leader=chief, attended=True, origin="unplanned"),
        VisitFactory(leader=chief),
    )
    later = VisitFactory(leader=chief, attended=True, month=JUNE)
    beyond = VisitFactory(leader=other_chief, attended=True)
    actions.set_day(committee=commission, half_year=period, as_of=dt.date(2018, 5, 31), by=clerk)
    at = issue().issued_at
    assert dict(Visit.objects.values_list("pk", "reported_at")) == {
        **dict.fromkeys([attended.pk, withdrawn.pk, unplanned.pk], at),
        **dict.fromkeys([open_still.pk, later.pk, beyond.pk]),
    }
    plans = {plan.committee_id: (plan.status, plan.reported_at) for plan in Plan.objects.all()}
    assert plans == {commission.pk: ("approved", at), beyond.committee_id: ("approved", None)}


def test_staff_log_the_last_meetings_on_the_last_day(issue, chief, cells, staff, period, monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 6, 29))
    VisitFactory(leader=chief, attended=True)
    last = [VisitFactory(leader=chief, cell=cell, month=JUNE) for cell in cells[:2]]
    report = issue()
    monkeypatch.setattr("lib.periods.localdate", lambda: period.last_day)
    logged = logging_actions.log_month(
        entries=[logging_actions.MonthEntry(visit, period.last_day) for visit in last], by=staff
    )
    assert list(came_in_since(Visit.objects.order_by("pk"), report.issued_at)) == logged
    assert Plan.objects.get().status == "approved"


def test_a_plan_begun_after_issue_belongs_to_the_report_too(issue, commission, chief, period, capsys):
    VisitFactory(leader=chief)
    report = issue()
    late = PlanFactory(committee=CommitteeFactory(parent=commission), half_year=period, status="approved")
    call_command("close_plans")
    assert capsys.readouterr().out == f"Đã khóa: 1\n  {late}\n"
    assert Plan.objects.get(pk=late.pk).reported_at == report.issued_at
