"""All visits: found again by leader, cell, month and result, in the order asked for."""

import datetime as dt

import pytest
from django.urls import reverse

from attendance.logging.views.visits import VisitListView
from lib.periods import HalfYear, Month
from tests.factories import CellFactory, LeaderFactory, PlanFactory, VisitFactory
from tests.pages import attribute, find, find_all, parse, table, text

pytestmark = pytest.mark.django_db

ADDRESS = reverse("attendance:visit-list")
MARCH, MAY, AUGUST = (Month.parse(f"{m:02}/2018") for m in (3, 5, 8))


@pytest.fixture
def today(monkeypatch):
    day = [dt.date(2018, 5, 10)]
    monkeypatch.setattr("lib.periods.localdate", lambda: day[0])
    return day


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
        ({"period": ""}, ["binh-truong", "an-khu", "binh-thon", "an-thon"]),
        ({"period": "2018-H2"}, ["binh-truong"]),
        ({"month": "05/2018"}, ["an-khu", "binh-thon"]),
        ({"period": "2018-H1", "month": "03/2018"}, ["an-thon"]),
        ({"group": "department"}, ["binh-truong", "binh-thon"]),
        ({"outcome": "missed"}, ["an-thon"]),
        ({"q": "TRAN thi binh"}, ["binh-truong", "binh-thon"]),
        ({"q": "thon 2"}, ["binh-thon", "an-thon"]),
        ({"committee": "BTCTU", "outcome": "pending"}, ["binh-truong", "an-khu"]),
        ({"period": "", "sort": "month"}, ["an-thon", "an-khu", "binh-thon", "binh-truong"]),
        ({"period": "", "sort": "leader"}, ["an-thon", "an-khu", "binh-thon", "binh-truong"]),
        ({"period": "", "sort": "-leader"}, ["binh-thon", "binh-truong", "an-thon", "an-khu"]),
        ({"period": "", "sort": "cell"}, ["an-thon", "binh-thon", "an-khu", "binh-truong"]),
        ({"period": "", "sort": "outcome"}, ["binh-thon", "an-thon", "an-khu", "binh-truong"]),
    ],
)
def test_filters_and_orders(query, names, as_staff, visits):
    assert shown(as_staff.get(ADDRESS, query), visits) == names


def test_opens_with_the_half_year_that_runs_until_something_is_asked_for(as_staff, visits, today):
    opened = as_staff.get(ADDRESS, {"sort": "-month"})
    assert shown(opened, visits) == ["an-khu", "binh-thon", "an-thon"]
    assert opened.context["filter"]["period"].value() == "2018-H1"
    assert opened.context["filter"].narrowing == 0
    file = b"".join(as_staff.get(ADDRESS, {"format": "csv"}).streaming_content).decode()
    assert [file.count(month) for month in ("03/2018", "08/2018")] == [1, 0]


def test_opens_with_the_latest_half_year_before_where_none_has_begun(as_staff, chief, cell, today):
    VisitFactory(leader=chief, cell=cell, month=MARCH)
    today[0] = dt.date(2019, 2, 1)
    page = parse(as_staff.get(ADDRESS))
    assert len(table(page)) == 2
    PlanFactory(committee=chief.committee, half_year=HalfYear.parse("2019-H1"))
    page = parse(as_staff.get(ADDRESS))
    assert text(find(page, "section", class_="empty")) == "6 tháng đầu năm 2019 chưa có lượt dự nào. Mọi kỳ"


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


def test_beyond_what_is_counted_pages_go_on(as_staff, commission, cell, monkeypatch):
    monkeypatch.setattr("lib.counts.AT_MOST", 20)
    monkeypatch.setattr(VisitListView, "paginate_by", 10)
    for _n in range(31):
        VisitFactory(leader=LeaderFactory(committee=commission), cell=cell, month=MARCH)

    def told(number):
        page = parse(as_staff.get(ADDRESS, {"page": number}))
        (told,) = (found for found in map(text, find_all(page, "span")) if found.startswith("Trang"))
        return len(table(page)) - 1, told

    assert text(find(parse(as_staff.get(ADDRESS)), "h1")) == "Lượt dự · trên 20"
    assert [told(n) for n in (1, 3, 4, 99, 10**30)] == [
        (10, "Trang 1"),
        (10, "Trang 3"),
        (1, "Trang 4"),
        (1, "Trang 4"),
        (1, "Trang 4"),
    ]
    shown = [
        row.pk for n in (1, 2, 3, 4) for row in as_staff.get(ADDRESS, {"page": n}).context["object_list"]
    ]
    assert len(shown) == len(set(shown)) == 31


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
    with django_assert_num_queries(11):
        assert as_staff.get(ADDRESS).status_code == 200


def test_what_no_filter_finds_is_looked_for_in_all_half_years(as_staff, visits, today):
    found = as_staff.get(ADDRESS, {"period": "2018-H2", "q": visits["an-khu"].leader.full_name})
    empty = find(parse(found), "section", class_="empty")
    [way_out] = find_all(empty, "a")
    assert text(way_out) == "Tìm trong tất cả các kỳ"
    everywhere = as_staff.get(ADDRESS + attribute(way_out, "href"))
    assert shown(everywhere, visits) == ["an-khu", "an-thon"]
