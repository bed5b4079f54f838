"""Visits as a calendar (RFC 5545) for Outlook and phones.

Docs: "Calendars" in docs/interpretations.md. Days, no times: nobody enters when a meeting ends.
"""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from attendance.days.due import due_on
from attendance.models import Plan, Visit, VisitQuerySet
from committees.models import User
from lib.periods import HalfYear

FEED_SALT = "attendance.calendar"
PRODUCT = "-//sinh-hoat-chi-bo//vi"


def calendar(visits: Iterable[Visit], *, name: str) -> bytes:
    """The visits as an .ics file; they come `for_display` and with `modified_at`."""
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", name)
    found.add("x-wr-timezone", settings.TIME_ZONE)
    for visit in visits:
        found.add_component(_event(visit))
    return found.to_ical()


def of_plan(visits: VisitQuerySet, plan: Plan) -> VisitQuerySet:
    return visits.filter(plan=plan).with_modification()


def current(visits: VisitQuerySet) -> VisitQuerySet:
    """From the half-year before the current one on, in plans that count: what a calendar still shows."""
    since = HalfYear.current().previous
    return visits.approved().filter(half_year__gte=since).with_modification()


def of_user(user: User) -> VisitQuerySet:
    """Of the committees where the user has a role: of all of them for a superuser."""
    return current(Visit.objects.visible_to(user))


def feed_path(user: User) -> str:
    """The signed address of the user's calendar; only as long as `feed_key` stays."""
    return reverse("office:calendar-feed", args=[signing.dumps([user.pk, user.feed_key], salt=FEED_SALT)])


def user_of_feed(token: str) -> User | None:
    """Whose address it is; None for a damaged, revoked or disabled one."""
    try:
        pk, key = signing.loads(token, salt=FEED_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return User.objects.filter(pk=pk, feed_key=key, is_active=True).exclude(feed_key="").first()


def _event(visit: Visit) -> Event:
    event = Event()
    day = visit.meeting.date if visit.meeting else due_on(visit)
    event.add("uid", f"visit-{visit.pk}@sinh-hoat-chi-bo")
    event.add("summary", _summary(visit))
    event.add("dtstart", day)
    event.add("dtend", day + dt.timedelta(days=1))
    event.add("dtstamp", visit.modified_at)
    event.add("last-modified", visit.modified_at)
    event.add("sequence", visit.version)
    event.add("status", _status(visit))
    event.add("transp", "TRANSPARENT")
    if visit.place:
        event.add("location", visit.place)
    url = f"{settings.BASE_URL}{reverse('attendance:visit-detail', args=[visit.pk])}"
    event.add("description", "\n".join([*_facts(visit), url]))
    event.add("url", url)
    return event


def _summary(visit: Visit) -> str:
    summary = _("%(leader)s attends %(cell)s") % {"leader": visit.leader, "cell": visit.cell}
    if visit.outcome == Visit.Outcome.PENDING and not visit.meets_on:
        return _("%(summary)s (day not known)") % {"summary": summary}
    if visit.is_gone:
        return f"{visit.get_outcome_display()}: {summary}"
    if not visit.meeting and visit.announced:
        return f"{visit.announced.hour} {summary}".lstrip()
    return summary


def _status(visit: Visit) -> str:
    if visit.is_gone:
        return "CANCELLED"
    return "CONFIRMED" if visit.plan.counts else "TENTATIVE"


def _facts(visit: Visit) -> list[str]:
    facts = [
        f"{visit.cell}, {visit.cell.committee.name}",
        f"{visit.leader}, {visit.leader.position}",
        _("Planned for %(month)s") % {"month": visit.month},
    ]
    if not visit.meeting and visit.announced:
        facts.append(_("Announced: %(meeting)s") % {"meeting": visit.announced.written})
    if not visit.meeting and not visit.meets_on:
        facts.append(_("The cell has no fixed meeting day: shown on the last day of the month."))
    if not visit.plan.counts:
        facts.append(_("Plan not approved yet"))
    return facts
