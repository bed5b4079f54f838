"""The reports of the committees below: which of them have issued theirs, and what came in since."""

from dataclasses import dataclass

from attendance.models import Plan
from committees.models import Committee
from committees.organisation import below, named_on
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
    own, half_year = composition.committee, composition.half_year
    under = Committee.objects.filter(below(own, half_year.last_day, "")).exclude(pk=own.pk)
    plans = Plan.objects.filter(half_year=half_year, committee__in=under)
    issued = IssuedReport.objects.in_force().filter(half_year=half_year, committee__in=under).light()
    issued = list(issued.select_related("committee"))
    archive.count_came_in(issued, user=composition.user)
    reports = {report.committee_id: report for report in issued}
    committees = named_on(under.filter(pk__in=plans.values("committee")), half_year.last_day)
    return [PartReport(committee, reports.get(committee.pk)) for committee in committees]
