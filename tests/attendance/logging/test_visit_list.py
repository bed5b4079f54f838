"""All visits: found again by leader, cell, month and result, in the order asked for."""

import datetime as dt

import pytest
from django.urls import reverse

from lib.periods import Month
from tests.factories import CellFactory, LeaderFactory, PlanFactory, VisitFactory
from tests.pages import attribute, find_all, parse, table, text

pytestmark = pytest.mark.django_db

ADDRESS = reverse("attendance:visit-list")
MARCH, MAY, AUGUST = (Month.parse(f"{m:02}/2018") for m in (3, 5, 8))


@pytest.fixture
def visits(chief, department_head, other_chief, cells):
    VisitFactory(leader=other_chief, cell=cells[0], month=MARCH)
    return {
        "an-thon": VisitFactory(leader=chief, cell=cells[0], month=MARCH, missed=True),
        "an-khu": VisitFactory(leader=chief, cell=cells[1], month=MAY),
        "binh-thon": VisitFactory(
            leader=department_head, cell=cells[0], month=MAY, attended=True, met_on=dt.date(2018, 5, 2)
        ),
        "binh-truong": VisitFactory(leader=department_head, cell=cells[2], month=AUGUST),
    }


def shown(response, visits) -> list[str]:
    """Which visits the page lists, in its order."""
    names = {reverse("attendance:visit-detail", args=[v.pk]): name for name, v in visits.items()}
    links = [attribute(a, "href") for a in find_all(parse(response), "a")]
    return [names[link] for link in links if link in names]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["binh-truong", "an-khu", "binh-thon", "an-thon"]),
        ({"period": "2018-H2"}, ["binh-truong"]),
        ({"month": "05/2018"}, ["an-khu", "binh-thon"]),
        ({"period": "2018-H1", "month": "03/2018"}, ["an-thon"]),
        ({"group": "department"}, ["binh-truong", "binh-thon"]),
        ({"outcome": "missed"}, ["an-thon"]),
        ({"q": "TRAN thi binh"}, ["binh-truong", "binh-thon"]),
        ({"q": "thon 2"}, ["binh-thon", "an-thon"]),
        ({"committee": "BTCTU", "outcome": "pending"}, ["binh-truong", "an-khu"]),
        ({"sort": "month"}, ["an-thon", "an-khu", "binh-thon", "binh-truong"]),
        ({"sort": "leader"}, ["an-thon", "an-khu", "binh-thon", "binh-truong"]),
        ({"sort": "-leader"}, ["binh-thon", "binh-truong", "an-thon", "an-khu"]),
        ({"sort": "cell"}, ["an-thon", "binh-thon", "an-khu", "binh-truong"]),
        ({"sort": "outcome"}, ["binh-thon", "an-thon", "an-khu", "binh-truong"]),
    ],
)
def test_filters_and_orders(query, names, as_staff, visits):
    assert shown(as_staff.get(ADDRESS, query), visits) == names


def test_a_month_of_another_half_year_is_left_out_and_said_so(as_staff, visits):
    response = as_staff.get(ADDRESS, {"period": "2018-H1", "month": "08/2018", "sort": "note"})
    assert response.context["filter"].cleaned_data["month"] is None
    (note,) = find_all(parse(response), id="id_month_helptext")
    assert text(note) == "Không có “08/2018” ở mục này. Danh sách hiện không lọc theo mục này."


def test_headings_turn_the_order_and_keep_the_filters(as_staff, visits):
    page = parse(as_staff.get(ADDRESS, {"sort": "leader", "q": "an", "page": "1"}))
    headings = {
        attribute(th, "aria-sort"): [attribute(a, "href") for a in find_all(th, "a")]
        for th in find_all(page, "th")
    }
    assert headings["ascending"] == ["?sort=-leader&q=an"]


def test_a_page_has_fifty_and_the_rest_follows(as_staff, commission, cell):
    for _n in range(51):
        VisitFactory(leader=LeaderFactory(committee=commission), cell=cell, month=MARCH)
    assert [len(table(parse(as_staff.get(ADDRESS, {"page": n})))) - 1 for n in (1, 2, "x", 99)] == [
        50,
        1,
        50,
        1,
    ]


def test_results_of_plans_not_approved_are_not_asked_for(as_staff, commission, chief, cell, period):
    plan = PlanFactory(committee=commission, half_year=period)
    VisitFactory(plan=plan, leader=chief, cell=cell, month=MARCH)
    assert len(table(parse(as_staff.get(ADDRESS)))) == 2


def test_nothing_yet(as_staff):
    response = as_staff.get(ADDRESS)
    assert (response.status_code, list(find_all(parse(response), "table"))) == (200, [])


@pytest.mark.parametrize("count", [1, 3])
def test_queries(count, as_staff, commission, django_assert_num_queries):
    for _n in range(count):
        leader = LeaderFactory(committee=commission)
        missed = VisitFactory(leader=leader, cell=CellFactory(), month=MARCH, missed=True)
        VisitFactory(carried_from=missed, month=MAY)
        VisitFactory(leader=leader, cell=CellFactory(), month=MAY, attended=True)
    with django_assert_num_queries(10):
        assert as_staff.get(ADDRESS).status_code == 200
