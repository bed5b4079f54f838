"""One tap proposes a cell, the plan's page asks for it, one visit takes it up."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import resolve, reverse

from attendance.models import Proposal, Visit
from attendance.planning import actions
from lib.periods import HalfYear, Month
from tests.factories import CellFactory, PlanFactory, ProposalFactory, ProvinceFactory, VisitFactory
from tests.pages import attribute, find, find_all, parse, text

pytestmark = pytest.mark.django_db

CREATE = reverse("attendance:proposal-create")
MARCH = Month.parse("03/2018")


def drop(proposal):
    return reverse("attendance:proposal-delete", args=[proposal.pk])


def page_of(plan):
    return reverse("attendance:plan-detail", args=[plan.pk])


class TestProposing:
    def test_for_the_coming_half_year_and_back_to_its_line(self, as_official, chief, cell, commission):
        response = as_official.post(f"{CREATE}?next=/work/", {"cell": cell.pk, "committee": commission.code})
        assert (response.status_code, response.url) == (302, f"/work/#propose-{cell.pk}-{commission.pk}")
        proposal = Proposal.objects.get()
        assert (proposal.cell, proposal.committee) == (cell, commission)
        assert proposal.half_year == HalfYear.current().next
        back = as_official.post(f"{drop(proposal)}?next=/work/")
        assert (back.url, Proposal.objects.count()) == (f"/work/#propose-{cell.pk}-{commission.pk}", 0)

    def test_says_what_for_which_plan(self, as_official, chief, cell, commission):
        page = as_official.post(CREATE, {"cell": cell.pk, "committee": commission.code}, follow=True)
        (message,) = page.context["messages"]
        plan = (cell.name, commission.label, HalfYear.current().next.label)
        assert [part in str(message) for part in plan] == [True, True, True]

    def test_refused_it_leads_to_the_top_of_the_page_which_says_why(self, as_official, cell, commission):
        response = as_official.post(
            f"{CREATE}?next=/work/", {"cell": cell.pk, "committee": commission.code}, follow=True
        )
        assert response.redirect_chain == [("/work/", 302)]
        assert [m.level_tag for m in response.context["messages"]] == ["error"]

    @pytest.mark.parametrize(
        "sent",
        [
            {},
            {"cell": ""},
            {"cell": "x"},
            {"cell": "9" * 30},
            {"cell": "\0"},
            {"committee": "x"},
            {"committee": "\0"},
            {"committee": "BTGTU"},
        ],
    )
    def test_what_names_nothing_visible_is_not_found(
        self, sent, as_official, cell, commission, chief, other_commission, other_chief
    ):
        named = {"cell": cell.pk, "committee": commission.code} | sent if sent else {}
        assert as_official.post(CREATE, named).status_code == 404
        assert not Proposal.objects.exists()

    def test_cells_of_another_province_are_not_found(self, as_official, commission, chief):
        elsewhere = CellFactory(committee=ProvinceFactory())
        sent = {"cell": elsewhere.pk, "committee": commission.code}
        assert as_official.post(CREATE, sent).status_code == 404

    def test_clerks_only_read(self, client, clerk, commission, chief, cell):
        client.force_login(clerk)
        assert client.post(CREATE, {"cell": cell.pk, "committee": commission.code}).status_code == 403
        proposal = ProposalFactory(committee=commission)
        assert client.post(drop(proposal)).status_code == 403
        assert Proposal.objects.count() == 1


class TestBesideACell:
    def drawn(self, cell, proposal, commission):
        request = RequestFactory().get("/cells/", {"q": "thôn"})
        context = {"cell": cell, "proposal": proposal, "proposing": commission, "request": request}
        page = Template('{% include "planning/_propose.html" %}').render(Context(context))
        return find(
            parse(type("Page", (), {"content": page.encode()})),
            "span",
            id=f"propose-{cell.pk}-{commission.pk}",
        )

    def test_a_button_that_names_the_cell(self, cell, commission):
        drawn = self.drawn(cell, None, commission)
        (button,) = find_all(drawn, "button")
        assert cell.name in text(button)
        assert attribute(find(drawn, "form"), "action") == f"{CREATE}?next=%2Fcells%2F%3Fq%3Dth%25C3%25B4n"
        assert attribute(find(drawn, "input", name="cell"), "value") == str(cell.pk)
        assert attribute(find(drawn, "input", name="committee"), "value") == commission.code

    def test_proposed_it_can_be_taken_back(self, cell, commission):
        proposal = ProposalFactory(committee=commission, cell=cell)
        drawn = self.drawn(cell, proposal, commission)
        assert attribute(find(drawn, "form"), "action").split("?")[0] == drop(proposal)
        assert cell.name in text(find(drawn, "button"))

    def test_taken_up_there_is_nothing_to_do(self, cell, chief, commission, period):
        ProposalFactory(committee=commission, cell=cell)
        VisitFactory(leader=chief, cell=cell, month=MARCH)
        drawn = self.drawn(cell, Proposal.objects.with_taken_up().get(), commission)
        assert list(find_all(drawn, "form")) == []


class TestInThePlan:
    @pytest.fixture
    def plan(self, commission, period):
        return PlanFactory(committee=commission, half_year=period)

    @pytest.fixture
    def proposal(self, commission, cell, official):
        return ProposalFactory(committee=commission, cell=cell, proposed_by=official)

    def section(self, response):
        return find(parse(response), "section", id="proposals")

    def test_staff_take_it_up_with_the_cell_chosen(self, as_staff, plan, proposal, chief, cell, official):
        section = self.section(as_staff.get(page_of(plan)))
        (line,) = find_all(section, "li")
        assert [part in text(line) for part in (cell.name, cell.committee.label, str(official))] == [
            True,
            True,
            True,
        ]
        (add,) = find_all(line, "a", class_="btn")
        assert (
            attribute(add, "href") == f"{reverse('attendance:visit-create', args=[plan.pk])}?cell={cell.pk}"
        )
        form = as_staff.get(attribute(add, "href"))
        assert [o.cell for o in form.context["form"].choice.options if o.is_chosen] == [cell]
        as_staff.post(attribute(add, "href"), {"leader": chief.pk, "cell": cell.pk, "month": "03/2018"})
        assert Visit.objects.get().cell == cell
        assert list(find_all(parse(as_staff.get(page_of(plan))), id="proposals")) == []

    def test_staff_drop_it(self, as_staff, plan, proposal):
        section = self.section(as_staff.get(page_of(plan)))
        form = find(section, "form")
        response = as_staff.post(attribute(form, "action"))
        assert response.url.split("#")[0] == page_of(plan)
        assert not Proposal.objects.exists()

    @pytest.mark.parametrize(
        ("who", "status", "offered"),
        [
            ("staff", "draft", {"visit-create", "proposal-delete"}),
            ("official", "draft", {"proposal-delete"}),
            ("clerk", "draft", set()),
            ("staff", "submitted", set()),
            ("official", "submitted", set()),
        ],
    )
    def test_what_is_offered(self, who, status, offered, request, client, proposal):
        plan = PlanFactory(committee=proposal.committee, half_year=proposal.half_year, status=status)
        client.force_login(request.getfixturevalue(who))
        section = self.section(client.get(page_of(plan)))
        addresses = [attribute(form, "action") for form in find_all(section, "form")]
        addresses += [attribute(link, "href") for link in find_all(section, "a", class_="btn")]
        assert {resolve(address.split("?")[0]).url_name for address in addresses} == offered

    def test_an_approved_plan_no_longer_asks(self, as_staff, commission, period, proposal):
        plan = PlanFactory(committee=commission, half_year=period, status="approved")
        assert list(find_all(parse(as_staff.get(page_of(plan))), id="proposals")) == []

    def test_costs_the_same_for_one_and_for_many(
        self, as_staff, plan, commission, district, chief, django_assert_num_queries
    ):
        as_staff.get(page_of(plan))  # the session is read once
        for count in (1, 2):
            for _ in range(count):
                ProposalFactory(committee=commission, cell=CellFactory(committee=district))
            with django_assert_num_queries(13):
                as_staff.get(page_of(plan))

    def test_the_picker_marks_it(self, as_staff, plan, proposal, chief, cells):
        picker = reverse("attendance:cell-picker", args=[plan.pk])
        page = parse(as_staff.get(picker, {"leader": chief.pk, "month": "03/2018"}))
        options = list(find_all(page, "div", class_="cell-option"))
        assert [len(list(find_all(option, "span", class_="badge"))) for option in options] == [1, 0, 0]

    def test_the_history_keeps_what_was_dropped(self, as_staff, plan, proposal, staff, cell):
        actions.withdraw_proposal(proposal=proposal, by=staff)
        page = as_staff.get(reverse("attendance:plan-history", args=[plan.pk]))
        verbs = [
            change.verb
            for entry in page.context["page"]
            for change in entry.rows
            if cell.name in change.subject
        ]
        assert sorted(verbs) == ["+", "-"]
