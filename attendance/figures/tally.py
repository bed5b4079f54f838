"""The one definition of 18/22: the counting rules of docs/domain.md, by their numbers.

What each figure counts stands in `measures`. Counting starts from a VisitQuerySet that the caller has
narrowed to what its reader may see, and a Selection that says what to count.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, make_dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import BigIntegerField, Count, F, Max, Q
from django.db.models.functions import Cast

from attendance.models import AbsenceReason, VisitQuerySet

from .counting import AFTER_MONTH, Counted, Key, conditions_of, count_levels
from .measures import ATTENDED, MEASURES, MISSED, RATE, REASONS, TALLY, Measure, marked
from .selection import Selection

MISSING = "—"


def per_cent(part: int | Decimal, whole: int | Decimal) -> Decimal | None:
    """One decimal, half up; None where there is no whole (rule 10)."""
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None


def numbers_of(measures: Iterable[Measure]) -> Any:
    """A frozen dataclass with a number for each measure."""
    return make_dataclass("Numbers", [(measure.key, int, 0) for measure in measures], frozen=True)


_Numbers: Any = numbers_of(TALLY)


@dataclass(frozen=True)
class Tally(_Numbers):
    """The figures of one selection, by their measures' keys."""

    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def rate(self) -> Decimal | None:
        """attended / planned cells in per cent, one decimal, half up (rule 10); None without plan."""
        return per_cent(getattr(self, RATE.part), getattr(self, RATE.whole))

    @property
    def due_rate(self) -> Decimal | None:
        """Attended of the visits due by now, in per cent; None where none is due."""
        return per_cent(self.attended_of_due, self.due_visits)

    def as_dict(self) -> dict[str, Any]:
        """The figures by name, as in the exported summary."""
        exported = [measure.key for measure in MEASURES.values() if measure.in_tally]
        names = ["reasons" if key == REASONS else key for key in exported]
        return {name: getattr(self, name) for name in names}


def tally(visits: VisitQuerySet, selection: Selection) -> Tally:
    """The figures over the whole selection: distinct counts of the union (rule 8)."""
    return tally_by(visits, selection)[()]


def tally_by(
    visits: VisitQuerySet, selection: Selection, *by: str, with_reasons: bool = True
) -> dict[Key, Tally]:
    """The figures of every combination of the columns `by`, keyed by their values.

    Two queries, one without reasons, whatever the number of groups. Group by columns of the visit
    or its cell ("committee_id", "leader_group", "cell__organization_type_id"…) and look names up afterwards.
    Combinations without a row get a Tally of zeros when asked for.
    """
    reasons = reasons_by_id() if with_reasons else {}
    found = count_levels(selection.apply(visits), conditions_of(TALLY, selection), TALLY, [by], list(reasons))
    return tallies(found[by], reasons)


def tallies(found: dict[Key, Counted], reasons: Mapping[int, str]) -> dict[Key, Tally]:
    """With the codes of `reasons`, given by their ids."""
    nothing, keys = dict.fromkeys(reasons.values(), 0), [measure.key for measure in TALLY]
    result = defaultdict(lambda: Tally(reasons=dict(nothing)))
    for key, counted in found.items():
        # Most figures of a leader are 0: to look them up in a Counter would be a call for each.
        numbers: dict[str, Any] = {key: counted.numbers.get(key, 0) for key in keys}
        by_code = {code: counted.reasons.get(pk, 0) for pk, code in reasons.items()}
        result[key] = Tally(**numbers, reasons=by_code)
    return result


def cumulative(visits: VisitQuerySet, selection: Selection) -> list[tuple[Selection, Tally]]:
    """From the half-year's beginning to the end of each month: what to count, and its figures.

    One query. The tallies hold cells and visits planned and attended, and nothing else.
    """
    cut = selection.last_month or selection.half_year.months[-1]
    until = [selection.narrow(last_month=min(month, cut)) for month in selection.half_year.months]
    keys = ("planned_cells", "attended_cells", "planned_visits", "attended_visits")
    measures = [MEASURES[key] for key in keys]
    conditions = conditions_of(measures, selection)
    conditions |= {f"until_{n}": Q(month__lte=narrowed.last_month) for n, narrowed in enumerate(until)}
    counted = [
        replace(measure, key=f"{n}_{measure.key}", marks=(*measure.marks, f"until_{n}"))
        for n in range(len(until))
        for measure in measures
    ]
    numbers = count_levels(selection.apply(visits), conditions, counted, [()])[()][()].numbers
    return [
        (narrowed, Tally(**dict[str, Any]((key, numbers[f"{n}_{key}"]) for key in keys)))
        for n, narrowed in enumerate(until)
    ]


def reasons_by_id() -> dict[int, str]:
    """The codes of the catalogue, in its order."""
    return dict(AbsenceReason.objects.values_list("pk", "code"))


# --- reasons of absence (rule 5) ---


def last_missed(rows: VisitQuerySet, selection: Selection) -> VisitQuerySet:
    """Of each cell that no visit attended, the last missed one.

    That of the latest month; within a month, the one entered last.
    """
    # Month and id as one number, for a database reads a half-year's visits once then, and not for each cell.
    place = Cast("month", BigIntegerField()) * (1 << AFTER_MONTH) + F("pk")
    last = Max(place, filter=marked(MISSED, selection))
    attended = Count("pk", filter=marked(ATTENDED, selection))
    by_cell = rows.order_by().values("cell").annotate(last=last, attended=attended)
    found = by_cell.filter(attended=0, last__isnull=False)
    return rows.filter(pk__in=found.values(key=F("last").bitand((1 << AFTER_MONTH) - 1)))
