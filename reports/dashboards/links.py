"""Where the rows behind numbers of cells, meetings and committees are listed, as addresses."""

from django.urls import reverse

from attendance.figures.links import page_query, query
from attendance.figures.selection import Selection
from reports.half_year.coverage_report import CoverageReport


def coverage_url(report: CoverageReport, *, committee=None, type=None, gap="") -> str:
    selection = Selection(
        report.selection.half_year,
        committee=report.selection.committee,  # cuts nothing here; the way back keeps it
        managing_committee=committee or report.managing,
        own_cells=committee is not None or report.selection.own_cells,
        organization_type=type or report.selection.organization_type,
        as_of=report.selection.as_of,
    )
    address = reverse("reports:coverage-cells", args=[selection.half_year])
    return address + query(selection, gap=str(gap))


def meetings_url(selection: Selection, **filters) -> str:
    address = reverse("reports:meeting-list", args=[selection.half_year])
    return address + query(selection, **{name: str(value) for name, value in filters.items()})


def recommendations_url(selection: Selection, state: str) -> str:
    address = reverse("reports:recommendation-rows", args=[selection.half_year])
    return address + query(selection, state=str(state))


def summary_url(selection: Selection) -> str:
    return reverse("reports:summary", args=[selection.half_year]) + page_query(selection)
