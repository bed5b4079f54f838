"""Which evaluations are counted, and what a tally of them says; counted they are in `evaluated`."""

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from attendance.models import VisitQuerySet
from meetings.models import Evaluation, EvaluationQuerySet, Finding, RatingBand

from .selection import Selection

LEADER, CELL = "leader", "cell"
BY_WHOM = Case(When(leader__isnull=True, then=Value(CELL)), default=Value(LEADER))


@dataclass(frozen=True)
class QualityTally:
    """Evaluations of meetings that a counted visit attended.

    `bands` count the leaders' evaluations and `cell_bands` the cells' own, highest band first,
    one each; `findings` maps a kind to (Finding, count) pairs, most frequent first, then by code.
    """

    meetings: int
    leader_scored: int
    cell_scored: int
    mean_leader_total: Decimal | None
    mean_cell_total: Decimal | None
    bands: dict[str, int]
    cell_bands: dict[str, int]
    findings: dict[str, list[tuple[Finding, int]]]


def attended(visits: VisitQuerySet, selection: Selection) -> VisitQuerySet:
    """The counted visits that attended a meeting."""
    return selection.apply(visits).filter(selection.counted & selection.attended).order_by()


def attended_unplanned(visits: VisitQuerySet, selection: Selection) -> VisitQuerySet:
    """The visits outside the plan that attended a meeting: never counted (rule 7), told beside."""
    return selection.apply(visits).filter(selection.unplanned & selection.attended).order_by()


def evaluations(visits: VisitQuerySet, selection: Selection, scorer: str | None = None) -> EvaluationQuerySet:
    """Final evaluations of the attended meetings: the leaders' who attended, the cells' own."""
    by = {who: _sheets(attended(visits, selection), who) for who in (LEADER, CELL)}
    # Found first, each way by itself: else the database sometimes reads all evaluations there are.
    found = by[scorer].distinct() if scorer else by[LEADER].union(by[CELL])
    return Evaluation.objects.filter(pk__in=found)


def evaluations_beside(visits: VisitQuerySet, selection: Selection) -> EvaluationQuerySet:
    """Final evaluations of meetings attended outside the plan, but those that `evaluations` has."""
    unplanned = attended_unplanned(visits, selection)
    counted = attended(visits, selection).filter(meeting=OuterRef("meeting"))
    by_cell = _sheets(unplanned.exclude(Exists(counted)), CELL)
    return Evaluation.objects.filter(pk__in=_sheets(unplanned, LEADER).union(by_cell))


def _sheets(visits: VisitQuerySet, scorer: str) -> QuerySet:
    """Keys of the final evaluations of the meetings of `visits`: by their leaders, or by the cells."""
    sheets = "meeting__evaluations"
    by = {f"{sheets}__leader": F("leader")} if scorer == LEADER else {f"{sheets}__leader__isnull": True}
    return visits.filter(**{f"{sheets}__is_draft": False}, **by).values(sheets)


def band_labels(first: dt.date, last: dt.date, used: set[str]) -> list[str]:
    """Labels of the rubrics in force on some day from `first` to `last`, and of those used; highest first."""
    in_force = Q(rubric__valid_from__lte=last) & (
        Q(rubric__valid_to__isnull=True) | Q(rubric__valid_to__gte=first)
    )
    labels = (
        RatingBand.objects.filter(in_force | Q(label__in=used))
        .order_by("-minimum", "-needs_gates", "label")
        .values_list("label", flat=True)
    )
    return list(dict.fromkeys(labels))


def mean(points: int | Decimal, count: int) -> Decimal | None:
    """None where there is nothing to divide by."""
    return divided(points, count) if count else None


def divided(points: int | Decimal, count: int) -> Decimal:
    """To 2 places, half up as Excel's ROUND does it."""
    return (Decimal(points) / count).quantize(Decimal("0.01"), ROUND_HALF_UP)
