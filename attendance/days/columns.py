"""Columns of visits that several lists have."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.models import Visit
from lib.lists import ListColumn
from lib.tables import Kind


def result_of(visit: Visit) -> str:
    return str(Visit.Outcome(visit.outcome).label) if visit.plan.counts else _("Plan not approved yet")


RESULT = ListColumn(
    gettext_lazy("Result"),
    value=result_of,
    width=14,
    beside=(
        ListColumn(gettext_lazy("Date of the meeting"), value="meeting.date", kind=Kind.DATE),
        ListColumn(gettext_lazy("Reason of absence"), value="absence_reason.label"),
        ListColumn(gettext_lazy("Moved to"), value="successor.month", kind=Kind.MONTH, width=10),
    ),
)
MONTH = ListColumn(gettext_lazy("Month"), value="month", kind=Kind.MONTH, width=10)
LEADER = ListColumn(
    gettext_lazy("Leader"),
    value="leader.full_name",
    beside=(ListColumn(gettext_lazy("Committee"), value="committee.label", width=17),),
)
CELL = ListColumn(
    gettext_lazy("Cell"),
    value="cell.name",
    width=32,
    beside=(ListColumn(gettext_lazy("Managing committee"), value="cell.committee.label"),),
)
ORIGIN = ListColumn(gettext_lazy("Origin"), css="detail", value="get_origin_display", width=14)
