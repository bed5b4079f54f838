"""What every answer tells the browser, whatever made it: a page, a file, a refusal, an error."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

TEMPLATES = Path(settings.BASE_DIR) / "templates"
MAIL = TEMPLATES / "office" / "mail"  # programs for mail know no style sheets
SCRIPT = r"<script(?![^>]*\s(?:src=|type=.application/json))"  # data is no script
OF_ITS_OWN = re.compile(rf"\sstyle=|<style|{SCRIPT}|\son(?!e=)\w+=|javascript:|hx-on", re.IGNORECASE)


EXPECTED = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), serial=(), usb=()"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
WORK = "/work/"
ASKED = {  # kind of answer: its status, and who asks for what
    "page": (200, lambda staff, anybody: staff.get(WORK)),
    "page for everybody": (200, lambda staff, anybody: anybody.get(reverse("login"))),
    "to sign in": (302, lambda staff, anybody: anybody.get(WORK)),
    "file": (200, lambda staff, anybody: staff.get(reverse("exchange:import-template", args=["plans"]))),
    "service worker": (200, lambda staff, anybody: anybody.get(reverse("office:service-worker"))),
    "style sheet": (200, lambda staff, anybody: anybody.get("/static/css/tokens.css")),
    "health": (200, lambda staff, anybody: anybody.get("/healthz")),
    "not there": (404, lambda staff, anybody: staff.get("/nowhere/")),
    "not allowed": (403, lambda staff, anybody: staff.get(reverse("committees:user-list"))),
    "not by this method": (405, lambda staff, anybody: staff.post(WORK)),
    "another host": (400, lambda staff, anybody: anybody.get("/", headers={"host": "elsewhere.example"})),
}


@pytest.fixture
def clients(settings, staff):
    """Of somebody signed in and of anybody; errors become pages, and files are served as they are."""
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
    own = Client(raise_request_exception=False)
    own.force_login(staff)
    return own, Client()


@pytest.mark.parametrize("kind", ASKED)
def test_every_answer_says_what_browsers_may_do_with_it(clients, kind):
    status, ask = ASKED[kind]
    response = ask(*clients)
    assert (response.status_code, _told(response)) == (status, EXPECTED)


@pytest.mark.parametrize(("error", "status"), [(ZeroDivisionError, 500), (OperationalError, 503)])
def test_so_do_errors(clients, monkeypatch, error, status):
    def fail(*_args, **_kwargs):
        raise error

    monkeypatch.setattr("office.views.work.WorkView.get", fail)
    response = clients[0].get(WORK)
    assert (response.status_code, _told(response)) == (status, EXPECTED)


def test_under_https_no_neighbouring_host_can_set_our_cookies():
    under_https = os.environ | {
        "HTTPS": "on",
        "ALLOWED_HOSTS": "testserver",
        "DATABASE_URL": "sqlite://:memory:",
    }
    ask = "from config import settings; print(settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)"
    answer = subprocess.run(  # noqa: S603 (our own)
        [sys.executable, "-c", ask], env=under_https, cwd=settings.BASE_DIR, capture_output=True, text=True
    )
    assert answer.stdout.split() == ["__Host-sessionid", "__Host-csrftoken"]


def _told(response) -> dict[str, str | None]:
    return {name: response.headers.get(name) for name in EXPECTED}


def test_no_page_has_script_or_style_of_its_own():
    found = {
        str(path.relative_to(TEMPLATES)): OF_ITS_OWN.findall(path.read_text())
        for path in TEMPLATES.rglob("*.html")
        if MAIL not in path.parents
    }
    assert {name: lines for name, lines in found.items() if lines} == {}
