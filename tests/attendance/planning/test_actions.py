"""Planning a half-year: warnings overridden with a reason, the last plan copied, the window kept."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from attendance.logging import actions as logging_actions
from attendance.models import Plan, RegistrationWindow, Visit
from attendance.planning import actions as planning_actions
from attendance.planning.copying import Copying, preview
from attendance.planning.warnings import unexplained_visits, warnings_of
from lib.periods import Month
from lib.versions import StaleVersion
from tests.factories import (
    CellFactory,
    LeaderFactory,
    PlanFactory,
    RegistrationWindowFactory,
    TripFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db

MARCH, APRIL, SEPTEMBER = (Month.parse(f"{m:02}/2018") for m in (3, 4, 9))


@pytest.fixture
def plan(commission, period):
    return PlanFactory(committee=commission, half_year=period)


@pytest.fixture
def away(chief, cell):
    """The chief is on a trip when the cell meets in March."""
    cell.meeting_day = 15
    cell.save()
    return TripFactory(leader=chief)


def register(plan, leader, cell, by, **given):
    return planning_actions.register_visit(
        plan=plan, leader=leader, cell=cell, by=by, **{"month": MARCH} | given
    )


class TestWarnings:
    def test_one_is_overridden_with_a_reason_only(self, plan, chief, cell, away, staff):
        with pytest.raises(ValidationError) as refusal:
            register(plan, chief, cell, staff, override_reason=" ")
        assert list(refusal.value.error_dict) == ["override_reason"]
        assert not Visit.objects.exists()
        visit = register(plan, chief, cell, staff, override_reason="Chi bộ sẽ họp lùi một tuần")
        assert visit.override_reason == "Chi bộ sẽ họp lùi một tuần"

    def test_a_reason_without_a_warning_is_not_kept(self, plan, chief, cell, staff):
        assert register(plan, chief, cell, staff, override_reason="Thừa").override_reason == ""

    def test_submitting_asks_for_one_reason_for_all_that_have_none(
        self, plan, chief, department_head, cell, cells, away, staff
    ):
        own = register(plan, chief, cell, staff, override_reason="Lý do riêng")
        clashing = register(plan, department_head, cells[1], staff)
        VisitFactory(leader=LeaderFactory(), cell=cells[1], month=MARCH)
        calm = register(plan, department_head, cells[2], staff)
        assert [visit for visit, _why in unexplained_visits(plan, by=staff)] == [clashing]
        with pytest.raises(ValidationError) as refusal:
            planning_actions.submit_plan(plan=plan, by=staff)
        assert list(refusal.value.error_dict) == ["override_reason"]
        plan.refresh_from_db()
        assert plan.status == "draft"
        planning_actions.submit_plan(plan=plan, override_reason="Cùng dự", by=staff)
        reasons = {v.pk: v.override_reason for v in Visit.objects.filter(plan=plan)}
        assert reasons == {own.pk: "Lý do riêng", clashing.pk: "Cùng dự", calm.pk: ""}
        clashing.refresh_from_db()
        assert clashing.history.first().history_user == staff


class TestChanging:
    def test_month_and_leader_of_a_drafts_visit(self, plan, chief, department_head, cell, staff):
        visit = register(plan, chief, cell, staff)
        changed = planning_actions.change_visit(visit=visit, leader=department_head, month=APRIL, by=staff)
        assert (changed.leader, changed.leader_group, changed.month) == (department_head, "department", APRIL)
        assert changed.version == visit.version + 1

    def test_a_reason_that_is_not_needed_any_more_goes(self, plan, chief, cell, away, staff):
        visit = register(plan, chief, cell, staff, override_reason="Họp lùi")
        moved = planning_actions.change_visit(
            visit=visit, leader=chief, month=APRIL, override_reason="Họp lùi", by=staff
        )
        assert moved.override_reason == ""
        with pytest.raises(ValidationError) as refusal:
            planning_actions.change_visit(visit=moved, leader=chief, month=MARCH, by=staff)
        assert list(refusal.value.error_dict) == ["override_reason"]

    def test_not_onto_another_visit(self, plan, chief, cell, staff):
        register(plan, chief, cell, staff)
        other = VisitFactory(plan=plan, leader=chief, cell=cell, month=APRIL)
        with pytest.raises(ValidationError):
            planning_actions.change_visit(visit=other, leader=chief, month=MARCH, by=staff)

    def test_not_in_an_approved_plan(self, chief, cell, staff):
        visit = VisitFactory(leader=chief, cell=cell, month=MARCH)
        with pytest.raises(ValidationError):
            planning_actions.change_visit(visit=visit, leader=chief, month=APRIL, by=staff)

    def test_a_carried_in_visit_keeps_its_link(self, chief, cell, commission, period, staff):
        PlanFactory(committee=commission, half_year=period)
        missed = VisitFactory(leader=chief, cell=cell, month=Month.parse("12/2017"), missed=True)
        carried = logging_actions.carry_over(visit=missed, month=MARCH, by=staff)
        moved = planning_actions.change_visit(visit=carried, leader=chief, month=APRIL, by=staff)
        assert (moved.month, moved.origin, moved.carried_from) == (APRIL, "carried_in", missed)

    def test_the_second_editor_is_told(self, plan, chief, cell, staff):
        visit = register(plan, chief, cell, staff)
        planning_actions.change_visit(visit=visit, leader=chief, month=APRIL, by=staff, version=visit.version)
        with pytest.raises(StaleVersion):
            planning_actions.change_visit(
                visit=visit, leader=chief, month=MARCH, by=staff, version=visit.version
            )


class TestCopying:
    """The plan of the first half of 2018 into the second, six months later."""

    @pytest.fixture(autouse=True)
    def today(self, monkeypatch):
        day = [dt.date(2018, 6, 20)]
        monkeypatch.setattr("lib.periods.localdate", lambda: day[0])
        return day

    @pytest.fixture
    def coming(self, commission, period):
        return PlanFactory(committee=commission, half_year=period.next)

    def copied(self, plan, by):
        result = planning_actions.copy_plan(plan=plan, by=by)
        return [(v.leader, v.cell, v.month) for v in result.visits], [v for v, _m, _why in result.skipped]

    def test_registered_and_added_visits_with_whatever_result(
        self, coming, chief, department_head, cells, staff
    ):
        VisitFactory(leader=chief, cell=cells[0], month=MARCH, attended=True)
        VisitFactory(leader=department_head, cell=cells[1], month=MARCH, origin="amendment")
        assert self.copied(coming, staff) == (
            [(chief, cells[0], SEPTEMBER), (department_head, cells[1], SEPTEMBER)],
            [],
        )
        visit = coming.visits.get(leader=chief)
        assert (visit.origin, visit.outcome, visit.carried_from, visit.history.get().history_user) == (
            "registered",
            "pending",
            None,
            staff,
        )

    def test_what_was_withdrawn_unplanned_moved_or_carried_in_is_not(self, coming, chief, cells, staff):
        VisitFactory(leader=chief, cell=cells[0], withdrawn=True)
        VisitFactory(leader=chief, cell=cells[1], attended=True, origin="unplanned")
        missed = VisitFactory(leader=chief, cell=cells[2], month=MARCH, missed=True)
        VisitFactory(carried_from=missed, month=APRIL)
        earlier = VisitFactory(leader=chief, cell=cells[0], month=Month.parse("12/2017"), missed=True)
        VisitFactory(carried_from=earlier, month=APRIL)
        assert self.copied(coming, staff) == ([(chief, cells[2], SEPTEMBER)], [])

    def test_what_is_there_already_or_cannot_be_is_skipped_and_said(
        self, coming, chief, cells, commission, other_commission, district, staff
    ):
        there = VisitFactory(leader=chief, cell=cells[0], month=MARCH)
        VisitFactory(leader=chief, cell=cells[0], month=SEPTEMBER, plan=coming)
        retired = VisitFactory(
            leader=LeaderFactory(committee=commission, valid_to=dt.date(2018, 8, 31)), cell=cells[1]
        )
        dissolved = VisitFactory(
            leader=chief, cell=CellFactory(committee=district, dissolved_on=dt.date(2018, 8, 31))
        )
        transferred = VisitFactory(leader=LeaderFactory(committee=commission), cell=cells[2])
        transferred.leader.committee = other_commission
        transferred.leader.save()
        result = planning_actions.copy_plan(plan=coming, by=staff)
        assert result.visits == []
        assert {(v, m) for v, m, _why in result.skipped} == {
            (visit, SEPTEMBER) for visit in (there, retired, dissolved, transferred)
        }
        assert len({why for _v, _m, why in result.skipped}) == 4

    def test_who_is_away_or_elsewhere_goes_in_the_nearest_free_month(self, coming, chief, cells, staff):
        for number, cell in enumerate(cells[:3]):
            cell.meeting_day = (15, 15, 20)[number]
            cell.save()
            VisitFactory(leader=chief, cell=cell, month=MARCH)
        TripFactory(leader=chief, date_from=dt.date(2018, 9, 20), date_to=dt.date(2018, 10, 20))
        shown = [(copy.earlier.cell, copy.month) for copy in preview(coming, user=staff)]
        result = planning_actions.copy_plan(plan=coming, by=staff)
        assert [(v.cell, v.month) for v in result.visits] == shown
        assert {(v.cell, str(v.month)) for v in result.visits} == {
            (cells[0], "09/2018"),
            (cells[1], "08/2018"),
            (cells[2], "11/2018"),
        }
        assert [(v.cell, m) for v, m, _why in result.moved] == [(cells[1], SEPTEMBER), (cells[2], SEPTEMBER)]
        assert result.skipped == []
        assert warnings_of(result.visits, user=staff) == {visit.pk: [] for visit in result.visits}

    def test_no_meeting_past_the_day_counts_not_the_month(self, coming, chief, cells, staff, today):
        today[0] = dt.date(2018, 9, 16)
        for number, cell in enumerate(cells[:2]):
            cell.meeting_day = (15, 16)[number]
            cell.save()
            VisitFactory(leader=chief, cell=cell, month=MARCH)
        result = planning_actions.copy_plan(plan=coming, by=staff)
        assert [(v.cell, v.month) for v in result.visits] == [(cells[1], SEPTEMBER)]
        assert [(v.cell, m) for v, m, _why in result.skipped] == [(cells[0], SEPTEMBER)]

    @pytest.mark.parametrize("count", [1, 3])
    def test_as_many_queries_to_place_three_as_one(
        self, count, coming, commission, django_assert_num_queries
    ):
        for _ in range(count):
            VisitFactory(leader=LeaderFactory(committee=commission), month=MARCH)
        with django_assert_num_queries(4):
            copying = Copying(coming)
            assert [copying.place(visit) for visit in copying.earlier] == [(SEPTEMBER, "")] * count

    def test_twice_copies_once(self, coming, chief, cell, staff):
        visit = VisitFactory(leader=chief, cell=cell, month=MARCH)
        assert self.copied(coming, staff) == ([(chief, cell, SEPTEMBER)], [])
        assert self.copied(coming, staff) == ([], [visit])

    def test_into_a_draft_only(self, coming, chief, cell, staff):
        VisitFactory(leader=chief, cell=cell)
        coming.status = "submitted"
        coming.save()
        with pytest.raises(ValidationError):
            planning_actions.copy_plan(plan=coming, by=staff)


class TestTheWindow:
    @pytest.fixture
    def filled(self, plan, chief, cell, staff):
        register(plan, chief, cell, staff)
        return plan

    @pytest.mark.parametrize(("day", "accepted"), [(30, False), (31, True)])
    def test_nothing_is_submitted_before_it_opens(
        self, day, accepted, filled, province, period, staff, monkeypatch
    ):
        RegistrationWindowFactory(province=province, half_year=period, opens_on=dt.date(2017, 12, 31))
        monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2017, 12, day))
        if accepted:
            assert planning_actions.submit_plan(plan=filled, by=staff).status == "submitted"
        else:
            with pytest.raises(ValidationError, match="31/12/2017"):
                planning_actions.submit_plan(plan=filled, by=staff)

    def test_after_it_closed_plans_are_still_accepted(self, filled, province, period, staff):
        RegistrationWindowFactory(province=province, half_year=period)
        assert planning_actions.submit_plan(plan=filled, by=staff).status == "submitted"

    def test_the_first_submission_is_remembered(self, filled, staff, official):
        first = planning_actions.submit_plan(plan=filled, by=staff)
        assert first.first_submitted_at == first.submitted_at
        planning_actions.return_plan(plan=first, comment="Sửa", by=official)
        second = planning_actions.submit_plan(plan=filled, by=staff)
        assert second.submitted_at > first.submitted_at
        assert second.first_submitted_at == first.first_submitted_at

    def test_is_opened_once_and_changed(self, province, period, staff):
        days = {"opens_on": dt.date(2017, 12, 1), "closes_on": dt.date(2017, 12, 20)}
        window = planning_actions.open_registration(province=province, half_year=period, by=staff, **days)
        with pytest.raises(ValidationError):
            planning_actions.open_registration(province=province, half_year=period, by=staff, **days)
        later = days | {"closes_on": dt.date(2017, 12, 31)}
        planning_actions.change_registration(window=window, by=staff, **later)
        assert RegistrationWindow.objects.get().closes_on == dt.date(2017, 12, 31)
        assert window.history.first().history_user == staff
        with pytest.raises(StaleVersion):
            planning_actions.change_registration(window=window, by=staff, version=window.version, **days)
        with pytest.raises(ValidationError):
            planning_actions.change_registration(
                window=window, by=staff, **days | {"closes_on": dt.date(2017, 11, 1)}
            )


class TestTakenBack:
    def test_a_plan_not_judged_yet_is_a_draft_again(self, plan, chief, cell, staff):
        register(plan, chief, cell, staff)
        submitted = planning_actions.submit_plan(plan=plan, by=staff)
        handed_in = submitted.first_submitted_at
        recalled = planning_actions.recall_plan(plan=submitted, by=staff, version=submitted.version)
        assert (recalled.status, recalled.comment, recalled.first_submitted_at) == ("draft", "", handed_in)
        assert recalled.history.first().history_user == staff
        assert planning_actions.submit_plan(plan=recalled, by=staff).first_submitted_at == handed_in

    def test_it_is_not_returned_even_if_it_once_was(self, plan, chief, cell, staff, official):
        def is_returned():
            return Plan.objects.with_return().get().is_returned

        register(plan, chief, cell, staff)
        submitted = planning_actions.submit_plan(plan=plan, by=staff)
        assert not is_returned()
        returned = planning_actions.return_plan(plan=submitted, comment="Thêm chi bộ", by=official)
        assert is_returned()
        again = planning_actions.submit_plan(plan=returned, by=staff)
        assert not is_returned()
        assert planning_actions.recall_plan(plan=again, by=staff).comment == "Thêm chi bộ"
        assert not is_returned()
        planning_actions.return_plan(
            plan=planning_actions.submit_plan(plan=plan, by=staff), comment="Vẫn thiếu", by=official
        )
        assert is_returned()

    @pytest.mark.parametrize("status", ["draft", "approved", "closed"])
    def test_only_while_it_waits(self, status, commission, period, staff):
        plan = PlanFactory(committee=commission, half_year=period, status=status)
        with pytest.raises(ValidationError):
            planning_actions.recall_plan(plan=plan, by=staff)

    def test_the_official_who_was_looking_at_it_is_told(self, plan, chief, cell, staff, official):
        register(plan, chief, cell, staff)
        seen = planning_actions.submit_plan(plan=plan, by=staff)
        planning_actions.submit_plan(plan=planning_actions.recall_plan(plan=seen, by=staff), by=staff)
        with pytest.raises(StaleVersion):
            planning_actions.approve_plan(plan=seen, by=official, version=seen.version)
