"""Visits as a calendar (RFC 5545) for Outlook and phones.

Docs: "Calendars" in docs/interpretations.md. Days, no times: nobody enters when a meeting ends.
"""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from attendance.days.due import due_on
from attendance.models import Visit, VisitQuerySet
from committees import in_view
from committees.models import Committee, User
from lib import icalendar
from lib.counts import count_to
from lib.periods import Month, today

FEED_SALT = "attendance.calendar"
PRODUCT = "-//sinh-hoat-chi-bo//vi"
MONTHS_BACK = 3
AT_MOST = 1500  # events: more are no help on any phone


def calendar(visits: VisitQuerySet, *, name: str) -> bytes:
    """The visits as an .ics file."""
    return icalendar.content(_lines(visits.with_modification(), name))


def current(visits: VisitQuerySet) -> VisitQuerySet:
    """What a calendar still shows: in plans that count, from some months before the current one on."""
    since = Month.of(today()) + -MONTHS_BACK
    return visits.approved().filter(half_year__gte=since.half_year, month__gte=since)


def is_too_much(visits: VisitQuerySet) -> bool:
    return count_to(visits.order_by("month"), AT_MOST).is_more


def of_user(user: User) -> VisitQuerySet:
    """Of the committees where the user has a role: of all of them for a superuser.

    Where those and all below are too much, of their own plans alone.
    """
    visits = current(Visit.objects.visible_to(user))
    if is_too_much(visits):
        visits = visits.filter(committee__in=Committee.objects.filter(memberships__user=user))
    return visits.none() if is_too_much(visits) else visits


def feed_path(user: User) -> str:
    """The signed address of the user's calendar; only as long as `feed_key` stays."""
    token = signing.dumps([user.pk, user.feed_key], salt=FEED_SALT)
    return in_view.outside(reverse("office:calendar-feed", args=[token]))


def user_of_feed(token: str) -> User | None:
    """Whose address it is; None for a damaged, revoked or disabled one."""
    try:
        pk, key = signing.loads(token, salt=FEED_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return User.objects.filter(pk=pk, feed_key=key, is_active=True).exclude(feed_key="").first()


def _lines(visits: Iterable[Visit], name: str) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "METHOD:PUBLISH")
    yield f"X-WR-CALNAME:{icalendar.text(name)}"
    yield f"X-WR-TIMEZONE:{settings.TIME_ZONE}"
    for visit in visits:
        yield from _event(visit)
    yield "END:VCALENDAR"


def _event(visit: Visit) -> Iterator[str]:
    day = visit.meeting.date if visit.meeting else due_on(visit)
    modified = icalendar.moment(visit.modified_at)
    url = f"{settings.BASE_URL}{in_view.outside(visit.get_absolute_url())}"
    yield "BEGIN:VEVENT"
    yield f"UID:visit-{visit.pk}@sinh-hoat-chi-bo"
    yield f"SUMMARY:{icalendar.text(_summary(visit))}"
    yield f"DTSTART;VALUE=DATE:{icalendar.day(day)}"
    yield f"DTEND;VALUE=DATE:{icalendar.day(day + dt.timedelta(days=1))}"
    yield f"DTSTAMP:{modified}"
    yield f"LAST-MODIFIED:{modified}"
    yield f"SEQUENCE:{visit.version}"
    yield f"STATUS:{_status(visit)}"
    yield "TRANSP:TRANSPARENT"
    if place := visit.place:
        yield f"LOCATION:{icalendar.text(place)}"
    description = "\n".join([*_facts(visit), url])
    yield f"DESCRIPTION:{icalendar.text(description)}"
    yield f"URL:{url}"
    yield "END:VEVENT"


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
