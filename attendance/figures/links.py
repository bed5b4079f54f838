"""Where the rows behind a figure are listed, as addresses."""

from urllib.parse import urlencode

from django.urls import reverse

from .selection import Selection


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


def page_query(selection: Selection) -> str:
    """The filters that the pages of a half-year offer: committee and day."""
    return query(Selection(selection.half_year, committee=selection.committee, as_of=selection.as_of))


def figure_url(selection: Selection, measure: str, **extra) -> str:
    return reverse("attendance:figure-rows", args=[selection.half_year, measure]) + query(selection, **extra)


def target_url(selection: Selection, measure: str) -> str:
    return reverse("attendance:target-rows", args=[selection.half_year, measure]) + query(selection)


def evaluations_url(selection: Selection, **filters) -> str:
    return reverse("attendance:evaluation-list", args=[selection.half_year]) + query(selection, **filters)
