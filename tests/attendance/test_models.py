"""What the database refuses of plans, visits and trips, whoever writes and however."""

import datetime as dt
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from attendance.models import AbsenceReason, Plan, RegistrationWindow, Trip, Visit
from lib.periods import HalfYear, Month
from meetings.models import Meeting
from tests.constraints import accepted, refused, untested_constraints
from tests.factories import (
    AbsenceReasonFactory,
    AttachmentFactory,
    CellFactory,
    CommitteeFactory,
    LeaderFactory,
    MeetingFactory,
    PlanFactory,
    ProposalFactory,
    RegistrationWindowFactory,
    TripFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db

FEBRUARY, MARCH, APRIL, JULY = (Month.parse(f"{month:02}/2018") for month in (2, 3, 4, 7))


def update(row, **values):
    type(row).objects.filter(pk=row.pk).update(**values)


def test_every_constraint_is_tested():
    targets = Path(__file__).with_name("test_target_models.py")
    kept = Path(__file__).parent / "figures" / "test_kept.py"
    assert untested_constraints("attendance", __file__, targets, kept) == set()


def test_sqlite_looks_at_foreign_keys():
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
class TestCommit:
    """Foreign keys over several columns are looked at when the transaction commits."""

    def test_a_committee_that_is_not_the_plans(self):
        visit, other = VisitFactory(), CommitteeFactory()

        with pytest.raises(IntegrityError), transaction.atomic():
            update(visit, committee=other)

        visit.refresh_from_db()
        assert visit.committee == visit.plan.committee

    def test_a_meeting_moved_out_of_the_half_year(self):
        visit = VisitFactory(attended=True)

        with pytest.raises(IntegrityError), transaction.atomic():
            update(visit.meeting, date=dt.date(2018, 7, 1))

        assert Meeting.objects.get().half_year == visit.half_year

    def test_a_meeting_and_its_visit_may_move_together(self):
        visit = VisitFactory(attended=True)
        plan = PlanFactory(committee=visit.committee, half_year=HalfYear.parse("2018-H2"), status="approved")

        with transaction.atomic():
            update(visit.meeting, date=dt.date(2018, 7, 1))
            update(visit, plan=plan, half_year=plan.half_year, month=JULY)

        assert Visit.objects.get().half_year == Meeting.objects.get().half_year == plan.half_year

    def test_a_carry_over_that_changes_its_cell(self):
        moved, other = VisitFactory(carried_from=VisitFactory(missed=True)), CellFactory()

        with pytest.raises(IntegrityError), transaction.atomic():
            update(moved, cell=other)


class TestPlan:
    def test_once_per_committee_and_half_year(self, commission, period):
        Plan.objects.create(committee=commission, half_year=period)
        Plan.objects.create(committee=commission, half_year=period.next)

        with refused("plan_once_per_half_year"):
            Plan.objects.bulk_create([Plan(committee=commission, half_year=period)])

    def test_unknown_status(self):
        with refused("plan_status_known", "plan_counts_once_approved"):
            update(PlanFactory(), status="lost")

    @pytest.mark.parametrize("status", ["draft", "submitted"])
    def test_not_approved_yet_with_a_time_of_approval(self, status):
        plan = PlanFactory(status=status)

        with refused("plan_counts_once_approved"):
            update(plan, approved_at=timezone.now())

    @pytest.mark.parametrize("status", ["approved", "closed"])
    def test_approved_without_a_time(self, status):
        plan = PlanFactory(status=status)

        with refused("plan_counts_once_approved"):
            update(plan, approved_at=None)

    def test_closed_without_a_time(self):
        plan = PlanFactory(status="approved")

        with refused("plan_closed_has_its_time"):
            update(plan, status="closed")

    def test_open_again_with_a_time_of_closing(self):
        plan = PlanFactory(status="closed")

        with refused("plan_closed_has_its_time"):
            update(plan, status="approved")

    def test_a_reason_of_the_closing_while_it_is_open(self):
        plan = PlanFactory(status="approved")

        with refused("plan_only_a_closed_one_was_closed_for_a_reason"):
            update(plan, closing_reason="Hết kỳ")


class TestVisitAndItsPlan:
    @pytest.fixture
    def visit(self):
        return VisitFactory()

    def test_one_leader_visits_a_cell_once_a_month(self, visit):
        VisitFactory(leader=visit.leader, cell=visit.cell, month=APRIL)
        VisitFactory(leader=visit.leader)
        VisitFactory(cell=visit.cell)

        with refused("visit_once_a_month"):
            VisitFactory(leader=visit.leader, cell=visit.cell, withdrawn=True)

    def test_committee_is_the_plans(self, visit, other_commission):
        with refused("visit_committee_and_half_year_are_the_plans"):
            update(visit, committee=other_commission)

    def test_half_year_is_the_plans(self, visit):
        with refused("visit_committee_and_half_year_are_the_plans"):
            update(visit, half_year=visit.half_year.next, month=JULY)

    def test_a_plan_cannot_move_away_from_its_visits(self, visit, other_commission):
        with refused("visit_committee_and_half_year_are_the_plans"):
            update(visit.plan, committee=other_commission)
        with refused("visit_committee_and_half_year_are_the_plans"):
            update(visit.plan, half_year=visit.half_year.next)

    @pytest.mark.parametrize("month", ["12/2017", "07/2018"])
    def test_month_lies_in_the_half_year(self, visit, month):
        with refused("visit_month_in_half_year"):
            update(visit, month=Month.parse(month))

    @pytest.mark.parametrize("month", ["01/2018", "06/2018"])
    def test_first_and_last_month_do(self, visit, month):
        update(visit, month=Month.parse(month))
        accepted()

    def test_unknown_leader_group(self, visit):
        with refused("visit_leader_group_known"):
            update(visit, leader_group="nobody")

    @pytest.mark.parametrize("origin", ["", "REGISTERED", "imported"])
    def test_unknown_origin(self, visit, origin):
        with refused("visit_carried_in_from_earlier_half_year"):
            update(visit, origin=origin)


class TestVisitAndItsOutcome:
    @pytest.fixture
    def visit(self):
        return VisitFactory()

    @pytest.mark.parametrize(
        ("outcome", "with_meeting", "with_reason"),
        [
            ("attended", False, False),
            ("attended", False, True),
            ("attended", True, True),
            ("missed", False, False),
            ("missed", True, False),
            ("missed", True, True),
            ("pending", True, False),
            ("pending", False, True),
            ("withdrawn", True, False),
            ("withdrawn", False, True),
            ("cancelled", False, False),
        ],
    )
    def test_attended_with_a_meeting_missed_with_a_reason(self, visit, outcome, with_meeting, with_reason):
        meeting = MeetingFactory(cell=visit.cell) if with_meeting else None
        reason = AbsenceReasonFactory() if with_reason else None

        with refused("visit_attended_with_meeting_missed_with_reason"):
            update(visit, outcome=outcome, meeting=meeting, absence_reason=reason)

    def test_the_meeting_of_another_cell(self, visit):
        with refused("visit_meeting_of_its_cell_in_its_half_year"):
            update(visit, outcome="attended", meeting=MeetingFactory())

    @pytest.mark.parametrize("date", [dt.date(2017, 12, 31), dt.date(2018, 7, 1)])
    def test_a_meeting_outside_the_half_year(self, visit, date):
        meeting = MeetingFactory(cell=visit.cell, date=date)

        with refused("visit_meeting_of_its_cell_in_its_half_year"):
            update(visit, outcome="attended", meeting=meeting)

    @pytest.mark.parametrize("date", [dt.date(2018, 1, 1), dt.date(2018, 6, 30)])
    def test_a_meeting_on_the_first_or_last_day_of_the_half_year(self, visit, date):
        update(visit, outcome="attended", meeting=MeetingFactory(cell=visit.cell, date=date))
        accepted()

    def test_an_attended_meeting_cannot_move_away(self):
        meeting = VisitFactory(attended=True).meeting

        with refused("visit_meeting_of_its_cell_in_its_half_year"):
            update(meeting, date=dt.date(2018, 7, 1))
        with refused("visit_meeting_of_its_cell_in_its_half_year"):
            update(meeting, cell=CellFactory())
        update(meeting, date=dt.date(2018, 6, 30))
        accepted()

    def test_one_leader_attends_a_meeting_through_one_visit(self):
        march = VisitFactory(attended=True)
        april = VisitFactory(leader=march.leader, cell=march.cell, month=APRIL)
        substitute = VisitFactory(cell=march.cell)

        with refused("visit_once_per_meeting"):
            update(april, outcome="attended", meeting=march.meeting)
        update(substitute, outcome="attended", meeting=march.meeting)
        accepted()


class TestCarryOver:
    @pytest.fixture
    def missed(self):
        return VisitFactory(missed=True)

    @pytest.fixture
    def moved(self, missed):
        return VisitFactory(carried_from=missed, missed=True)

    def test_a_chain_goes_on(self, moved):
        VisitFactory(carried_from=moved, month=JULY, leader=LeaderFactory())
        accepted()

    def test_a_chain_never_forks(self, moved, missed):
        with refused("attendance_visit_carried_from_id_key"):
            VisitFactory(carried_from=missed, month=Month.parse("05/2018"))

    def test_a_loop_of_two(self, moved, missed):
        with refused("visit_carried_forward"):
            update(missed, carried_from=moved, carried_from_month=moved.month)

    def test_a_loop_of_two_that_lies_about_the_month(self, moved, missed):
        with refused("visit_carried_from_same_cell"):
            update(missed, carried_from=moved, carried_from_month=FEBRUARY)

    def test_a_loop_of_one(self, missed):
        with refused("visit_carried_forward"):
            update(missed, carried_from=missed, carried_from_month=missed.month)
        with refused("visit_carried_from_same_cell"):
            update(missed, carried_from=missed, carried_from_month=FEBRUARY)

    @pytest.mark.parametrize("month", [FEBRUARY, MARCH])
    def test_backwards_or_to_the_same_month(self, missed, month):
        with refused("visit_carried_forward"):
            VisitFactory(carried_from=missed, leader=LeaderFactory(), month=month)

    def test_the_month_left_out(self, moved):
        with refused("visit_carried_forward"):
            update(moved, carried_from_month=None)

    def test_a_month_moved_from_nowhere(self, missed):
        with refused("visit_carried_forward"):
            update(missed, carried_from_month=FEBRUARY)

    def test_the_month_stays_that_of_the_missed_visit(self, moved, missed):
        with refused("visit_carried_from_same_cell"):
            update(missed, month=FEBRUARY)
        with refused("visit_carried_from_same_cell"):
            update(moved, carried_from_month=FEBRUARY)

    def test_the_cell_stays_the_same(self, moved, missed):
        with refused("visit_carried_from_same_cell"):
            update(moved, cell=CellFactory())
        with refused("visit_carried_from_same_cell"):
            update(missed, cell=CellFactory())

    @pytest.mark.parametrize("origin", ["registered", "amendment", "unplanned"])
    def test_from_an_earlier_half_year_is_carried_in(self, missed, origin):
        moved = VisitFactory(carried_from=missed, month=JULY)

        with refused("visit_carried_in_from_earlier_half_year"):
            update(moved, origin=origin)

    def test_within_the_half_year_is_not_carried_in(self, moved):
        with refused("visit_carried_in_from_earlier_half_year"):
            update(moved, origin="carried_in")

    def test_carried_in_from_nowhere(self):
        with refused("visit_carried_in_from_earlier_half_year"):
            VisitFactory(origin="carried_in")


class TestTrip:
    def test_once(self):
        trip = TripFactory()

        with refused("trip_once"):
            Trip.objects.create(leader=trip.leader, date_from=trip.date_from, date_to=trip.date_to)

    def test_ends_before_it_begins(self):
        trip = TripFactory()

        with refused("trip_from_before_to"):
            update(trip, date_to=trip.date_from - dt.timedelta(days=1))
        update(trip, date_to=trip.date_from)


class TestRegistrationWindow:
    def test_once_per_half_year(self, province, period):
        window = RegistrationWindowFactory(province=province, half_year=period)
        RegistrationWindowFactory(province=province, half_year=period.next)

        with refused("registration_window_once"):
            RegistrationWindow.objects.create(
                province=province, half_year=period, opens_on=window.opens_on, closes_on=window.closes_on
            )

    def test_closes_before_it_opens(self):
        window = RegistrationWindowFactory()

        with refused("registration_window_opens_before_it_closes"):
            update(window, closes_on=window.opens_on - dt.timedelta(days=1))
        update(window, closes_on=window.opens_on)


def test_the_same_file_is_attached_once():
    first = AttachmentFactory()
    AttachmentFactory()

    with refused("attachment_once_per_visit"):
        AttachmentFactory(visit=first.visit)


def test_a_cell_is_proposed_once_for_a_plan():
    first = ProposalFactory()
    ProposalFactory(cell=first.cell, committee=first.committee, half_year=first.half_year.next)
    ProposalFactory(cell=first.cell)

    with refused("proposal_once"):
        ProposalFactory(cell=first.cell, committee=first.committee)


@pytest.mark.parametrize("state", [{}, {"attended": True}, {"withdrawn": True}])
def test_only_a_missed_visit_is_not_made_up_for(state):
    update(VisitFactory(missed=True), no_carry_over=True)

    with refused("visit_only_a_missed_one_is_not_carried_over"):
        update(VisitFactory(**state), no_carry_over=True)


def test_reasons_of_absence_have_their_own_code_and_label():
    trip = AbsenceReason.objects.get(code="trip")

    with refused("attendance_absencereason_code_key"):
        AbsenceReason.objects.create(code="trip", label="Đi công tác")
    with refused("attendance_absencereason_label_key"):
        AbsenceReason.objects.create(code="travel", label=trip.label)


def test_the_five_reasons_of_the_domain_are_there():
    assert list(AbsenceReason.objects.values_list("code", "requires_note")) == [
        ("trip", False),
        ("illness", False),
        ("other_duty", False),
        ("cell_postponed", False),
        ("other", True),
    ]
