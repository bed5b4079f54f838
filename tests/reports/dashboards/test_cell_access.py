"""Who sees what of a cell, who may propose it, and where its page leads."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from committees.models import Committee
from committees.roles import Role
from lib.periods import HalfYear, Month
from reports.dashboards import cells
from reports.dashboards.cells import CellReport
from tests.factories import (
    CriterionFactory,
    EvaluationFactory,
    FindingFactory,
    LeaderFactory,
    MembershipFactory,
    PlanFactory,
    ProposalFactory,
    ProvinceFactory,
    RecommendationFactory,
    VisitFactory,
)
from tests.pages import attribute, buttons, find, find_all, parse, text

pytestmark = pytest.mark.django_db

TODAY = dt.date(2018, 5, 10)


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


class TestAccess:
    def test_every_cell_of_the_province_and_no_other(self, cell, staff, stranger_staff, client):
        for user in (staff, stranger_staff):
            client.force_login(user)
            assert client.get(page_of(cell)).status_code == 200
        elsewhere = MembershipFactory(role=Role.STAFF, committee=ProvinceFactory(code="TU2")).user
        client.force_login(elsewhere)
        assert client.get(page_of(cell)).status_code == 404

    def test_strangers_see_that_it_met_but_not_who_judged_it_how(
        self, cell, chief, judged, stranger_staff, client
    ):
        finding = FindingFactory(text="Nhận xét riêng")
        visit = VisitFactory(leader=chief, cell=cell, attended=True)
        evaluation = judged(visit.meeting, chief, "92.5", finding)
        judged(visit.meeting, None, "95.0", finding)
        RecommendationFactory(evaluation=evaluation, text="Kiến nghị riêng")
        client.force_login(stranger_staff)
        response = client.get(page_of(cell))
        (row,) = meetings_on(response)
        assert row == ["15/03/2018 Thường kỳ", "1 cán bộ của cơ quan khác", "—", "—"]
        secrets = (chief.full_name, "92,5", "95,0", "Nhận xét riêng", "Kiến nghị riêng")
        assert [secret for secret in secrets if secret in response.text] == []
        assert response.context["report"].judgements == response.context["report"].recommendations == []

    def test_who_goes_along_sees_the_cells_own_and_not_the_others_points(
        self, cell, chief, other_chief, judged, stranger_staff
    ):
        visit = VisitFactory(leader=chief, cell=cell, attended=True)
        theirs = VisitFactory(leader=other_chief, cell=cell, attended=True)
        judged(visit.meeting, chief, "92.5")
        own = judged(visit.meeting, None, "95.0")
        report = CellReport(cell, user=stranger_staff)
        (line,) = report.lines(report.meetings)
        assert (line.visits, line.hidden, line.by_leaders) == ([theirs], 1, [])
        assert (line.by_cell.evaluation, line.by_cell.visit) == (own, theirs)

    def test_the_managing_committee_sees_points_but_opens_no_visit(
        self, cell, district, chief, judged, client
    ):
        visit = VisitFactory(leader=chief, cell=cell, attended=True)
        judged(visit.meeting, chief, "92.5")
        judged(visit.meeting, None, "95.0")
        client.force_login(MembershipFactory(role=Role.STAFF, committee=district).user)
        response = client.get(page_of(cell))
        (row,) = meetings_on(response)
        assert row[4:] == ["95,0", "92,5 Nguyễn Văn An", "+2,5"]
        assert list(find_all(find(section_of(response, "meetings"), "table"), "a")) == []

    def test_what_a_leader_found_stays_with_the_visit(
        self, cell, chief, other_commission, judged, staff, stranger_staff
    ):
        """As the visit's own page has it: the leader moved on, the visit did not."""
        visit = VisitFactory(leader=chief, cell=cell, attended=True)
        evaluation = judged(visit.meeting, chief, "92.5")
        chief.committee = other_commission
        chief.save()
        found = {
            user: [(j.evaluation, j.visit) for j in CellReport(cell, user=user).judgements]
            for user in (staff, stranger_staff)
        }
        assert found == {staff: [(evaluation, visit)], stranger_staff: [(evaluation, None)]}


class TestProposing:
    def proposals(self, cell, user):
        return [(c.code, bool(p)) for c, p in CellReport(cell, user=user).proposals]

    def test_by_those_who_plan_or_approve(self, cell, chief, staff, official, clerk, client):
        offered = {}
        for user in (staff, official, clerk):
            client.force_login(user)
            offered[user] = buttons(client.get(page_of(cell)))
        assert offered == {staff: {"proposal-create"}, official: {"proposal-create"}, clerk: set()}

    def test_each_of_several_committees(self, cell, chief, other_chief, commission, province):
        ProposalFactory(cell=cell, committee=commission, half_year=HalfYear.parse("2018-H2"))
        user = MembershipFactory(role=Role.OFFICIAL, committee=province).user
        assert self.proposals(cell, user) == [("BTCTU", True), ("BTGTU", False)]

    @pytest.mark.parametrize(
        ("sought", "offered"),
        [
            ("", [("BTCTU", True)]),
            ("tuyen giao", [("BTCTU", True), ("BTGTU", False)]),
            ("ban", [("BTCTU", True), ("BTGTU", False)]),
            ("dan van", [("BTCTU", True)]),
            ("\0", [("BTCTU", True)]),
        ],
    )
    def test_of_very_many_those_one_looks_for(
        self, sought, offered, cell, chief, other_chief, client, monkeypatch
    ):
        """What is proposed already stays in sight; what cannot be proposed is not found either."""
        monkeypatch.setattr(cells, "OFFERED_AT_MOST", 1)
        coming = HalfYear.parse("2018-H2")
        ProposalFactory(cell=cell, committee=chief.committee, half_year=coming)
        province = Committee.objects.get_parent(chief.committee)
        judged = LeaderFactory(committee__name="Ban Dân vận", committee__parent=province).committee
        PlanFactory(committee=judged, half_year=coming, status="approved")
        client.force_login(MembershipFactory(role=Role.OFFICIAL, committee=province).user)
        response = client.get(page_of(cell), {"propose": sought})
        report = response.context["report"]
        assert [(committee.code, bool(proposal)) for committee, proposal in report.proposals] == offered
        found = find(parse(response), "ul", id="proposing-found")
        assert len(list(find_all(found, "button"))) == len(offered)

    @pytest.mark.parametrize("status", ["approved", "closed"])
    def test_not_for_a_plan_that_is_judged(self, status, cell, chief, commission, staff):
        PlanFactory(committee=commission, half_year=HalfYear.parse("2018-H2"), status=status)
        assert self.proposals(cell, staff) == []

    def test_not_where_the_plan_has_it(self, cell, cells, chief, commission, staff):
        draft = PlanFactory(committee=commission, half_year=HalfYear.parse("2018-H2"))
        VisitFactory(leader=chief, plan=draft, cell=cell, month=Month.parse("08/2018"))
        assert [self.proposals(c, staff) for c in cells[:2]] == [[], [("BTCTU", False)]]

    def test_not_a_cell_that_will_be_gone(self, cell, chief, staff):
        cell.dissolved_on = dt.date(2018, 6, 30)
        cell.save()
        assert self.proposals(cell, staff) == []


class TestLinks:
    """To the pages of leader and cell, wherever one reads their names."""

    @pytest.fixture
    def visit(self, chief, cell, staff, client):
        client.force_login(staff)
        return VisitFactory(leader=chief, cell=cell, attended=True)

    @pytest.mark.parametrize(
        ("route", "names"),
        [
            ("visit-detail", {"leader", "cell"}),
            ("evaluation-detail", {"leader", "cell"}),
            ("visit-list", {"leader"}),
            ("planned_cells", {"cell"}),
            ("planned_visits", {"cell"}),
            ("leaders_planned", {"leader"}),
        ],
    )
    def test_lead_to_pages_that_answer(self, route, names, visit, client):
        if "-" not in route:
            address = reverse("attendance:figure-rows", args=["2018-H1", route])
        else:
            address = reverse(f"attendance:{route}", args=[] if route == "visit-list" else [visit.pk])
        pages = {"leader": visit.leader.get_absolute_url(), "cell": visit.cell.get_absolute_url()}
        links = {attribute(a, "href") for a in find_all(parse(client.get(address)), "a")}
        assert {name for name, page in pages.items() if page in links} == names
        assert {client.get(pages[name]).status_code for name in names} == {200}
