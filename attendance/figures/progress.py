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

from attendance.days.due import due_before
from attendance.models import Visit, VisitQuerySet
from lib.periods import today

from .selection import Selection


def day_after(selection: Selection) -> dt.date:
    """The day before which visits are due: today, or the one after the past day asked about."""
    return selection.as_of + dt.timedelta(days=1) if selection.as_of else today()


def due(selection: Selection) -> Q:
    """Rows of S of which one should know by now what became of them."""
    return selection.counted & due_before(day_after(selection))


def overdue(selection: Selection) -> Q:
    return due(selection) & selection.pending


def due_and_logged(selection: Selection) -> Q:
    return due(selection) & (selection.attended | selection.missed)


def carried_in(selection: Selection) -> Q:
    """Rows of S that were moved here from an earlier half-year."""
    return selection.counted & Q(origin=Visit.Origin.CARRIED_IN)


@dataclass(frozen=True)
class Progress:
    """Rows of S that are due by now, apart by whether they are logged; cells carried in."""

    due_visits: int = 0
    logged_visits: int = 0
    overdue_visits: int = 0
    carried_in_cells: int = 0


def progress(visits: VisitQuerySet, selection: Selection) -> Progress:
    return progress_by(visits, selection)[()]


def progress_by(visits: VisitQuerySet, selection: Selection, *by: str) -> dict[tuple[Any, ...], Progress]:
    """The progress of every combination of the columns `by`; one query. Zeros where there is no row."""
    rows = selection.apply(visits).order_by()
    counts = {
        "due_visits": Count("pk", filter=due(selection)),
        "overdue_visits": Count("pk", filter=overdue(selection)),
        "carried_in_cells": Count("cell", distinct=True, filter=carried_in(selection)),
    }
    grouped = rows.values(*by).annotate(**counts) if by else [rows.aggregate(**counts)]
    result = defaultdict(Progress)
    for row in grouped:
        found = {name: row[name] for name in counts}
        logged = found["due_visits"] - found["overdue_visits"]
        result[tuple(row[name] for name in by)] = Progress(logged_visits=logged, **found)
    return result


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


def delays_by(visits: VisitQuerySet, selection: Selection, *by: str) -> dict[tuple[Any, ...], dict[str, int]]:
    """How many attended visits of S were logged how soon, by the columns `by`; one query."""
    rows = selection.apply(visits).filter(selection.counted & selection.attended).order_by()
    counts = {f"delay_{delay}": Count("pk", filter=delayed(delay)) for delay in Delay.values}
    rows = with_delay(rows)
    grouped = rows.values(*by).annotate(**counts) if by else [rows.aggregate(**counts)]
    result: dict[tuple[Any, ...], dict[str, int]] = defaultdict(lambda: dict.fromkeys(Delay.values, 0))
    for row in grouped:
        result[tuple(row[name] for name in by)] = {d: row[f"delay_{d}"] for d in Delay.values}
    return result
