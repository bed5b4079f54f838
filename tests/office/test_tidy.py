import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command

from committees.models import KeptForm, SecurityEvent
from lib.periods import now
from reports.models import Export

pytestmark = pytest.mark.django_db


def test_what_is_outdated_goes_and_the_rest_stays(staff):
    minute = dt.timedelta(minutes=1)
    for key, expires in (("old", now() - minute), ("new", now() + minute)):
        Session.objects.create(session_key=key, session_data="", expire_date=expires)
    for path, age in (("/old/", KeptForm.KEPT + minute), ("/new/", KeptForm.KEPT - minute)):
        KeptForm.objects.create(user=staff, path=path, key=path, data="", kept_at=now() - age)
    for address, age in (("old", SecurityEvent.KEPT + minute), ("new", SecurityEvent.KEPT - minute)):
        SecurityEvent.objects.create(kind="signed_in", address=address, at=now() - age)
    for address, age in (("/old/", Export.KEPT + minute), ("/new/", Export.KEPT - minute)):
        export = Export.objects.create(user=staff, address=address, name="x", content_type="text/csv")
        Export.objects.filter(pk=export.pk).update(asked_at=now() - age)
    call_command("tidy")
    assert [session.pk for session in Session.objects.all()] == ["new"]
    assert [kept.path for kept in KeptForm.objects.all()] == ["/new/"]
    assert [event.address for event in SecurityEvent.objects.all()] == ["new"]
    assert [export.address for export in Export.objects.all()] == ["/new/"]
