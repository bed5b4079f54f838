"""How far logging has come: what is due, what is late, and how long entries take.

Docs: "Progress and timeliness" in docs/interpretations.md.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, TextChoices
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from attendance.models import VisitQuerySet

from .counting import Counted, Key, conditions_of, count_levels
from .measures import MEASURES, PROGRESS, marked
from .selection import Selection
from .tally import numbers_of

_Numbers: Any = numbers_of(PROGRESS)


@dataclass(frozen=True)
class Progress(_Numbers):
    """Rows of S that are due by now, apart by whether they are logged; what became of cells carried in."""


def progress(visits: VisitQuerySet, selection: Selection) -> Progress:
    return progress_by(visits, selection)[()]


def progress_by(visits: VisitQuerySet, selection: Selection, *by: str) -> dict[Key, Progress]:
    """The progress of every combination of the columns `by`; one query. Zeros where there is no row."""
    found = count_levels(selection.apply(visits), conditions_of(PROGRESS, selection), PROGRESS, [by])
    return progresses(found[by])


def progresses(found: dict[Key, Counted]) -> dict[Key, Progress]:
    result: dict[Key, Progress] = defaultdict(Progress)
    for key, counted in found.items():
        result[key] = Progress(**{measure.key: counted.numbers[measure.key] for measure in PROGRESS})
    return result


def most_overdue(visits: VisitQuerySet, selection: Selection, leaders: int) -> dict[int, int]:
    """The visits overdue of as many leaders, at most, by their ids: the most first, of equal ones by name."""
    overdue = selection.apply(visits).filter(marked(MEASURES["overdue_visits"].marks, selection))
    by_leader = overdue.order_by().values("leader").annotate(number=Count("pk"))
    ordered = by_leader.order_by("-number", "leader__name_sort", "leader__code")
    return dict(ordered.values_list("leader", "number")[:leaders])


class Delay(TextChoices):
    """Days from a meeting to the entry of its result."""

    NEXT_DAY = "1", _("Same or next day")
    WEEK = "7", _("2 to 7 days")
    MONTH = "30", _("8 to 30 days")
    LONGER = "longer", _("More than 30 days")
    UNKNOWN = "unknown", _("Not known")


DELAYS = {Delay.NEXT_DAY: (None, 1), Delay.WEEK: (1, 7), Delay.MONTH: (7, 30), Delay.LONGER: (30, None)}


def with_delay(visits: VisitQuerySet) -> VisitQuerySet:
    """Attended visits with `delay`, from their meeting to the day of the entry; None if not known."""
    between = TruncDate("logged_at") - F("meeting__date")
    return visits.annotate(delay=ExpressionWrapper(between, output_field=DurationField()))


def delayed(delay: str) -> Q:
    """Of visits with `delay`: those of one class. What was logged before the meeting counts as at once."""
    if Delay(delay) is Delay.UNKNOWN:
        return Q(delay__isnull=True)
    above, up_to = DELAYS[Delay(delay)]
    condition = Q(delay__isnull=False)
    if above is not None:
        condition &= Q(delay__gt=dt.timedelta(days=above))
    if up_to is not None:
        condition &= Q(delay__lte=dt.timedelta(days=up_to))
    return condition


def delays_by(visits: VisitQuerySet, selection: Selection, *by: str) -> dict[Key, dict[str, int]]:
    """How many attended visits of S were logged how soon, by the columns `by`; one query."""
    rows = selection.apply(visits).filter(marked(MEASURES["logged_after"].marks, selection)).order_by()
    counts = {f"delay_{delay}": Count("pk", filter=delayed(delay)) for delay in Delay.values}
    rows = with_delay(rows)
    grouped = rows.values(*by).annotate(**counts) if by else [rows.aggregate(**counts)]
    result: dict[Key, dict[str, int]] = defaultdict(lambda: dict.fromkeys(Delay.values, 0))
    for row in grouped:
        result[tuple(row[name] for name in by)] = {d: row[f"delay_{d}"] for d in Delay.values}
    return result
