"""Which cells have not seen a leader for long: cells by the months since anybody last attended there.

Docs: "Coverage" in docs/interpretations.md.
"""

import datetime as dt
from collections import Counter, defaultdict

from django.db.models import Q, QuerySet, TextChoices
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
    """Of `existing_cells`: those of a class of CLASSES."""
    condition = Q(pk__in=[])
    for gap in CLASSES[name]:
        condition |= _in_gap(gap, Month.of(day))
    return condition


def _in_gap(gap: Gap, month: Month) -> Q:
    if gap == Gap.NEVER:
        return Q(last_visited_on__isnull=True)
    ends = sorted(LONGEST.values())
    shorter = [longest for longest in ends if longest < LONGEST.get(gap, ends[-1] + 1)]
    condition = Q(last_visited_on__isnull=False)
    if gap in LONGEST:
        condition &= Q(last_visited_on__gte=(month + -LONGEST[gap]).first_day)
    if shorter:
        condition &= Q(last_visited_on__lt=(month + -shorter[-1]).first_day)
    return condition


def tally_gaps(
    cells: QuerySet[Cell], day: dt.date, managed_on: dt.date | None = None
) -> dict[tuple[int, int], Counter[Gap]]:
    """How many cells are in which gap, by (managing committee, organization type); two queries.

    The committee is the one that managed the cell on `managed_on`, else on the day itself.
    """
    rows = with_belonging(existing_cells(cells, day).order_by(), managed_on or day, FormerManagement)
    result = defaultdict(Counter)
    for committee, kind, last in rows.values_list("belonged_to", "organization_type_id", "last_visited_on"):
        result[committee, kind][gap_of(last, day)] += 1
    return result
