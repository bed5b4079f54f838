"""Columns of visits that several lists have, of visits and of `listed` ones."""

from django.utils.translation import gettext_lazy

from attendance.models import Visit
from lib.lists import ListColumn
from lib.tables import Kind

from .listed import told


def result_of(visit: Visit) -> str:
    return told(visit.outcome, visit.plan.status)


REASON = ListColumn(gettext_lazy("Reason of absence"), value="absence_reason", of_values="reason")
RESULT = ListColumn(
    gettext_lazy("Result"),
    value=result_of,
    of_values="result",
    width=14,
    beside=(
        ListColumn(
            gettext_lazy("Date of the meeting"),
            value="meeting.date",
            of_values="meeting__date",
            kind=Kind.DATE,
        ),
        REASON,
        ListColumn(
            gettext_lazy("Moved to"),
            value="successor.month",
            of_values="carried_to__month",
            kind=Kind.MONTH,
            width=10,
        ),
    ),
)
MONTH = ListColumn(gettext_lazy("Month"), value="month", of_values="month", kind=Kind.MONTH, width=10)
LEADER = ListColumn(
    gettext_lazy("Leader"),
    value="leader.full_name",
    of_values="leader__full_name",
    beside=(
        ListColumn(gettext_lazy("Committee"), value="committee.label", of_values="committee_label", width=17),
    ),
)
CELL = ListColumn(
    gettext_lazy("Cell"),
    value="cell.name",
    of_values="cell__name",
    width=32,
    beside=(
        ListColumn(
            gettext_lazy("Managing committee"), value="cell.committee.label", of_values="managing_label"
        ),
    ),
)
ORIGIN = ListColumn(
    gettext_lazy("Origin"), css="detail", value="get_origin_display", of_values="origin_label", width=14
)
