"""A visit still open moved to another month or leader; a missed one that ends there."""

import pytest
from django.core.exceptions import ValidationError

from attendance.figures.selection import Selection
from attendance.figures.tally import tally
from attendance.logging import actions as logging_actions
from attendance.models import Plan, Visit
from attendance.planning import actions as planning_actions
from lib.periods import Month
from lib.versions import StaleVersion
from tests.factories import TripFactory, VisitFactory

pytestmark = pytest.mark.django_db

MARCH, APRIL, MAY, AUGUST = (Month.parse(f"{m:02}/2018") for m in (3, 4, 5, 8))
REASON = "Đi công tác"


@pytest.fixture
def visit(chief, cell):
    return VisitFactory(leader=chief, cell=cell, month=MARCH)


@pytest.fixture
def drafted(visit):
    visit.plan.status, visit.plan.approved_at = Plan.Status.DRAFT, None
    visit.plan.save()
    return visit


def figures(visit):
    counted = tally(Visit.objects.all(), Selection(half_year=visit.half_year, committee=visit.committee))
    return (
        counted.planned_cells,
        counted.planned_visits,
        counted.registered_cells,
        counted.leaders_planned,
    )


class TestInADraft:
    def test_the_row_changes(self, drafted, department_head, staff):
        moved = planning_actions.move_visit(visit=drafted, month=MAY, by=staff, version=1)
        assert (moved.pk, moved.month, moved.origin) == (drafted.pk, MAY, "registered")
        moved = planning_actions.move_visit(visit=drafted, leader=department_head, by=staff)
        assert (moved.leader, moved.leader_group, moved.month) == (department_head, "department", MAY)
        assert Visit.objects.count() == 1
        assert moved.history.first().history_user == staff

    def test_to_another_cell_one_goes_and_one_comes(self, drafted, cells, staff):
        moved = planning_actions.move_visit(visit=drafted, cell=cells[1], month=MAY, by=staff)
        assert list(Visit.objects.all()) == [moved]
        assert (moved.cell, moved.month, moved.origin) == (cells[1], MAY, "registered")
        gone = Visit.history.get(id=drafted.pk, history_type="-")
        left, before = [(moved, moved.version)], {drafted.pk: 1}
        planning_actions.undo_move(left=left, before=before, removed=gone, by=staff)
        assert [(v.pk, v.cell, v.month) for v in Visit.objects.all()] == [(drafted.pk, drafted.cell, MARCH)]


class TestByAmendment:
    def test_to_another_cell(self, visit, cells, staff):
        added = planning_actions.move_visit(visit=visit, cell=cells[1], reason=REASON, by=staff)
        visit.refresh_from_db()
        assert (visit.outcome, visit.cell) == ("withdrawn", cells[0])
        assert (added.outcome, added.origin, added.cell, added.month) == (
            "pending",
            "amendment",
            cells[1],
            MARCH,
        )
        assert visit.amendment_reason == f"{REASON} (thay bằng {added})"
        assert added.amendment_reason == f"{REASON} (thay cho {visit})"
        assert figures(visit) == (1, 1, 1, 1)
        left = [(row, row.version) for row in (visit, added)]
        planning_actions.undo_move(left=left, before={visit.pk: 1}, by=staff)
        assert [(v.pk, v.outcome, v.amendment_reason) for v in Visit.objects.all()] == [
            (visit.pk, "pending", "")
        ]

    def test_what_makes_up_for_a_miss_stays_at_its_cell(self, chief, cells, staff):
        missed = VisitFactory(leader=chief, cell=cells[0], month=MARCH, missed=True)
        made_up = logging_actions.carry_over(visit=missed, month=APRIL, leader=chief, by=staff)
        with pytest.raises(ValidationError) as refused:
            planning_actions.move_visit(visit=made_up, cell=cells[1], reason=REASON, by=staff)
        assert list(refused.value.error_dict) == ["cell"]

    def test_to_another_month(self, visit, staff):
        before = figures(visit)
        added = planning_actions.move_visit(visit=visit, month=MAY, reason=REASON, by=staff, version=1)
        visit.refresh_from_db()
        assert (visit.outcome, visit.month) == ("withdrawn", MARCH)
        assert visit.amendment_reason.startswith(REASON)
        assert "05/2018" in visit.amendment_reason
        assert (added.outcome, added.origin, added.month, added.leader) == (
            "pending",
            "amendment",
            MAY,
            visit.leader,
        )
        assert added.amendment_reason.startswith(REASON)
        assert "03/2018" in added.amendment_reason
        assert figures(visit) == before == (1, 1, 1, 1)

    def test_to_a_substitute(self, visit, department_head, staff):
        added = planning_actions.move_visit(visit=visit, leader=department_head, reason=REASON, by=staff)
        assert (added.month, added.leader, added.leader_group) == (MARCH, department_head, "department")
        assert "Nguyễn Văn An" in added.amendment_reason
        assert figures(visit) == (1, 1, 1, 1)

    def test_both(self, visit, department_head, staff):
        added = planning_actions.move_visit(
            visit=visit, month=MAY, leader=department_head, reason=REASON, by=staff
        )
        assert (added.month, added.leader) == (MAY, department_head)
        assert "03/2018" in added.amendment_reason
        assert "Nguyễn Văn An" in added.amendment_reason

    def test_despite_a_warning_the_reason_explains_it(self, visit, chief, cell, department_head, staff):
        VisitFactory(plan=visit.plan, leader=department_head, cell=cell, month=MAY)
        added = planning_actions.move_visit(visit=visit, month=MAY, reason=REASON, by=staff)
        assert added.override_reason == REASON

    def test_needs_a_reason(self, visit, staff):
        with pytest.raises(ValidationError) as refusal:
            planning_actions.move_visit(visit=visit, month=MAY, reason=" ", by=staff)
        assert list(refusal.value.message_dict) == ["reason"]


class TestOfAVisitMovedBefore:
    """What makes up for a missed visit goes on making up for it: rule 3 counts it once."""

    def test_within_the_half_year(self, chief, cell, staff):
        missed = VisitFactory(leader=chief, cell=cell, month=MARCH, missed=True)
        later = VisitFactory(carried_from=missed, month=APRIL)
        before = figures(missed)
        added = planning_actions.move_visit(visit=later, month=MAY, reason=REASON, by=staff)
        missed.refresh_from_db()
        assert missed.successor == added
        assert (added.origin, added.carried_from_month) == ("amendment", MARCH)
        assert figures(missed) == before == (1, 1, 1, 1)
        later.refresh_from_db()
        assert (later.outcome, later.carried_from) == ("withdrawn", None)

    def test_from_an_earlier_half_year(self, chief, cell, staff):
        missed = VisitFactory(leader=chief, cell=cell, month=MARCH, missed=True)
        carried_in = VisitFactory(carried_from=missed, month=AUGUST)
        before = figures(missed), figures(carried_in)
        added = planning_actions.move_visit(visit=carried_in, month=AUGUST + 2, reason=REASON, by=staff)
        assert (added.origin, added.carried_from) == ("carried_in", missed)
        assert (figures(missed), figures(carried_in)) == before
        carried_in.refresh_from_db()
        assert (carried_in.outcome, carried_in.origin) == ("withdrawn", "amendment")

    def test_not_before_the_missed_one(self, chief, cell, staff):
        missed = VisitFactory(leader=chief, cell=cell, month=MARCH, missed=True)
        later = VisitFactory(carried_from=missed, month=MAY)
        with pytest.raises(ValidationError):
            planning_actions.move_visit(visit=later, month=MARCH, reason=REASON, by=staff)


class TestRefused:
    @pytest.fixture(autouse=True)
    def untouched(self, visit):
        before = list(Visit.objects.values())
        yield
        assert list(Visit.objects.values()) == before

    @pytest.mark.parametrize("status", [Plan.Status.SUBMITTED, Plan.Status.CLOSED])
    def test_while_the_plan_is_with_others(self, status, visit, staff):
        Plan.objects.filter(pk=visit.plan_id).update(
            status=status,
            approved_at=visit.plan.approved_at if status == Plan.Status.CLOSED else None,
            closed_at=visit.plan.approved_at if status == Plan.Status.CLOSED else None,
        )
        with pytest.raises(ValidationError):
            planning_actions.move_visit(visit=visit, month=MAY, reason=REASON, by=staff)

    def test_outside_the_half_year(self, visit, staff):
        with pytest.raises(ValidationError):
            planning_actions.move_visit(visit=visit, month=AUGUST, reason=REASON, by=staff)

    def test_nowhere(self, visit, chief, staff):
        with pytest.raises(ValidationError):
            planning_actions.move_visit(visit=visit, month=MARCH, leader=chief, reason=REASON, by=staff)

    def test_stale(self, visit, staff):
        with pytest.raises(StaleVersion):
            planning_actions.move_visit(visit=visit, month=MAY, reason=REASON, by=staff, version=7)


def test_not_onto_another_visit_of_the_leader(visit, chief, cell, staff):
    VisitFactory(leader=chief, cell=cell, month=MAY, withdrawn=True)
    with pytest.raises(ValidationError):
        planning_actions.move_visit(visit=visit, month=MAY, reason=REASON, by=staff)


@pytest.mark.parametrize("result", [{"missed": True}, {"attended": True}, {"withdrawn": True}])
def test_not_once_it_has_a_result(result, chief, cell, staff):
    visit = VisitFactory(leader=chief, cell=cell, month=MARCH, **result)
    with pytest.raises(ValidationError):
        planning_actions.move_visit(visit=visit, month=MAY, reason=REASON, by=staff)


class TestLeftAsItIs:
    @pytest.fixture
    def trip(self, chief):
        return TripFactory(leader=chief, date_from=MARCH.day(12), date_to=MARCH.day(16))

    def test_kept_beside_an_earlier_reason(self, visit, trip, staff):
        decided = planning_actions.keep_visit(visit=visit, trip=trip, by=staff, version=1)
        assert (decided.outcome, decided.month, decided.version) == ("pending", MARCH, 2)
        assert "12/03/2018" in decided.override_reason
        assert decided.history.first().history_user == staff
        decided.override_reason = "Đã thống nhất"
        decided.save()
        again = planning_actions.keep_visit(visit=decided, trip=trip, by=staff)
        earlier, decision = again.override_reason.splitlines()
        assert (earlier, "16/03/2018" in decision) == ("Đã thống nhất", True)

    def test_stale(self, visit, trip, staff):
        with pytest.raises(StaleVersion):
            planning_actions.keep_visit(visit=visit, trip=trip, by=staff, version=7)

    def test_not_while_the_plan_is_with_the_official_nor_with_a_result(self, visit, trip, chief, staff):
        missed = VisitFactory(leader=chief, month=APRIL, missed=True)
        with pytest.raises(ValidationError):
            planning_actions.keep_visit(visit=missed, trip=trip, by=staff)
        Plan.objects.filter(pk=visit.plan_id).update(status=Plan.Status.SUBMITTED, approved_at=None)
        with pytest.raises(ValidationError):
            planning_actions.keep_visit(visit=visit, trip=trip, by=staff)


class TestNoCarryOver:
    @pytest.fixture
    def missed(self, chief, cell):
        return VisitFactory(leader=chief, cell=cell, month=MARCH, missed=True)

    def test_decided(self, missed, staff):
        decided = logging_actions.waive_carry_over(visit=missed, by=staff, version=1)
        assert (decided.no_carry_over, decided.outcome, decided.version) == (True, "missed", 2)
        assert decided.history.first().history_user == staff

    def test_taken_back_by_a_move(self, missed, staff):
        logging_actions.waive_carry_over(visit=missed, by=staff)
        logging_actions.carry_over(visit=missed, month=MAY, by=staff)
        missed.refresh_from_db()
        assert not missed.no_carry_over

    def test_stale(self, missed, staff):
        with pytest.raises(StaleVersion):
            logging_actions.waive_carry_over(visit=missed, by=staff, version=7)

    def test_only_while_missed_and_not_moved(self, missed, visit_open, staff):
        with pytest.raises(ValidationError):
            logging_actions.waive_carry_over(visit=visit_open, by=staff)
        logging_actions.carry_over(visit=missed, month=MAY, by=staff)
        with pytest.raises(ValidationError):
            logging_actions.waive_carry_over(visit=missed, by=staff)

    @pytest.fixture
    def visit_open(self, department_head, cell):
        return VisitFactory(leader=department_head, cell=cell, month=MARCH)

    def test_not_in_a_closed_plan(self, missed, staff):
        Plan.objects.update(status="closed", closed_at="2018-07-05T00:00Z")
        with pytest.raises(ValidationError):
            logging_actions.waive_carry_over(visit=missed, by=staff)


def test_a_trip_is_no_obstacle_where_the_reason_says_why(visit, chief, cell, staff):
    cell.meeting_day = 15
    cell.save()
    TripFactory(leader=chief, date_from=MAY.day(14), date_to=MAY.day(16))
    added = planning_actions.move_visit(visit=visit, month=MAY, reason=REASON, by=staff)
    assert added.override_reason == REASON
