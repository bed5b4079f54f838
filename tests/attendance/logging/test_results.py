"""Attended or missed: what each result keeps, whom it refuses, and that a refusal changes nothing."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from attendance.figures.selection import Selection
from attendance.figures.tally import tally
from attendance.logging import actions
from attendance.models import AbsenceReason, Visit
from lib.periods import Month
from lib.versions import StaleVersion
from meetings.actions import EvaluationSheet, save_evaluation
from meetings.models import Evaluation, Meeting
from tests.factories import LeaderFactory, MeetingFactory, PlanFactory, VisitFactory

pytestmark = pytest.mark.django_db

MARCH, MAY, AUGUST = (Month.parse(f"{m:02}/2018") for m in (3, 5, 8))


def reason(code):
    return AbsenceReason.objects.get(code=code)


@pytest.fixture
def visit(chief, cell):
    return VisitFactory(leader=chief, cell=cell, month=MARCH)


@pytest.fixture
def missed(visit, staff):
    return actions.log_missed(visit=visit, miss=actions.Miss(reason=reason("trip")), by=staff)


def figures(committee, period):
    return tally(Visit.objects.all(), Selection(half_year=period, committee=committee))


class TestAttended:
    def test_on_another_day_and_month_it_still_fulfils_the_plan(self, visit, staff, commission, period):
        logged = actions.log_attended(
            visit=visit, date=dt.date(2018, 6, 30), facts=actions.MeetingFacts(members_total=20), by=staff
        )
        assert (logged.month, logged.meeting.date) == (MARCH, dt.date(2018, 6, 30))
        assert (logged.logged_by, logged.meeting.members_total) == (staff, 20)
        assert figures(commission, period).attended_cells == 1

    @pytest.mark.parametrize("day", [dt.date(2017, 12, 31), dt.date(2018, 7, 1)])
    def test_not_in_another_half_year(self, visit, staff, day):
        with pytest.raises(ValidationError):
            actions.log_attended(visit=visit, date=day, by=staff)
        assert not Meeting.objects.exists()

    def test_not_in_the_future(self, chief, cell, staff, monkeypatch):
        monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 3, 10))
        visit = VisitFactory(leader=chief, cell=cell, month=MARCH)
        actions.log_attended(visit=visit, date=dt.date(2018, 3, 10), by=staff)
        with pytest.raises(ValidationError):
            actions.log_attended(visit=visit, date=dt.date(2018, 3, 11), by=staff)

    def test_two_leaders_share_the_meeting_and_complete_it(self, visit, department_head, cell, staff):
        other = VisitFactory(leader=department_head, cell=cell, month=MARCH, plan=visit.plan)
        day = dt.date(2018, 3, 15)
        first = actions.log_attended(
            visit=visit, date=day, facts=actions.MeetingFacts(members_total=20, members_present=18), by=staff
        )
        second = actions.log_attended(
            visit=other, date=day, facts=actions.MeetingFacts(members_spoke=5), by=staff
        )
        assert first.meeting == second.meeting
        meeting = Meeting.objects.get()
        assert (meeting.members_total, meeting.members_present, meeting.members_spoke) == (20, 18, 5)

    def test_contradicting_numbers_are_refused_and_nothing_is_kept(self, visit, staff):
        with pytest.raises(ValidationError):
            actions.log_attended(
                visit=visit,
                date=dt.date(2018, 3, 15),
                facts=actions.MeetingFacts(members_total=20, members_present=21),
                by=staff,
            )
        visit.refresh_from_db()
        assert (visit.outcome, Meeting.objects.count()) == ("pending", 0)

    def test_a_leader_attends_a_meeting_through_one_visit(self, visit, staff):
        actions.log_attended(visit=visit, date=dt.date(2018, 3, 15), by=staff)
        again = VisitFactory(leader=visit.leader, cell=visit.cell, month=MAY, plan=visit.plan)
        with pytest.raises(ValidationError):
            actions.log_attended(visit=again, date=dt.date(2018, 3, 15), by=staff)

    def test_correcting_the_date_takes_meeting_and_evaluation_along(self, visit, staff):
        actions.log_attended(
            visit=visit, date=dt.date(2018, 3, 15), facts=actions.MeetingFacts(members_total=20), by=staff
        )
        visit.refresh_from_db()
        save_evaluation(
            meeting=visit.meeting,
            leader=visit.leader,
            sheet=EvaluationSheet(rubric=None, points={}, findings=[], remarks="Tốt"),
            by=staff,
        )
        actions.log_attended(
            visit=visit, date=dt.date(2018, 3, 20), facts=actions.MeetingFacts(members_total=20), by=staff
        )
        meeting = Meeting.objects.get()
        assert (meeting.date, meeting.members_total) == (dt.date(2018, 3, 20), 20)
        assert Evaluation.objects.get().meeting == meeting

    def test_a_number_taken_out_is_gone_but_only_by_one_who_saw_it(self, visit, department_head, cell, staff):
        day = dt.date(2018, 3, 15)
        actions.log_attended(
            visit=visit, date=day, facts=actions.MeetingFacts(members_total=20, members_present=18), by=staff
        )
        other = VisitFactory(leader=department_head, cell=cell, month=MARCH, plan=visit.plan)
        actions.log_attended(visit=other, date=day, by=staff)
        assert Meeting.objects.get().members_present == 18
        actions.log_attended(visit=other, date=day, facts=actions.MeetingFacts(members_total=20), by=staff)
        assert Meeting.objects.get().members_present is None

    def test_correcting_to_a_known_meeting_leaves_the_others_at_theirs(self, visit, department_head, staff):
        other = VisitFactory(leader=department_head, cell=visit.cell, month=MARCH, plan=visit.plan)
        for v in (visit, other):
            actions.log_attended(visit=v, date=dt.date(2018, 3, 15), by=staff)
        visit.refresh_from_db()
        save_evaluation(
            meeting=visit.meeting,
            leader=visit.leader,
            sheet=EvaluationSheet(rubric=None, points={}, findings=[], remarks=""),
            by=staff,
        )
        known = MeetingFactory(cell=visit.cell, date=dt.date(2018, 4, 15))
        actions.log_attended(visit=visit, date=known.date, by=staff)
        other.refresh_from_db()
        assert (other.meeting.date, Evaluation.objects.get().meeting) == (dt.date(2018, 3, 15), known)

    def test_only_in_approved_plans(self, chief, cell, commission, period, staff):
        plan = PlanFactory(committee=commission, half_year=period)
        visit = VisitFactory(leader=chief, cell=cell, plan=plan)
        with pytest.raises(ValidationError):
            actions.log_attended(visit=visit, date=dt.date(2018, 3, 15), by=staff)

    def test_the_second_saver_is_told_and_overwrites_nothing(self, visit, staff):
        opened = visit.version
        actions.log_attended(visit=visit, date=dt.date(2018, 3, 15), by=staff, version=opened)
        with pytest.raises(StaleVersion, match="Phạm Thị Dung"):
            actions.log_missed(
                visit=visit, miss=actions.Miss(reason=reason("trip")), by=staff, version=opened
            )
        visit.refresh_from_db()
        assert visit.outcome == "attended"


class TestMissed:
    def test_other_asks_for_words(self, visit, staff):
        with pytest.raises(ValidationError) as refusal:
            actions.log_missed(visit=visit, miss=actions.Miss(reason=reason("other")), by=staff)
        assert list(refusal.value.error_dict) == ["note"]
        assert (
            actions.log_missed(
                visit=visit, miss=actions.Miss(reason=reason("other"), note="Bão"), by=staff
            ).note
            == "Bão"
        )

    def test_whether_it_is_made_up_for_is_decided_anew_with_every_result(self, visit, staff):
        trip = reason("trip")
        waived = actions.log_missed(visit=visit, miss=actions.Miss(reason=trip, no_carry_over=True), by=staff)
        assert waived.no_carry_over
        assert not actions.log_missed(visit=visit, miss=actions.Miss(reason=trip), by=staff).no_carry_over
        for change in (
            lambda: actions.log_attended(visit=visit, date=dt.date(2018, 3, 15), by=staff),
            lambda: actions.clear_result(visit=visit, by=staff),
            lambda: actions.carry_over(visit=visit, month=AUGUST, by=staff),
        ):
            actions.log_missed(visit=visit, miss=actions.Miss(reason=trip, no_carry_over=True), by=staff)
            change()
            visit.refresh_from_db()
            assert not visit.no_carry_over

    def test_the_document_it_rests_on_goes_with_the_result(self, visit, staff):
        missed = actions.log_missed(
            visit=visit, miss=actions.Miss(reason=reason("trip"), source_document="Số 7-CV"), by=staff
        )
        assert missed.source_document == "Số 7-CV"
        assert actions.clear_result(visit=visit, by=staff).source_document == ""

    def test_correcting_attended_to_missed_removes_the_empty_meeting(self, visit, staff):
        actions.log_attended(visit=visit, date=dt.date(2018, 3, 15), by=staff)
        actions.log_missed(visit=visit, miss=actions.Miss(reason=reason("trip")), by=staff)
        visit.refresh_from_db()
        assert (visit.outcome, visit.meeting, Meeting.objects.count()) == ("missed", None, 0)

    def test_not_while_the_leaders_evaluation_stands(self, visit, staff):
        logged = actions.log_attended(visit=visit, date=dt.date(2018, 3, 15), by=staff)
        save_evaluation(
            meeting=logged.meeting,
            leader=visit.leader,
            sheet=EvaluationSheet(rubric=None, points={}, findings=[], remarks=""),
            by=staff,
        )
        for undo in (
            lambda: actions.log_missed(visit=visit, miss=actions.Miss(reason=reason("trip")), by=staff),
            lambda: actions.clear_result(visit=visit, by=staff),
        ):
            with pytest.raises(ValidationError):
                undo()

    def test_an_unplanned_visit_is_never_missed(self, chief, cell, staff):
        visit = VisitFactory(leader=chief, cell=cell, attended=True, origin="unplanned")
        with pytest.raises(ValidationError):
            actions.log_missed(visit=visit, miss=actions.Miss(reason=reason("trip")), by=staff)


def test_a_leader_of_elsewhere_keeps_the_figures_with_the_plan(missed, other_commission, staff, commission):
    """The plan's committee answers for the visit, whoever goes."""
    guest = LeaderFactory(committee=other_commission)
    moved = actions.carry_over(visit=missed, month=AUGUST, leader=guest, by=staff)
    assert moved.committee == commission
