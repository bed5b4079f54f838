"""The server's clock is set back by a day while people work: they go on, and the order of events stays."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from attendance.models import Visit
from lib import seals
from tests.factories import VisitFactory
from tests.pages import typed

pytestmark = pytest.mark.django_db


def test_they_go_on_and_the_order_stays(as_staff, chief, cell, monkeypatch):
    visit = VisitFactory(leader=chief, cell=cell)
    address = reverse("attendance:visit-attended", args=[visit.pk])

    def log(note):
        known = typed(as_staff.get(address)) | {"date": "15/03/2018", "kind": "regular", "note": note}
        return as_staff.post(address, known).status_code

    assert log("trước") == 302
    call_command("seal")
    before = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: before - dt.timedelta(days=1))
    assert log("sau") == 302
    assert seals.seal() is not None
    records = Visit.history.filter(id=visit.pk).order_by("history_id").values_list("version", "note")
    assert list(records) == [(1, ""), (2, "trước"), (3, "sau")]
    assert list(seals.broken()) == []
    assert as_staff.get(reverse("attendance:visit-history", args=[visit.pk])).status_code == 200
