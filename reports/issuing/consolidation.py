"""The reports of the committees below: which of them have issued theirs, and what came in since."""

from dataclasses import dataclass

from committees.models import Committee
from reports.models import IssuedReport

from . import archive
from .composition import Composition


@dataclass(frozen=True)
class PartReport:
    """A committee below with a plan of the half-year, and its report in force, if it was issued."""

    committee: Committee
    report: IssuedReport | None


def parts(composition: Composition) -> list[PartReport]:
    """Of the committees below the composition's own, as things stood in the half-year."""
    committees = [row for row in composition.report.planning if row.pk != composition.committee.pk]
    issued = IssuedReport.objects.in_force().filter(half_year=composition.half_year, committee__in=committees)
    issued = list(issued.light().select_related("committee"))
    archive.count_came_in(issued, user=composition.user)
    reports = {report.committee_id: report for report in issued}
    return [PartReport(committee, reports.get(committee.pk)) for committee in committees]
