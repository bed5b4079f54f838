"""What of a committee's previous plan is registered again, in which month, and what cannot be."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from attendance.days.availability import lies_ahead
from attendance.days.conflicts import Availability, Conflict, ConflictKind, why_no_other_month
from attendance.models import Plan, Visit, VisitQuerySet
from attendance.planning.warnings import Planned
from lib.periods import Month

# On another day the leader can go.
OF_THE_DAY = (ConflictKind.TRIP, ConflictKind.BOOKED)


def earlier_visits(plan: Plan) -> VisitQuerySet:
    """What `copy_plan` copies: registered or added, once each, and not withdrawn since."""
    return (
        Visit.objects.standing()
        .filter(
            committee=plan.committee_id,
            half_year=plan.half_year.previous,
            origin__in=[Visit.Origin.REGISTERED, Visit.Origin.AMENDMENT],
            carried_from__isnull=True,
        )
        .select_related("leader__committee", "cell")
    )


@dataclass
class Copy:
    """What copying makes of one earlier visit: its month then, None where it is left out, and why.

    `warnings` are those that the draft will show.
    """

    earlier: Visit
    month: Month | None
    why: str
    warnings: list[Conflict] = field(default_factory=list)

    @property
    def meant(self) -> Month:
        return self.earlier.month + 6

    @property
    def key(self) -> str:
        return f"{self.earlier.pk}:{self.month}"


def preview(plan: Plan, *, user) -> list[Copy]:
    """Each visit of the previous plan as `copy_plan` would copy it now; `user` reads."""
    copying, copies, visits = Copying(plan), [], {}
    for earlier in copying.earlier:
        month, why = copying.place(earlier)
        copies.append(Copy(earlier, month, why))
        if month:
            facts = {"committee": plan.committee, "half_year": plan.half_year, "month": month}
            visits[earlier.pk] = Visit(leader=earlier.leader, cell=earlier.cell, **facts)
            copying.availability.add(visits[earlier.pk])
    planned = Planned(
        {v.leader_id for v in visits.values()},
        {v.cell_id for v in visits.values()},
        plan.half_year.months if visits else [],
        user,
    )
    planned.add(visits.values())
    for copy in copies:
        if visit := visits.get(copy.earlier.pk):
            copy.warnings = planned.warnings(visit.leader, visit.cell, visit.month, visit=visit)
    return copies


class Copying:
    """The earlier visits that `copy_plan` copies into `plan`, and where each of them fits; four queries."""

    def __init__(self, plan: Plan):
        self.plan, self.earlier = plan, list(earlier_visits(plan))
        self.availability = Availability.read({v.leader_id for v in self.earlier}, [plan.half_year])

    def place(self, earlier: Visit) -> tuple[Month | None, str]:
        """The month to register it for, None if it is not copied; and why it is not six months later."""
        leader, cell, month = earlier.leader, earlier.cell, earlier.month + 6
        if refusal := self._refusal(earlier, month):
            return None, refusal
        conflicts = self.availability.at(leader, cell, month)
        if not conflicts:
            return month, ""
        if any(conflict.kind not in OF_THE_DAY for conflict in conflicts):
            return None, _joined(conflicts)
        free = self.availability.nearest_free(leader, cell, month)
        if free is None:
            return None, f"{_joined(conflicts)} {why_no_other_month(cell, month)}"
        elsewhere = _("Copied to %(month)s.") % {"month": free}
        return free, f"{_joined(conflicts)} {elsewhere}"

    def speaks_against(self, earlier: Visit, month: Month) -> str:
        """Why it cannot be copied to that very month; "" where it can."""
        conflicts = self.availability.at(earlier.leader, earlier.cell, month)
        return self._refusal(earlier, month) or _joined(conflicts)

    def _refusal(self, earlier: Visit, month: Month) -> str:
        leader = earlier.leader
        if not leader.committee.is_within(self.plan.committee):
            return _("%(leader)s belongs to %(committee)s now.") % {
                "leader": leader,
                "committee": leader.committee.label,
            }
        if self.availability.is_taken(leader, earlier.cell, month):
            return _("It is in a plan already.")
        if not lies_ahead(earlier.cell, month):
            return _("The meeting of %(month)s is over.") % {"month": month}
        return ""


def _joined(conflicts: list[Conflict]) -> str:
    return " ".join(conflict.message for conflict in conflicts)
