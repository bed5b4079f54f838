"""Figures on a page: each is a link to the very rows it counts (rule 11)."""

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html

from attendance.figures.links import evaluations_url, figure_url, page_query, query
from attendance.figures.selection import Selection
from attendance.figures.tally import Tally
from attendance.figures.written import decimal, percent, plain_number, signed, signed_number

register = template.Library()
register.simple_tag(page_query)
register.simple_tag(figure_url)
for written in (percent, decimal, signed, plain_number, signed_number):
    register.filter(written)


@register.simple_tag
def selection_query(selection: Selection, **extra) -> str:
    return query(selection, **extra)


@register.simple_tag
def figure(selection: Selection, tally: Tally, measure: str) -> str:
    """The number, linked to its rows; a zero has none."""
    return _linked(getattr(tally, measure), figure_url(selection, measure))


def _linked(count: int, url: str) -> str:
    if not count:
        return "0"
    return format_html('<a class="figure" href="{}">{}</a>', url, number_format(count))


@register.simple_tag
def linked(count: int, url: str) -> str:
    """A number, linked to where its rows are listed; a zero has none."""
    return _linked(count, url) if url else number_format(count)


@register.simple_tag
def share_bar(part, whole) -> str:
    """As much of a small bar as `part` is of `whole`: for the eye only, beside the numbers."""
    if not whole:
        return ""
    return format_html(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bar-whole" width="100" height="10"/>'
        '<rect class="bar-part" width="{}" height="10"/></svg>',
        round(100 * part / whole),
    )


@register.simple_tag
def rate_bar(tally: Tally) -> str:
    return share_bar(tally.attended_cells, tally.planned_cells)


@register.simple_tag
def narrowed_like(selection: Selection, other: Selection) -> Selection:
    """The same cut of another half-year."""
    return selection.narrow(
        half_year=other.half_year,
        as_of=other.as_of,
        first_month=other.first_month,
        last_month=other.last_month,
    )


@register.simple_tag
def fraction(selection: Selection, tally: Tally) -> str:
    """18/22, each number linked to its rows."""
    return format_html(
        "{}/{}",
        figure(selection, tally, "attended_cells"),
        figure(selection, tally, "planned_cells"),
    )


@register.simple_tag
def cell_figure(row, column) -> str:
    """The value of a report's row in a column, linked where it counts rows."""
    if column.name == "rate":
        return decimal(row.tally.rate)
    return figure(row.selection, row.tally, column.name)


@register.simple_tag
def reason_figure(selection: Selection, reason, count: int) -> str:
    return _linked(count, figure_url(selection, "missed_by_reason", reason=reason.code))


@register.simple_tag
def delay_figure(selection: Selection, delay: str, count: int) -> str:
    return _linked(count, figure_url(selection, "logged_after", delay=delay))


@register.simple_tag
def evaluation_figure(selection: Selection, count, **filters) -> str:
    """A count of evaluations, linked to their list."""
    return _linked(count, evaluations_url(selection, **filters))
