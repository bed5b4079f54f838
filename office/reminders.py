"""One message a day for whoever has something to do: the pressing and dated part of my work."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext

from committees.mail import opt_out_path
from committees.models import User
from lib.periods import written_day

from .agenda import COLLIDING, COMING, NOT_PLANNED, OVERDUE, RETURNED, WAITING, Section, Work, add_dues

TOLD = (WAITING, RETURNED, OVERDUE, COLLIDING, COMING, NOT_PLANNED)
LINES = 10  # of each kind; the rest is a link


@dataclass(frozen=True)
class Part:
    """One kind of work: its first lines, each with what to say, and how many more there are."""

    section: Section
    lines: list[tuple[str, str]]  # (text, address)
    more: int

    @property
    def url(self) -> str:
        return f"{settings.BASE_URL}{reverse('office:work')}?section={self.section.name}"


def recipients():
    """Active accounts with an address that did not opt out."""
    return User.objects.filter(is_active=True, wants_reminders=True).exclude(email="").order_by("pk")


def digest(user: User, day: dt.date) -> list[Part]:
    """What is due, overdue, returned or waiting for `user`; empty where there is nothing to say."""
    work = Work(user, day)
    if not work.concerns_user:
        return []
    parts = []
    for section in work.sections:
        if section.name in TOLD:
            rows = list(section.rows[:LINES])
            if section.is_of_open_visits:
                add_dues(rows)
            lines = [_line(section, row) for row in rows]
            parts.append(Part(section, lines, section.count - len(rows)))
    return parts


def message(user: User, parts: list[Part], *, connection=None) -> EmailMultiAlternatives:
    """The digest as plain text and HTML, with a way to switch it off."""
    count = sum(part.section.count for part in parts)
    off = f"{settings.BASE_URL}{opt_out_path(user)}"
    context = {
        "user": user,
        "parts": parts,
        "off": off,
        "work": f"{settings.BASE_URL}{reverse('office:work')}",
    }
    subject = ngettext(
        "%(count)d thing waits for you: cell meetings", "%(count)d things wait for you: cell meetings", count
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


def _line(section: Section, row) -> tuple[str, str]:
    if section.is_of_open_visits:
        text = f"{written_day(row.due_on)} · {row.leader} · {row.cell} ({row.cell.committee.label})"
        return text, f"{settings.BASE_URL}{reverse('attendance:visit-detail', args=[row.pk])}"
    text = f"{row.committee.label} · {row.half_year.label}"
    if section.name == NOT_PLANNED:
        return text, f"{settings.BASE_URL}{reverse('attendance:plan-create')}"
    if section.name == RETURNED and row.comment:
        text = f"{text}: {row.comment}"
    return text, f"{settings.BASE_URL}{reverse('attendance:plan-detail', args=[row.pk])}"
