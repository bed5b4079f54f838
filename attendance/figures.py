"""The one definition of 18/22: the counting rules of docs/domain.md, by their numbers.

Every figure on every page and in every file comes from here. Counting starts from a VisitQuerySet
that the caller has narrowed to what its reader may see, and a Selection that says what to count.

S, the visits that count: approved or closed plans of the half-year, cut by the selection's
filters, without `withdrawn` and `unplanned`.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from django.db.models import Count, Exists, F, OuterRef, Q

from committees.models import Committee, Leader, LeaderGroup
from committees.organisation import belonging, below
from meetings.models import CellQuerySet, FormerManagement, OrganizationType
from meetings.periods import HalfYear, Month

from .models import AbsenceReason, Visit, VisitQuerySet

MISSING = "—"


@dataclass(frozen=True)
class Selection:
    """What to count: a half-year, cut by any filters, as at a past day where `as_of` is given.

    With `since` it reaches back to an earlier half-year: only for tallies by half-year.
    """

    half_year: HalfYear
    since: HalfYear | None = None
    committee: Committee | None = None  # the plan's committee, with everything below it
    own_plan: bool = False  # only the plan of `committee` itself
    leader_group: str | None = None
    leader: Leader | None = None
    organization_type: OrganizationType | None = None  # the cell's
    managing_committee: Committee | None = None  # the cell's, with everything below it
    own_cells: bool = False  # only cells that `managing_committee` manages itself
    first_month: Month | None = None  # of the visits, as planned; both included
    last_month: Month | None = None
    as_of: dt.date | None = None

    @property
    def leader_group_label(self) -> str:
        return str(LeaderGroup(self.leader_group).label) if self.leader_group else ""

    @property
    def months_label(self) -> str:
        """Which months of the half-year, "" for all."""
        if not (self.first_month or self.last_month):
            return ""
        first = self.first_month or self.half_year.months[0]
        last = self.last_month or self.half_year.months[-1]
        return str(first) if first == last else f"{first}–{last}"

    def narrow(self, **filters) -> "Selection":
        return replace(self, **filters)

    def apply(self, visits: VisitQuerySet) -> VisitQuerySet:
        """The visits of the half-year that pass the filters, in plans that count.

        Withdrawn and unplanned ones are still among them: rules 6 and 7 need them.
        """
        visits = visits.approved()
        if self.since:
            visits = visits.filter(half_year__range=(self.since, self.half_year))
        else:
            visits = visits.in_period(self.half_year)
        if self.committee and self.own_plan:
            visits = visits.filter(committee=self.committee)
        elif self.committee:
            visits = visits.filter(self._in_each_half_year(partial(below, self.committee)))
        if self.leader_group:
            visits = visits.filter(leader_group=self.leader_group)
        if self.leader:
            visits = visits.filter(leader=self.leader)
        if self.organization_type:
            visits = visits.filter(cell__organization_type=self.organization_type)
        if self.managing_committee:
            visits = visits.filter(self._in_each_half_year(partial(self._managed, lookup="cell")))
        if self.first_month:
            visits = visits.filter(month__gte=self.first_month)
        if self.last_month:
            visits = visits.filter(month__lte=self.last_month)
        return visits

    def apply_to_cells(self, cells: CellQuerySet) -> CellQuerySet:
        """Of `cells` those that the filters about cells leave."""
        if self.managing_committee:
            cells = cells.filter(self._managed(self.day))
        if self.organization_type:
            cells = cells.filter(organization_type=self.organization_type)
        return cells

    @property
    def day(self) -> dt.date:
        """On which the organisation is looked at: what was renamed, moved or merged later had not been."""
        return self.half_year.last_day

    def _managed(self, day: dt.date, lookup: str = "") -> Q:
        return belonging(self.managing_committee, day, FormerManagement, lookup, own=self.own_cells)

    def _in_each_half_year(self, condition: Callable[[dt.date], Q]) -> Q:
        """The condition for the day of the half-year; of several, for each its own."""
        last = condition(self.day)
        if not self.since:
            return last
        half_years = [HalfYear(i) for i in range(self.since.ordinal, self.half_year.ordinal)]
        conditions = {half_year: condition(half_year.last_day) for half_year in half_years}
        if all(other == last for other in conditions.values()):
            return last
        either = Q(half_year=self.half_year) & last
        for half_year, other in conditions.items():
            either |= Q(half_year=half_year) & other
        return either

    # Outcomes as they stood at `as_of` (rule 9).

    @property
    def counted(self) -> Q:
        """The row belongs to S."""
        return ~Q(origin=Visit.Origin.UNPLANNED) & ~Q(outcome=Visit.Outcome.WITHDRAWN)

    @property
    def planned_once(self) -> Q:
        """In S, and not a visit that was moved here within the half-year (rule 3)."""
        earlier = Q(carried_from_month__isnull=True) | Q(carried_from_month__lt=F("half_year") * 6)
        return self.counted & earlier

    @property
    def attended(self) -> Q:
        """Attended, at a meeting held by `as_of`."""
        attended = Q(outcome=Visit.Outcome.ATTENDED)
        return attended & Q(meeting__date__lte=self.as_of) if self.as_of else attended

    @property
    def missed(self) -> Q:
        """Missed, in a month that has begun by `as_of`."""
        missed = Q(outcome=Visit.Outcome.MISSED)
        return missed & Q(month__lte=Month.of(self.as_of)) if self.as_of else missed

    @property
    def moved_on(self) -> Q:
        """Missed, and moved to a later half-year."""
        return self.missed & Q(carried_to__half_year__gt=F("half_year"))

    @property
    def pending(self) -> Q:
        """Still open: not logged, or logged with something that lies after `as_of`."""
        pending = Q(outcome=Visit.Outcome.PENDING)
        if self.as_of:
            pending |= Q(outcome=Visit.Outcome.ATTENDED, meeting__date__gt=self.as_of)
            pending |= Q(outcome=Visit.Outcome.MISSED, month__gt=Month.of(self.as_of))
        return pending


def per_cent(part: int | Decimal, whole: int | Decimal) -> Decimal | None:
    """One decimal, half up; None where there is no whole (rule 10)."""
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None


@dataclass(frozen=True)
class Tally:
    """The figures of one selection. Cells and leaders are distinct ones; visits are rows."""

    planned_cells: int = 0
    attended_cells: int = 0
    planned_visits: int = 0
    attended_visits: int = 0
    leaders_planned: int = 0
    leaders_attended: int = 0
    carried_over_cells: int = 0
    pending_cells: int = 0
    missed_cells: int = 0
    registered_cells: int = 0
    extra_cells: int = 0
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def rate(self) -> Decimal | None:
        """attended / planned cells in per cent, one decimal, half up (rule 10); None without plan."""
        return per_cent(self.attended_cells, self.planned_cells)

    def as_dict(self) -> dict:
        """The figures by name, as in the exported summary."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


COUNTS = tuple(f.name for f in fields(Tally) if f.name != "reasons")


def tally(visits: VisitQuerySet, selection: Selection) -> Tally:
    """The figures over the whole selection: distinct counts of the union (rule 8)."""
    return tally_by(visits, selection)[()]


def tally_by(
    visits: VisitQuerySet, selection: Selection, *by: str, with_reasons: bool = True
) -> dict[tuple, Tally]:
    """The figures of every combination of the columns `by`, keyed by their values.

    Three queries, one without reasons, whatever the number of groups. Group by columns of the visit
    or its cell ("committee_id", "leader_group", "cell__organization_type_id"…) and look names up afterwards.
    Combinations without a row get a Tally of zeros when asked for.
    """
    rows = selection.apply(visits).order_by()
    counts = _aggregates(selection)
    grouped = rows.values(*by).annotate(**counts) if by else [rows.aggregate(**counts)]
    reasons = _reasons(rows, selection, by) if with_reasons else defaultdict(Counter)
    no_reasons = dict.fromkeys(reason_codes(), 0) if with_reasons else {}

    result = defaultdict(lambda: Tally(reasons=dict(no_reasons)))
    for row in grouped:
        key = tuple(row[name] for name in by)
        up_to = [row["attended_cells"], row["_or_carried"], row["_or_pending"]]
        result[key] = Tally(
            **{name: row[name] for name in COUNTS if name in row},
            carried_over_cells=up_to[1] - up_to[0],
            pending_cells=up_to[2] - up_to[1],
            missed_cells=row["planned_cells"] - up_to[2],
            reasons=no_reasons | reasons[key],
        )
    return result


def cumulative(visits: VisitQuerySet, selection: Selection) -> list[tuple[Selection, Tally]]:
    """From the half-year's beginning to the end of each month: what to count, and its figures.

    One query. The tallies hold cells and visits planned and attended, and nothing else.
    """
    cut = selection.last_month or selection.half_year.months[-1]
    until = [selection.narrow(last_month=min(month, cut)) for month in selection.half_year.months]
    names = ("planned_cells", "attended_cells", "planned_visits", "attended_visits")
    counts = {}
    for number, narrowed in enumerate(until):
        in_time = Q(month__lte=narrowed.last_month)
        for name, count in _aggregates(narrowed, in_time).items():
            if name in names:
                counts[f"{name}_{number}"] = count
    row = selection.apply(visits).order_by().aggregate(**counts)
    return [
        (narrowed, Tally(**{name: row[f"{name}_{number}"] for name in names}))
        for number, narrowed in enumerate(until)
    ]


def reason_codes() -> list[str]:
    return list(AbsenceReason.objects.values_list("code", flat=True))


def _aggregates(selection: Selection, among: Q | None = None) -> dict[str, Count]:
    """The counts by name; of the rows that satisfy `among` only."""
    among = among or Q()
    counted, attended = selection.counted & among, selection.counted & selection.attended & among

    def cells(condition):
        return Count("cell", distinct=True, filter=condition)

    return {
        "planned_cells": cells(counted),  # rule 1
        "attended_cells": cells(attended),  # rule 2
        "planned_visits": Count("pk", filter=selection.planned_once & among),  # rule 3
        "attended_visits": Count("pk", filter=attended),
        "leaders_planned": Count("leader", distinct=True, filter=counted),  # rule 4
        "leaders_attended": Count("leader", distinct=True, filter=attended),
        # Rule 5, "without overlap, in this order": each class is what it adds to the union of
        # those before it.
        "_or_carried": cells(counted & (selection.attended | selection.moved_on)),
        "_or_pending": cells(counted & (selection.attended | selection.moved_on | selection.pending)),
        "registered_cells": cells(Q(origin=Visit.Origin.REGISTERED) & among),  # rule 6
        "extra_cells": cells(Q(origin=Visit.Origin.UNPLANNED) & selection.attended & among),  # rule 7
    }


def _reasons(rows: VisitQuerySet, selection: Selection, by: tuple[str, ...]) -> dict[tuple, Counter]:
    """Rule 5's tally: cells not attended that have a missed visit, by the last one's reason.

    The last one is that of the latest month; within a month, the one entered last.
    """
    missed = (
        not_attended(rows, selection, by)
        .filter(selection.missed)
        .order_by("month", "pk")
        .values_list(*by, "cell_id", "absence_reason__code")
    )
    last_reason = {row[:-1]: row[-1] for row in missed}
    result = defaultdict(Counter)
    for (*key, _cell), code in last_reason.items():
        result[tuple(key)][code] += 1
    return result


def not_attended(rows: VisitQuerySet, selection: Selection, by: tuple[str, ...] = ()):
    """The rows of S whose cell was not attended by any visit of the same group."""
    attended = rows.filter(selection.counted & selection.attended)
    same = {name: OuterRef(name) for name in (*by, "cell_id")}
    return rows.filter(selection.counted).exclude(Exists(attended.filter(**same)))
