"""One cell every month: in which months of a plan a leader can go there, and why not in others."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from attendance.days.availability import lies_ahead
from attendance.models import Plan
from committees.models import Leader
from lib.periods import Month
from meetings.models import Cell

from .warnings import Planned


@dataclass(frozen=True)
class RepeatedMonth:
    """A month of the half-year, and what keeps the visit from it: nothing, or one thing or several."""

    month: Month
    cell: Cell
    against: list[str]

    @property
    def meets_on(self):
        return self.cell.meets_on(self.month)


def repeated_months(plan: Plan, leader: Leader, cell: Cell, *, user) -> list[RepeatedMonth]:
    """Judged as an entry is, save that the same cell again is meant; what needs a reason is left to one."""
    months = plan.half_year.months
    planned = Planned([leader.pk], [cell.pk], months, user)
    return [RepeatedMonth(month, cell, _against(planned, leader, cell, month)) for month in months]


def _against(planned: Planned, leader: Leader, cell: Cell, month: Month) -> list[str]:
    if planned.availability.is_taken(leader, cell, month):
        return [_("This leader is registered here in this month already.")]
    if not lies_ahead(cell, month):
        return [_("The meeting of %(month)s is over.") % {"month": month}]
    return [conflict.message for conflict in planned.against_repeating(leader, cell, month)]
