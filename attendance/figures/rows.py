"""Every figure opens the very rows that it counts."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from attendance.models import VisitQuerySet
from committees.models import Leader
from meetings.models import Cell

from . import progress
from .measures import CELLS, FATES, LEADERS, MEASURES, Fate, Unit, fates_before, marked
from .selection import Selection
from .tally import last_missed


@dataclass(frozen=True)
class Rows:
    """`visits` are the rows; counted by distinct `unit` they give the figure."""

    unit: Unit
    visits: VisitQuerySet

    def keys(self) -> QuerySet[Any]:
        """The cells, leaders or visits counted, in reading order: as many as the figure says."""
        if self.unit is CELLS:
            return Cell.objects.filter(pk__in=self.visits.order_by().values("cell"))
        if self.unit is LEADERS:
            return Leader.objects.filter(pk__in=self.visits.order_by().values("leader"))
        return self.visits


def rows_of(
    visits: VisitQuerySet,
    selection: Selection,
    key: str,
    reason: str | None = None,
    delay: str | None = None,
) -> Rows:
    """The rows behind a measure; of one that is split, those of one `reason` or `delay`."""
    if key not in MEASURES:
        raise ValueError(key)
    measure, rows = MEASURES[key], selection.apply(visits)
    if measure.fate:
        found = rows.filter(selection.counted, cell__in=_cells_of(rows, selection, measure.fate))
        if measure.among:
            among = rows.filter(marked(measure.among, selection)).order_by()
            found = found.filter(cell__in=among.values("cell"))
    elif measure.split == "reason":
        found = last_missed(rows, selection).filter(absence_reason__code=reason)
    elif measure.split == "delay":
        found = progress.with_delay(rows.filter(marked(measure.marks, selection)))
        found = found.filter(progress.delayed(delay or ""))
    else:
        found = rows.filter(marked(measure.marks, selection))
    return Rows(measure.unit, found)


def _cells_of(rows: VisitQuerySet, selection: Selection, fate: Fate) -> QuerySet[Any]:
    """The cells of which a row has the fate, and none has one before it."""
    earlier = fates_before(fate)
    counts = {f"are_{one}": Count("pk", filter=marked((FATES[one],), selection)) for one in (*earlier, fate)}
    cells = rows.filter(selection.counted).order_by().values("cell").annotate(**counts)
    none_earlier = {f"are_{one}": 0 for one in earlier}
    return cells.filter(**none_earlier, **{f"are_{fate}__gt": 0}).values("cell")
