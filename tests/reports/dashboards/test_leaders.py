"""A leader's page: the figures by half-year, what is to come, every visit; to whom."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from attendance.figures import tally
from attendance.figures.selection import Selection
from attendance.models import Visit
from committees.models import LeaderGroup
from committees.roles import Role
from lib.periods import HalfYear, Month
from reports.dashboards.leaders import LeaderReport
from tests.factories import (
    CellFactory,
    CriterionFactory,
    EvaluationFactory,
    LeaderFactory,
    MembershipFactory,
    PlanFactory,
    TripFactory,
    VisitFactory,
)
from tests.pages import attribute, find, find_all, parse, text
from tests.reports.test_figure_links import figures_of, listed

pytestmark = pytest.mark.django_db

TODAY = dt.date(2018, 5, 10)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """The 10th of May 2018, unless a story says otherwise."""

    def is_now(day):
        monkeypatch.setattr("lib.periods.localdate", lambda: day)

    is_now(TODAY)
    return is_now


def month(text_):
    return Month.parse(text_)


def page_of(leader):
    return reverse("reports:leader-detail", args=[leader.pk])


def summed_up(response) -> list[list[str]]:
    """The table of half-years: its rows as texts."""
    rows = find_all(parse(response), "tr", data_half_year=None)
    return [[text(cell) for cell in row.children if not isinstance(cell, str)] for row in rows]


def visits_in(response, part) -> list[int]:
    section = find(parse(response), "section", id=part)
    return [int(attribute(row, "data-visit")) for row in find_all(section, "tr", data_visit=None)]


class TestFigures:
    def test_are_those_of_the_same_selection(self, busy, chief, reader, today):
        today(dt.date(2018, 12, 31))
        lines = LeaderReport(chief, user=reader).lines
        selections = [Selection(HalfYear.parse(h), leader=chief) for h in ("2018-H2", "2018-H1", "2017-H2")]
        assert [(line.half_year, line.selection, line.tally) for line in lines] == [
            (s.half_year, s, tally.tally(Visit.objects.all(), s)) for s in selections
        ]

    def test_open_as_many_rows_as_they_say(self, busy, chief, department_head, reader, client, today):
        today(dt.date(2018, 12, 31))
        client.force_login(reader)
        for leader in (chief, department_head, busy.deputy):
            shown = figures_of(client.get(page_of(leader)))
            assert shown
            assert {address: listed(client, address) for address in shown} == {
                address: (number, number) for address, number in shown.items()
            }

    def test_of_those_who_see_less_open_what_they_see(self, busy, clerk, stranger_clerk, client):
        """The deputy left for the other commission; the visits are the first one's."""
        client.force_login(clerk)
        shown = figures_of(client.get(page_of(busy.deputy)))
        assert shown
        assert {address: listed(client, address) for address in shown} == {
            address: (number, number) for address, number in shown.items()
        }
        client.force_login(stranger_clerk)
        response = client.get(page_of(busy.deputy))
        assert (response.status_code, figures_of(response), visits_in(response, "visits")) == (200, {}, [])

    def test_stand_in_words_in_the_table(self, chief, commission, reader, client):
        colleague = LeaderFactory(committee=commission)
        seen = VisitFactory(leader=chief, attended=True)
        VisitFactory(leader=chief, cell=seen.cell, month=month("04/2018"))
        VisitFactory(leader=chief, missed=True)
        VisitFactory(leader=colleague)
        EvaluationFactory(
            meeting=seen.meeting, leader=chief, rubric=CriterionFactory().rubric, total=Decimal("92.5")
        )
        client.force_login(reader)
        response = client.get(page_of(chief))
        assert summed_up(response) == [
            [
                "6 tháng đầu năm 2018",
                *("2", "1", "50,0%"),  # cells planned and attended, the rate
                *("1", "0", "0", "0"),  # missed, carried over, not logged yet, unplanned
                *("1", "3", "2,00 ( 4 / 2 )"),  # visits attended and planned, the mean load
                "92,50 ( 1 )",
            ]
        ]
        headline = find(parse(response), "section", id="headline")
        assert "1 / 2 (50,0%)" in text(headline)

    def test_the_mean_load_is_that_of_the_group_in_the_plan(self, chief, commission, department_head, reader):
        """Of the other group and the other commission nobody counts, and no leader without a visit."""
        for leader in (chief, chief, LeaderFactory(committee=commission), department_head, LeaderFactory()):
            VisitFactory(leader=leader)
        LeaderFactory(committee=commission)
        (line,) = LeaderReport(chief, user=reader).lines
        assert (line.peers.selection, line.peers.load) == (
            Selection(
                line.half_year, committee=commission, own_plan=True, leader_group=LeaderGroup.LEADERSHIP
            ),
            Decimal("1.50"),
        )

    def test_one_who_changed_the_commission_is_compared_where_most_visits_were(
        self, chief, commission, other_commission, reader
    ):
        VisitFactory(leader=chief)
        plan = PlanFactory(committee=other_commission, status="approved")
        for _n in range(2):
            VisitFactory(leader=chief, plan=plan)
        (line,) = LeaderReport(chief, user=reader).lines
        assert line.peers.selection.committee == other_commission
        assert (line.tally.planned_visits, line.peers.load) == (3, Decimal("2.00"))

    def test_the_headline_is_the_running_half_year_or_the_latest_with_visits(self, chief, reader, today):
        VisitFactory(leader=chief)
        VisitFactory(leader=chief, month=month("07/2018"))
        found = {}
        for day in (dt.date(2018, 6, 30), dt.date(2018, 7, 1), dt.date(2019, 1, 1)):
            today(day)
            report = LeaderReport(chief, user=reader)
            found[day] = (str(report.headline.half_year), report.idle_in and str(report.idle_in))
        assert found == {
            dt.date(2018, 6, 30): ("2018-H1", None),
            dt.date(2018, 7, 1): ("2018-H2", None),
            dt.date(2019, 1, 1): ("2018-H2", "2019-H1"),
        }

    def test_ten_half_years_at_most_newest_first(self, chief, reader, client):
        for n in range(12):
            VisitFactory(leader=chief, month=month("01/2018") + -6 * n)
        client.force_login(reader)
        named = [attribute(r, "data-half-year") for r in find_all(
            parse(client.get(page_of(chief))), "tr", data_half_year=None)]  # fmt: skip
        assert named == [str(HalfYear(HalfYear.parse("2018-H1").ordinal - n)) for n in range(10)]

    def test_charts_show_what_the_table_says_oldest_first(self, chief, reader, client):
        VisitFactory(leader=chief, attended=True)
        VisitFactory(leader=chief, month=month("10/2017"))
        client.force_login(reader)
        columns, rate = client.get(page_of(chief)).context["charts"]
        assert [list(series.values) for series in columns.series] == [[0, 1], [1, 1]]
        assert [list(series.values) for series in rate.series] == [[Decimal("0.0"), Decimal("100.0")]]

    def test_one_half_year_needs_no_chart(self, chief, reader, client):
        VisitFactory(leader=chief)
        client.force_login(reader)
        assert client.get(page_of(chief)).context["charts"] == []


class TestComing:
    def test_as_they_fall_due_the_overdue_ones_marked(self, chief, staff, client):
        def due(day, when, **fields):
            return VisitFactory(leader=chief, cell=CellFactory(meeting_day=day), month=month(when), **fields)

        last, overdue = due(None, "05/2018"), due(9, "05/2018")
        on_the_day, long_ago = due(10, "05/2018"), due(5, "11/2017")
        due(20, "05/2018", attended=True)
        due(25, "05/2018", withdrawn=True)
        client.force_login(staff)
        response = client.get(page_of(chief))
        expected = [long_ago, overdue, on_the_day, last]
        assert visits_in(response, "coming") == [v.pk for v in expected]
        rows = find_all(find(parse(response), "section", id="coming"), "tr", data_visit=None)
        assert ["Quá hạn" in text(row) for row in rows] == [True, True, False, False]

    def test_of_a_closed_plan_nothing_of_a_draft_what_may_still_be(self, chief, commission, reader):
        closed = PlanFactory(committee=commission, half_year=HalfYear.parse("2017-H2"), status="closed")
        VisitFactory(leader=chief, plan=closed, month=month("12/2017"))
        draft = PlanFactory(committee=commission)
        VisitFactory(leader=chief, plan=draft, month=month("04/2018"))
        to_come = VisitFactory(leader=chief, plan=draft, month=month("06/2018"))
        assert [c.visit for c in LeaderReport(chief, user=reader).coming] == [to_come]

    def test_trips_running_and_to_come(self, chief, other_chief, staff):
        days = [(1, 9), (1, 10), (20, 25)]
        _past, *expected = [
            TripFactory(leader=chief, date_from=dt.date(2018, 5, a), date_to=dt.date(2018, 5, b))
            for a, b in days
        ]
        TripFactory(leader=other_chief, date_from=TODAY, date_to=TODAY)
        assert LeaderReport(chief, user=staff).trips == expected


class TestVisits:
    def test_are_listed_newest_first_in_pages_of_50(self, chief, staff, client):
        visits = [VisitFactory(leader=chief, month=month("01/2018") + -n) for n in range(52)]
        client.force_login(staff)
        first, second = (client.get(page_of(chief), {"page": n}) for n in (1, 2))
        assert visits_in(first, "visits") + visits_in(second, "visits") == [v.pk for v in visits]
        assert len(visits_in(first, "visits")) == 50
        # Further pages go on with the list alone.
        assert list(find_all(parse(second), "section", id="headline")) == []

    @pytest.mark.parametrize("page", ["abc", "0", "-1", "99", "9" * 400, "\0"])
    def test_a_page_that_is_none_shows_the_nearest(self, page, chief, staff, client):
        VisitFactory(leader=chief)
        client.force_login(staff)
        response = client.get(page_of(chief), {"page": page})
        assert (response.status_code, response.context["page"].number) == (200, 1)

    def test_link_to_the_visit_and_to_the_cell(self, chief, staff, client):
        visit = VisitFactory(leader=chief, attended=True)
        client.force_login(staff)
        section = find(parse(client.get(page_of(chief))), "section", id="visits")
        assert [attribute(a, "href") for a in find_all(find(section, "table"), "a")] == [
            reverse("attendance:visit-detail", args=[visit.pk]),
            reverse("reports:cell-detail", args=[visit.cell_id]),
        ]

    def test_one_without_any_has_words_instead(self, chief, staff, client):
        client.force_login(staff)
        response = client.get(page_of(chief))
        assert figures_of(response) == {}
        assert visits_in(response, "visits") == visits_in(response, "coming") == []
        assert list(find_all(parse(response), "section", id="half-years")) == []


class TestAccess:
    def test_leaders_of_ones_committees_and_those_whose_visits_one_sees(
        self, chief, other_chief, commission, other_commission, staff, stranger_staff, client
    ):
        VisitFactory(leader=chief)
        chief.committee = other_commission
        chief.save()
        answers = {}
        for user in (staff, stranger_staff):
            client.force_login(user)
            answers[user] = [client.get(page_of(leader)).status_code for leader in (chief, other_chief)]
        assert answers == {staff: [200, 404], stranger_staff: [200, 200]}

    def test_nobody_without_a_committee(self, chief, client):
        client.force_login(MembershipFactory(role=Role.STAFF).user)
        assert client.get(page_of(chief)).status_code == 404

    def test_visits_of_another_commission_are_neither_listed_nor_counted(
        self, chief, other_commission, staff, client
    ):
        own = VisitFactory(leader=chief)
        theirs = PlanFactory(committee=other_commission, status="approved")
        VisitFactory(leader=chief, plan=theirs, cell=own.cell, month=month("04/2018"))
        client.force_login(staff)
        response = client.get(page_of(chief))
        assert visits_in(response, "visits") == visits_in(response, "coming") == [own.pk]
        assert set(figures_of(response).values()) == {1}


QUERIES = 22


@pytest.mark.parametrize(("half_years", "visits"), [(1, 1), (3, 1), (1, 3), (3, 3)])
def test_takes_as_many_queries_as_ever(
    half_years, visits, chief, commission, staff, client, django_assert_num_queries
):
    for h in range(half_years):
        for n in range(visits):
            when = month("05/2018") + -6 * h
            attended = VisitFactory(leader=chief, attended=True, month=when + -n)
            EvaluationFactory(meeting=attended.meeting, leader=chief)
            VisitFactory(leader=chief, missed=True, month=when)
            VisitFactory(leader=chief, month=when)
            VisitFactory(leader=LeaderFactory(committee=commission), month=when)
            TripFactory(leader=chief, date_from=TODAY, date_to=TODAY + dt.timedelta(days=10 * h + n))
    client.force_login(staff)
    with django_assert_num_queries(QUERIES):
        assert client.get(page_of(chief)).status_code == 200
