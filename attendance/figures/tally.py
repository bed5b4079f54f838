"""The one definition of 18/22: the counting rules of docs/domain.md, by their numbers.

Every figure on every page and in every file comes from here. Counting starts from a VisitQuerySet
that the caller has narrowed to what its reader may see, and a Selection that says what to count.

S, the visits that count: approved or closed plans of the half-year, cut by the selection's
filters, without `withdrawn` and `unplanned`.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, fields
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from attendance.models import AbsenceReason, Visit, VisitQuerySet

from .selection import Selection

MISSING = "—"


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

    def as_dict(self) -> dict[str, Any]:
        """The figures by name, as in the exported summary."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


COUNTS = tuple(f.name for f in fields(Tally) if f.name != "reasons")


def tally(visits: VisitQuerySet, selection: Selection) -> Tally:
    """The figures over the whole selection: distinct counts of the union (rule 8)."""
    return tally_by(visits, selection)[()]


def tally_by(
    visits: VisitQuerySet, selection: Selection, *by: str, with_reasons: bool = True
) -> dict[tuple[Any, ...], Tally]:
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

    def cells(condition: Q) -> Count:
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


def _reasons(
    rows: VisitQuerySet, selection: Selection, by: tuple[str, ...]
) -> dict[tuple[Any, ...], Counter[str]]:
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
    result: dict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
    for (*key, _cell), code in last_reason.items():
        result[tuple(key)][code] += 1
    return result


def not_attended(rows: VisitQuerySet, selection: Selection, by: tuple[str, ...] = ()) -> VisitQuerySet:
    """The rows of S whose cell was not attended by any visit of the same group."""
    attended = rows.filter(selection.counted & selection.attended)
    same = {name: OuterRef(name) for name in (*by, "cell_id")}
    return rows.filter(selection.counted).exclude(Exists(attended.filter(**same)))
