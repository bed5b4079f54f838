"""Many rows changed by one statement become what each of them says."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from attendance.models import AbsenceReason, Visit
from lib.bulk import CHANGED, CREATED, remember, update_rows
from lib.periods import Month
from meetings.models import Meeting
from tests.factories import CriterionFactory, UserFactory, VisitFactory

pytestmark = pytest.mark.django_db

RESULT = ["outcome", "meeting", "absence_reason", "note", "month", "logged_by", "logged_at"]
ODD = "Họp \"bất thường\", {ghi} \\ 'sau' – NULL\nvà tiếp"


@pytest.fixture
def visits():
    return [VisitFactory(month=Month.parse("03/2018")) for _i in range(3)]


def test_every_kind_of_value(visits, django_assert_num_queries):
    logged_at = dt.datetime(2018, 4, 2, 9, 30, 15, tzinfo=dt.UTC)
    attended, missed, pending = visits
    # The meeting is saved, and so numbered, after the visit got it: as in an import.
    attended.meeting = meeting = Meeting(cell=attended.cell, date=dt.date(2018, 3, 5))
    attended.outcome, attended.note = "attended", ODD
    attended.logged_by, attended.logged_at = UserFactory(), logged_at
    meeting.save()
    missed.outcome, missed.absence_reason = "missed", AbsenceReason.objects.first()
    pending.month = Month.parse("04/2018")
    with django_assert_num_queries(1):
        update_rows(Visit, visits, RESULT)

    stored = [Visit.objects.get(pk=visit.pk) for visit in visits]
    assert [{name: getattr(visit, name) for name in RESULT} for visit in stored] == [
        {name: getattr(visit, name) for name in RESULT} for visit in visits
    ]
    assert (stored[0].meeting, stored[0].note, stored[0].logged_at) == (meeting, ODD, logged_at)
    assert (stored[1].absence_reason, stored[1].meeting) == (missed.absence_reason, None)


def test_decimals_and_what_is_not_named():
    criteria = [CriterionFactory(), CriterionFactory()]
    for criterion, maximum in zip(criteria, ("4.5", "60"), strict=True):
        criterion.maximum, criterion.text = Decimal(maximum), "bỏ qua"
    update_rows(type(criteria[0]), criteria, ["maximum"])
    for criterion, maximum in zip(criteria, ("4.5", "60"), strict=True):
        criterion.refresh_from_db()
        assert (criterion.maximum, criterion.text == "bỏ qua") == (Decimal(maximum), False)


def test_constraints_hold(visits):
    visits[1].outcome = "attended"  # without a meeting
    with pytest.raises(IntegrityError), transaction.atomic():
        update_rows(Visit, visits, ["outcome"])


def test_nothing_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        update_rows(Visit, [], ["outcome"])


@pytest.mark.parametrize("kind", [CREATED, CHANGED])
def test_the_history_is_as_simple_history_would_write_it(
    kind, visits, monkeypatch, django_assert_num_queries
):
    then = dt.datetime(2018, 6, 29, 10, 20, 30, tzinfo=dt.UTC)
    monkeypatch.setattr("lib.bulk.now", lambda: then)
    clerk, records = UserFactory(), Visit.history.model.objects
    records.all().delete()
    Visit.objects.filter(pk=visits[0].pk).update(note=ODD)
    with django_assert_num_queries(1):
        remember(visits, kind, by=clerk, reason="Nhập từ tệp")
    ours = list(records.order_by("id").values())
    records.all().delete()
    Visit.history.bulk_history_create(
        Visit.objects.order_by("pk"),
        update=kind == CHANGED,
        default_user=clerk,
        default_change_reason="Nhập từ tệp",
        default_date=then,
    )
    own_id = {"history_id": None}
    assert [row | own_id for row in ours] == [row | own_id for row in records.order_by("id").values()]


def test_of_nobody(visits):
    remember(visits[:1], CHANGED, by=None, reason="")
    assert (visits[0].history.first().history_user, visits[0].history.count()) == (None, 2)
