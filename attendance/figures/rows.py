"""Rule 11: the very rows that a figure counts, for each of `figures.Tally` and `progress.Progress`."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from attendance.models import Visit, VisitQuerySet
from committees.models import Leader
from meetings.models import Cell

from . import progress
from .selection import Selection
from .tally import not_attended

CELL, LEADER, VISIT = "cell", "leader", "visit"
# What each figure counts, in words.
TITLES = {
    "planned_cells": _("Cells planned"),
    "attended_cells": _("Cells attended"),
    "planned_visits": _("Visits planned"),
    "attended_visits": _("Visits attended"),
    "leaders_planned": _("Leaders planned"),
    "leaders_attended": _("Leaders who attended"),
    "carried_over_cells": _("Cells not attended, carried over to a later half-year"),
    "pending_cells": _("Cells not attended yet: a visit is still open"),
    "missed_cells": _("Cells missed"),
    "registered_cells": _("Cells registered at first approval"),
    "extra_cells": _("Cells attended without being registered"),
    "missed_by_reason": _("Cells not attended: %(reason)s"),
    "due_visits": _("Visits due by now"),
    "logged_visits": _("Visits due by now and logged"),
    "overdue_visits": _("Visits overdue: nothing logged yet"),
    "carried_in_cells": _("Cells carried in from an earlier half-year"),
    "logged_after": _("Visits attended, by days until they were logged: %(delay)s"),
}


@dataclass(frozen=True)
class Rows:
    """`visits` are the rows; counted by distinct `unit` they give the figure."""

    unit: str
    visits: VisitQuerySet

    def keys(self) -> QuerySet[Any]:
        """The cells, leaders or visits counted, in reading order: as many as the figure says."""
        if self.unit == CELL:
            return Cell.objects.filter(pk__in=self.visits.order_by().values("cell"))
        if self.unit == LEADER:
            return Leader.objects.filter(pk__in=self.visits.order_by().values("leader"))
        return self.visits


PROGRESS = {
    "due_visits": progress.due,
    "logged_visits": progress.due_and_logged,
    "overdue_visits": progress.overdue,
    "carried_in_cells": progress.carried_in,
}


def rows_of(
    visits: VisitQuerySet,
    selection: Selection,
    measure: str,
    reason: str | None = None,
    delay: str | None = None,
) -> Rows:
    """The rows behind `measure`; or behind the tally of one `reason`, or of one `delay`."""
    rows = selection.apply(visits)
    in_s = rows.filter(selection.counted)
    if reason is not None:
        return Rows(CELL, _with_last_reason(rows, selection, reason))
    if delay is not None:
        attended = progress.with_delay(in_s.filter(selection.attended))
        return Rows(VISIT, attended.filter(progress.delayed(delay)))
    if measure in PROGRESS:
        unit = CELL if measure == "carried_in_cells" else VISIT
        return Rows(unit, rows.filter(PROGRESS[measure](selection)))
    match measure:
        case "planned_cells":
            return Rows(CELL, in_s)
        case "attended_cells":
            return Rows(CELL, in_s.filter(selection.attended))
        case "planned_visits":
            return Rows(VISIT, rows.filter(selection.planned_once))
        case "attended_visits":
            return Rows(VISIT, in_s.filter(selection.attended))
        case "leaders_planned":
            return Rows(LEADER, in_s)
        case "leaders_attended":
            return Rows(LEADER, in_s.filter(selection.attended))
        case "carried_over_cells" | "pending_cells" | "missed_cells":
            return Rows(CELL, in_s.filter(cell__in=_cells_by_fate(in_s, selection, measure)))
        case "registered_cells":
            return Rows(CELL, rows.filter(origin=Visit.Origin.REGISTERED))
        case "extra_cells":
            return Rows(CELL, rows.filter(selection.attended, origin=Visit.Origin.UNPLANNED))
    raise ValueError(measure)


def _cells_by_fate(in_s: VisitQuerySet, selection: Selection, measure: str) -> QuerySet[Any]:
    cells = (
        in_s.order_by()
        .values("cell")
        .annotate(
            attended=Count("pk", filter=selection.attended),
            moved_on=Count("pk", filter=selection.moved_on),
            pending=Count("pk", filter=selection.pending),
        )
        .filter(attended=0)
    )
    match measure:
        case "carried_over_cells":
            cells = cells.filter(moved_on__gt=0)
        case "pending_cells":
            cells = cells.filter(moved_on=0, pending__gt=0)
        case "missed_cells":
            cells = cells.filter(moved_on=0, pending=0)
    return cells.values("cell")


def _with_last_reason(rows: VisitQuerySet, selection: Selection, reason: str) -> VisitQuerySet:
    missed = not_attended(rows, selection).filter(selection.missed)
    later = rows.order_by().filter(
        Q(month__gt=OuterRef("month")) | Q(month=OuterRef("month"), pk__gt=OuterRef("pk")),
        selection.counted & selection.missed,
        cell=OuterRef("cell"),
    )
    return missed.exclude(Exists(later)).filter(absence_reason__code=reason)
