import pytest
from django.core.management import call_command

from committees.management.commands import tell_failure
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _server(monkeypatch, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    monkeypatch.setattr(tell_failure.socket, "gethostname", lambda: "may-chu")


def test_every_administrator_who_has_an_address_is_told(mailoutbox, caplog):
    UserFactory(is_superuser=True, email="quan.tri@tinh.local")
    UserFactory(is_superuser=True, email="")
    UserFactory(is_superuser=True, is_active=False, email="da.nghi@tinh.local")
    UserFactory(email="can.bo@tinh.local")
    call_command("tell_failure", "sinhhoat-backup.service")
    assert [(mail.to, mail.subject, mail.body) for mail in mailoutbox] == [
        (
            ["quan.tri@tinh.local"],
            "sinhhoat-backup.service trên máy may-chu không chạy được",
            "Xem lý do bằng lệnh: journalctl -u sinhhoat-backup.service",
        )
    ]
    assert [record.getMessage() for record in caplog.records] == [
        "sinhhoat-backup.service failed on may-chu: see journalctl -u sinhhoat-backup.service"
    ]


def test_without_a_mail_server_the_log_is_left(settings, mailoutbox, caplog):
    UserFactory(is_superuser=True, email="quan.tri@tinh.local")
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    call_command("tell_failure", "sinhhoat-backup.service")
    assert (len(mailoutbox), len(caplog.records)) == (0, 1)
