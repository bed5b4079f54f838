"""What all lists share: the headings that sort them."""

import pytest
from django.urls import reverse

from attendance.logging.forms.visits import VisitListForm
from attendance.logging.views.visits import VisitListView
from attendance.planning.forms.filters import PlanFilterForm
from attendance.planning.forms.trips import TripFilterForm
from attendance.planning.views.plans import PlanListView
from attendance.planning.views.trips import TripListView
from committees.forms.leaders import LeaderFilterForm
from committees.views.leaders import LeaderListView
from lib.periods import Month
from meetings.forms.cells import CellFilterForm
from meetings.views.cells import CellListView
from tests.factories import CellFactory, EvaluationFactory, VisitFactory
from tests.pages import attribute, find, find_all, parse, text

SORTED = [
    (CellListView, CellFilterForm),
    (LeaderListView, LeaderFilterForm),
    (PlanListView, PlanFilterForm),
    (TripListView, TripFilterForm),
    (VisitListView, VisitListForm),
]


@pytest.mark.parametrize(("view", "form"), SORTED)
def test_every_order_has_a_heading_that_asks_for_it(view, form):
    assert [column.sort for column in view.columns if column.sort] == list(form.ORDERS)


@pytest.fixture
def rows_behind(commission, chief, staff, client):
    """What a list behind a figure shows: the names of its cells, in the order that the address asks for."""
    for month, name, present in (("01/2018", "Ấp 2", None), ("02/2018", "Ấp 1", 20), ("03/2018", "Ấp 3", 9)):
        visit = VisitFactory(
            leader=chief, cell=CellFactory(name=name), month=Month.parse(month), attended=True
        )
        visit.meeting.members_present = present
        visit.meeting.save()
        EvaluationFactory(meeting=visit.meeting, leader=chief)
    client.force_login(staff)

    def read(route: str, sort: str) -> list[str]:
        page = parse(client.get(reverse(route, args=["2018-H1"]), {"sort": sort}))
        links = [text(link) for link in find_all(find(page, "tbody"), "a")]
        return [link for link in links if link.startswith("Ấp")]

    return read


@pytest.mark.parametrize(
    "route", ["attendance:evaluation-list", "reports:meeting-list", "reports:coverage-cells"]
)
def test_lists_behind_figures_are_sorted_by_cell(route, rows_behind):
    assert rows_behind(route, "cell") == ["Ấp 1", "Ấp 2", "Ấp 3"]
    assert rows_behind(route, "-cell") == ["Ấp 3", "Ấp 2", "Ấp 1"]


@pytest.mark.parametrize("sort", ["", "no-such", "-"])
def test_what_nobody_can_sort_by_changes_nothing(sort, rows_behind):
    assert rows_behind("attendance:evaluation-list", sort) == ["Ấp 2", "Ấp 1", "Ấp 3"]


def test_what_has_no_number_stays_last_either_way(rows_behind):
    assert rows_behind("reports:meeting-list", "present") == ["Ấp 3", "Ấp 1", "Ấp 2"]
    assert rows_behind("reports:meeting-list", "-present") == ["Ấp 1", "Ấp 3", "Ấp 2"]


def test_where_nobody_has_ever_been_comes_before_where_one_was(rows_behind):
    CellFactory(name="Ấp 4")
    assert rows_behind("reports:coverage-cells", "")[0] == "Ấp 4"
    assert rows_behind("reports:coverage-cells", "-visited") == ["Ấp 3", "Ấp 1", "Ấp 2", "Ấp 4"]


def test_headings_of_a_list_behind_a_figure_ask_for_its_orders(rows_behind, client):
    page = parse(client.get(reverse("attendance:evaluation-list", args=["2018-H1"]), {"sort": "cell"}))
    heads = [attribute(link, "href") for link in find_all(find(page, "thead"), "a")]
    assert heads == ["?sort=date", "?sort=-cell", "?sort=scorer", "?sort=total", "?sort=rating"]
