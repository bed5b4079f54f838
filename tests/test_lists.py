"""What all lists share: the headings that sort them, and places for rooms above."""

import pytest

from attendance.logging.forms.visits import VisitListForm
from attendance.logging.views.visits import VisitListView
from attendance.planning.forms.filters import PlanFilterForm
from attendance.planning.forms.trips import TripFilterForm
from attendance.planning.views.plans import PlanListView
from attendance.planning.views.trips import TripListView
from committees.forms.leaders import LeaderFilterForm
from committees.views.leaders import LeaderListView
from lib import slots
from meetings.forms.cells import CellFilterForm
from meetings.views.cells import CellListView

from .pages import attribute, find, parse

LEADERS = "/leaders/"
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
def filled(settings, tmp_path, monkeypatch):
    """A room above offers every list as a file."""
    (tmp_path / "file.html").write_text('<a data-export href="{{ request.path }}?as=csv">CSV</a>')
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [engine | {"DIRS": [*engine["DIRS"], tmp_path]}]
    monkeypatch.setitem(slots._filled, "list-export", ["file.html"])


@pytest.mark.usefixtures("filled", "chief")
def test_the_file_of_a_list_stands_below_its_rows(client, administrator):
    client.force_login(administrator)

    page = parse(client.get(LEADERS))

    assert attribute(find(page, "a", data_export=None), "href") == f"{LEADERS}?as=csv"


@pytest.mark.usefixtures("filled")
def test_an_empty_list_has_no_file(client, administrator):
    client.force_login(administrator)

    assert b"data-export" not in client.get(LEADERS).content
