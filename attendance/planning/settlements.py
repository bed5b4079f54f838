"""What became of the visits that fell on a trip, once they are settled."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from attendance.models import Plan, Trip, Visit, VisitQuerySet
from committees.models import Leader
from lib.periods import Month


@dataclass
class Settled:
    """A visit that fell on a trip on `day`: withdrawn, with a result, or changed in a draft.

    `standing` are the visits to the cell that its plan has now: the one moved to, or the substitute's.
    """

    visit: Visit
    day: dt.date
    standing: list[Visit] = field(default_factory=list)

    @property
    def substitute(self) -> Leader | None:
        """Who goes instead in the same month."""
        if self.visit.outcome != Visit.Outcome.WITHDRAWN:
            rows = [row for row in self.standing if row.pk == self.visit.pk]  # changed in a draft
        elif any(row.leader_id == self.visit.leader_id for row in self.standing):
            rows = []  # moved
        else:
            rows = [row for row in self.standing if row.origin == Visit.Origin.AMENDMENT]
        return next((row.leader for row in rows if row.month == Month.of(self.day)), None)


@dataclass(frozen=True)
class Settlement:
    """A visit as it stood when something was decided about it; the rows that this left, it among them."""

    before: Visit
    rows: list[Visit]

    @property
    def told(self) -> str:
        """What was decided, in words."""
        standing = self.rows[-1]
        facts = {"cell": standing.cell, "leader": standing.leader, "month": standing.month}
        if standing.leader_id != self.before.leader_id:
            return _("%(cell)s: %(leader)s goes instead") % facts
        if standing.month != self.before.month:
            return _("%(cell)s: moved to %(month)s") % facts
        return _("%(cell)s: left as it is") % facts


def settled(trip: Trip, visits: VisitQuerySet) -> list[Settled]:
    """Of `visits`, what fell on `trip` and is open there no more, as the days go (at most four queries)."""
    months = (Month.of(trip.date_from), Month.of(trip.date_to))
    found = []
    gone = visits.planned().exclude(outcome=Visit.Outcome.PENDING)
    for visit in gone.filter(leader=trip.leader_id, month__range=months).for_display():
        if day := _on(trip, visit.cell, visit.month):
            found.append(Settled(visit, day))
    found += _changed_in_drafts(trip, visits, months)
    standing = defaultdict(list)
    for visit in (
        visits.standing()
        .filter(plan__in={s.visit.plan_id for s in found}, cell__in={s.visit.cell_id for s in found})
        .exclude(pk__in=[s.visit.pk for s in found])
        .select_related("leader")
    ):
        standing[visit.plan_id, visit.cell_id].append(visit)
    for line in found:
        if line.visit.outcome == Visit.Outcome.WITHDRAWN:
            line.standing = standing[line.visit.plan_id, line.visit.cell_id]
    return sorted(found, key=lambda s: (s.day, s.visit.cell.name_sort, s.visit.pk))


def _changed_in_drafts(trip: Trip, visits: VisitQuerySet, months: tuple[Month, Month]) -> list[Settled]:
    """Rows of drafts that once stood on the trip and now stand elsewhere: only the history knows."""
    before = Visit.history.filter(
        leader=trip.leader_id,
        month__range=months,
        plan__status__in=[Plan.Status.DRAFT, Plan.Status.SUBMITTED],
    )
    stood = dict(before.order_by("history_date", "history_id").values_list("id", "month"))
    changed = []
    for visit in visits.pending().filter(pk__in=stood).for_display():
        day = _on(trip, visit.cell, stood[visit.pk])
        if day and (visit.leader_id, visit.month) != (trip.leader_id, stood[visit.pk]):
            changed.append(Settled(visit, day, [visit]))
    return changed


def _on(trip: Trip, cell, month: Month) -> dt.date | None:
    day = cell.meets_on(month)
    return day if day and trip.date_from <= day <= trip.date_to else None
