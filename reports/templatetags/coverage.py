"""Numbers of cells on the page of coverage: each opens the list of exactly these cells."""

from django import template
from django.urls import reverse

from attendance.figures.links import query
from attendance.figures.selection import Selection
from attendance.templatetags.figures import linked
from reports.half_year.coverage_report import CoverageReport

register = template.Library()


@register.simple_tag
def coverage_figure(report: CoverageReport, count: int, *, committee=None, type=None, gap="") -> str:
    """Cells of a managing committee alone, of all that the report is about if none is given."""
    return linked(count, coverage_url(report, committee=committee, type=type, gap=gap))


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
