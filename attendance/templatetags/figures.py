"""Figures on a page: each is a link to the very rows it counts (rule 11)."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html

from attendance.figures import MISSING, Selection, Tally

register = template.Library()


def query(selection: Selection, **extra) -> str:
    """The selection's filters as a query string, "" for none."""
    parameters = {
        "committee": selection.committee and selection.committee.code,
        "own_plan": "1" if selection.own_plan else None,
        "group": selection.leader_group,
        "leader": selection.leader and selection.leader.code,
        "type": selection.organization_type and selection.organization_type.code,
        "as_of": selection.as_of and f"{selection.as_of:%d/%m/%Y}",
        **extra,
    }
    given = {name: value for name, value in parameters.items() if value}
    return f"?{urlencode(given)}" if given else ""


@register.simple_tag
def page_query(selection: Selection) -> str:
    """The filters that the pages of a half-year offer: committee and day."""
    return query(Selection(selection.half_year, committee=selection.committee, as_of=selection.as_of))


@register.simple_tag
def selection_query(selection: Selection, **extra) -> str:
    return query(selection, **extra)


@register.simple_tag
def figure_url(selection: Selection, measure: str, **extra) -> str:
    return reverse("attendance:figure-rows", args=[selection.half_year, measure]) + query(selection, **extra)


@register.simple_tag
def figure(selection: Selection, tally: Tally, measure: str) -> str:
    """The number, linked to its rows; a zero has none."""
    return _linked(getattr(tally, measure), figure_url(selection, measure))


def _linked(count: int, url: str) -> str:
    if not count:
        return "0"
    return format_html('<a class="figure" href="{}">{}</a>', url, number_format(count))


@register.simple_tag
def fraction(selection: Selection, tally: Tally) -> str:
    """18/22, each number linked to its rows."""
    return format_html(
        "{}/{}",
        figure(selection, tally, "attended_cells"),
        figure(selection, tally, "planned_cells"),
    )


@register.filter
def percent(rate) -> str:
    """81,8% or —."""
    return MISSING if rate is None else f"{number_format(rate, 1)}%"


@register.filter
def decimal(value, places=1) -> str:
    """A number with the language's decimal sign, or —."""
    return MISSING if value is None else number_format(value, places)


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
def evaluation_figure(selection: Selection, count, **filters) -> str:
    """A count of evaluations, linked to their list."""
    url = reverse("attendance:evaluation-list", args=[selection.half_year]) + query(selection, **filters)
    return _linked(count, url)
