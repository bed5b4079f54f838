"""The sections of "My work" as tables: what a file of each has."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext_lazy

from attendance.days import columns
from attendance.models import Trip, Visit
from attendance.planning.double_bookings import DoubleBooking
from lib.lists import ListColumn, Listed
from lib.periods import written_day
from lib.tables import Kind
from reports.models import IssuedReport

from .agenda.sections import (
    BEHIND_TARGET,
    BELOW_TARGET,
    BOOKED_TWICE,
    CHANGED,
    COLLIDING,
    COMING,
    NOT_DECIDED,
    NOT_EVALUATED,
    NOT_PLANNED,
    OVERDUE,
    RECOMMENDATIONS,
    RECOMMENDED_SOON,
    REPORTS,
    THIS_MONTH,
    TO_SIGN,
    WITHOUT_NUMBERS,
    Section,
)
from .agenda.visits import add_dues


def in_days(visit: Visit) -> str | None:
    """The days of the trip on which the visit falls."""
    trip: Trip | None = visit.trip
    return f"{written_day(trip.date_from)}–{written_day(trip.date_to)}" if trip else None


def sent_on(report: IssuedReport) -> dt.date | None:
    return report.dispatch.sent_on if hasattr(report, "dispatch") else None


def sides(booking: DoubleBooking) -> str:
    return "; ".join(f"{visit.cell.name} ({visit.month})" for visit in booking.visits)


TO_LOG = (
    ListColumn(gettext_lazy("Due on"), value="due_on", kind=Kind.DATE),
    columns.LEADER,
    columns.CELL,
    ListColumn(
        gettext_lazy("On a trip"),
        value=in_days,
        beside=(ListColumn(gettext_lazy("Place"), value="trip.place"),),
    ),
)
PLANS = (
    ListColumn(gettext_lazy("Committee"), value="committee.label", width=34),
    ListColumn(gettext_lazy("Half-year"), value="half_year.label"),
    ListColumn(gettext_lazy("Status"), value="get_status_display"),
    ListColumn(gettext_lazy("Submitted on"), value="submitted_at", kind=Kind.DATE),
    ListColumn(gettext_lazy("Comment"), value="comment", width=50),
)
MEETINGS = (
    ListColumn(gettext_lazy("Date of the meeting"), value="meeting.date", kind=Kind.DATE),
    columns.LEADER,
    columns.CELL,
)
ASKED = (
    ListColumn(gettext_lazy("By when"), value="due_on", kind=Kind.DATE),
    ListColumn(
        gettext_lazy("Cell"),
        value="evaluation.meeting.cell.name",
        width=32,
        beside=(
            ListColumn(gettext_lazy("Managing committee"), value="evaluation.meeting.cell.committee.label"),
        ),
    ),
    ListColumn(gettext_lazy("What is to be done"), value="text", width=50),
    ListColumn(gettext_lazy("Who does it"), value="responsible"),
)
ISSUED = (
    ListColumn(gettext_lazy("Number"), value="full_number", width=18),
    ListColumn(gettext_lazy("Date"), value="issued_on", kind=Kind.DATE),
    *PLANS[:2],
    ListColumn(gettext_lazy("Sent on"), value=sent_on, kind=Kind.DATE),
    ListColumn(gettext_lazy("Came in or changed since issue"), value="came_in", kind=Kind.NUMBER),
)
GAPS = (
    ListColumn(
        gettext_lazy("Leader"),
        value="leader.full_name",
        beside=(
            ListColumn(gettext_lazy("Position"), value="leader.position"),
            ListColumn(gettext_lazy("Committee"), value="leader.committee.label", width=17),
        ),
    ),
    ListColumn(gettext_lazy("Target"), value="standing.asks", width=32),
    ListColumn(gettext_lazy("Still missing"), value="missing", width=40),
)
COLUMNS = {
    OVERDUE: TO_LOG,
    COLLIDING: TO_LOG,
    COMING: TO_LOG,
    THIS_MONTH: TO_LOG,
    BOOKED_TWICE: (
        ListColumn(gettext_lazy("Due on"), value="day", kind=Kind.DATE),
        ListColumn(gettext_lazy("Leader"), value="leader.full_name"),
        ListColumn(gettext_lazy("Conflict"), value="kind.label"),
        ListColumn(gettext_lazy("Visits"), value=sides, width=60),
    ),
    NOT_EVALUATED: (*MEETINGS, ListColumn(gettext_lazy("Evaluation begun"), value="has_draft", width=14)),
    WITHOUT_NUMBERS: (
        *MEETINGS,
        ListColumn(gettext_lazy("Members"), value="meeting.members_total", kind=Kind.NUMBER),
        ListColumn(gettext_lazy("Present"), value="meeting.members_present", kind=Kind.NUMBER),
        ListColumn(gettext_lazy("Spoke"), value="meeting.members_spoke", kind=Kind.NUMBER),
    ),
    NOT_DECIDED: (
        columns.MONTH,
        columns.LEADER,
        columns.CELL,
        columns.REASON,
    ),
    RECOMMENDATIONS: ASKED,
    RECOMMENDED_SOON: ASKED,
    CHANGED: ISSUED,
    REPORTS: ISSUED,
    TO_SIGN: (*PLANS[:2], PLANS[3]),
    NOT_PLANNED: PLANS[:2],
    BELOW_TARGET: GAPS,
    BEHIND_TARGET: GAPS,
}


def listed(section: Section, about: Sequence[str] = ()) -> Listed:
    """All of a section's rows, in the order in which they are to be done; `about`: what they were cut to."""

    def rows() -> list:
        found = list(section.rows)
        if section.is_of_open_visits:
            add_dues(found)
        return found

    columns_of = COLUMNS.get(section.name, PLANS)
    return Listed(section.title, columns_of, rows, about, key=section.name, size=lambda: section.size)
