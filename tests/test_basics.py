"""What every page, form and import must keep to, and no single feature's test would notice (docs/asvs.md)."""

import ast
import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as product
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from committees.forms.accounts import ChoosePasswordForm, FirstRunForm, OwnPasswordForm
from committees.forms.second_step import PasswordAgainForm
from committees.forms.sign_in import SignInForm
from tests.factories import PASSWORD, UserFactory

from .access_rules import EXTRA_ARGUMENTS, RULES
from .test_headers import ASKED, clients  # noqa: F401 - the fixture

ROOT = Path(product.BASE_DIR)
ROOMS = ("attendance", "committees", "config", "exchange", "lib", "meetings", "office", "reports")
SIGN_IN, WORK = reverse("login"), "/work/"
READ_BY_SCRIPTS = {"signed_in", "saved_forms"}


class TestSessions:
    def test_signing_in_gives_a_new_one_and_signing_out_ends_it(self, client, staff):
        client.get(SIGN_IN)
        client.session["begun"] = "before"  # makes one
        client.session.save()
        before = client.session.session_key
        client.post(SIGN_IN, {"username": staff.username, "password": PASSWORD})
        own = client.session.session_key
        assert own != before
        client.post(reverse("logout"))
        assert not Session.objects.filter(pk__in=[before, own]).exists()
        stolen = Client()
        stolen.cookies[product.SESSION_COOKIE_NAME] = own
        assert stolen.get(WORK).url.startswith(SIGN_IN)

    def test_another_password_ends_all_others(self, staff):
        here, elsewhere = Client(), Client()
        for browser in (here, elsewhere):
            browser.post(SIGN_IN, {"username": staff.username, "password": PASSWORD})
        new = dict.fromkeys(("new_password1", "new_password2"), "vườn-gió-lúa-trăng")
        here.post(reverse("committees:password-change"), {"old_password": PASSWORD} | new)
        assert here.get(WORK).status_code == 200
        assert elsewhere.get(WORK).url.startswith(SIGN_IN)

    def test_cookies_are_for_https_this_site_and_no_script(self, settings, staff):
        settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.LANGUAGE_COOKIE_SECURE = True
        browser = Client()
        browser.get(SIGN_IN, secure=True)
        browser.post(reverse("set-language"), {"language": "en"}, secure=True)
        browser.post(SIGN_IN, {"username": staff.username, "password": PASSWORD}, secure=True)
        browser.post(reverse("committees:account"), {"full_name": "x", "form_key": "1.x"}, secure=True)
        flags = {
            name: (bool(cookie["secure"]), cookie["samesite"], bool(cookie["httponly"]))
            for name, cookie in browser.cookies.items()
        }
        assert {"sessionid", "csrftoken", "django_language", "signed_in"} <= set(flags)
        assert flags == {name: (True, "Lax", name not in READ_BY_SCRIPTS) for name in flags}

    def test_every_page_has_the_way_out(self, client, staff):
        client.force_login(staff)
        for page in (WORK, reverse("committees:account"), reverse("attendance:plan-list")):
            assert f'action="{reverse("logout")}"' in client.get(page).content.decode()


class TestPasswords:
    @pytest.mark.parametrize("password", ["đèn biển sách " * 9, "ngựa vằn uống trà", "kqzvxwjymrtp"])
    def test_of_any_letters_and_any_length(self, password):
        assert validate_password(password) is None

    @pytest.mark.django_db
    def test_are_looked_at_as_they_were_typed(self):
        password = "Đèn biển sách " * 9
        UserFactory(username="hoa", password=password)
        others = [password[:-1], password.lower(), password.strip(), password[:72]]
        assert authenticate(username="hoa", password=password)
        assert [other for other in others if authenticate(username="hoa", password=other)] == []

    @pytest.mark.parametrize(
        "form", [SignInForm, OwnPasswordForm, ChoosePasswordForm, FirstRunForm, PasswordAgainForm]
    )
    def test_are_hidden_while_typed_and_left_to_programs_that_keep_them(self, form):
        fields = [name for name in (form.base_fields | form.declared_fields) if "password" in name]
        widgets = [form.base_fields[name].widget for name in fields]
        assert widgets
        assert {widget.input_type for widget in widgets} == {"password"}
        assert {widget.attrs["autocomplete"] for widget in widgets} <= {"current-password", "new-password"}


class TestRequests:
    @pytest.mark.parametrize("route", sorted(name for name, rule in RULES.items() if rule.post))
    def test_no_other_site_can_send_a_form(self, route, staff):
        """What a browser sends along by itself, the session, does not suffice anywhere."""
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(staff)
        arguments = dict(EXTRA_ARGUMENTS.get(route, {}))
        if RULES[route].on:
            arguments["pk"] = 1
        assert browser.post(reverse(route, kwargs=arguments)).status_code == 403

    def test_nothing_is_echoed(self, client, staff):
        assert client.trace(SIGN_IN).status_code == 405
        client.force_login(staff)
        assert client.trace(WORK).status_code == 405

    @pytest.mark.django_db
    @pytest.mark.parametrize("path", ["/.git/HEAD", "/.env", "/static/", "/static/../.env"])
    def test_what_is_no_page_is_not_there(self, path, client):
        assert client.get(path).status_code == 404

    @pytest.mark.django_db
    def test_no_line_of_the_log_is_forged(self, client, caplog):
        forged = "a\nevent=signed_in user=1"
        with caplog.at_level(logging.INFO):
            client.post(SIGN_IN, {"username": forged, "password": "x"}, headers={"X-Request-ID": forged})
        told = [record.getMessage() for record in caplog.records if record.name in ("security", "requests")]
        assert told != []
        assert [line for line in told if "\n" in line or "event=signed_in" in line] == []
        with pytest.raises(ValidationError):
            UserFactory.build(username=forged).clean_fields(exclude=["password"])

    @pytest.mark.parametrize("kind", sorted(set(ASKED) - {"service worker"}))  # UTF-8 in every browser
    def test_text_says_in_which_letters_it_is_written(self, kind, clients):  # noqa: F811
        response = ASKED[kind][1](*clients)
        told = response.headers.get("Content-Type", "").replace('"', "").lower()
        has_body = response.status_code != 302 and (response.streaming or response.content)
        assert not has_body or not told.startswith("text/") or "charset=utf-8" in told


def test_settings_are_safe_unless_told_otherwise():
    ask = (
        "from config import settings as s;"
        "print(s.DEBUG, s.HTTPS, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS,"
        "s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECRET_KEY_FALLBACKS)"
    )
    unset = {name: value for name, value in os.environ.items() if name not in ("DEBUG", "HTTPS")}
    given = {"SECRET_KEY": "new", "SECRET_KEY_FALLBACKS": "old,older", "DATABASE_URL": "sqlite://:memory:"}
    given["ENV_FILE"] = os.devnull  # not what `make run` has written for a trial
    command = [sys.executable, "-c", ask]
    answer = subprocess.run(command, env=unset | given, cwd=ROOT, capture_output=True, text=True)  # noqa: S603
    assert answer.stdout.strip() == "False True True 31536000 True ['old', 'older']"


class TestSource:
    def test_the_linters_rules_of_security_hold(self):
        """No eval, shell, SQL of typed text, weak digest, guessable number, form of all fields."""
        ruff = [Path(sys.executable).with_name("ruff"), "check", "--select=S,DJ007", "--quiet", *ROOMS]
        said = subprocess.run(ruff, cwd=ROOT, capture_output=True, text=True)  # noqa: S603 (our own)
        assert said.returncode == 0, said.stdout

    def test_the_product_asks_nothing_of_other_servers(self):
        """But of its database and, where there is one, the mail server."""
        askers = {"urllib.request", "urllib3", "http.client", "requests", "httpx", "aiohttp", "ftplib"}
        assert _imports() & askers == set()

    def test_scripts_put_text_in_as_text(self):
        """But for a constant, and a form's own empty line."""
        as_html = r"innerHTML =|outerHTML =|insertAdjacentHTML|document\.write|\beval\(|new Function"
        found = {path.name: re.findall(as_html, path.read_text()) for path in (ROOT / "static").rglob("*.js")}
        assert {name: uses for name, uses in found.items() if uses} == {
            "kept.js": ["innerHTML ="],
            "lines.js": ["insertAdjacentHTML"],
        }

    def test_nobody_is_excused_from_a_forms_token(self):
        assert [path for path in _files() if "csrf_exempt" in path.read_text()] == []


def _files():
    return [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]


def _imports() -> set[str]:
    found = set()
    for path in _files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found
