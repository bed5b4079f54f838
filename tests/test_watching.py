"""What those who look after the server see."""

import json
import logging

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from config import watching
from lib import logs, seals
from tests.factories import VisitFactory

pytestmark = pytest.mark.django_db
TOKEN = "a token of the office"


@pytest.fixture
def lines():
    """What programs read of all that is logged meanwhile, a dictionary a line."""
    found = []
    handler = logging.Handler()
    handler.setFormatter(logs.JSONFormatter())
    handler.emit = lambda record: found.append(json.loads(handler.format(record)))
    loggers = [logging.getLogger(name) for name in ("requests", "django.request")]
    levels = [one.level for one in loggers]
    for one in loggers:
        one.addHandler(handler)
        one.setLevel(logging.INFO)
    yield found
    for one, level in zip(loggers, levels, strict=True):
        one.removeHandler(handler)
        one.setLevel(level)


class TestRequests:
    def test_a_line_with_its_name_and_whose_it_was(self, as_staff, staff, lines):
        response = as_staff.get(reverse("office:work"), {"q": "Nguyễn Văn An"})
        (line,) = lines
        assert isinstance(line.pop("milliseconds"), int)
        assert line.pop("time")
        words = line.pop("message")
        assert (words.startswith("GET office:work 200"), "Nguyễn" in words) == (True, False)
        assert line == {
            "level": "INFO",
            "logger": "requests",
            "request": response["X-Request-ID"],
            "user": str(staff.pk),
            "method": "GET",
            "route": "office:work",
            "status": 200,
        }

    @pytest.mark.parametrize(
        ("address", "said"),
        [
            (
                reverse("attendance:plan-detail", args=[987]) + "?q=Nguyễn",
                "status=404 method=GET route=attendance:plan-detail ids=pk=987 user={user}",
            ),
            (
                reverse("committees:user-list"),
                "status=403 method=GET route=committees:user-list ids=- user={user}",
            ),
            ("/calendar/Nguyễn.ics", "status=404 method=GET route=office:calendar-feed ids=- user={user}"),
            ("/Nguyễn/", "status=404 method=GET route=- ids=- user={user}"),
        ],
    )
    def test_what_is_refused_is_told_to_whoever_looks_after_it_by_numbers_alone(
        self, as_staff, staff, caplog, address, said
    ):
        as_staff.get(address)
        told = [record.getMessage() for record in caplog.records if record.name == "security"]
        assert told == [f"event=refused {said.format(user=staff.pk)} address=127.0.0.1"]

    def test_an_error_bears_the_same_name(self, staff, lines, monkeypatch):
        def fail(*_args, **_kwargs):
            raise ZeroDivisionError

        monkeypatch.setattr("office.views.work.WorkView.get", fail)
        client = Client(raise_request_exception=False)
        client.force_login(staff)
        response = client.get(reverse("office:work"))
        told = {line["logger"]: line for line in lines}
        assert {line["request"] for line in lines} == {response["X-Request-ID"]}
        assert told["django.request"]["exception"].endswith("ZeroDivisionError")
        assert (told["django.request"]["user"], told["requests"]["status"]) == (str(staff.pk), 500)

    @pytest.mark.parametrize(
        ("given", "is_taken"), [("abcdef0123456789", True), ('x"\n{"forged": 1}', False)]
    )
    def test_a_proxy_may_name_it(self, client, given, is_taken):
        response = client.get(reverse("login"), headers={"x-request-id": given})
        assert (response["X-Request-ID"] == given) is is_taken

    def test_a_session_that_cannot_be_loaded_is_told_without_loading_it(self, client, lines, monkeypatch):
        client.session.save()
        Session.objects.update(session_data="of another key")
        monkeypatch.setattr(
            logging.getLogger("django.security"), "handlers", logging.getLogger("requests").handlers
        )
        assert client.get(reverse("office:work")).status_code == 302
        assert [line["message"] for line in lines[:-1]] == ["Session data corrupted"]

    def test_outside_a_request(self):
        record = logging.LogRecord("lib.jobs", logging.ERROR, "", 0, "Job %d", (7,), None)
        assert set(json.loads(logs.JSONFormatter().format(record))) == {"time", "level", "logger", "message"}


class TestHealth:
    def test_well(self, client, django_assert_num_queries):
        elsewhere = {"host": "10.0.0.9"}  # a balancer asks by address
        with django_assert_num_queries(0):
            assert client.get("/healthz", headers=elsewhere).content == b"ok\n"
        assert client.get("/readyz", headers=elsewhere).content == b"ok\n"

    def test_the_database_away(self, client, monkeypatch):
        def away():
            raise OperationalError

        monkeypatch.setattr(connection, "ensure_connection", away)
        response = client.get("/readyz")
        assert (response.status_code, response.content) == (503, b"database: away\n")
        assert client.get("/healthz").status_code == 200

    def test_the_database_no_longer_the_primary(self, client, monkeypatch):
        assert client.get("/readyz").status_code == 200
        monkeypatch.setitem(watching.REFUSES, connection.vendor, "SELECT 1")
        response = client.get("/readyz")
        assert (response.status_code, response.content) == (503, b"database: takes no writes\n")

    def test_migrations_missing(self, client, monkeypatch):
        monkeypatch.setattr(
            "django.db.migrations.executor.MigrationExecutor.migration_plan", lambda *_: ["one"]
        )
        response = client.get("/readyz")
        assert (response.status_code, response.content) == (503, b"database: migrations are missing\n")


class TestMetrics:
    def test_for_whoever_has_the_token(self, client, settings, chief, cell):
        settings.METRICS_TOKEN = TOKEN
        VisitFactory(leader=chief, cell=cell)
        seals.seal()
        told = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).content.decode()
        figures = dict(line.rsplit(" ", 1) for line in told.splitlines())
        assert {'sinhhoat_jobs{state="failed"}', "sinhhoat_seal_age_seconds"} <= figures.keys()
        assert all(float(value) >= 0 for value in figures.values())

    @pytest.mark.parametrize("given", ["", "Bearer ", "Bearer another"])
    def test_for_nobody_else(self, client, settings, given):
        settings.METRICS_TOKEN = TOKEN
        assert client.get("/metrics", headers={"authorization": given}).status_code == 404

    @pytest.mark.parametrize("given", ["", "Bearer "])
    def test_not_without_a_token(self, client, given):
        assert client.get("/metrics", headers={"authorization": given}).status_code == 404
