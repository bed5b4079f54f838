"""Proposals: a cell that a committee's plan should go to, and taking that back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attendance.days.engagements import engagements
from attendance.models import Plan, Proposal
from attendance.planning.warnings import Planned
from committees.models import Committee
from lib.periods import HalfYear
from lib.versions import locked_row, sign
from meetings.models import Cell


@transaction.atomic
def propose_cell(*, cell: Cell, committee: Committee, half_year: HalfYear, by) -> Proposal:
    """Propose that the committee's plan goes to the cell. Proposed already, that proposal stands."""
    plan = Plan.objects.select_for_update().filter(committee=committee, half_year=half_year).first()
    cell = locked_row(cell)  # two who propose the same meet here, not in the index
    proposal = Proposal.objects.for_plan(committee, half_year).filter(cell=cell).first()
    if proposal:
        return proposal
    _expect_existing(cell, half_year)
    _expect_leaders(committee, half_year)
    if plan:
        _expect_not_planned(plan, cell, by)
        _expect_not_judged(plan)
    proposal = Proposal(cell=cell, committee=committee, half_year=half_year, proposed_by=by)
    sign(proposal, by=by).save()
    return proposal


@transaction.atomic
def withdraw_proposal(*, proposal: Proposal, by) -> None:
    """Whoever may propose may take a proposal back, or drop it; the history keeps it."""
    proposal = locked_row(proposal)
    sign(proposal, by=by).delete()


def _expect_existing(cell: Cell, half_year: HalfYear) -> None:
    existing = Cell.objects.existing(half_year)
    if not existing.filter(pk=cell.pk).exists():
        raise ValidationError(
            _("%(cell)s does not exist in the %(half_year)s. Choose another cell.")
            % {"cell": cell, "half_year": half_year.label}
        )


def _expect_leaders(committee: Committee, half_year: HalfYear) -> None:
    if not committee.leaders.serving(half_year).exists():
        raise ValidationError(
            _(
                "%(committee)s has no leader in office in the %(half_year)s who could go. Propose the cell "
                "to another committee."
            )
            % {"committee": committee.label, "half_year": half_year.label}
        )


def _expect_not_planned(plan: Plan, cell: Cell, by) -> None:
    planned = plan.visits.standing().filter(cell=cell).order_by("month", "leader__name_sort")
    if visits := list(engagements(planned, [plan.half_year])):
        who = Planned([], [], [], by).names_by_month(visits)
        raise ValidationError(
            _("%(cell)s is in the plan already (%(who)s). It need not be proposed.")
            % {"cell": cell, "who": who}
        )


def _expect_not_judged(plan: Plan) -> None:
    if plan.status == Plan.Status.APPROVED:
        raise ValidationError(
            _(
                "The plan of %(committee)s for the %(half_year)s is approved already. Have the visit added "
                "by amendment instead."
            )
            % {"committee": plan.committee.label, "half_year": plan.half_year.label}
        )
    if plan.status == Plan.Status.CLOSED:
        raise ValidationError(
            _("The plan of %(committee)s for the %(half_year)s is closed. Propose the cell for a later one.")
            % {"committee": plan.committee.label, "half_year": plan.half_year.label}
        )
