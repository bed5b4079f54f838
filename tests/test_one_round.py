"""A form with several things wrong names them all at once, the rules of its action included."""

import datetime as dt

import pytest
from django.http import QueryDict
from django.utils.http import urlencode

from attendance.logging.forms.missed import CarryOverForm, MissedForm
from attendance.logging.forms.months import MonthForm
from attendance.logging.forms.results import AttendedForm, UnplannedForm
from attendance.models import AbsenceReason, Visit
from attendance.planning.forms.plans import VisitForm
from attendance.planning.forms.trips import TripClashesForm, TripForm
from attendance.planning.trip_clashes import trip_clashes
from committees.forms.accounts import InviteForm, UserForm
from lib.periods import Month, today
from meetings.forms.evaluations import EvaluationForm
from tests.factories import CriterionFactory, RubricFactory, TripFactory, UserFactory, VisitFactory

pytestmark = pytest.mark.django_db

TOO_MANY = {"members_total": "20", "members_present": "25", "members_spoke": "30"}
MARCH = Month.parse("03/2018")


def wrong(form) -> list[str]:
    """The fields that a refused form marks; "__all__" for the form itself."""
    assert not form.save()
    return sorted(form.errors)


@pytest.fixture
def visit(chief, cell):
    return VisitFactory(leader=chief, cell=cell, month=MARCH)


def test_attended(visit, staff):
    typed = TOO_MANY | {"date": "1/8/2018", "kind": "x"}
    assert wrong(AttendedForm(typed, row=visit, by=staff)) == [
        "date",
        "kind",
        "members_present",
        "members_spoke",
    ]


def test_unplanned(staff):
    tomorrow = today() + dt.timedelta(days=1)
    typed = TOO_MANY | {"date": f"{tomorrow:%d/%m/%Y}"}
    assert wrong(UnplannedForm(typed, by=staff)) == [
        "cell",
        "date",
        "kind",
        "leader",
        "members_present",
        "members_spoke",
    ]


def test_a_month(visit, staff, department_head, cells):
    others = [VisitFactory(leader=department_head, cell=cell, month=MARCH) for cell in cells[1:]]
    late, undated = others[:2]
    typed = {}
    for row, day in ((visit, "32/3/2018"), (late, "1/8/2018"), (undated, "")):
        typed |= {f"version-{row.pk}": "1", f"pick-{row.pk}": "on", f"date-{row.pk}": day}
        typed |= {f"{name}-{row.pk}": number for name, number in TOO_MANY.items()}
    form = MonthForm(typed, month=MARCH, visits=[visit, late, undated], by=staff, row=None)
    names = ("date", "members_present", "members_spoke")
    assert wrong(form) == sorted(f"{name}-{row.pk}" for row in (visit, late, undated) for name in names)


@pytest.fixture
def trip(chief, cells):
    """In June the leader is away on every day, meetings included."""
    for cell in cells:
        cell.meeting_day = 15
        cell.save()
    return TripFactory(leader=chief, date_from=dt.date(2018, 6, 1), date_to=dt.date(2018, 6, 30))


def test_missed(visit, staff, trip):
    other = AbsenceReason.objects.filter(requires_note=True).first()
    typed = {"reason": other.pk, "month": "06/2018", "leader": visit.leader_id, "source_document": "x" * 201}
    assert wrong(MissedForm(typed, row=visit, by=staff)) == ["note", "override_reason", "source_document"]


def test_carried_over_although_fixed(visit, staff, trip):
    visit.outcome, visit.absence_reason = "missed", AbsenceReason.objects.first()
    visit.reported_at = dt.datetime(2018, 7, 1, tzinfo=dt.UTC)
    typed = {"month": "06/2018", "leader": visit.leader_id}
    assert wrong(CarryOverForm(typed, row=visit, by=staff)) == ["correction_reason", "override_reason"]


def test_planned(visit, staff, cells, trip):
    plan = visit.plan
    for month, cell, expected in [
        ("03/2018", visit.cell, ["__all__", "reason"]),
        ("06/2018", cells[1], ["override_reason", "reason"]),
    ]:
        typed = {"leader": visit.leader_id, "month": month, "cell": cell.pk}
        assert wrong(VisitForm(typed, row=plan, by=staff)) == expected


def test_a_trip(staff):
    typed = {"date_from": "3/5/2018", "date_to": "1/5/2018", "place": "x" * 201}
    assert wrong(TripForm(typed, row=None, by=staff)) == ["date_to", "leader", "place"]


def test_accounts(administrator, commission):
    UserFactory(username="dung")
    user = UserFactory()
    assert wrong(InviteForm({"username": "DUNG", "email": "x"}, by=administrator)) == [
        "committee",
        "email",
        "full_name",
        "role",
        "username",
    ]
    assert wrong(UserForm({"username": "dung", "email": "x"}, row=user, by=administrator, address="")) == [
        "email",
        "full_name",
        "username",
    ]


def test_visits_on_a_trip(staff, chief, cells, trip, monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 5, 1))
    visits = [VisitFactory(leader=chief, cell=cell, month=Month.parse("06/2018")) for cell in cells[:2]]
    typed = {f"visit-{visits[0].pk}-choice": "move", f"visit-{visits[0].pk}-month": "05/2018"}
    typed |= {f"visit-{visits[1].pk}-choice": "x", "visit-0-choice": "leave"}
    form = TripClashesForm(typed, row=trip, by=staff, clashes=trip_clashes(trip, Visit.objects.all()))
    assert wrong(form) == ["__all__", "reason"]
    assert len(form.non_field_errors()) == 2
    assert [sorted(line.errors) for line in form.forms] == [[], ["choice"]]


def test_an_evaluation(visit, staff):
    rubric = RubricFactory()
    left_out, too_many = (CriterionFactory(rubric=rubric, maximum=10) for _n in range(2))
    attended = VisitFactory(leader=visit.leader, cell=visit.cell, month=Month.parse("04/2018"), attended=True)
    typed = {f"criterion_{too_many.pk}": "11", "version": "0", "strength": ["x"]}
    typed |= {"recommendation_new1_responsible": "Bí thư", "recommendation_new1_due_on": "32/1/2018"}
    sheet = {"meeting": attended.meeting, "leader": attended.leader, "rubric": rubric}
    form = EvaluationForm(typed_as_sent(typed), row=None, by=staff, **sheet)
    assert wrong(form) == sorted(
        [
            f"criterion_{left_out.pk}",
            f"criterion_{too_many.pk}",
            "recommendation_new1_due_on",
            "recommendation_new1_text",
            "strength",
        ]
    )


def typed_as_sent(typed: dict) -> QueryDict:
    return QueryDict(urlencode(typed, doseq=True))
