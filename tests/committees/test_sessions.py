"""How long one stays signed in: an hour after the last thing done, twelve hours in all."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from committees import sessions
from lib.form_keys import new_form_key
from lib.periods import now
from tests.factories import PASSWORD, VisitFactory
from tests.pages import typed

pytestmark = pytest.mark.django_db
PAGE = reverse("attendance:plan-list")
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def clock(monkeypatch):
    """Pages are opened at the time that it is set to."""

    class Clock:
        time = now()

        def __iadd__(self, span):
            self.time += span
            return self

    clock = Clock()
    for place in ("django.utils.timezone.now", "committees.sessions.now"):
        monkeypatch.setattr(place, lambda: clock.time)
    return clock


@pytest.fixture
def user(clock, client, staff):
    client.post(reverse("login"), {"username": staff.username, "password": PASSWORD})
    return staff


def is_in(client, **headers) -> bool:
    return client.get(PAGE, headers=headers).status_code == 200


def test_an_hour_after_the_last_page(clock, user, client):
    for wait in (59, 59, 59):
        clock += wait * MINUTE
        assert is_in(client)
    clock += 61 * MINUTE
    assert not is_in(client)


def test_twelve_hours_in_all(clock, user, client):
    for _half_hour in range(23):
        clock += 30 * MINUTE
        assert is_in(client)
    clock += 31 * MINUTE
    assert not is_in(client)


def test_pages_that_ask_by_themselves_keep_nobody_signed_in(clock, user, client):
    for _quarter in range(3):
        clock += 15 * MINUTE
        assert is_in(client, **{sessions.UNATTENDED: "1"})
    clock += 16 * MINUTE
    assert not is_in(client, **{sessions.UNATTENDED: "1"})


def test_a_session_is_written_once_a_minute(clock, user, client):
    written = Session.objects.get().expire_date
    clock += MINUTE / 2
    assert is_in(client)
    assert Session.objects.get().expire_date == written
    clock += MINUTE / 2
    assert is_in(client)
    assert Session.objects.get().expire_date == written + MINUTE


@pytest.mark.parametrize("headers", [{}, {sessions.UNATTENDED: "1"}])
def test_one_of_before_there_were_limits_is_limited_from_now_on(headers, clock, user, client):
    session = client.session
    del session[sessions.SIGNED_IN_AT]
    session.set_expiry(14 * 24 * 3600)
    session.save()
    assert is_in(client, **headers)
    assert Session.objects.get().expire_date == clock.time + 60 * MINUTE


def test_what_was_typed_meanwhile_is_back_after_signing_in(clock, user, client, chief, cell):
    address = reverse("attendance:visit-attended", args=[VisitFactory(leader=chief, cell=cell).pk])
    form = typed(client.get(address))
    clock += 61 * MINUTE
    away = client.post(address, form | {"note": "Họp ở nhà văn hóa", "form_key": new_form_key(user)})
    assert away.url == f"{reverse('login')}?next={address}"
    client.post(away.url, {"username": user.username, "password": PASSWORD})
    assert typed(client.get(address))["note"] == "Họp ở nhà văn hóa"


def test_so_is_what_was_typed_before_an_upgrade_gave_the_cookies_other_names(staff, chief, cell):
    """Neither the session's cookie is known then nor the one against forgery."""
    address = reverse("attendance:visit-attended", args=[VisitFactory(leader=chief, cell=cell).pk])
    browser = Client(enforce_csrf_checks=True)
    form = {"note": "Họp ở nhà văn hóa", "form_key": new_form_key(staff), "csrfmiddlewaretoken": "x" * 64}
    away = browser.post(address, form, secure=True, headers={"Origin": "https://testserver"})
    assert away.url == f"{reverse('login')}?next={address}"
    browser.force_login(staff)
    assert typed(browser.get(address))["note"] == "Họp ở nhà văn hóa"


@pytest.mark.parametrize(
    "template", ["summary/export_detail.html", "exchange/import_detail.html", "issuing/report_submitted.html"]
)
def test_pages_that_ask_by_themselves_say_so(template, settings):
    source = (settings.BASE_DIR / "templates" / template).read_text()
    assert source.count("every 2s") == source.count(sessions.UNATTENDED) == 1
