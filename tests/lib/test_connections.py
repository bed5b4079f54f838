from types import SimpleNamespace

import pytest

from lib import connections

POSTGRES = "django.db.backends.postgresql"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def say(monkeypatch):
    """Settings of an office."""
    unsaid = {"DATABASES": {}, "EMAIL_BACKEND": "", "EMAIL_USE_TLS": False, "EMAIL_USE_SSL": False}
    return lambda **said: monkeypatch.setattr(connections, "settings", SimpleNamespace(**unsaid | said))


@pytest.mark.parametrize(
    ("host", "options", "found"),
    [
        ("", {}, []),
        ("", {"host": "/var/run/postgresql"}, []),
        ("127.0.0.1", {}, []),
        ("10.0.0.5", {"sslmode": "verify-full"}, []),
        ("10.0.0.5", {}, ["connections.replica"]),
        ("", {"host": "db.tinh.local", "sslmode": "prefer"}, ["connections.replica"]),
    ],
)
def test_a_database_elsewhere_is_not_spoken_to_in_plain(say, host, options, found):
    here = {"ENGINE": "django.db.backends.sqlite3", "NAME": "trial"}
    say(DATABASES={"default": here, "replica": {"ENGINE": POSTGRES, "HOST": host, "OPTIONS": options}})
    assert [warning.id for warning in connections.in_plain()] == found


@pytest.mark.parametrize(
    ("host", "tls", "found"),
    [
        ("mail.tinh.local", False, ["connections.mail"]),
        ("mail.tinh.local", True, []),
        ("localhost", False, []),
    ],
)
def test_neither_is_a_mail_server(say, host, tls, found):
    say(EMAIL_BACKEND=SMTP, EMAIL_HOST=host, EMAIL_USE_TLS=tls)
    assert [warning.id for warning in connections.in_plain()] == found
