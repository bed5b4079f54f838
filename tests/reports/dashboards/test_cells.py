"""A cell's page: what is known of it, who comes and came, how its meetings were judged."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from lib.periods import Month
from meetings.models import Finding
from reports.dashboards.cells import CellReport
from tests.factories import (
    CellFactory,
    CriterionFactory,
    EvaluationFactory,
    FindingFactory,
    GuidanceFactory,
    LeaderFactory,
    MeetingFactory,
    PlanFactory,
    RatingBandFactory,
    RecommendationFactory,
    VisitFactory,
)
from tests.pages import attribute, find, find_all, parse, text

pytestmark = pytest.mark.django_db

TODAY = dt.date(2018, 5, 10)
MARCH, APRIL, MAY, JUNE = (Month.parse(f"{m:02}/2018") for m in (3, 4, 5, 6))


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """The 10th of May 2018."""
    monkeypatch.setattr("lib.periods.localdate", lambda: TODAY)


@pytest.fixture
def rubric():
    return CriterionFactory(maximum=Decimal(100)).rubric


@pytest.fixture
def judged(rubric):
    """judged(meeting, leader or None, total, finding…): a finished evaluation."""

    def judge(meeting, leader, total, *findings, **fields):
        scored = {"rubric": rubric, "total": Decimal(total)} if total else {}
        return EvaluationFactory(meeting=meeting, leader=leader, findings=findings, **scored | fields)

    return judge


def page_of(cell):
    return reverse("reports:cell-detail", args=[cell.pk])


def section_of(response, name):
    return find(parse(response), "section", id=name)


def meetings_on(response) -> list[list[str]]:
    rows = find_all(section_of(response, "meetings"), "tr", data_meeting=None)
    return [[text(cell) for cell in row.children if not isinstance(cell, str)] for row in rows]


def evaluation_url(visit):
    return reverse("attendance:evaluation-detail", args=[visit.pk])


class TestFacts:
    def test_all_that_is_known(self, district, staff, client):
        cell = CellFactory(
            committee=district,
            meeting_day=5,
            members_total=24,
            place="Nhà văn hóa",
            established_on=dt.date(1990, 2, 3),
            dissolved_on=dt.date(2018, 4, 30),
        )
        kind = cell.organization_type
        GuidanceFactory(organization_type=kind, number="01-HD/BTCTU", issued_on=dt.date(2010, 1, 1))
        GuidanceFactory(
            organization_type=kind, number="02-HD/BTCTU", issued_on=dt.date(2017, 3, 15), title=""
        )
        client.force_login(staff)
        response = client.get(page_of(cell))
        facts = [text(fact) for fact in find_all(section_of(response, "facts"), "dd")]
        assert facts == [
            kind.name,
            "02-HD/BTCTU, 15/03/2017",
            "ngày 5 hằng tháng",
            "24",
            "Nhà văn hóa",
            "03/02/1990",
            "30/04/2018",
        ]
        assert len(list(find_all(find(parse(response), "h1"), "span", class_="badge"))) == 1

    def test_a_cell_of_which_little_is_known(self, cell, staff, client):
        client.force_login(staff)
        response = client.get(page_of(cell))
        assert len(list(find_all(section_of(response, "facts"), "dd"))) == 4
        assert "chưa có lãnh đạo đến dự" in text(find(parse(response), "main"))
        assert (meetings_on(response), response.context["chart"]) == ([], None)
        parts = [attribute(part, "id") for part in find_all(parse(response), "section")]
        assert parts == ["facts", "coming", "meetings"]

    def test_last_visited_by_whomever(self, cell, other_chief, staff, client):
        VisitFactory(leader=other_chief, cell=cell, attended=True)
        client.force_login(staff)
        page = client.get(page_of(cell))
        assert "lần gần nhất 03/2018" in text(find(parse(page), "main"))
        assert page.context["report"].months_since == 2


class TestComing:
    def test_by_month_others_only_how_many(self, cell, chief, department_head, other_chief, staff):
        overdue = VisitFactory(leader=chief, cell=cell, month=APRIL)
        VisitFactory(leader=other_chief, cell=cell, month=APRIL)
        own = VisitFactory(leader=department_head, cell=cell, month=JUNE)
        VisitFactory(leader=other_chief, cell=cell, month=Month.parse("07/2018"))
        VisitFactory(leader=chief, cell=cell, month=MAY, missed=True)
        VisitFactory(leader=chief, cell=cell, month=Month.parse("11/2017"))
        found = CellReport(cell, user=staff).coming
        assert [(str(m.month), m.visits, m.hidden, m.is_overdue) for m in found] == [
            ("04/2018", [overdue], 1, True),
            ("06/2018", [own], 0, False),
            ("07/2018", [], 1, False),
        ]

    def test_a_draft_counts_as_far_as_it_lies_ahead(self, cell, chief, commission, reader):
        draft = PlanFactory(committee=commission)
        VisitFactory(leader=chief, plan=draft, cell=cell, month=APRIL)
        ahead = VisitFactory(leader=chief, plan=draft, cell=cell, month=JUNE)
        assert [m.visits for m in CellReport(cell, user=reader).coming] == [[ahead]]

    def test_no_name_of_another_commission(self, cell, other_chief, staff, client):
        VisitFactory(leader=other_chief, cell=cell, month=JUNE)
        VisitFactory(leader=other_chief, cell=cell, attended=True)
        client.force_login(staff)
        assert other_chief.full_name not in client.get(page_of(cell)).text


class TestMeetings:
    def test_newest_first_with_their_numbers_and_judgements(
        self, cell, chief, department_head, rubric, judged, staff, client
    ):
        good = RatingBandFactory(rubric=rubric, label="Tốt", minimum=90)
        MeetingFactory(
            cell=cell,
            date=MARCH.day(15),
            members_total=24,
            members_present=21,
            members_spoke=6,
            kind="thematic",
        )
        first = VisitFactory(leader=chief, cell=cell, attended=True)
        VisitFactory(leader=department_head, cell=cell, attended=True)
        VisitFactory(leader=chief, cell=cell, attended=True, month=APRIL)
        judged(first.meeting, chief, "92.5", band=good)
        judged(first.meeting, None, "95.0", band=good)
        client.force_login(staff)
        response = client.get(page_of(cell))
        assert meetings_on(response) == [
            ["15/04/2018 Thường kỳ", "Nguyễn Văn An", "—", "—", "—", "—", "—"],
            [
                "15/03/2018 Chuyên đề",
                "Nguyễn Văn An , Trần Thị Bình",
                "21/24 (87,5%)",
                "6",
                "95,0 · Tốt",
                "92,5 · Tốt",
                "+2,5",
            ],
        ]
        links = {attribute(a, "href") for a in find_all(section_of(response, "meetings"), "a")}
        assert evaluation_url(first) in links

    def test_of_several_leaders_the_mean(self, cell, chief, department_head, judged, staff):
        first = VisitFactory(leader=chief, cell=cell, attended=True)
        VisitFactory(leader=department_head, cell=cell, attended=True)
        for leader, total in [(chief, "92.5"), (department_head, "75.0"), (None, "95.0")]:
            judged(first.meeting, leader, total)
        report = CellReport(cell, user=staff)
        (line,) = report.lines(report.meetings)
        assert (line.leader_total, line.own_total, line.difference) == (
            Decimal("83.75"),
            Decimal("95.0"),
            Decimal("11.25"),
        )

    def test_points_by_two_rubrics_do_not_compare(self, cell, chief, judged, staff):
        visit = VisitFactory(leader=chief, cell=cell, attended=True)
        judged(visit.meeting, chief, "92.5")
        judged(visit.meeting, None, "95.0", rubric=CriterionFactory().rubric)
        report = CellReport(cell, user=staff)
        (line,) = report.lines(report.meetings)
        assert (line.leader_total, line.own_total, line.difference) == (
            Decimal("92.5"),
            Decimal("95.0"),
            None,
        )

    def test_drafts_are_nowhere(self, cell, chief, judged, staff):
        visit = VisitFactory(leader=chief, cell=cell, attended=True)
        judged(visit.meeting, chief, None, FindingFactory(), is_draft=True)
        assert CellReport(cell, user=staff).judgements == []

    def test_one_judged_without_points_says_so(self, cell, chief, judged, staff, client):
        visit = VisitFactory(leader=chief, cell=cell, attended=True)
        judged(visit.meeting, chief, None, FindingFactory())
        client.force_login(staff)
        response = client.get(page_of(cell))
        (row,) = meetings_on(response)
        assert row[5] not in ("—", "")
        assert response.context["chart"] is None

    def test_the_chart_shows_the_last_ten_with_totals_oldest_first(self, cell, chief, judged, staff, client):
        for n in range(13):
            visit = VisitFactory(leader=chief, cell=cell, attended=True, month=MARCH + -n)
            if n:
                judged(visit.meeting, chief if n % 2 else None, f"{60 + n}.5")
        client.force_login(staff)
        chart = client.get(page_of(cell)).context["chart"]
        leaders, own = ([v and str(v) for v in series.values] for series in chart.series)
        assert leaders == [None, "69.5", None, "67.5", None, "65.5", None, "63.5", None, "61.5"]
        assert own == ["70.5", None, "68.5", None, "66.5", None, "64.5", None, "62.5", None]
        assert (chart.categories[0], chart.categories[-1]) == ("15/05 2017", "15/02 2018")

    @pytest.mark.parametrize("page", ["abc", "0", "-1", "9" * 400, "\0"])
    def test_a_page_that_is_none_shows_the_nearest(self, page, cell, chief, staff, client):
        VisitFactory(leader=chief, cell=cell, attended=True)
        client.force_login(staff)
        assert client.get(page_of(cell), {"page": page}).context["page"].number == 1

    def test_more_than_a_page(self, cell, chief, staff, client):
        for n in range(51):
            MeetingFactory(cell=cell, date=(MARCH + -n).day(15))
        client.force_login(staff)
        first, second = (client.get(page_of(cell), {"page": n}) for n in (1, 2))
        assert [len(meetings_on(page)) for page in (first, second)] == [50, 1]
        assert [len(list(find_all(parse(page), "section", id="facts"))) for page in (first, second)] == [1, 0]


class TestFindings:
    def test_by_kind_with_the_evaluations_that_noted_them(self, cell, chief, judged, staff, client):
        prepared, few = FindingFactory(code="UD01"), FindingFactory(code="HC05", kind=Finding.Kind.LIMITATION)
        first = VisitFactory(leader=chief, cell=cell, attended=True)
        second = VisitFactory(leader=chief, cell=cell, attended=True, month=APRIL)
        judged(first.meeting, chief, "80.0", prepared, few)
        judged(first.meeting, None, "90.0", few)
        judged(second.meeting, chief, "80.0", few)
        client.force_login(staff)
        noted = {}
        for details in find_all(section_of(client.get(page_of(cell)), "findings"), "details"):
            count = text(find(details, "span", class_="count"))
            links = [attribute(a, "href") for a in find_all(details, "a")]
            noted[attribute(details, "data-finding")] = (count, links)
        assert noted == {
            "UD01": ("1", [evaluation_url(first)]),
            "HC05": ("3", [evaluation_url(second), evaluation_url(first), evaluation_url(first)]),
        }

    def test_open_recommendations_the_most_urgent_first(self, cell, chief, judged, staff, client):
        visit = VisitFactory(leader=chief, cell=cell, attended=True)
        evaluation = judged(visit.meeting, chief, "80.0")
        later = RecommendationFactory(evaluation=evaluation)
        overdue = RecommendationFactory(evaluation=evaluation, due_on=dt.date(2018, 5, 9))
        RecommendationFactory(evaluation=evaluation, done_on=dt.date(2018, 4, 1))
        client.force_login(staff)
        section = section_of(client.get(page_of(cell)), "recommendations")
        rows = list(find_all(section, "li"))
        assert [int(attribute(row, "data-recommendation")) for row in rows] == [overdue.pk, later.pk]
        assert ["Quá hạn" in text(row) for row in rows] == [True, False]
        assert text(find(section, "h2")).endswith("· 2")


QUERIES = 23


@pytest.mark.parametrize(("meetings", "leaders"), [(1, 1), (3, 1), (1, 3), (3, 3)])
def test_takes_as_many_queries_as_ever(
    meetings, leaders, cell, commission, other_chief, staff, client, django_assert_num_queries
):
    rubric = CriterionFactory().rubric
    attending = [LeaderFactory(committee=commission) for _n in range(leaders)]
    for n in range(meetings):
        VisitFactory(leader=other_chief, cell=cell, attended=True, month=MARCH + -n)
        for leader in attending:
            visit = VisitFactory(leader=leader, cell=cell, attended=True, month=MARCH + -n)
            evaluation = EvaluationFactory(
                meeting=visit.meeting,
                leader=leader,
                findings=[FindingFactory()],
                rubric=rubric,
                total=Decimal(80),
            )
            RecommendationFactory(evaluation=evaluation)
            VisitFactory(leader=leader, cell=cell, month=JUNE + n)
        EvaluationFactory(
            meeting=visit.meeting, rubric=rubric, total=Decimal(90), findings=[FindingFactory()]
        )
    client.force_login(staff)
    with django_assert_num_queries(QUERIES):
        assert client.get(page_of(cell)).status_code == 200
