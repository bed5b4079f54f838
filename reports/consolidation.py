"""The reports of the committees below: which of them have issued theirs."""

from dataclasses import dataclass

from attendance.models import Plan
from committees.models import Committee

from .composition import Composition
from .models import IssuedReport


@dataclass(frozen=True)
class PartReport:
    """A committee below with a plan of the half-year, and its report in force, if it was issued."""

    committee: Committee
    report: IssuedReport | None


def parts(composition: Composition) -> list[PartReport]:
    """Of the committees below the composition's own; two queries."""
    below = Committee.objects.subtree(composition.committee).exclude(pk=composition.committee.pk)
    plans = Plan.objects.filter(half_year=composition.half_year, committee__in=below)
    issued = (
        IssuedReport.objects.in_force().filter(half_year=composition.half_year, committee__in=below).light()
    )
    reports = {report.committee_id: report for report in issued}
    committees = below.filter(pk__in=plans.values("committee"))
    return [PartReport(committee, reports.get(committee.pk)) for committee in committees]
