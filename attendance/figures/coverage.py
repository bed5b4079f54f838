"""Which cells have not seen a leader for long: cells by the months since anybody last attended there.

Docs: "Coverage" in docs/interpretations.md.
"""

import datetime as dt
from collections import Counter, defaultdict
from functools import cache, partial

from django.db.models import Q, QuerySet, TextChoices, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual, LessThan
from django.utils.translation import gettext_lazy as _

from attendance.days.last_visits import months_since, with_last_visit
from committees.organisation import with_belonging
from lib.periods import Month, today
from meetings.models import Cell, FormerManagement

from .selection import Selection


class Gap(TextChoices):
    """Months since a leader last attended a meeting of the cell."""

    RECENT = "0-3", _("0–3 months")
    HALF = "4-6", _("4–6 months")
    YEAR = "7-12", _("7–12 months")
    LONGER = "over-12", _("Over 12 months")
    NEVER = "never", _("Never")


LONGEST = {Gap.RECENT: 3, Gap.HALF: 6, Gap.YEAR: 12}
SINCE_EVER = dt.date.min + dt.timedelta(days=1)
NEGLECTED = "neglected"  # over 12 months or never
CLASSES = {gap.value: (gap,) for gap in Gap} | {NEGLECTED: (Gap.LONGER, Gap.NEVER)}


def reference_day_of(selection: Selection) -> dt.date:
    """From which day the months are counted back: the half-year's last one, at most today."""
    return selection.as_of or min(selection.half_year.last_day, today())


def existing_cells(cells: QuerySet[Cell], day: dt.date) -> QuerySet[Cell]:
    """The cells there are on `day`, each with `last_visited_on` as known by then."""
    return with_last_visit(cells.existing_on(day), until=day)


def gap_of(last_visited_on: dt.date | None, day: dt.date) -> Gap:
    months = months_since(last_visited_on, Month.of(day))
    if months is None:
        return Gap.NEVER
    return next((gap for gap, longest in LONGEST.items() if months <= longest), Gap.LONGER)


def in_class(name: str, day: dt.date) -> Q:
    """Of `existing_cells`: those of a class of CLASSES, whose gaps follow one another."""
    since, before = zip(*(_days_of(gap, Month.of(day)) for gap in CLASSES[name]), strict=True)
    # Each time it is named, the last visit is looked for anew: never is the first of all days.
    last, condition = Coalesce("last_visited_on", Value(dt.date.min)), Q()
    if min(since) > dt.date.min:
        condition &= Q(GreaterThanOrEqual(last, min(since)))
    if max(before) < dt.date.max:
        condition &= Q(LessThan(last, max(before)))
    return condition


def _days_of(gap: Gap, month: Month) -> tuple[dt.date, dt.date]:
    """From which day on the last visit was, and before which one."""
    if gap == Gap.NEVER:
        return dt.date.min, SINCE_EVER
    ends = sorted(LONGEST.values())
    shorter = [longest for longest in ends if longest < LONGEST.get(gap, ends[-1] + 1)]
    since = (month + -LONGEST[gap]).first_day if gap in LONGEST else SINCE_EVER
    return since, (month + -shorter[-1]).first_day if shorter else dt.date.max


def tally_gaps(
    cells: QuerySet[Cell], day: dt.date, managed_on: dt.date | None = None
) -> dict[tuple[int, int], Counter[Gap]]:
    """How many cells are in which gap, by (managing committee, organization type); two queries.

    The committee is the one that managed the cell on `managed_on`, else on the day itself.
    """
    rows = with_belonging(existing_cells(cells, day).order_by(), managed_on or day, FormerManagement)
    result = defaultdict(Counter)
    gap = cache(partial(gap_of, day=day))  # there are more cells than days
    for committee, kind, last in rows.values_list("belonged_to", "organization_type_id", "last_visited_on"):
        result[committee, kind][gap(last)] += 1
    return result
