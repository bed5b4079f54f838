"""One message a day for whoever has something that presses or has a day: my work, in the same words."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext

from committees import in_view
from committees.mail import opt_out_path
from committees.models import User
from lib.counts import Counted

from .agenda.lines import lines
from .agenda.sections import Section
from .agenda.work import Work

LINES = 10  # of each kind; the rest is a link


@dataclass(frozen=True)
class Part:
    """One kind of work: its first lines, each with what to say, and how many more there are."""

    section: Section
    lines: list[tuple[str, str]]  # (text, address)
    more: Counted

    @property
    def url(self) -> str:
        return f"{settings.BASE_URL}{reverse('office:work')}?section={self.section.name}"


def recipients():
    """Active accounts with an address that did not opt out."""
    return User.objects.filter(is_active=True, wants_reminders=True).exclude(email="").order_by("pk")


def digest(user: User, day: dt.date) -> list[Part]:
    """All that waits for `user`; empty where nothing of it presses or has a day.

    And for whoever works in one province after another: of very many committees somebody else is reminded.
    """
    work = Work(user, day)
    is_concerned = work.concerns_user and not in_view.is_asked_of(user)
    begun = work.beginnings(LINES) if is_concerned else []
    if not any(section.is_dated for section, _rows in begun):
        return []
    return [_part(section, rows, user) for section, rows in begun]


def _part(section: Section, rows: list, user: User) -> Part:
    told = [(line.text, f"{settings.BASE_URL}{line.url}") for line in lines(section, rows, user)]
    return Part(section, told, Counted(section.count.number - len(rows), section.count.is_more))


def message(user: User, parts: list[Part], *, connection=None) -> EmailMultiAlternatives:
    """The digest as plain text and HTML, with a way to switch it off."""
    count = sum((part.section.count for part in parts), Counted(0))
    off = f"{settings.BASE_URL}{opt_out_path(user)}"
    context = {
        "user": user,
        "parts": parts,
        "off": off,
        "work": f"{settings.BASE_URL}{reverse('office:work')}",
    }
    subject = ngettext(
        "%(count)s thing waits for you: cell meetings",
        "%(count)s things wait for you: cell meetings",
        count.number,
    ) % {"count": count}
    mail = EmailMultiAlternatives(
        subject,
        render_to_string("office/mail/reminder.txt", context),
        to=[user.email],
        headers={"List-Unsubscribe": f"<{off}>", "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    mail.attach_alternative(render_to_string("office/mail/reminder.html", context), "text/html")
    return mail


def send(users, day: dt.date) -> tuple[int, dict[str, str]]:
    """Send each of `users` a digest; how many were sent, and {address: error} of those that failed."""
    connection, sent, failed = get_connection(), 0, {}
    for user in users:
        parts = digest(user, day)
        if not parts:
            continue
        try:
            message(user, parts, connection=connection).send()
        except OSError as error:
            failed[user.email] = str(error)
        else:
            sent += 1
    return sent, failed
