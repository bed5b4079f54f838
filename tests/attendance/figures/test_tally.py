"""The counting rules of docs/domain.md, one story each; random histories: test_figures_oracle.py."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from attendance.figures.measures import TALLY
from attendance.figures.selection import Selection
from attendance.figures.tally import Tally, tally, tally_by
from attendance.models import Visit
from committees.models import LeaderGroup
from lib.periods import HalfYear, Month
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    LeaderFactory,
    OrganizationTypeFactory,
    PlanFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db

MARCH, APRIL, JUNE, JULY = (Month.parse(f"{month:02}/2018") for month in (3, 4, 6, 7))
NO_REASONS = {"trip": 0, "illness": 0, "other_duty": 0, "cell_postponed": 0, "other": 0}


@pytest.fixture
def figures(period):
    """figures(leader=…, as_of=…): of the half-year, cut as told; without those that today decides."""

    def of(half_year=period, **cut):
        return settled(tally(Visit.objects.all(), Selection(half_year, **cut)))

    return of


def settled(found):
    return replace(found, **{measure.key: 0 for measure in TALLY if measure.passing})


def expected(reasons=None, **counts):
    return Tally(**counts, reasons=NO_REASONS | (reasons or {}))


def as_in_the_bulletin(commission):
    leadership = LeaderFactory.create_batch(10, committee=commission)
    departments = LeaderFactory.create_batch(16, committee=commission, group=LeaderGroup.DEPARTMENT)
    cells = CellFactory.create_batch(54, organization_type=OrganizationTypeFactory())
    for leaders, theirs, attended in ((leadership, cells[:22], 18), (departments, cells[22:], 28)):
        for i, cell in enumerate(theirs):
            leader = leaders[i % len(leaders)]
            if i < attended:
                VisitFactory(leader=leader, cell=cell, attended=True)
            else:
                missed = VisitFactory(leader=leader, cell=cell, month=JUNE, missed=True)
                VisitFactory(carried_from=missed)


def test_the_bulletin_of_june_2018(figures, commission, period):
    """Leadership: 10 leaders attended 18/22 cells; departments: 28/32; trips carried over."""
    as_in_the_bulletin(commission)
    of_leadership = figures(leader_group=LeaderGroup.LEADERSHIP)
    assert of_leadership == expected(
        planned_cells=22,
        attended_cells=18,
        planned_visits=22,
        attended_visits=18,
        leaders_planned=10,
        leaders_attended=10,
        carried_over_cells=4,
        registered_cells=22,
        reasons={"trip": 4},
    )
    assert of_leadership.rate == Decimal("81.8")
    of_departments = figures(leader_group=LeaderGroup.DEPARTMENT)
    assert (of_departments.attended_cells, of_departments.planned_cells) == (28, 32)
    assert of_departments.rate == Decimal("87.5")
    by_group = tally_by(Visit.objects.all(), Selection(period), "leader_group")
    assert {key: settled(found) for key, found in by_group.items()} == {
        (LeaderGroup.LEADERSHIP,): of_leadership,
        (LeaderGroup.DEPARTMENT,): of_departments,
    }
    # The next half-year opens with what was carried in.
    assert figures(HalfYear.parse("2018-H2")) == expected(
        planned_cells=8,
        planned_visits=8,
        leaders_planned=8,
        pending_cells=8,
    )


def test_nothing_planned(figures):
    assert figures() == expected()
    assert figures().rate is None


@pytest.mark.parametrize(
    ("status", "planned"), [("draft", 0), ("submitted", 0), ("approved", 1), ("closed", 1)]
)
def test_only_approved_and_closed_plans_count(figures, status, planned):
    VisitFactory(plan__status=status)

    assert figures().planned_cells == planned


def test_cells_are_counted_once_however_many_go_there(figures):
    """Rules 1 to 4: a header total counts distinct cells and leaders; visits are rows."""
    first = VisitFactory(attended=True)
    VisitFactory(leader=first.leader, cell=first.cell, month=APRIL, attended=True)
    VisitFactory(cell=first.cell, leader__committee=first.committee)

    assert figures() == expected(
        planned_cells=1,
        attended_cells=1,
        planned_visits=3,
        attended_visits=2,
        leaders_planned=2,
        leaders_attended=1,
        registered_cells=1,
    )


def test_a_visit_moved_within_the_half_year_counts_once(figures):
    missed = VisitFactory(missed=True)
    VisitFactory(carried_from=missed, attended=True)

    assert figures() == expected(
        planned_cells=1,
        attended_cells=1,
        planned_visits=1,
        attended_visits=1,
        leaders_planned=1,
        leaders_attended=1,
        registered_cells=1,
    )


def test_a_visit_moved_to_the_next_half_year_counts_in_both(figures):
    missed = VisitFactory(month=JUNE, missed=True, reason="illness")
    VisitFactory(carried_from=missed, attended=True)

    assert figures() == expected(
        planned_cells=1,
        planned_visits=1,
        leaders_planned=1,
        carried_over_cells=1,
        registered_cells=1,
        reasons={"illness": 1},
    )
    assert figures(HalfYear.parse("2018-H2")) == expected(
        planned_cells=1,
        attended_cells=1,
        planned_visits=1,
        attended_visits=1,
        leaders_planned=1,
        leaders_attended=1,
    )


def test_an_amendment_of_the_next_half_year_changes_no_earlier_figure(figures):
    missed = VisitFactory(month=JUNE, missed=True)
    moved = VisitFactory(carried_from=missed)
    before = figures()

    Visit.objects.filter(pk=moved.pk).update(outcome="withdrawn")

    assert figures() == before
    assert before.carried_over_cells == 1


def test_every_cell_not_attended_has_one_fate(figures):
    """Rule 5: carried over before pending before missed, and attended before all."""
    cells = {fate: CellFactory() for fate in ("attended", "carried_over", "pending", "missed")}
    for cell in cells.values():
        VisitFactory(cell=cell, missed=True, reason="trip")
    VisitFactory(cell=cells["pending"], month=APRIL)
    for fate in ("attended", "carried_over"):
        VisitFactory(cell=cells[fate], month=APRIL)
        VisitFactory(carried_from=VisitFactory(cell=cells[fate], month=JUNE, missed=True, reason="illness"))
    VisitFactory(cell=cells["attended"], month=APRIL, attended=True)

    result = figures()

    assert (result.planned_cells, result.attended_cells) == (4, 1)
    assert (result.carried_over_cells, result.pending_cells, result.missed_cells) == (1, 1, 1)
    # One reason a cell not attended, that of the last visit missed; pending cells have theirs too.
    assert result.reasons == NO_REASONS | {"illness": 1, "trip": 2}


def test_the_last_reason_of_a_month_is_the_one_entered_last(figures):
    cell = CellFactory()
    VisitFactory(cell=cell, missed=True, reason="trip")
    VisitFactory(cell=cell, missed=True, reason="other_duty")
    VisitFactory(cell=cell, missed=True, reason="illness", month=Month.parse("02/2018"))

    assert figures().reasons == NO_REASONS | {"other_duty": 1}


def test_withdrawn_visits_leave_the_fraction_but_stay_registered(figures):
    """Rule 6: the plan as first approved is shown where it differs from the plan of today."""
    VisitFactory(withdrawn=True)
    VisitFactory(origin="amendment", withdrawn=True)
    VisitFactory(origin="amendment", attended=True)

    assert figures() == expected(
        planned_cells=1,
        attended_cells=1,
        planned_visits=1,
        attended_visits=1,
        leaders_planned=1,
        leaders_attended=1,
        registered_cells=1,
    )


def test_unplanned_visits_stand_beside_the_fraction(figures):
    """Rule 7: also where the cell is in the plan of somebody else."""
    planned = VisitFactory()
    VisitFactory(origin="unplanned", attended=True)
    VisitFactory(origin="unplanned", attended=True, cell=planned.cell)

    assert figures() == expected(
        planned_cells=1,
        planned_visits=1,
        leaders_planned=1,
        pending_cells=1,
        registered_cells=1,
        extra_cells=2,
    )


def test_a_total_counts_the_union_not_the_sum_of_its_rows(figures, period):
    """Rule 8: a cell missed by one group and attended by the other was attended."""
    missed = VisitFactory(missed=True)
    VisitFactory(cell=missed.cell, attended=True, leader__group=LeaderGroup.DEPARTMENT)

    groups = tally_by(Visit.objects.all(), Selection(period), "leader_group")

    assert {key: (t.planned_cells, t.attended_cells, t.missed_cells) for key, t in groups.items()} == {
        ("leadership",): (1, 0, 1),
        ("department",): (1, 1, 0),
    }
    total = figures()
    assert (total.planned_cells, total.attended_cells, total.missed_cells) == (1, 1, 0)
    assert groups["leadership",].reasons == NO_REASONS | {"trip": 1}
    assert total.reasons == NO_REASONS


def test_groups_without_a_row_have_zeros(period):
    groups = tally_by(Visit.objects.all(), Selection(period), "leader_group")

    assert groups["department",] == expected()


@pytest.mark.parametrize(
    ("as_of", "attended", "pending"),
    [
        (dt.date(2018, 4, 9), 0, 1),
        (dt.date(2018, 4, 10), 1, 0),
        (dt.date(2019, 1, 1), 1, 0),
        (None, 1, 0),
    ],
)
def test_attended_later_was_pending_at_the_time(figures, as_of, attended, pending):
    """Rule 9 asks the meeting's date, whatever month was planned."""
    VisitFactory(month=MARCH, attended=True, met_on=dt.date(2018, 4, 10))

    result = figures(as_of=as_of)

    assert (result.attended_cells, result.pending_cells) == (attended, pending)


@pytest.mark.parametrize(
    ("as_of", "missed", "pending"),
    [(dt.date(2018, 2, 28), 0, 1), (dt.date(2018, 3, 1), 1, 0), (None, 1, 0)],
)
def test_missed_later_was_pending_at_the_time(figures, as_of, missed, pending):
    VisitFactory(month=MARCH, missed=True)

    result = figures(as_of=as_of)

    assert (result.missed_cells, result.pending_cells) == (missed, pending)
    assert result.reasons == NO_REASONS | {"trip": missed}


def test_carried_over_later_was_pending_at_the_time(figures):
    VisitFactory(carried_from=VisitFactory(month=JUNE, missed=True))

    assert figures(as_of=dt.date(2018, 5, 31)).pending_cells == 1
    assert figures(as_of=dt.date(2018, 6, 1)).carried_over_cells == 1


def test_a_meeting_on_the_last_day_of_the_half_year_counts(figures):
    VisitFactory(month=JUNE, attended=True, met_on=dt.date(2018, 6, 30))

    assert figures(as_of=dt.date(2018, 6, 30)).attended_cells == 1
    assert figures(HalfYear.parse("2018-H2")) == expected()


@pytest.mark.parametrize(
    ("attended", "planned", "rate"),
    [(18, 22, "81.8"), (1, 3, "33.3"), (2, 3, "66.7"), (1, 16, "6.3"), (5, 5, "100.0"), (0, 7, "0.0")],
)
def test_rates_have_one_decimal_rounded_half_up(attended, planned, rate):
    assert str(Tally(planned_cells=planned, attended_cells=attended).rate) == rate


def test_filters(figures, commission, other_commission, province, district, chief):
    visit = VisitFactory(leader=chief, cell__committee=district, attended=True)
    other = VisitFactory(leader__committee=other_commission, leader__group="department")

    def planned(**cut):
        return figures(**cut).planned_cells

    assert planned(committee=commission) == 1
    assert planned(committee=province) == 2
    assert planned(committee=district) == 0
    assert planned(managing_committee=district) == 1
    assert planned(managing_committee=commission) == 0
    assert planned(leader=chief) == 1
    assert planned(leader=chief, leader_group="department") == 0
    assert planned(organization_type=visit.cell.organization_type) == 1
    assert planned(organization_type=other.cell.organization_type, committee=commission) == 0


def test_a_leader_transferred_and_promoted_changes_no_old_figure(figures, commission, other_commission):
    leader = LeaderFactory(committee=commission, group="department")
    VisitFactory(leader=leader, attended=True)
    before = figures(committee=commission, leader_group="department")

    leader.committee, leader.group = other_commission, "leadership"
    leader.save()

    assert before.attended_cells == 1
    assert figures(committee=commission, leader_group="department") == before
    assert figures(committee=other_commission) == expected()


def test_a_reader_gets_the_figures_of_what_they_may_see(staff, chief, other_chief, period):
    VisitFactory(leader=chief)
    VisitFactory(leader=other_chief)

    assert tally(Visit.objects.visible_to(staff), Selection(period)).planned_cells == 1


@pytest.mark.parametrize("committees", [1, 3])
def test_the_number_of_queries_does_not_grow(django_assert_num_queries, period, province, committees):
    for committee in CommitteeFactory.create_batch(committees, parent=province):
        for half_year in (period, period.previous, period.next)[:committees]:
            PlanFactory(committee=committee, half_year=half_year, status="approved")
            for leader in LeaderFactory.create_batch(committees, committee=committee):
                VisitFactory(leader=leader, month=half_year.months[2], missed=True)
                VisitFactory(leader=leader, month=half_year.months[1], attended=True)

    with django_assert_num_queries(2):
        total = tally(Visit.objects.all(), Selection(period))
    with django_assert_num_queries(2):
        groups = tally_by(Visit.objects.all(), Selection(period), "committee_id", "leader_group")

    assert total.planned_cells == 2 * committees**2
    assert len(groups) == committees
