"""Typing in the form of a visit finds cells to choose, with and without scripts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from attendance.models import Visit
from tests.factories import (
    CellFactory,
    LeaderFactory,
    PlanFactory,
    VisitFactory,
)
from tests.pages import attribute, feedback, find_all, parse, typed

pytestmark = pytest.mark.django_db


def url(name, plan):
    return reverse(f"attendance:{name}", args=[plan.pk])


@pytest.fixture
def plan(commission, period):
    return PlanFactory(committee=commission, half_year=period)


def queries(load) -> int:
    with CaptureQueriesContext(connection) as captured:
        load()
    return len(captured)


class TestTheCellPicker:
    def cells(self, page):
        return [attribute(radio, "value") for radio in find_all(page, "input", name="cell")]

    def test_answers_what_is_typed_with_cells_to_choose(self, as_staff, plan, chief, cells):
        answer = as_staff.get(
            url("cell-picker", plan), {"q": "tieu khu", "leader": chief.pk, "month": "03/2018"}
        )
        assert self.cells(parse(answer)) == [str(cells[1].pk)]

    @pytest.mark.parametrize(
        "query",
        [{"leader": "x", "month": "x", "cell": "x"}, {"q": "\0"}, {"leader": "9" * 30, "cell": "9" * 30}],
    )
    def test_nonsense_is_not_a_search(self, query, as_staff, plan, cells):
        assert self.cells(parse(as_staff.get(url("cell-picker", plan), query))) == [
            str(cell.pk) for cell in cells
        ]

    def test_without_scripts_the_button_shows_the_form_again(
        self, as_staff, commission, period, chief, cells
    ):
        plan = PlanFactory(committee=commission, half_year=period, status="approved")
        page = as_staff.post(
            url("visit-create", plan),
            {"search": "1", "q": "thon", "leader": chief.pk, "month": "05/2018", "reason": "Vì"},
        )
        assert (page.status_code, feedback(page), Visit.objects.count()) == (200, [], 0)
        assert self.cells(parse(page)) == [str(cells[0].pk)]
        kept = typed(page)
        assert [kept[name] for name in ("q", "leader", "month", "reason")] == [
            "thon",
            str(chief.pk),
            "05/2018",
            "Vì",
        ]

    def test_costs_the_same_for_one_and_for_many(self, as_staff, plan, chief, district):
        counts, address = [], f"{url('cell-picker', plan)}?leader={chief.pk}&month=03/2018"
        for _ in range(3):
            VisitFactory(leader=LeaderFactory(), cell=CellFactory(committee=district), attended=True)
            counts.append(queries(lambda: as_staff.get(address)))
        assert counts[0] == counts[2]
