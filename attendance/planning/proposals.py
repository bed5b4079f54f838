"""Cells proposed for plans: by whom, for which plan, and which of them are still to be taken up."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from attendance.days.last_visits import with_last_visit
from attendance.models import Plan, Proposal, Visit
from committees.models import Committee, Leader
from committees.roles import Permission
from lib.periods import HalfYear
from meetings.models import Cell

# Who plans may propose, and so may who approves.
PROPOSING = (Permission.REGISTER, Permission.APPROVE)


def may_propose(user, committee: Committee) -> bool:
    return any(user.may(permission, committee) for permission in PROPOSING)


def proposing_committees(user) -> QuerySet[Committee]:
    """Where `user` may propose cells for the coming half-year: there are leaders to send. In tree order."""
    coming = HalfYear.current().next
    leaders = Leader.objects.serving(coming)
    paths = [path for permission in PROPOSING for path in user.committee_paths(permission)]
    has_leaders = Exists(leaders.filter(committee=OuterRef("pk")))
    return Committee.objects.within(paths).filter(has_leaders).order_by("path")


def proposed(committee: Committee, half_year: HalfYear) -> dict[int, Proposal]:
    """The committee's proposals by cell, each with `is_taken_up`; one query."""
    proposals = Proposal.objects.for_plan(committee, half_year).with_taken_up()
    return {proposal.cell_id: proposal for proposal in proposals.select_related("proposed_by")}


def open_for(plans: Iterable[Plan]) -> dict[int, list[Proposal]]:
    """Of each plan, by its key, what was proposed and not taken up, with `last_visited_on`; one query."""
    keys = {(plan.committee_id, plan.half_year): plan.pk for plan in plans}
    wanted = Q(pk__in=[])
    for committee, half_year in keys:
        wanted |= Q(committee=committee, half_year=half_year)
    proposals = with_last_visit(Proposal.objects.filter(wanted).open(), cell="cell")
    found = defaultdict(list)
    for proposal in proposals.select_related("cell__committee", "proposed_by"):
        found[keys[proposal.committee_id, proposal.half_year]].append(proposal)
    return {key: found[key] for key in keys.values()}


def open_cells(plan: Plan) -> set[int]:
    """The keys of the cells proposed for the plan and not taken up."""
    proposals = Proposal.objects.for_plan(plan.committee, plan.half_year).open()
    return set(proposals.values_list("cell", flat=True))


def refused(
    cells: Iterable[Cell], committees: Iterable[Committee], half_year: HalfYear
) -> set[tuple[int, int]]:
    """The pairs (cell, committee), by key, whose proposal would be refused; three queries.

    The plan counts already, has the cell already, or the cell does not exist in the half-year.
    """
    cells, committees = [cell.pk for cell in cells], [committee.pk for committee in committees]
    existing = Cell.objects.existing(half_year).filter(pk__in=cells)
    exist = set(existing.values_list("pk", flat=True))
    plans = Plan.objects.approved().filter(half_year=half_year, committee__in=committees)
    closed = set(plans.values_list("committee", flat=True))
    going = Visit.objects.in_period(half_year).filter(cell__in=cells, committee__in=committees)
    planned = set(going.standing().values_list("cell", "committee"))
    return {
        (cell, committee)
        for cell in cells
        for committee in committees
        if cell not in exist or committee in closed or (cell, committee) in planned
    }
