"""Whatever stands in an address or comes with an odd method: an answer, never an error of the server."""

import pytest
from django.urls import reverse

from lib.forms.fields import DateField

from .factories import EvaluationFactory, VisitFactory
from .pages import find_all, parse

pytestmark = pytest.mark.django_db

ODD = ["xxx", "31/02/2018", "-1", "99999999999999999999", "a\0", "😀" * 1000]
PARAMETERS = [
    "period",
    "as_of",
    "committee",
    "group",
    "leader",
    "type",
    "page",
    "status",
    "reason",
    "finding",
    "band",
    "scorer",
    "criterion",
    "managing",
    "own_cells",
    "own_plan",
    "from_month",
    "to_month",
    "compare",
    "gap",
    "for",
    "kind",
    "numbers",
    "compared",
    "delay",
    "q",
    "one",
]
HALF_YEAR = {"half_year": "2018-H1"}
FILTERED = [
    reverse("reports:overview", kwargs=HALF_YEAR),
    reverse("reports:summary", kwargs=HALF_YEAR),
    reverse("reports:summary-xlsx", kwargs=HALF_YEAR),
    reverse("attendance:figure-rows", kwargs=HALF_YEAR | {"measure": "planned_cells"}),
    reverse("attendance:figure-rows", kwargs=HALF_YEAR | {"measure": "attended_visits"}),
    reverse("attendance:figure-rows", kwargs=HALF_YEAR | {"measure": "missed_by_reason"}),
    reverse("attendance:figure-rows", kwargs=HALF_YEAR | {"measure": "logged_after"}),
    reverse("attendance:evaluation-list", kwargs=HALF_YEAR),
    *[
        reverse(f"reports:{name}", kwargs=HALF_YEAR)
        for name in ("coverage", "coverage-cells", "quality", "meeting-list", "recommendation-rows", "trends")
    ],
    reverse("reports:breakdown", kwargs=HALF_YEAR | {"dimension": "months"}),
    reverse("reports:breakdown", kwargs=HALF_YEAR | {"dimension": "managing"}),
    reverse("reports:issued-list"),
    reverse("reports:issued-compare"),
    reverse("attendance:plan-list"),
]


@pytest.fixture
def pages(commission, chief, staff, client) -> list[str]:
    """Every address that a member of staff may GET."""
    attended = VisitFactory(leader=chief, attended=True)
    EvaluationFactory(meeting=attended.meeting, leader=chief)
    missed = VisitFactory(leader=chief, missed=True)
    still_open = VisitFactory(leader=chief)
    client.force_login(staff)
    return [
        *FILTERED,
        reverse("home"),
        reverse("reports:latest-summary"),
        reverse("attendance:plan-create"),
        reverse("attendance:plan-detail", args=[attended.plan_id]),
        reverse("attendance:visit-create", args=[attended.plan_id]),
        reverse("reports:leader-detail", args=[chief.pk]),
        reverse("reports:cell-detail", args=[attended.cell_id]),
        reverse("attendance:visit-detail", args=[attended.pk]),
        reverse("attendance:visit-attended", args=[still_open.pk]),
        reverse("attendance:visit-missed", args=[still_open.pk]),
        reverse("attendance:visit-withdraw", args=[still_open.pk]),
        reverse("attendance:visit-carry-over", args=[missed.pk]),
        reverse("attendance:evaluation-update", args=[attended.pk, "leader"]),
        reverse("attendance:evaluation-update", args=[attended.pk, "cell"]),
    ]


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_odd_parameters_are_answered(parameter, pages, client):
    """Each value in every second address: all of them would take minutes."""
    first = PARAMETERS.index(parameter)
    answers = {
        (address, value[:20]): client.get(address, {parameter: value}).status_code
        for number, address in enumerate(FILTERED, first)
        for value in ODD[number % 2 :: 2]
    }
    assert {key: status for key, status in answers.items() if status not in (200, 302, 404, 422)} == {}


@pytest.mark.parametrize("value", ODD, ids=lambda value: ascii(value[:20]))
def test_pages_without_filters_take_no_notice(value, pages, client):
    for address in set(pages) - set(FILTERED):
        usual = client.get(address).status_code
        assert client.get(address, dict.fromkeys(PARAMETERS, value)).status_code == usual, address


@pytest.mark.parametrize("query", ["committee=%ff%fe", "page=1;page=2", "&&=&a", "committee=a&committee=b"])
def test_broken_queries_are_answered(query, pages, client):
    answers = {address: client.get(f"{address}?{query}").status_code for address in FILTERED}
    assert {a: status for a, status in answers.items() if status not in (200, 302, 404)} == {}


def test_an_unknown_filter_shows_nothing_rather_than_everything(pages, client):
    """Figures of "all" under an address that asks for a committee would be wrong figures."""
    overview = reverse("reports:overview", kwargs=HALF_YEAR)
    rows = reverse("attendance:figure-rows", kwargs=HALF_YEAR | {"measure": "planned_cells"})
    reasons = reverse("attendance:figure-rows", kwargs=HALF_YEAR | {"measure": "missed_by_reason"})
    unknown = [
        (overview, {"committee": "nope"}),
        (overview, {"group": "zzz"}),
        (rows, {"committee": "nope"}),
        (rows, {"as_of": "31/02/2018"}),
        (rows.replace("planned_cells", "pk"), {}),
        (reasons, {}),
        (reasons, {"reason": "nope"}),
        (reverse("attendance:evaluation-list", kwargs=HALF_YEAR), {"finding": "nope"}),
        (reverse("attendance:evaluation-list", kwargs=HALF_YEAR), {"scorer": "nope"}),
        (reverse("attendance:evaluation-list", kwargs=HALF_YEAR), {"asked": "nope"}),
    ]
    assert [client.get(address, query).status_code for address, query in unknown] == [404] * len(unknown)


@pytest.mark.parametrize("half_year", ["2018-H3", "2018-h1", "1899-H1", "2200-H1", "２０１８-H1", "2018"])
def test_what_is_no_half_year_is_not_found(half_year, staff, client):
    client.force_login(staff)
    assert client.get(f"/half-years/{half_year}/").status_code == 404


@pytest.mark.parametrize("half_year", ["1900-H1", "2199-H2"])
def test_half_years_at_the_edge_are_empty_pages(half_year, staff, client):
    client.force_login(staff)
    for address in (f"/half-years/{half_year}/", f"/half-years/{half_year}/summary/"):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("page", ["abc", "0", "-1", "99999", "1.5"])
def test_the_nearest_page_of_figures_answers_for_an_odd_one(page, pages, client):
    rows = reverse("attendance:figure-rows", kwargs=HALF_YEAR | {"measure": "planned_cells"})
    response = client.get(rows, {"page": page})
    assert response.status_code == 200
    assert response.context["page"].number == 1


def test_an_impossible_day_is_said_and_no_figure_shown(pages, client):
    overview = reverse("reports:overview", kwargs=HALF_YEAR)
    response = client.get(overview, {"as_of": "31/02/2018", "committee": "BTCTU"})
    assert response.status_code == 422
    assert response.context["form"].errors["as_of"] == [str(DateField().error_messages["invalid"])]
    assert 'value="31/02/2018"' in response.text
    assert list(find_all(parse(response), "a", class_="figure")) == []


def test_a_committee_that_is_none_is_said_and_no_figure_shown(pages, client):
    response = client.get(reverse("reports:overview", kwargs=HALF_YEAR), {"committee": "KHONG"})
    assert response.status_code == 404
    assert response.context["form"].errors["committee"] == ["Không có “KHONG” ở mục này."]
    assert list(find_all(parse(response), "a", class_="figure")) == []


def test_the_filter_form_leads_to_the_half_years_own_address(pages, client):
    overview = reverse("reports:overview", kwargs=HALF_YEAR)
    response = client.get(overview, {"period": "2018-H1", "committee": "", "as_of": "29/05/2018"})
    assert response.url == "/half-years/2018-H1/?as_of=29%2F05%2F2018"
    response = client.get(overview, {"period": "2017-H2", "committee": "BTCTU", "as_of": "29/05/2018"})
    assert response.url == "/half-years/2017-H2/?committee=BTCTU"


def test_head_and_options_are_answered(pages, client):
    heads = {address: client.head(address).status_code for address in pages}
    assert set(heads.values()) <= {200, 302, 404}
    assert {a for a, status in heads.items() if status == 404} == {
        a for a in pages if "missed_by_reason" in a or "logged_after" in a
    }
    options = {address: client.options(address).status_code for address in pages}
    assert {a: status for a, status in options.items() if status not in (200, 302, 404)} == {}


@pytest.mark.parametrize("page", ["abc", "0", "-1", "99", "9" * 400, "\0"])
@pytest.mark.parametrize(
    "route",
    [
        "attendance:plan-list",
        "attendance:trip-list",
        "attendance:visit-list",
        "attendance:recommendation-list",
        "attendance:month-current",
        "office:work",
    ],
)
def test_a_page_that_is_none_shows_the_nearest(route, page, client, staff):
    client.force_login(staff)
    assert client.get(reverse(route), {"page": page}, follow=True).status_code == 200


def test_a_page_that_is_no_address_is_no_error_of_the_server(client):
    odd = {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://["}
    assert client.get(reverse("attendance:plan-list"), **odd).status_code == 400
