"""Figures on a page: each is a link to the very rows it counts (rule 11)."""

from decimal import ROUND_HALF_UP, Decimal
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
        "managing": selection.managing_committee and selection.managing_committee.code,
        "own_cells": "1" if selection.own_cells else None,
        "from_month": selection.first_month and str(selection.first_month),
        "to_month": selection.last_month and str(selection.last_month),
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


@register.filter
def percent(rate) -> str:
    """81,8% or —."""
    return MISSING if rate is None else f"{number_format(rate, 1)}%"


def rounded(value, places: int) -> str:
    """With the language's decimal sign, half up: Django's own formatting cuts digits off."""
    step = Decimal(1).scaleb(-places)
    return number_format(Decimal(value).quantize(step, ROUND_HALF_UP), places)


@register.filter
def decimal(value, places=1) -> str:
    """A number, or —."""
    return MISSING if value in (None, "") else rounded(value, places)


@register.filter
def signed(value, places=1) -> str:
    """A difference: +4,1, −0,5, 0,0 or —."""
    if value is None:
        return MISSING
    return ("+" if value > 0 else "−" if value < 0 else "") + rounded(abs(value), places)


def _places(value) -> int:
    return 0 if value == int(value) else 2


@register.filter
def plain_number(value) -> str:
    """A count as it is, a mean with two decimals, or —."""
    return MISSING if value in (None, "") else rounded(Decimal(str(value)), _places(value))


@register.filter
def signed_number(value) -> str:
    return MISSING if value in (None, "") else signed(value, _places(value))


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


def evaluations_url(selection: Selection, **filters) -> str:
    return reverse("attendance:evaluation-list", args=[selection.half_year]) + query(selection, **filters)


@register.simple_tag
def evaluation_figure(selection: Selection, count, **filters) -> str:
    """A count of evaluations, linked to their list."""
    return _linked(count, evaluations_url(selection, **filters))
