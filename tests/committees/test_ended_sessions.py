"""Sessions that somebody ended: a single one, and what is told to whoever was there."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse

from lib.periods import now
from tests.factories import PASSWORD
from tests.pages import alerts, parse, table

pytestmark = pytest.mark.django_db
SIGN_IN, SESSIONS = reverse("login"), reverse("usersessions_list")
PAGE = reverse("committees:account")


def signed_in(user) -> Client:
    client = Client()
    client.post(SIGN_IN, {"username": user.username, "password": PASSWORD})
    return client


def is_in(client) -> bool:
    return SESSION_KEY in client.session


def row_of(client) -> UserSession:
    return UserSession.objects.get(session_key=client.session.session_key)


def test_the_present_one_comes_first_then_the_one_last_active(staff):
    old, here, new = signed_in(staff), signed_in(staff), signed_in(staff)
    for client, hours in ((old, 3), (here, 2), (new, 1)):
        row = row_of(client)
        row.last_seen_at = now() - dt.timedelta(hours=hours)
        row.save()
    sessions = here.get(SESSIONS).context["sessions"]
    assert [session.pk for session in sessions] == [row_of(client).pk for client in (here, new, old)]


def test_a_single_one_is_ended(staff):
    here, there, elsewhere = signed_in(staff), signed_in(staff), signed_in(staff)
    assert alerts(here.post(SESSIONS, {"one": row_of(there).pk}, follow=True)) == ["Đã đăng xuất ở nơi đó."]
    assert [is_in(client) for client in (here, there, elsewhere)] == [True, False, True]


def test_not_a_strangers_and_not_the_present_one(staff, official):
    here, strangers = signed_in(staff), signed_in(official)
    for client in (strangers, here):
        assert here.post(SESSIONS, {"one": row_of(client).pk}).status_code == 200
    assert is_in(strangers)
    assert len(table(parse(here.get(SESSIONS)))) == 2  # with its headings


def test_when_something_was_last_done(staff, monkeypatch):
    client = signed_in(staff)
    later = now() + dt.timedelta(minutes=10)
    monkeypatch.setattr("committees.sessions.now", lambda: later)
    client.get(PAGE)
    assert row_of(client).last_seen_at == later


def test_whoever_was_ended_reads_why_once(staff):
    there = signed_in(staff)
    signed_in(staff).post(SESSIONS)
    assert alerts(there.get(PAGE, follow=True))[0].startswith("Phiên đăng nhập tại đây đã bị kết thúc")
    assert alerts(there.get(PAGE, follow=True)) == []


def test_whose_second_step_was_removed_reads_that(staff, head, client):
    there = signed_in(staff)
    Authenticator.objects.create(user=staff, type="totp", data={})
    client.post(reverse("committees:user-second-step-remove", args=[staff.pk]))
    assert alerts(there.get(PAGE, follow=True))[0].startswith("Người quản trị đã đăng xuất")


def test_whose_session_expired_reads_nothing_of_it(staff):
    client = signed_in(staff)
    client.session.delete()
    assert alerts(client.get(PAGE, follow=True)) == []


def test_signing_out_says_so(staff):
    client = signed_in(staff)
    assert alerts(client.post(reverse("logout"), follow=True)) == ["Đã đăng xuất."]
    assert alerts(client.post(reverse("logout"), follow=True)) == []
