"""The kinds of work: their names, titles, order, and which of them press."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lib.counts import Counted

OVERDUE, COLLIDING, BOOKED_TWICE = "overdue", "colliding", "booked-twice"
COMING, THIS_MONTH = "coming", "this-month"
NOT_EVALUATED, WITHOUT_NUMBERS, NOT_DECIDED = "not-evaluated", "without-numbers", "not-decided"
RETURNED, WAITING, NOT_PLANNED, DRAFTS = "returned", "waiting", "not-planned", "drafts"
RECOMMENDATIONS, RECOMMENDED_SOON = "recommendations", "recommended-soon"
CHANGED, REPORTS, TO_SIGN = "changed", "reports", "to-sign"
BELOW_TARGET, BEHIND_TARGET = "below-target", "behind-target"

TITLES = {
    WAITING: _("Plans waiting for approval"),
    TO_SIGN: _("Reports submitted for signature"),
    RETURNED: _("Plans returned with a comment"),
    OVERDUE: _("Overdue, not logged yet"),
    COLLIDING: _("Visits that fall on a trip"),
    BOOKED_TWICE: _("Leaders registered twice"),
    COMING: _("In the next two weeks"),
    THIS_MONTH: _("Later this month"),
    NOT_EVALUATED: _("Attended, not evaluated yet"),
    WITHOUT_NUMBERS: _("Meetings without their numbers"),
    NOT_DECIDED: _("Missed, not decided whether to make up for it"),
    RECOMMENDATIONS: _("Recommendations past their date"),
    RECOMMENDED_SOON: _("Recommendations due in two weeks"),
    CHANGED: _("Data changed since a report was issued"),
    REPORTS: _("Reports not sent out"),
    NOT_PLANNED: _("No plan begun yet"),
    DRAFTS: _("Plans not submitted yet"),
    BELOW_TARGET: _("Planned for less than the target"),
    BEHIND_TARGET: _("Attended less than the target so far"),
}
# What somebody waits for, or what time runs against: the number in the navigation.
PRESSING = (WAITING, RETURNED, OVERDUE, COLLIDING)
# What has a day: whoever has only the rest gets no message.
DATED = (*PRESSING, BOOKED_TWICE, COMING, NOT_PLANNED, RECOMMENDATIONS, RECOMMENDED_SOON)

BY_MONTH, BY_COMMITTEE = "month", "committee"
# Those that can be long: under headings, by month or by committee.
GROUPED = (OVERDUE, NOT_EVALUATED, WITHOUT_NUMBERS, NOT_DECIDED)


@dataclass(frozen=True)
class Section:
    """One kind of work: all of it as `rows`, in the order in which it is to be done; `count` is bounded.

    Of one that is only counted there are no rows.
    """

    name: str
    rows: QuerySet | list
    count: Counted

    @property
    def title(self) -> str:
        return str(TITLES[self.name])

    @property
    def size(self) -> int:
        """How many there are, to the last one: of a file."""
        if not self.count.is_more:
            return self.count.number
        return self.rows.order_by().count() if isinstance(self.rows, QuerySet) else len(self.rows)

    @property
    def is_pressing(self) -> bool:
        return self.name in PRESSING

    @property
    def is_dated(self) -> bool:
        return self.name in DATED

    @property
    def is_grouped(self) -> bool:
        return self.name in GROUPED

    @property
    def is_of_open_visits(self) -> bool:
        return self.name in (OVERDUE, COLLIDING, COMING, THIS_MONTH)
