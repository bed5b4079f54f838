"""Cells that leaders rated low twice running: somebody should look what is wrong there.

Docs: "Rated low" in docs/interpretations.md.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

from django.db.models import Case, Max, Q, When, Window
from django.db.models.functions import DenseRank

from lib.periods import written_day
from meetings.models import Cell, Evaluation, EvaluationQuerySet, RatingBand

from .coverage import reference_day_of
from .selection import Selection
from .written import decimal

RUNNING = 2


@dataclass(frozen=True)
class LowRating:
    """By a leader, of one meeting."""

    evaluation: int
    date: dt.date
    band: str  # "" below them all
    total: Decimal
    leader: str

    def __str__(self) -> str:
        """ "15/10/2026: Trung bình (62,0), Nguyễn Văn An"."""
        return f"{written_day(self.date)}: {self.band or '—'} ({decimal(self.total, 1)}), {self.leader}"


@dataclass(frozen=True)
class LowCell:
    """A cell by its key, and the leaders' ratings of its last rated meetings, the latest first."""

    pk: int
    name: str
    committee: str
    ratings: list[LowRating]

    @property
    def last_rated_on(self) -> dt.date:
        return self.ratings[0].date


def low_bands() -> dict[int, set[int | None]]:
    """By rubric, the bands in the lower half; None is what lies below them all.

    Of an odd number the middle one is not low. A rubric without bands rates nothing.
    """
    by_rubric = defaultdict(list)
    for pk, rubric in RatingBand.objects.order_by("-minimum", "-needs_gates").values_list("pk", "rubric"):
        by_rubric[rubric].append(pk)
    return {rubric: {*bands[(len(bands) + 1) // 2 :], None} for rubric, bands in by_rubric.items()}


def rated(evaluations: EvaluationQuerySet, selection: Selection) -> EvaluationQuerySet:
    """Finished ones with points by the leaders, and of the cells there are, that the filters leave."""
    day = reference_day_of(selection)
    cells = Cell.objects.existing_on(day).order_by().values("pk")
    found = evaluations.final().by_leaders().filter(total__isnull=False, meeting__date__lte=day)
    return found.filter(
        selection.of_leaders("leader") & selection.of_cells("meeting__cell"), meeting__cell__in=cells
    )


def low_evaluations(evaluations: EvaluationQuerySet, selection: Selection) -> dict[int, list[int]]:
    """Of each cell that no leader rated in the upper half at its last two rated meetings, the keys of these.

    Two queries.
    """
    low = low_bands()
    is_low = Q(pk__in=[])
    for rubric, bands in low.items():
        is_low |= Q(rubric=rubric) & (Q(band__in=bands - {None}) | Q(band=None))
    over: dict[str, Any] = {"partition_by": "meeting__cell", "order_by": ("-meeting__date", "meeting")}
    rows = rated(evaluations, selection).filter(rubric__in=low)
    rows = rows.annotate(back=Window(DenseRank(), **over))
    # Whether any is not low from the latest meeting back to this one, all of this one's with it.
    rows = rows.annotate(high=Window(Max(Case(When(is_low, then=0), default=1)), **over))
    rows = rows.filter(back__lte=RUNNING, high=0).order_by("meeting__cell", "back")
    found = {}
    for cell, of_cell in groupby(rows.values_list("meeting__cell", "pk", "back"), key=itemgetter(0)):
        last = list(of_cell)
        if last[-1][-1] == RUNNING:
            found[cell] = [pk for _cell, pk, _back in last]
    return found


def low_cells(found: dict[int, list[int]]) -> list[LowCell]:
    """Those of `low_evaluations`, by name; one query."""
    cell, committee = "meeting__cell", "meeting__cell__committee"
    rows = Evaluation.objects.filter(pk__in=chain.from_iterable(found.values())).values_list(
        *("pk", "meeting__date", "band__label", "total", "leader__full_name"),
        *(f"{cell}_id", f"{cell}__name", f"{committee}__short_name", f"{committee}__name"),
    )
    in_order = rows.order_by(f"{cell}__name_sort", f"{cell}__code", "-meeting__date", "leader__name_sort")
    cells: dict[int, LowCell] = {}
    for pk, date, band, total, leader, of_cell, name, short_name, committee_name in in_order:
        low = cells.setdefault(of_cell, LowCell(of_cell, name, short_name or committee_name, []))
        low.ratings.append(LowRating(pk, date, band or "", total, leader))
    return list(cells.values())
