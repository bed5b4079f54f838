"""Every figure opens the very rows it counts."""

import re
from urllib.parse import parse_qs

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings

from attendance.figures.measures import REASONS, TALLY
from committees.models import User
from lib.periods import Month
from reports.half_year.breakdowns import Dimension
from tests.attendance.histories import days, histories, written
from tests.factories import (
    CellFactory,
    EvaluationFactory,
    LeaderFactory,
    OrganizationTypeFactory,
    UserFactory,
    VisitFactory,
)
from tests.pages import attribute, find, find_all, parse, text

pytestmark = pytest.mark.django_db


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


def one_of_each_kind(shown: dict[str, int]) -> dict[str, int]:
    """Of the figures of one measure, cut by the same, the one with most rows."""
    kinds = {}
    for address, number in sorted(shown.items(), key=lambda figure: figure[1]):
        page, _, cut = address.partition("?")
        kinds[page, *sorted(parse_qs(cut))] = address, number
    return dict(kinds.values())


DASHBOARDS = {
    "overview": reverse("reports:overview", args=["2018-H1"]),
    **{d: reverse("reports:breakdown", args=["2018-H1", d]) for d in Dimension.values},
    "coverage": reverse("reports:coverage", args=["2018-H1"]),
    "quality": reverse("reports:quality", args=["2018-H1"]),
    "trends": reverse("reports:trends", args=["2018-H1"]),
    "summary": reverse("reports:summary", args=["2018-H1"]),
}


def together(pages) -> dict[str, int]:
    """The figures of all pages: the same address never stands under two numbers."""
    shown = {}
    for figures in pages:
        for link, number in figures.items():
            assert shown.setdefault(link, number) == number, link
    return shown


def assert_opens(client, shown):
    """Each address lists, and says in its heading, as many rows as the number that leads there."""
    assert {address: listed(client, address) for address in shown} == {
        address: (number, number) for address, number in shown.items()
    }


@pytest.mark.parametrize(
    ("committee", "as_of"),
    [(None, None), (None, "29/06/2018"), ("BTCTU", "29/06/2018"), ("BTGTU", "31/03/2018")],
)
def test_a_figure_opens_as_many_rows_as_it_says(committee, as_of, busy, reader, client):
    client.force_login(reader)
    filters = {name: value for name, value in [("committee", committee), ("as_of", as_of)] if value}
    shown = {page: figures_of(client.get(address, filters)) for page, address in DASHBOARDS.items()}
    assert [page for page, figures in shown.items() if not figures] == []
    assert_opens(client, together(shown.values()))


@pytest.mark.parametrize(
    "filters",
    [
        {"managing": "HUBS"},
        {"managing": "HUBS", "own_cells": "1", "group": "leadership"},
        {"from_month": "02/2018", "to_month": "03/2018"},
        {"type": "THON", "as_of": "31/03/2018"},
        {"leader": "LD-AN"},
    ],
    ids=lambda filters: "-".join(filters),
)
def test_figures_of_a_narrower_cut_open_their_rows(filters, busy, reader, client):
    """Of an address that somebody typed or shared; the page says by what it is cut."""
    client.force_login(reader)
    shown = together(figures_of(client.get(address, filters)) for address in DASHBOARDS.values())
    assert_opens(client, one_of_each_kind(shown))


@settings(max_examples=min(6, settings.default.max_examples), suppress_health_check=[HealthCheck.too_slow])
@given(histories(), days())
def test_figures_of_random_histories_open_their_rows(history, as_of):
    """Over all dashboards together: the same address never stands under two numbers."""
    with written(history):
        client = Client()
        client.force_login(UserFactory(is_superuser=True))
        filters = {"as_of": f"{as_of:%d/%m/%Y}"} if as_of else {}
        shown = together(figures_of(client.get(address, filters)) for address in DASHBOARDS.values())
        assert_opens(client, shown)


def test_evaluations_outside_the_plan_stand_beside_and_open(reader, client):
    visit = VisitFactory(attended=True, origin="unplanned")
    EvaluationFactory(meeting=visit.meeting, leader=visit.leader)
    client.force_login(reader)
    beside = reverse("attendance:evaluation-list", args=["2018-H1"]) + "?unplanned=1"
    shown = [figures_of(client.get(DASHBOARDS[page]))[beside] for page in ("quality", "summary")]

    assert shown == [1, 1]
    assert listed(client, beside) == (1, 1)


def test_figures_of_the_demo_open_their_rows(demo, client):
    client.force_login(User.objects.get(username="lanhdao"))
    asked = [(DASHBOARDS["overview"], {}), *((page, {"committee": "UBKTTU"}) for page in DASHBOARDS.values())]
    shown = together(figures_of(client.get(*each)) for each in asked)
    assert len(shown) > 200
    assert_opens(client, one_of_each_kind(shown))


def test_the_rich_page_shows_every_kind_of_figure(busy, reader, client):
    client.force_login(reader)
    response = client.get(reverse("reports:summary", args=["2018-H1"]))
    measures = {address.split("?")[0].rstrip("/").split("/")[-1] for address in figures_of(response)}
    assert measures == {*(measure.key for measure in TALLY), REASONS, "evaluations", "meetings"}


@pytest.mark.parametrize("group", ["leadership", "department"])
def test_figures_of_one_group(group, busy, reader, client):
    client.force_login(reader)
    shown = figures_of(client.get(reverse("reports:summary", args=["2018-H1"]), {"group": group}))
    assert shown
    assert_opens(client, shown)


def test_those_who_see_less_count_less(busy, clerk, client):
    """A clerk of one commission: figures and rows stay within it."""
    client.force_login(clerk)
    shown = figures_of(client.get(reverse("reports:summary", args=["2018-H1"])))
    assert shown
    assert_opens(client, shown)


def test_more_rows_than_a_page_holds(commission, reader, client):
    client.force_login(reader)
    leader, kind = LeaderFactory(committee=commission), OrganizationTypeFactory()
    for n in range(101):
        cell = CellFactory(committee=commission, organization_type=kind)
        VisitFactory(leader=leader, cell=cell, month=Month.parse("03/2018"), attended=n == 0)
    shown = figures_of(client.get(reverse("reports:overview", args=["2018-H1"])))
    assert sorted(set(shown.values())) == [1, 100, 101]
    assert_opens(client, shown)


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
