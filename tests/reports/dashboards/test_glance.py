"""What stands out of a half-year: the weakest, the latest, the main reason."""

import datetime as dt
from decimal import Decimal

import pytest

from attendance.figures.progress import Progress, progress
from attendance.figures.selection import Selection
from attendance.figures.tally import Tally, tally
from attendance.models import Visit
from committees.models import LeaderGroup
from lib.periods import Month
from reports.dashboards.glance import FAR_BELOW, LATEST_LEADERS, Glance
from reports.half_year.comparison import Change, Compare, earlier
from reports.half_year.report import HalfYearReport
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    EvaluationFactory,
    LeaderFactory,
    PlanFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db

FEBRUARY = Month.parse("02/2018")
AFTER, LAST_DAY = dt.date(2018, 7, 1), dt.date(2018, 6, 30)


@pytest.fixture
def today(monkeypatch):
    """today(day): sets the clock; the half-year is just over unless told otherwise."""

    def set_to(day):
        monkeypatch.setattr("lib.periods.localdate", lambda: day)

    set_to(AFTER)
    return set_to


@pytest.fixture
def glance(today, reader, period):
    """glance(as_of=…): as the reader of the whole province sees the half-year."""

    def glance(user=reader, compare=Compare.PREVIOUS, **cut):
        return Glance(HalfYearReport(Selection(period, **cut), user=user), compare=compare)

    return glance


def visits(leader, *, attended=0, open=0, missed=0, reason="trip", month=FEBRUARY):
    """Each to a cell of its own."""
    for _n in range(attended):
        VisitFactory(leader=leader, month=month, attended=True)
    for _n in range(open):
        VisitFactory(leader=leader, month=month)
    for _n in range(missed):
        VisitFactory(leader=leader, month=month, missed=True, reason=reason)


def code(line):
    return line and line.row.code


class TestWeakest:
    def test_the_lowest_rate_if_it_lies_far_below_that_of_all(self, glance, chief, other_chief):
        visits(chief, attended=9, missed=1)
        visits(other_chief, attended=1, missed=3)

        weakest = glance().weakest

        assert code(weakest) == "BTGTU"
        assert weakest.row.tally.rate == Decimal("25.0")

    @pytest.mark.parametrize(
        ("attended", "missed", "others", "is_named"),
        [
            # 8 of 10 and 4 of 10: 60,0% in all, 20 points more than the weakest.
            (4, 6, (8, 2), True),
            # 10 of 10 and 8 of 10: 90,0% in all, 10 points more.
            (8, 2, (10, 0), True),
            # 49 of 50 and 8 of 10: 95,0% in all. 9 of 10 beside 11 of 11: 95,2%, 5,2 points more.
            (9, 1, (11, 0), False),
            # 81 of 90 beside 8 of 10: 89,0% in all, 9 points more.
            (8, 2, (81, 9), False),
        ],
    )
    def test_from_ten_points_on(self, glance, chief, other_chief, attended, missed, others, is_named):
        assert FAR_BELOW == 10
        visits(chief, attended=others[0], missed=others[1])
        visits(other_chief, attended=attended, missed=missed)

        assert code(glance().weakest) == ("BTGTU" if is_named else None)

    @pytest.mark.parametrize(
        ("day", "as_of", "is_named"),
        [
            (LAST_DAY, None, False),
            (AFTER, None, True),
            (AFTER, LAST_DAY, True),
            (AFTER, LAST_DAY - dt.timedelta(days=1), False),
            (dt.date(2018, 1, 1), LAST_DAY, True),
        ],
    )
    def test_once_all_is_over(self, glance, today, chief, other_chief, day, as_of, is_named):
        """Before that the rates say who has the later months, and no more."""
        visits(chief, attended=5)
        visits(other_chief, missed=5)
        today(day)

        assert code(glance(as_of=as_of).weakest) == ("BTGTU" if is_named else None)

    def test_one_committee_is_not_the_weakest(self, glance, chief, drafting):
        visits(chief, attended=1, missed=9)

        assert glance().weakest is None

    @pytest.fixture
    def drafting(self, other_commission, period):
        """A plan that does not count has no rate."""
        PlanFactory(committee=other_commission, half_year=period)


class TestLatest:
    def test_of_several_committees_the_one_with_the_most_overdue(self, glance, chief, other_chief):
        visits(chief, open=2)
        visits(other_chief, open=3)

        latest = glance().latest

        assert code(latest) == "BTGTU"
        assert latest.progress == Progress(due_visits=3, overdue_visits=3)

    def test_where_nothing_is_overdue_nobody_is(self, glance, today, chief, other_chief):
        visits(chief, open=2, month=Month.parse("06/2018"))
        visits(other_chief, attended=1)
        today(dt.date(2018, 5, 10))

        assert glance().latest is None
        assert glance().late_leaders == []

    def test_one_committee_alone_is_not_named(self, glance, chief):
        visits(chief, open=2)

        assert glance().latest is None
        assert glance().progress.overdue_visits == 2

    def test_as_at_a_past_day(self, glance, chief, other_chief):
        visits(chief, open=1)
        visits(other_chief, open=3, month=Month.parse("05/2018"))

        assert code(glance().latest) == "BTGTU"
        assert code(glance(as_of=dt.date(2018, 4, 30)).latest) == "BTCTU"
        assert glance(as_of=dt.date(2018, 1, 31)).latest is None

    def test_leaders_with_the_most_overdue_then_by_name(self, glance, commission, today):
        names = [
            "Trần Văn Bình",
            "Lê Thị An",
            "Vũ Thị Giang",
            "Đỗ Văn Dũng",
            "Mai Thị Hà",
            "Ngô Văn Sơn",
            "Bùi Thị Yến",
        ]
        leaders = [LeaderFactory(committee=commission, full_name=name) for name in names]
        for leader in leaders[:-1]:
            visits(leader, open=1)
        visits(leaders[2], open=1)
        visits(leaders[-1], attended=3)

        found = glance().late_leaders

        assert len(found) == LATEST_LEADERS == 5
        assert [(late.leader.full_name, late.overdue_visits) for late in found] == [
            ("Vũ Thị Giang", 2),
            ("Lê Thị An", 1),
            ("Trần Văn Bình", 1),
            ("Đỗ Văn Dũng", 1),
            ("Mai Thị Hà", 1),
        ]
        assert [late.overdue_visits for late in found] == [
            progress(Visit.objects.all(), late.selection).overdue_visits for late in found
        ]


class TestMainReason:
    def test_the_most_frequent_one_of_cells_not_attended(self, glance, chief, other_chief):
        visits(chief, missed=1, reason="trip")
        visits(chief, missed=2, reason="illness")
        visits(other_chief, missed=1, reason="illness")

        reason, count = glance().main_reason

        assert (reason.code, count) == ("illness", 3)

    def test_none_of_equal_ones(self, glance, chief):
        visits(chief, missed=1, reason="cell_postponed")
        visits(chief, missed=1, reason="illness")

        assert glance().main_reason is None

    def test_none_where_every_cell_was_attended(self, glance, chief, cell):
        VisitFactory(leader=chief, cell=cell, month=FEBRUARY, missed=True)
        VisitFactory(leader=chief, cell=cell, attended=True)

        assert glance().main_reason is None


def test_nothing_planned(glance):
    found = glance()

    assert (found.weakest, found.latest, found.main_reason) == (None, None, None)
    assert (found.late_leaders, found.committee_lines) == ([], [])
    assert [line.row.tally.planned_cells for line in found.group_lines] == [0, 0, 0]
    assert (found.progress, found.total_change.points) == (Progress(), None)


def test_the_groups_and_all_of_them_together(glance, busy):
    lines = glance().group_lines

    assert [
        (line.row.code, line.row.tally.attended_cells, line.row.tally.planned_cells) for line in lines
    ] == [
        ("leadership", 4, 6),
        ("department", 1, 3),
        ("", 4, 8),
    ]
    for line in lines:
        assert line.progress == progress(Visit.objects.all(), line.row.selection)
        assert_changes(line, Compare.PREVIOUS)


def test_one_group_stands_alone(glance, busy):
    lines = glance(leader_group=LeaderGroup.DEPARTMENT).group_lines

    assert [line.row.code for line in lines] == ["department"]


@pytest.mark.parametrize("as_of", [None, dt.date(2018, 4, 30)])
@pytest.mark.parametrize("compare", Compare)
def test_every_committees_line_counts_its_own_plan_now_and_before(glance, busy, compare, as_of):
    lines = glance(compare=compare, as_of=as_of).committee_lines

    assert [line.row.code for line in lines] == ["BTCTU", "BTGTU", "BNCTU"]
    for line in lines:
        visits = Visit.objects.all()
        assert line.row.tally == tally(visits, line.row.selection)
        assert line.progress == progress(visits, line.row.selection)
        assert_changes(line, compare)


def assert_changes(line, compare):
    """Against the same line of the earlier half-year, of which nobody asks for more than the rate."""
    before = tally(Visit.objects.all(), earlier(line.row.selection, compare))
    assert line.change.now == line.row.tally
    assert line.change.before.attended_cells == before.attended_cells
    assert line.change.before.planned_cells == before.planned_cells
    assert line.change.points == Change(line.row.tally, before).points


def test_a_committee_without_a_plan_before_has_no_change(glance, chief, other_chief, period):
    for half_year, attended in ((period, 1), (period.previous, 2)):
        visits(chief, attended=attended, missed=1, month=half_year.months[0])
    visits(other_chief, attended=1)

    found = glance()

    assert {code(line): line.change.points for line in found.committee_lines} == {
        "BTCTU": Decimal("-16.7"),  # from 66,7% to 50,0%
        "BTGTU": None,
    }
    assert found.total_change.points == Decimal("0.0")  # 2 of 3 both times


def test_the_same_half_year_of_last_year(glance, chief, period):
    visits(chief, attended=1)
    visits(chief, missed=1, month=period.previous.previous.months[0])

    assert glance(compare=Compare.PREVIOUS).total_change.points is None
    assert glance(compare=Compare.LAST_YEAR).total_change.points == Decimal("100.0")


def test_a_running_half_year_beside_half_of_the_other(glance, today, chief, period):
    """What was attended by the 10th of November is compared on the 10th of May."""
    today(dt.date(2018, 5, 10))
    november = Month.parse("11/2017")
    for day in (10, 11):
        VisitFactory(leader=chief, month=november, attended=True, met_on=dt.date(2017, 11, day))

    before = glance().total_change.before

    assert (before.attended_cells, before.planned_cells) == (1, 2)


def test_a_reader_sees_their_own_committee_alone(glance, clerk, chief, other_chief):
    visits(chief, open=1, attended=1)
    visits(other_chief, open=5)

    found = glance(user=clerk)

    assert [code(line) for line in found.committee_lines] == ["BTCTU"]
    assert (found.latest, found.weakest, found.progress.overdue_visits) == (None, None, 1)
    assert [late.leader for late in found.late_leaders] == [chief]


def test_where_nobody_has_been_for_long(glance, cells, chief):
    VisitFactory(leader=chief, cell=cells[0], attended=True)

    found = glance()

    assert (found.coverage.day, found.coverage.total.total, found.coverage.total.neglected) == (
        LAST_DAY,
        3,
        2,
    )


def everything(glance):
    return [
        getattr(glance, name)
        for name in (
            "group_lines",
            "committee_lines",
            "late_leaders",
            "weakest",
            "latest",
            "main_reason",
            "total_change",
            "progress",
        )
    ] + [glance.coverage.total, glance.coverage.rows, glance.coverage.types]


def test_the_number_of_queries_does_not_grow(
    glance, province, period, reader, django_assert_num_queries, django_assert_max_num_queries
):
    def grow(committees, leaders):
        for committee in CommitteeFactory.create_batch(committees, parent=province):
            for leader in LeaderFactory.create_batch(leaders, committee=committee):
                for half_year in (period, period.previous):
                    month = half_year.months[0]
                    visits(leader, attended=2, open=leaders, missed=1, month=month)
                    visit = VisitFactory(leader=leader, cell=CellFactory(), month=month, attended=True)
                    EvaluationFactory(meeting=visit.meeting, leader=leader)

    assert reader.committee_paths()
    grow(committees=1, leaders=1)
    everything(glance())  # asks for jobs that the second one finds
    with django_assert_max_num_queries(40) as queries:
        assert len(everything(glance())[1]) == 1
    grow(committees=2, leaders=3)

    with django_assert_num_queries(len(queries)):
        found = everything(glance())
    assert len(found[1]) == 3
    assert found[4].progress.overdue_visits == 9


def test_the_change_needs_both_rates():
    assert Change(Tally(planned_cells=1), Tally()).points is None
