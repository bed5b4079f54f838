"""Where one is signed in: sessions listed, ended, and what is told to whoever was there."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from committees import browsers, sessions
from committees.models import SecurityEvent
from lib.periods import now
from tests.factories import PASSWORD
from tests.pages import alerts, parse, table

pytestmark = pytest.mark.django_db
SIGN_IN, SESSIONS = reverse("login"), reverse("usersessions_list")
PAGE, STEPS = reverse("committees:account"), reverse("mfa_index")


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


class TestWhereOneIsSignedIn:
    CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36"

    def test_others_are_ended(self, staff, client):
        there, here = signed_in(staff), signed_in(staff)
        there.get(SESSIONS, headers={"User-Agent": self.CHROME})
        rows = table(parse(here.get(SESSIONS)))[1:]
        assert [row[0] for row in rows] == ["trình duyệt không rõ ở đây", "Chrome · Windows"]
        here.post(SESSIONS)
        assert (is_in(there), is_in(here)) == (False, True)
        assert len(table(parse(here.get(SESSIONS)))) == 2  # with its headings
        assert SecurityEvent.objects.filter(kind="sessions", user=staff).count() == 1

    def test_long_after_signing_in_the_password_is_asked_for_first(self, staff, monkeypatch):
        there, here = signed_in(staff), signed_in(staff)
        monkeypatch.setattr("committees.sessions.NEW", dt.timedelta())
        again, before = here.post(SESSIONS), here.session.session_key
        assert is_in(there)
        here.post(again.url, {"password": PASSWORD})
        assert (is_in(there), is_in(here)) == (False, True)
        assert here.session.session_key != before
        assert not here.session.exists(before)

    def test_on_the_server_those_of_some_or_of_everybody(self, staff, official, capsys):
        clients = [signed_in(user) for user in (staff, staff, official)]
        call_command("end_sessions", "--of", staff.username)
        assert [is_in(client) for client in clients] == [False, False, True]
        call_command("end_sessions", "--all")
        assert not is_in(clients[2])
        assert capsys.readouterr().out == "2 sessions are ended.\n1 sessions are ended.\n"
        with pytest.raises(CommandError):
            call_command("end_sessions", "--of", "nobody")

    def test_so_are_those_of_before_there_was_a_list_and_of_another_secret_key(self, staff, settings):
        old, renewed = signed_in(staff), signed_in(staff)
        UserSession.objects.all().delete()
        session = old.session
        del session[sessions.LISTED_AS], session[sessions.SIGNED_IN_AT]
        session.save()
        settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another one"
        for client in (old, renewed):
            client.get(STEPS, headers={sessions.UNATTENDED: "1"})
        assert (is_in(old), is_in(renewed)) == (True, True)
        signed_in(staff).post(SESSIONS)
        assert (is_in(old), is_in(renewed)) == (False, False)

    def test_strangers_sessions_are_not_there(self, staff, official):
        signed_in(official)
        assert len(table(parse(signed_in(staff).get(SESSIONS)))) == 2

    @pytest.mark.parametrize(
        ("agent", "name"),
        [
            (CHROME, "Chrome · Windows"),
            (CHROME + " Edg/131.0", "Edge · Windows"),
            (
                "Mozilla/5.0 (Linux; Android 14) coc_coc_browser/125.0 Chrome/119.0",
                "Cốc Cốc · Android",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox · Linux"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Safari/604.1",
                "Safari · iPhone",
            ),
        ],
    )
    def test_browsers_by_the_names_that_people_know(self, agent, name):
        assert browsers.named(agent) == name
