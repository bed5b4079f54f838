"""What leaders' sheets say of cells: how many were judged, what was found there, and what was asked for.

Of the final evaluations by leaders whose counted visit attended the meeting; the cells' own are not among
them. Docs: "The report's text" in docs/interpretations.md.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from attendance.models import VisitQuerySet
from meetings.models import EvaluationQuerySet, Finding, Recommendation, RecommendationQuerySet

from .quality import LEADER, evaluations
from .selection import Selection


@dataclass(frozen=True)
class JudgedCells:
    """`findings` maps a kind to (finding, distinct cells where it was noted) pairs, by code."""

    cells: int
    meetings: int
    findings: dict[str, list[tuple[Finding, int]]]


def sheets(visits: VisitQuerySet, selection: Selection) -> EvaluationQuerySet:
    return evaluations(visits, selection, LEADER).order_by()


def judged_cells(visits: VisitQuerySet, selection: Selection) -> JudgedCells:
    """Three queries."""
    found = sheets(visits, selection)
    counts = found.aggregate(
        cells=Count("meeting__cell", distinct=True), meetings=Count("meeting", distinct=True)
    )
    # From the sheets: counted from the catalogue, PostgreSQL reads those of all half-years.
    noted = found.filter(findings__isnull=False).values_list("findings")
    cells = dict(noted.annotate(n=Count("meeting__cell", distinct=True)))
    findings: dict[str, list[tuple[Finding, int]]] = {kind: [] for kind in Finding.Kind.values}
    for finding in Finding.objects.filter(pk__in=cells).order_by("code"):
        findings[finding.kind].append((finding, cells[finding.pk]))
    return JudgedCells(**counts, findings=findings)


# --- what the cells were asked for ---


@dataclass(frozen=True)
class Asked:
    """Recommendations given on the sheets; `overdue` ones are among those `open`."""

    given: int
    done: int
    open: int
    overdue: int


def states(day: dt.date) -> dict[str, Q]:
    """What became of a recommendation by `day`, by the names of `Asked`."""
    done = Q(done_on__lte=day)
    is_open = Q(done_on__isnull=True) | Q(done_on__gt=day)
    return {"given": Q(), "done": done, "open": is_open, "overdue": is_open & Q(due_on__lt=day)}


def asked_for(visits: VisitQuerySet, selection: Selection) -> RecommendationQuerySet:
    return Recommendation.objects.filter(evaluation__in=sheets(visits, selection))


def asked(visits: VisitQuerySet, selection: Selection, day: dt.date) -> Asked:
    """One query."""
    counts = {name: Count("pk", filter=condition or None) for name, condition in states(day).items()}
    return Asked(**asked_for(visits, selection).order_by().aggregate(**counts))
