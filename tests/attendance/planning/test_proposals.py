"""A cell is proposed for a plan, once, and is to be taken up until the plan goes there."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from attendance.models import Proposal
from attendance.planning import actions, proposals
from committees.models import User
from committees.roles import Role
from lib.periods import HalfYear, Month
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    LeaderFactory,
    MembershipFactory,
    PlanFactory,
    ProposalFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db

MARCH = Month.parse("03/2018")


@pytest.fixture
def propose(commission, chief, cell, period, official):
    """The official proposes the village's cell to the commission, which has a chief to send."""

    def act(**given):
        named = {"cell": cell, "committee": commission, "half_year": period, "by": official} | given
        return actions.propose_cell(**named)

    return act


def refusal(act) -> str:
    with pytest.raises(ValidationError) as caught:
        act()
    (message,) = caught.value.messages
    return message


class TestProposing:
    def test_says_who_and_for_which_plan(self, propose, cell, commission, period, official):
        proposal = propose()
        assert (proposal.cell, proposal.committee, proposal.half_year) == (cell, commission, period)
        assert proposal.proposed_by == official
        (record,) = Proposal.history.all()
        assert (record.history_type, record.history_user) == ("+", official)

    def test_twice_the_first_proposal_stands(self, propose, official, staff):
        assert propose(by=staff) == propose(by=official)
        assert Proposal.objects.get().proposed_by == staff
        assert Proposal.history.count() == 1

    @pytest.mark.parametrize("status", ["draft", "submitted"])
    def test_is_possible_until_the_plan_is_judged(self, status, propose, commission, period):
        PlanFactory(committee=commission, half_year=period, status=status)
        propose()
        assert Proposal.objects.count() == 1

    @pytest.mark.parametrize("status", ["approved", "closed"])
    def test_not_for_a_plan_that_is_judged(self, status, propose, commission, period):
        PlanFactory(committee=commission, half_year=period, status=status)
        assert period.label in refusal(propose)
        assert not Proposal.objects.exists()

    def test_not_where_the_plan_goes_already(self, propose, commission, chief, cell, period):
        plan = PlanFactory(committee=commission, half_year=period)
        VisitFactory(plan=plan, leader=chief, cell=cell, month=MARCH)
        assert "03/2018: Nguyễn Văn An (Ban Tổ chức)" in refusal(propose)

    def test_where_a_visit_was_withdrawn_it_may_be_proposed(self, propose, commission, chief, cell, period):
        plan = PlanFactory(committee=commission, half_year=period)
        VisitFactory(plan=plan, leader=chief, cell=cell, withdrawn=True)
        assert propose() == Proposal.objects.open().get()

    @pytest.mark.parametrize(
        ("given", "possible"),
        [
            ({"dissolved_on": dt.date(2017, 12, 31)}, False),
            ({"dissolved_on": dt.date(2018, 1, 1)}, True),
            ({"established_on": dt.date(2018, 6, 30)}, True),
            ({"established_on": dt.date(2018, 7, 1)}, False),
        ],
    )
    def test_a_cell_that_is_there_in_the_half_year(self, given, possible, propose, district):
        cell = CellFactory(committee=district, **given)
        if possible:
            assert propose(cell=cell).cell == cell
        else:
            assert cell.name in refusal(lambda: propose(cell=cell))

    def test_to_a_committee_with_leaders_in_office(self, propose, district, commission, chief, period):
        assert district.label in refusal(lambda: propose(committee=district))
        chief.valid_to = period.previous.last_day
        chief.save()
        assert commission.label in refusal(propose)

    def test_taking_it_back_stays_in_the_history(self, propose, official, staff):
        actions.withdraw_proposal(proposal=propose(), by=staff)
        assert not Proposal.objects.exists()
        assert list(Proposal.history.values_list("history_type", "history_user")) == [
            ("-", staff.pk),
            ("+", official.pk),
        ]

    def test_taking_it_back_twice_is_said(self, propose, staff):
        proposal = propose()
        actions.withdraw_proposal(proposal=proposal, by=staff)
        refusal(lambda: actions.withdraw_proposal(proposal=proposal, by=staff))


class TestOpen:
    def test_until_the_plan_goes_there_and_again_when_it_no_longer_does(
        self, propose, commission, chief, cell, period, staff
    ):
        plan, proposal = PlanFactory(committee=commission, half_year=period), propose()
        assert list(Proposal.objects.open()) == [proposal]
        visit = actions.register_visit(plan=plan, leader=chief, cell=cell, month=MARCH, by=staff)
        assert list(Proposal.objects.open()) == []
        actions.withdraw_visit(visit=visit, by=staff)
        assert list(Proposal.objects.open()) == [proposal]

    def test_visits_of_other_plans_do_not_take_it_up(self, propose, chief, other_chief, cell, period):
        VisitFactory(leader=other_chief, cell=cell, month=MARCH)
        VisitFactory(leader=chief, cell=cell, month=period.next.months[0])
        proposal = propose()
        assert list(Proposal.objects.open()) == [proposal]

    def test_by_plan_with_the_last_visit_by_whomever(
        self, commission, other_commission, other_chief, cells, period, django_assert_num_queries
    ):
        plan = PlanFactory(committee=commission, half_year=period)
        later = PlanFactory(committee=commission, half_year=period.next)
        others = PlanFactory(committee=other_commission, half_year=period)
        first = ProposalFactory(committee=commission, cell=cells[0])
        second = ProposalFactory(committee=commission, cell=cells[1])
        theirs = ProposalFactory(committee=other_commission, cell=cells[0])
        ProposalFactory(committee=commission, cell=cells[2], half_year=period.previous)
        VisitFactory(leader=other_chief, cell=cells[1], month=Month.parse("10/2017"), attended=True)
        with django_assert_num_queries(1):
            found = proposals.open_for([plan, later, others])
        assert found == {plan.pk: [first, second], later.pk: [], others.pk: [theirs]}
        assert [p.last_visited_on for p in found[plan.pk]] == [None, dt.date(2017, 10, 15)]
        assert proposals.open_cells(plan) == {cells[0].pk, cells[1].pk}

    def test_beside_each_cell_what_became_of_it(
        self, commission, chief, cells, period, django_assert_num_queries
    ):
        taken_up, waiting = (ProposalFactory(committee=commission, cell=cell) for cell in cells[:2])
        VisitFactory(leader=chief, cell=cells[0], month=MARCH)
        with django_assert_num_queries(1):
            found = proposals.proposed(commission, period)
            assert all(str(proposal.proposed_by) for proposal in found.values())
        assert found == {cells[0].pk: taken_up, cells[1].pk: waiting}
        assert [found[cell.pk].is_taken_up for cell in cells[:2]] == [True, False]


class TestWhoMay:
    def committees(self, user):
        return list(proposals.proposing_committees(User.objects.get(pk=user.pk)))

    def test_who_registers_or_approves_where_there_are_leaders(
        self, commission, district, chief, other_chief, staff, official, clerk, administrator
    ):
        below = CommitteeFactory(parent=commission)
        assert self.committees(staff) == self.committees(official) == [commission]
        assert self.committees(clerk) == self.committees(administrator) == []
        LeaderFactory(committee=below)
        assert self.committees(official) == [commission, below]

    def test_leaders_in_office_in_the_coming_half_year(self, commission, official):
        LeaderFactory(committee=commission, valid_to=HalfYear.current().last_day)
        assert self.committees(official) == []

    def test_two_roles_add_up(self, commission, other_commission, chief, other_chief, official):
        MembershipFactory(user=official, role=Role.STAFF, committee=other_commission)
        assert self.committees(official) == [commission, other_commission]

    def test_seen_within_ones_committees(self, commission, other_commission, staff, stranger_staff):
        own, theirs = (ProposalFactory(committee=c) for c in (commission, other_commission))
        assert list(Proposal.objects.visible_to(staff)) == [own]
        assert list(Proposal.objects.visible_to(stranger_staff)) == [theirs]


def test_where_a_proposal_would_be_refused_it_is_not_offered(
    commission, other_commission, chief, other_chief, cells
):
    """The plan counts, has the cell, or the cell is gone by then: as the action judges it."""
    coming = HalfYear.current().next
    planned, gone, free = cells
    VisitFactory(
        leader=chief,
        cell=planned,
        month=coming.months[0],
        plan=PlanFactory(committee=commission, half_year=coming),
    )
    gone.dissolved_on = coming.previous.first_day
    gone.save()
    PlanFactory(committee=other_commission, half_year=coming, status="approved")

    found = proposals.refused(cells, [commission, other_commission], coming)

    assert found == {
        (planned.pk, commission.pk),
        (gone.pk, commission.pk),
        *((cell.pk, other_commission.pk) for cell in cells),
    }
    assert (free.pk, commission.pk) not in found
