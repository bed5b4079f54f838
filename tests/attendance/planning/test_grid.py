"""What the page of a plan shows: the grid, the days for handing it in, cells to choose from."""

import datetime as dt

import pytest
from django.utils import timezone

from attendance.figures.selection import Selection
from attendance.figures.tally import tally
from attendance.models import Plan, Visit
from attendance.planning import cell_choice, registration
from attendance.planning import grid as planning_grid
from committees.models import LeaderGroup
from lib.periods import Month
from meetings.models import Cell
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    LeaderFactory,
    PlanFactory,
    ProvinceFactory,
    RegistrationWindowFactory,
    TripFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db

JANUARY, FEBRUARY, MARCH, APRIL, MAY = (Month.parse(f"{m:02}/2018") for m in (1, 2, 3, 4, 5))


@pytest.fixture
def plan(commission, period):
    return PlanFactory(committee=commission, half_year=period)


def at(*parts):
    return dt.datetime(*parts, tzinfo=timezone.get_default_timezone())


def drawn(grid):
    """The grid as text: per group the leaders, each with cells by month and the load."""
    return [
        (
            group.group,
            [
                (
                    str(row.leader),
                    {str(s.month): [str(v.cell) for v in s.visits] for s in row.slots if s.visits},
                )
                for row in group.rows
            ],
        )
        for group in grid.groups
    ]


class TestGrid:
    def visits(self, plan):
        return plan.visits.select_related("leader", "cell")

    def test_every_leader_in_office_has_a_row_heads_before_deputies(
        self, plan, chief, department_head, commission, other_chief, cells, period
    ):
        LeaderFactory(committee=commission, valid_to=period.previous.last_day)
        below = LeaderFactory(committee=CommitteeFactory(parent=commission), full_name="Đinh Ái")
        VisitFactory(plan=plan, leader=chief, cell=cells[0], month=MARCH)
        VisitFactory(plan=plan, leader=chief, cell=cells[1], month=MARCH)
        grid = planning_grid.grid(plan, self.visits(plan))
        assert drawn(grid) == [
            (
                LeaderGroup.LEADERSHIP,
                [
                    ("Nguyễn Văn An", {"03/2018": ["Chi bộ Thôn 2", "Chi bộ Tiểu khu 10"]}),
                    (str(below), {}),
                ],
            ),
            (LeaderGroup.DEPARTMENT, [("Trần Thị Bình", {})]),
        ]
        assert (grid.month_loads, grid.load) == ([0, 0, 2, 0, 0, 0], 2)
        assert [[row.load for row in group.rows] for group in grid.groups] == [[2, 0], [0]]

    def test_withdrawn_and_unplanned_visits_are_shown_and_not_counted(self, plan, chief, cells):
        VisitFactory(plan=plan, leader=chief, cell=cells[0], withdrawn=True)
        VisitFactory(plan=plan, leader=chief, cell=cells[1], attended=True, origin="unplanned")
        VisitFactory(plan=plan, leader=chief, cell=cells[2])
        grid = planning_grid.grid(plan, self.visits(plan))
        assert (grid.load, grid.shows_uncounted) == (1, True)
        assert len(grid.groups[0].rows[0].slots[2].visits) == 3
        assert grid.load == Plan.objects.with_counts().get().visits_left

    def test_a_visit_moved_within_the_half_year_counts_once_as_in_the_figures(self, plan, chief, cells):
        """Rule 3: the grid, the list of plans and the figures say the same."""
        missed = VisitFactory(plan=plan, leader=chief, cell=cells[0], missed=True)
        VisitFactory(carried_from=missed)
        Plan.objects.update(status="approved", approved_at="2018-01-02T00:00Z")
        grid = planning_grid.grid(plan, self.visits(plan))
        planned = tally(Visit.objects.all(), Selection(plan.half_year)).planned_visits
        listed = Plan.objects.with_counts().get()
        assert (grid.load, planned, listed.visits_left, listed.visits_open) == (1, 1, 1, 1)

    def test_visits_stand_in_the_group_and_with_the_leader_they_were_registered_for(
        self, plan, chief, cells, period
    ):
        VisitFactory(plan=plan, leader=chief, cell=cells[0], leader_group="department")
        VisitFactory(plan=plan, leader=chief, cell=cells[1])
        chief.valid_to = period.previous.last_day
        chief.save()
        assert [
            (g.group, [r.leader for r in g.rows], g.load)
            for g in planning_grid.grid(plan, self.visits(plan)).groups
        ] == [("leadership", [chief], 1), ("department", [chief], 1)]


class TestWhereTheNextVisitFits:
    def test_in_the_first_of_the_emptiest_months_to_come(self, plan, chief, cells, monkeypatch):
        monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2017, 12, 1))
        assert planning_grid.lightest_month(plan, chief) == JANUARY
        VisitFactory(plan=plan, leader=chief, cell=cells[0], month=JANUARY)
        assert planning_grid.lightest_month(plan, chief) == FEBRUARY
        assert planning_grid.lightest_month(plan, None) == JANUARY
        monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 4, 30))
        assert planning_grid.lightest_month(plan, chief) == MAY
        assert planning_grid.lightest_month(plan, chief, CellFactory(meeting_day=31)) == APRIL
        assert planning_grid.lightest_month(plan, chief, CellFactory(meeting_day=29)) == MAY
        monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 7, 1))
        assert planning_grid.lightest_month(plan, chief) == FEBRUARY

    def test_loads_count_what_is_in_the_plan(self, plan, chief, department_head, cells):
        VisitFactory(plan=plan, leader=chief, cell=cells[0])
        VisitFactory(plan=plan, leader=chief, cell=cells[1], withdrawn=True)
        assert planning_grid.loads(plan) == {chief.pk: 1}


class TestRegistration:
    """The window of the fixture: 1 to 31 December 2017."""

    @pytest.fixture
    def window(self, province, period):
        return RegistrationWindowFactory(province=province, half_year=period)

    @pytest.mark.parametrize(
        ("day", "state"),
        [
            (dt.date(2017, 11, 30), "is_early"),
            (dt.date(2017, 12, 1), "is_open"),
            (dt.date(2017, 12, 31), "is_open"),
            (dt.date(2018, 1, 1), "is_overdue"),
        ],
    )
    def test_of_a_draft_by_the_day(self, day, state, plan, window, monkeypatch):
        monkeypatch.setattr("lib.periods.localdate", lambda: day)
        standing = registration.registration(plan)
        states = ("is_early", "is_open", "is_overdue", "is_late")
        assert [name for name in states if getattr(standing, name)] == [state]

    def test_the_last_day_is_one_day_left(self, plan, window, monkeypatch):
        monkeypatch.setattr("lib.periods.localdate", lambda: window.closes_on)
        assert registration.registration(plan).days_left == 1

    @pytest.mark.parametrize(
        ("handed_in", "late"), [(at(2017, 12, 31, 23, 59), False), (at(2018, 1, 1, 0, 0), True)]
    )
    def test_late_by_the_first_submission_in_office_time(self, handed_in, late, commission, period, window):
        plan = PlanFactory(
            committee=commission,
            half_year=period,
            status="approved",
            first_submitted_at=handed_in,
            submitted_at=at(2018, 3, 1),
        )
        assert registration.registration(plan).is_late is late

    def test_without_a_window_nothing_is_late(self, plan):
        assert not any(
            getattr(registration.registration(plan), name)
            for name in ("is_early", "is_open", "is_overdue", "is_late")
        )

    def test_each_plan_by_the_window_of_its_province(
        self, plan, window, other_commission, django_assert_num_queries
    ):
        elsewhere = PlanFactory(committee=ProvinceFactory())
        later = PlanFactory(committee=other_commission, half_year=plan.half_year.next)
        with django_assert_num_queries(1):
            found = registration.registrations([plan, elsewhere, later])
        assert [(r.plan, r.window) for r in found] == [(plan, window), (elsewhere, None), (later, None)]


class TestChoosingCells:
    def names(self, found):
        return [str(option.cell) for option in found.options]

    def choose(self, user, **given):
        given = {"text": "", "month": MARCH, "leader": None} | given
        return cell_choice.choose_cells(Cell.objects.visible_to(user), user=user, **given)

    def test_longest_not_visited_first_by_whomever(self, staff, cells, other_chief, chief):
        village, street, school = cells
        VisitFactory(
            leader=other_chief,
            cell=street,
            month=Month.parse("10/2017"),
            attended=True,
            met_on=dt.date(2017, 10, 15),
        )
        VisitFactory(leader=chief, cell=village, month=Month.parse("09/2017"), attended=True)
        VisitFactory(leader=chief, cell=school, month=FEBRUARY)
        found = self.choose(staff)
        assert [(option.cell, option.months_since) for option in found.options] == [
            (school, None),
            (village, 6),
            (street, 5),
        ]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("thon 2", ["Chi bộ Thôn 2"]),
            ("TIỂU", ["Chi bộ Tiểu khu 10", "Chi bộ Trường Tiểu học Bắc Sơn"]),
            ("huyen uy", ["Chi bộ Thôn 2", "Chi bộ Tiểu khu 10", "Chi bộ Trường Tiểu học Bắc Sơn"]),
            ("bac son 10", ["Chi bộ Tiểu khu 10"]),
            ("cb-tkhu", ["Chi bộ Tiểu khu 10"]),
            ("%", []),
            ("không có", []),
        ],
    )
    def test_every_word_in_name_committee_or_code(self, text, expected, staff, cells):
        assert self.names(self.choose(staff, text=text)) == expected

    def test_the_very_words_come_first(self, staff, cells, district, chief):
        police = CellFactory(committee=district, name="Chi bộ Công an xã")
        VisitFactory(leader=chief, cell=police, attended=True)
        company = CellFactory(committee=district, name="Chi bộ Công ty Đá granit")
        assert [o.cell for o in self.choose(staff, text="công an").options] == [police, company]

    def test_the_chosen_one_stays_on_top_whatever_is_typed(self, staff, cells):
        found = self.choose(staff, text="thon", chosen=cells[2].pk)
        assert [(option.cell, option.is_chosen) for option in found.options] == [
            (cells[2], True),
            (cells[0], False),
        ]

    def test_proposed_ones_come_after_the_chosen_one_and_the_very_words(self, staff, cells, district, chief):
        village, street, school = cells
        VisitFactory(leader=chief, cell=school, month=FEBRUARY, attended=True)
        found = self.choose(staff, proposed={school.pk})
        assert [(o.cell, o.is_proposed) for o in found.options] == [
            (school, True),
            (village, False),
            (street, False),
        ]
        assert [o.cell for o in self.choose(staff, chosen=street.pk, proposed={school.pk}).options] == [
            street,
            school,
            village,
        ]
        named = CellFactory(committee=district, name="Chi bộ Tiểu học Huyện ủy")
        assert [o.cell for o in self.choose(staff, text="huyen uy", proposed={school.pk}).options][:2] == [
            named,
            school,
        ]

    def test_says_how_many_are_left_off(self, staff, district, cells):
        for _ in range(11):
            CellFactory(committee=district)
        found = self.choose(staff)
        assert (len(found.options), found.left_off) == (12, 2)

    def test_what_to_know_before_choosing(self, staff, chief, department_head, cells):
        village, street, _school = cells
        street.meeting_day = 15
        street.save()
        TripFactory(leader=chief)
        VisitFactory(leader=chief, cell=village, month=MARCH)
        VisitFactory(leader=department_head, cell=street, month=MAY)
        options = {o.cell: o for o in self.choose(staff, leader=chief).options}
        assert [options[cell].is_taken for cell in cells] == [True, False, False]
        assert [[w.kind for w in options[cell].warnings] for cell in cells] == [[], ["trip"], []]
        assert [options[cell].registered for cell in cells] == [
            "03/2018: Nguyễn Văn An (Ban Tổ chức)",
            "05/2018: Trần Thị Bình (Ban Tổ chức)",
            "",
        ]

    @pytest.mark.parametrize("count", [1, 3])
    def test_in_five_queries(self, count, staff, chief, district, django_assert_num_queries):
        staff.committee_paths()
        for _ in range(count):
            VisitFactory(leader=LeaderFactory(), cell=CellFactory(committee=district), attended=True)
        with django_assert_num_queries(5):
            assert len(self.choose(staff, leader=chief).options) == count
