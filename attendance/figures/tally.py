"""The one definition of 18/22: the counting rules of docs/domain.md, by their numbers.

What each figure counts stands in `measures`. Counting starts from a VisitQuerySet that the caller has
narrowed to what its reader may see, and a Selection that says what to count.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, make_dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from attendance.models import AbsenceReason, VisitQuerySet

from .measures import MEASURES, RATE, REASONS, TALLY, Fate, Measure, Unit, fates_until
from .selection import Selection

MISSING = "—"
Key = tuple[Any, ...]  # the values of the columns by which figures are grouped


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

    Three queries, one without reasons, whatever the number of groups. Group by columns of the visit
    or its cell ("committee_id", "leader_group", "cell__organization_type_id"…) and look names up afterwards.
    Combinations without a row get a Tally of zeros when asked for.
    """
    rows = selection.apply(visits).order_by()
    figures = count_by(rows, Counting(TALLY, selection), by)
    reasons = _reasons(rows, selection, by) if with_reasons else defaultdict(Counter)
    no_reasons = dict.fromkeys(reason_codes(), 0) if with_reasons else {}

    result = defaultdict(lambda: Tally(reasons=dict(no_reasons)))
    for key, numbers in figures.items():
        result[key] = Tally(**numbers, reasons=no_reasons | reasons[key])
    return result


def cumulative(visits: VisitQuerySet, selection: Selection) -> list[tuple[Selection, Tally]]:
    """From the half-year's beginning to the end of each month: what to count, and its figures.

    One query. The tallies hold cells and visits planned and attended, and nothing else.
    """
    cut = selection.last_month or selection.half_year.months[-1]
    until = [selection.narrow(last_month=min(month, cut)) for month in selection.half_year.months]
    names = ("planned_cells", "attended_cells", "planned_visits", "attended_visits")
    measures = [MEASURES[name] for name in names]
    countings = [
        Counting(measures, narrowed, among=Q(month__lte=narrowed.last_month), name=f"until_{number}")
        for number, narrowed in enumerate(until)
    ]
    aggregates = {name: count for each in countings for name, count in each.aggregates.items()}
    row = selection.apply(visits).order_by().aggregate(**aggregates)
    return [(narrowed, Tally(**each.figures(row))) for narrowed, each in zip(until, countings, strict=True)]


def reason_codes() -> list[str]:
    return list(AbsenceReason.objects.values_list("code", flat=True))


# --- from measures to a query ---


class Counting:
    """The aggregates that measures need, each once, and the figures out of a row of their values."""

    def __init__(
        self, measures: Iterable[Measure], selection: Selection, among: Q | None = None, name: str = "count"
    ):
        """Of the rows that satisfy `among` only; the aggregates are called `name` and a number."""
        self.aggregates: dict[str, Count] = {}
        self._name, self._names = name, dict[tuple[Unit, Q], str]()
        self._parts = {
            measure.key: [
                (sign, self._aggregate(measure.unit, rows & (among or Q())))
                for sign, rows in measure.counted(selection)
            ]
            for measure in measures
        }

    def _aggregate(self, unit: Unit, rows: Q) -> str:
        if (unit, rows) not in self._names:
            name = self._names[unit, rows] = f"{self._name}_{len(self._names)}"
            is_row = unit is Unit.VISITS
            self.aggregates[name] = Count("pk" if is_row else unit.value, distinct=not is_row, filter=rows)
        return self._names[unit, rows]

    def figures(self, row: dict[str, Any]) -> dict[str, Any]:
        """By the measures' keys: counts added up, less those of the rows taken off."""
        return {key: sum(sign * row[name] for sign, name in parts) for key, parts in self._parts.items()}


def count_by(rows: VisitQuerySet, counting: Counting, by: tuple[str, ...]) -> dict[Key, dict[str, Any]]:
    """The figures of `rows` by the values of the columns `by`; one query."""
    grouped = (
        rows.values(*by).annotate(**counting.aggregates) if by else [rows.aggregate(**counting.aggregates)]
    )
    return {tuple(row[name] for name in by): counting.figures(row) for row in grouped}


# --- reasons of absence (rule 5) ---


def last_missed(rows: VisitQuerySet, selection: Selection, by: tuple[str, ...] = ()) -> VisitQuerySet:
    """Of each cell that no visit of the same group attended, the last missed one.

    That of the latest month; within a month, the one entered last.
    """
    of_cell = rows.order_by().filter(**{name: OuterRef(name) for name in (*by, "cell_id")})
    attended = of_cell.filter(fates_until(selection, Fate.ATTENDED))
    is_missed = MEASURES[REASONS].rows(selection)
    is_later = Q(month__gt=OuterRef("month")) | Q(month=OuterRef("month"), pk__gt=OuterRef("pk"))
    later = of_cell.filter(is_missed, is_later)
    return rows.filter(is_missed).exclude(Exists(attended)).exclude(Exists(later))


def _reasons(rows: VisitQuerySet, selection: Selection, by: tuple[str, ...]) -> dict[Key, Counter[str]]:
    """The cells by the reason of their last missed visit."""
    result: dict[Key, Counter[str]] = defaultdict(Counter)
    for *key, code in last_missed(rows, selection, by).order_by().values_list(*by, "absence_reason__code"):
        result[tuple(key)][code] += 1
    return result
