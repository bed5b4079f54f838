"""Visits that nobody registered: a leader attended all the same."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.days.actions import create_visit, expect_reason, expect_status
from attendance.logging.belonging import nearest_plan
from attendance.models import Plan, Visit
from committees.models import Leader
from lib.periods import HalfYear, Month
from lib.versions import locked_row
from meetings.models import Cell

from .results import expect_held, log_attended


class OpenVisits(ValidationError):
    """The leader has registered `visits` to this cell in the half-year that wait for a result."""

    def __init__(self, visits: list[Visit]):
        self.visits = visits
        super().__init__(
            _(
                "%(leader)s is registered for %(cell)s in %(months)s and nothing is logged for it yet. "
                "Choose below where this meeting counts."
            )
            % {
                "leader": visits[0].leader,
                "cell": visits[0].cell,
                "months": ", ".join(str(visit.month) for visit in visits),
            }
        )


class MonthTaken(ValidationError):
    """`visit` stands already for this leader, cell and month."""

    MESSAGES = {
        Visit.Outcome.PENDING: gettext_lazy(
            "%(leader)s is registered for %(cell)s in %(month)s: log the result of that visit."
        ),
        Visit.Outcome.ATTENDED: gettext_lazy(
            "It is logged already that %(leader)s attended %(cell)s in %(month)s. Correct that visit, or "
            "check the date."
        ),
        Visit.Outcome.MISSED: gettext_lazy(
            "The visit of %(leader)s to %(cell)s in %(month)s is logged as missed. If the leader was there "
            "after all, correct that visit."
        ),
        Visit.Outcome.WITHDRAWN: gettext_lazy(
            "The visit of %(leader)s to %(cell)s in %(month)s was withdrawn. Restore it, then log its result."
        ),
    }

    def __init__(self, visit: Visit):
        self.visit = visit
        super().__init__(
            self.MESSAGES[visit.outcome] % {"leader": visit.leader, "cell": visit.cell, "month": visit.month}
        )


@transaction.atomic
def log_unplanned(
    *,
    leader: Leader,
    cell: Cell,
    date: dt.date,
    beside_open: bool = False,
    correction_reason: str = "",
    by,
    **told,
) -> Visit:
    """The leader attended the cell's meeting of `date` without being registered for it.

    The visit belongs to the half-year of its meeting, in the plan of the leader's committee or of the
    nearest one above it that has a plan. Raises OpenVisits where a registered visit could be fulfilled
    instead, unless it is to stay open (`beside_open`). `told`: what `log_attended` takes.
    In a closed plan it came to light late, and a reason says how.
    """
    expect_held(date)
    plan = locked_row(_plan_of(leader, HalfYear.of(date)))
    expect_status(plan, *Plan.COUNTING)
    late = _("The plan is closed, and its report was issued. Say why the visit is added only now.")
    reason = expect_reason(plan, correction_reason, late)
    locked_row(cell)
    month = Month.of(date)
    visits = leader.visits.select_related("leader", "cell", "plan").filter(cell=cell)
    open_visits = visits.planned().pending().approved().in_period(plan.half_year)
    if not beside_open and open_visits:
        raise OpenVisits(list(open_visits))
    if taken := visits.filter(month=month).first():
        raise MonthTaken(taken)
    visit = create_visit(
        plan, leader, cell, month, origin=Visit.Origin.UNPLANNED, correction_reason=reason, by=by
    )
    return log_attended(visit=visit, date=date, correction_reason=correction_reason, by=by, **told)


def _plan_of(leader: Leader, half_year: HalfYear) -> Plan:
    plan = nearest_plan(leader, half_year)
    names = {"committee": leader.committee.label, "half_year": half_year.label}
    if plan is None:
        raise ValidationError(
            _("%(committee)s has no plan for the %(half_year)s. Begin one and have it approved first.")
            % names
        )
    if not plan.counts:
        raise ValidationError(
            _(
                "The plan of %(committee)s for the %(half_year)s is not approved yet. Visits can be logged "
                "once it is."
            )
            % (names | {"committee": plan.committee.label})
        )
    return plan
