"""What the pages let a user plan, judged of the rows of a list: within bounds only."""

from django.utils.translation import gettext as _

from attendance.models import Plan, Visit
from attendance.planning.grid import planned_leaders
from attendance.planning.registration import committees_offered, half_years_offered

from .book import Book
from .kinds import shown
from .reader import Row
from .sheets import PLANS

_CLOSED = {
    Plan.Status.SUBMITTED: (
        lambda: _("the plan is submitted and waits for approval"),
        lambda: _("take it back on its page with “Take back to correct”, then import the file again"),
    ),
    Plan.Status.APPROVED: (
        lambda: _("the plan is approved already"),
        lambda: _("add the visit with “Add a visit by amendment” on the plan's page, with a reason"),
    ),
    Plan.Status.CLOSED: (
        lambda: _("the plan is closed"),
        lambda: _("leave the row out"),
    ),
}


def _refuse_where_not_allowed(row: Row, committee) -> None:
    row.problem(
        "committee",
        _("you may not register plans of “%(committee)s”") % {"committee": shown(committee.label)},
        _("leave the row out, or ask the staff there"),
    )


def is_offered(book: Book, row: Row, committee) -> bool:
    """Of a plan that there is none of yet: whether the page offers to begin it."""
    if not book.terms.may(PLANS, committee):
        _refuse_where_not_allowed(row, committee)
        return False
    if row["half_year"] not in half_years_offered():
        row.problem(
            "half_year",
            _("no plan is begun for the %(half_year)s any more, or not yet")
            % {"half_year": row["half_year"].label},
            _("correct “Kỳ”"),
        )
        return False
    if not committees_offered(book.by).filter(pk=committee.pk).exists():
        row.problem(
            "committee",
            _("“%(committee)s” has no leaders to plan for") % {"committee": shown(committee.label)},
            _("correct “Mã cơ quan”"),
        )
        return False
    return True


class Planners:
    """Who may be planned, by committee and half-year: read once."""

    def __init__(self):
        self._known: dict[tuple, set[int]] = {}

    def has(self, plan: Plan, leader_id: int) -> bool:
        key = plan.committee_id, plan.half_year
        if key not in self._known:
            self._known[key] = set(planned_leaders(plan).values_list("pk", flat=True))
        return leader_id in self._known[key]


def judge_visit(book: Book, row: Row, visit: Visit, planners: Planners) -> None:
    """Of a visit that the row registers or changes."""
    plan = visit.plan
    if not book.terms.may(PLANS, plan.committee):
        _refuse_where_not_allowed(row, plan.committee)
        return
    if not plan.is_editable:
        what, cure = _CLOSED[plan.status]
        row.problem("month", what(), cure())
        return
    if not planners.has(plan, visit.leader_id):
        row.problem(
            "leader",
            _("“%(leader)s” is not among the leaders of this plan") % {"leader": shown(visit.leader)},
            _("choose one of the committee who holds office in the half-year"),
        )
    if not visit.cell.exists_between(plan.half_year.first_day, plan.half_year.last_day):
        row.problem(
            "cell",
            _("“%(cell)s” does not exist in the %(half_year)s")
            % {"cell": shown(visit.cell), "half_year": plan.half_year.label},
            _("choose another cell"),
        )
    if row["from_month"] and visit.pk is None:
        row.problem(
            "from_month",
            _("a missed visit is carried over on its own page"),
            _("empty the cell, or leave the row out"),
        )
    elif visit.origin not in (Visit.Origin.REGISTERED, Visit.Origin.CARRIED_IN):
        row.problem(
            "origin",
            _("every visit of a draft is registered"),
            _("write Đăng ký, or empty the cell"),
        )
