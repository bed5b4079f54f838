"""Numbers of cells on the page of coverage: each opens the list of exactly these cells."""

from django import template

from attendance.figures.coverage import Gap
from attendance.templatetags.figures import NIL, linked
from reports.dashboards.links import coverage_url
from reports.half_year.coverage_report import CoverageReport

register = template.Library()


@register.simple_tag
def coverage_figure(report: CoverageReport, count: int, *, committee=None, type=None, gap="") -> str:
    """Cells of a managing committee alone, of all that the report is about if none is given."""
    zero = NIL if gap in Gap else "0"
    return linked(count, coverage_url(report, committee=committee, type=type, gap=gap), zero)
