"""Rule 11: every figure opens the very rows it counts."""

import re

import pytest
from django.urls import reverse

from meetings.periods import Month
from tests.factories import CellFactory, LeaderFactory, OrganizationTypeFactory, VisitFactory
from tests.pages import attribute, find, find_all, parse, text


def listed(client, address: str) -> tuple[int, int]:
    """How many rows a figure's page lists over all its pages, and how many its heading says."""
    rows, said = 0, set()
    while address:
        response = client.get(address)
        assert response.status_code == 200, address
        page = parse(response)
        rows += len(list(find_all(page, data_row=None)))
        said.add(int(re.search(r": (\d+)$", text(find(page, "h1")))[1]))
        further = [attribute(link, "href") for link in find_all(page, "a", rel="next")]
        address = address.split("?")[0] + further[0] if further else None
    (heading,) = said
    return rows, heading


def figures_of(response) -> dict[str, int]:
    """Where the figures of a page lead: the number that each shows."""
    links = list(find_all(parse(response), "a", class_="figure"))
    shown = {attribute(link, "href"): int(text(link)) for link in links}
    # The same rows under two numbers would be a contradiction on the page itself.
    assert {(attribute(link, "href"), int(text(link))) for link in links} == set(shown.items())
    return shown


@pytest.mark.parametrize("as_of", [None, "29/06/2018", "31/03/2018"])
@pytest.mark.parametrize("committee", [None, "BTCTU", "BTGTU"])
@pytest.mark.parametrize("route", ["overview", "summary"])
def test_a_figure_opens_as_many_rows_as_it_says(route, committee, as_of, busy, reader, client):
    client.force_login(reader)
    filters = {name: value for name, value in [("committee", committee), ("as_of", as_of)] if value}
    response = client.get(reverse(f"reports:{route}", args=["2018-H1"]), filters)
    shown = figures_of(response)
    assert {address: listed(client, address) for address in shown} == {
        address: (number, number) for address, number in shown.items()
    }


def test_the_rich_page_shows_every_kind_of_figure(busy, reader, client):
    client.force_login(reader)
    response = client.get(reverse("reports:summary", args=["2018-H1"]))
    measures = {address.split("?")[0].rstrip("/").split("/")[-1] for address in figures_of(response)}
    assert measures == {
        "planned_cells",
        "attended_cells",
        "planned_visits",
        "attended_visits",
        "leaders_planned",
        "leaders_attended",
        "carried_over_cells",
        "pending_cells",
        "missed_cells",
        "registered_cells",
        "extra_cells",
        "missed_by_reason",
        "evaluations",
    }


@pytest.mark.parametrize("group", ["leadership", "department"])
def test_figures_of_one_group(group, busy, reader, client):
    client.force_login(reader)
    shown = figures_of(client.get(reverse("reports:summary", args=["2018-H1"]), {"group": group}))
    assert shown
    assert {address: listed(client, address) for address in shown} == {
        address: (number, number) for address, number in shown.items()
    }


def test_those_who_see_less_count_less(busy, clerk, client):
    """A clerk of one commission: figures and rows stay within it."""
    client.force_login(clerk)
    shown = figures_of(client.get(reverse("reports:summary", args=["2018-H1"])))
    assert shown
    assert {address: listed(client, address) for address in shown} == {
        address: (number, number) for address, number in shown.items()
    }


def test_more_rows_than_a_page_holds(commission, reader, client):
    client.force_login(reader)
    leader, kind = LeaderFactory(committee=commission), OrganizationTypeFactory()
    for n in range(101):
        cell = CellFactory(committee=commission, organization_type=kind)
        VisitFactory(leader=leader, cell=cell, month=Month.parse("03/2018"), attended=n == 0)
    shown = figures_of(client.get(reverse("reports:overview", args=["2018-H1"])))
    assert sorted(set(shown.values())) == [1, 100, 101]
    assert {address: listed(client, address) for address in shown} == {
        address: (number, number) for address, number in shown.items()
    }


def test_a_cell_moved_on_and_still_open_is_counted_and_listed_once(commission, cell, chief, reader, client):
    """Rule 5: classes without overlap, a cell carried over to a later half-year before one still open."""
    client.force_login(reader)
    missed = VisitFactory(leader=chief, cell=cell, missed=True, month=Month.parse("02/2018"))
    VisitFactory(carried_from=missed, month=Month.parse("07/2018"))
    VisitFactory(leader=chief, cell=cell, month=Month.parse("06/2018"))
    rows = {
        measure: listed(client, reverse("attendance:figure-rows", args=["2018-H1", measure]))
        for measure in ("carried_over_cells", "pending_cells", "missed_cells")
    }
    assert rows == {"carried_over_cells": (1, 1), "pending_cells": (0, 0), "missed_cells": (0, 0)}
