"""What all lists share: the headings that sort them."""

import pytest

from attendance.logging.forms.visits import VisitListForm
from attendance.logging.views.visits import VisitListView
from attendance.planning.forms.filters import PlanFilterForm
from attendance.planning.forms.trips import TripFilterForm
from attendance.planning.views.plans import PlanListView
from attendance.planning.views.trips import TripListView
from committees.forms.leaders import LeaderFilterForm
from committees.views.leaders import LeaderListView
from meetings.forms.cells import CellFilterForm
from meetings.views.cells import CellListView

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
