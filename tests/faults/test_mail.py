"""The mail server is gone: the reminders' command fails, and names everybody who was not reached."""

import socket

import pytest
from django.core.management import CommandError, call_command

from lib.periods import Month
from tests.factories import VisitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def nobody_listens(settings):
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = found.getsockname()[1]
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"


def test_nobody_is_reached_and_all_are_named(nobody_listens, staff, stranger_staff, chief, other_chief, cell):
    for user, leader in ((staff, chief), (stranger_staff, other_chief)):
        user.email = f"{user.username}@example.org"
        user.save()
        VisitFactory(leader=leader, cell=cell, month=Month.parse("03/2018"))
    with pytest.raises(CommandError) as failure:
        call_command("send_reminders", "--date", "2018-04-20")
    count, *addresses = str(failure.value).splitlines()
    assert count == "Không gửi được: 2"
    assert [line.partition(":")[0] for line in sorted(addresses)] == sorted(
        [staff.email, stranger_staff.email]
    )
    assert all("Connection refused" in line for line in addresses)
