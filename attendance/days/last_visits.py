"""When anybody was last at a cell."""

import datetime as dt

from django.db.models import OuterRef, QuerySet, Subquery

from lib.periods import Month
from meetings.models import Meeting

# --- the cells to choose from ---


def with_last_visit(rows: QuerySet, until: dt.date | None = None, *, cell: str = "pk") -> QuerySet:
    """With `last_visited_on`: the latest meeting that any leader attended, by the day `until` if given.

    None where nobody has been there yet. Of cells, or of rows that have one under the name `cell`.
    """
    attended = Meeting.objects.filter(cell=OuterRef(cell), visits__isnull=False).order_by("-date")
    if until:
        attended = attended.filter(date__lte=until)
    return rows.annotate(last_visited_on=Subquery(attended.values("date")[:1]))


def months_since(day: dt.date | None, month: Month) -> int | None:
    """Months from a cell's last visit to `month`; None where nobody has been there."""
    return None if day is None else month.ordinal - Month.of(day).ordinal
