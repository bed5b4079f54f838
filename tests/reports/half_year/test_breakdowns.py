"""The figures by one dimension at a time: every line counts what its selection says."""

import datetime as dt
from collections import Counter
from unittest import mock

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from attendance.figures.progress import Delay, Progress, progress
from attendance.figures.selection import Selection
from attendance.figures.tally import tally
from attendance.models import AbsenceReason, Visit
from lib.periods import Month
from reports.half_year.breakdowns import Breakdown, Dimension
from reports.half_year.report import HalfYearReport
from tests.attendance.figures import oracle
from tests.attendance.histories import (
    HALF_YEARS,
    any_days,
    cut_rows,
    cuts,
    histories,
    selection,
    whole_half_years,
    written,
)
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    LeaderFactory,
    MembershipFactory,
    OrganizationTypeFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db

half_years = st.sampled_from(HALF_YEARS)
DIMENSIONS = ["committees", "managing", "leaders", "types"]


def breakdown(half_year, user=None, **cut):
    return Breakdown(HalfYearReport(Selection(half_year, **cut), user=user))


def fractions(lines):
    return {line.row.code: (line.row.tally.attended_cells, line.row.tally.planned_cells) for line in lines}


def added(lines, measure):
    return sum(getattr(line.row.tally, measure) for line in lines)


def assert_counts_its_selection(line):
    visits = Visit.objects.all()
    assert line.row.tally == tally(visits, line.row.selection)
    assert line.progress == progress(visits, line.row.selection)


# --- every dimension of random histories ---


@given(histories(), half_years, cuts(), st.none() | any_days(), any_days(), st.sampled_from(DIMENSIONS))
def test_every_line_counts_what_its_selection_opens(history, half_year, cut, as_of, today, dimension):
    if dimension == "types":
        cut |= {"organization_type": None}
    with written(history), mock.patch("lib.periods.localdate", return_value=today):
        whole = Breakdown(HalfYearReport(selection(history, half_year, cut, as_of)))

        for line in [whole.total, *getattr(whole, dimension)]:
            assert_counts_its_selection(line)


@settings(max_examples=settings.default.max_examples * 2 // 5)  # each has six months
@given(histories(), half_years, whole_half_years(), st.none() | any_days(), any_days())
def test_every_month_counts_what_its_selection_opens(history, half_year, cut, as_of, today):
    with written(history), mock.patch("lib.periods.localdate", return_value=today):
        whole = Breakdown(HalfYearReport(selection(history, half_year, cut, as_of)))
        months, total = whole.months, whole.total.row.tally

        assert [line.month for line in months] == half_year.months
        for line in months:
            assert_counts_its_selection(line.line)
            opened = tally(Visit.objects.all(), line.so_far.selection)
            assert (line.so_far.tally.planned_cells, line.so_far.tally.attended_cells) == (
                opened.planned_cells,
                opened.attended_cells,
            )
        # Visits are rows of one month each; cells are not, and add up only from the beginning.
        of_months = [line.line for line in months]
        for measure in ("planned_visits", "attended_visits"):
            assert added(of_months, measure) == getattr(total, measure)
            assert getattr(months[-1].so_far.tally, measure) == getattr(total, measure)
        for measure in ("planned_cells", "attended_cells"):
            assert getattr(months[-1].so_far.tally, measure) == getattr(total, measure)
        assert sum(line.progress.overdue_visits for line in of_months) == whole.total.progress.overdue_visits


@given(histories(), half_years, cuts(), st.none() | any_days())
def test_lines_that_part_the_cells_add_up_to_the_total(history, half_year, cut, as_of):
    """By managing committee and by organization type: a cell has one of each."""
    with written(history):
        whole = Breakdown(HalfYearReport(selection(history, half_year, cut, as_of)))
        for lines in (whole.managing, whole.types):
            for measure, number in whole.total.row.tally.as_dict().items():
                # A leader, other than a cell, may stand in several lines.
                if measure.startswith("leaders"):
                    assert added(lines, measure) >= number
                elif measure == "reasons":
                    reasons = sum((Counter(line.row.tally.reasons) for line in lines), Counter())
                    assert reasons == Counter({code: n for code, n in number.items() if n})
                else:
                    assert added(lines, measure) == number
            for measure in ("due_visits", "logged_visits", "overdue_visits", "carried_in_cells"):
                assert sum(getattr(line.progress, measure) for line in lines) == getattr(
                    whole.total.progress, measure
                )


@given(histories(), half_years, cuts(), st.none() | any_days())
def test_committees_leaders_reasons_and_delays_of_random_histories(history, half_year, cut, as_of):
    rows = cut_rows(history, half_year, cut)
    with written(history):
        whole = Breakdown(HalfYearReport(selection(history, half_year, cut, as_of)))
        # Visits are in one plan, of one leader.
        own = [line for line in whole.committees if not line.is_part]
        parts = [line for line in whole.committees if line.is_part]
        for lines in (own, parts, whole.leaders):
            for measure in ("planned_visits", "attended_visits"):
                assert added(lines, measure) == getattr(whole.total.row.tally, measure)
        *of_committees, in_all = whole.timeliness
        assert dict(in_all.counts) == {
            delay: len(visits) for delay, visits in oracle.delays(rows, as_of).items()
        }
        assert in_all.total == whole.total.row.tally.attended_visits
        for number in range(len(Delay)):
            assert sum(line.counts[number][1] for line in of_committees) == in_all.counts[number][1]
        counted = oracle.count(rows, history.rows, as_of).figures()["reasons"]
        assert {reason.code: number for reason, number in whole.reasons[-1].counts if number} == counted
        assert [line.row for line in whole.reasons] == [line.row for line in whole.timeliness]


# --- each dimension ---


def test_every_dimension_has_its_lines(busy):
    whole = breakdown(busy.half_year)

    assert all(getattr(whole, dimension) for dimension in Dimension.values)


def test_a_committees_leader_groups_stand_below_it(busy):
    lines = breakdown(busy.half_year).committees

    assert [(line.row.label, line.is_part) for line in lines][:4] == [
        ("Ban Tổ chức", False),
        ("Lãnh đạo ban", True),
        ("Trưởng, phó phòng", True),
        ("Ban Tuyên giáo", False),
    ]
    assert [line.row.parent for line in lines][:3] == ["", "Ban Tổ chức", "Ban Tổ chức"]
    assert [(line.row.tally.attended_cells, line.row.tally.planned_cells) for line in lines][:3] == [
        (3, 7),
        (3, 5),
        (1, 3),
    ]


def test_a_committee_whose_plan_is_a_draft_has_a_line_of_zeros(busy):
    lines = {line.row.code: line for line in breakdown(busy.half_year).committees if not line.is_part}

    assert (lines["BNCTU"].row.tally.planned_cells, lines["BNCTU"].progress) == (0, Progress())


def test_under_a_filter_by_group_one_part_each(busy):
    lines = breakdown(busy.half_year, leader_group="department").committees

    assert [line.row.code for line in lines if line.is_part] == ["department"] * 3


def test_each_managing_committee_with_the_cells_it_manages_itself(province, district, chief, period):
    """Above the line stands the committee's superior: districts have communes of one name."""
    commune = CommitteeFactory(parent=district, code="XA", name="Đảng ủy xã Tân Lập")
    elsewhere = CommitteeFactory(parent=province, code="HUNS", name="Huyện ủy Nam Sơn")
    CellFactory(committee=elsewhere)
    for committee, attended in ((commune, True), (commune, False), (district, True), (province, False)):
        VisitFactory(leader=chief, cell=CellFactory(committee=committee), attended=attended)

    lines = breakdown(period).managing

    assert [(line.row.code, line.row.parent) for line in lines] == [
        ("TU", ""),
        ("HUBS", "Tỉnh ủy"),
        ("XA", "Huyện ủy Bắc Sơn"),
        ("HUNS", "Tỉnh ủy"),
    ]
    # Where nobody is to go there is a line, too: that is what one looks for.
    assert fractions(lines) == {"TU": (0, 1), "HUBS": (1, 1), "XA": (1, 2), "HUNS": (0, 0)}
    assert [line.row.selection.own_cells for line in lines] == [True] * 4


def test_organization_types_without_a_visit_have_zeros(busy):
    OrganizationTypeFactory(code="DNTN", name="Chi bộ doanh nghiệp tư nhân")

    lines = breakdown(busy.half_year).types

    assert fractions(lines) == {"DNTN": (0, 0), "DVSN": (1, 1), "THON": (2, 6), "TKHU": (1, 1)}


def test_leaders_without_a_visit_have_zeros(busy):
    lines = {line.row.code: line for line in breakdown(busy.half_year).leaders}

    assert lines["LD-YEN"].leader == busy.idle
    assert (lines["LD-YEN"].row.tally.planned_cells, lines["LD-YEN"].progress) == (0, Progress())
    assert fractions(lines.values())["LD-AN"] == (2, 3)
    assert all(line.leader.code == code for code, line in lines.items())


def test_a_visit_stays_in_the_month_planned(chief, period):
    """Whenever its meeting took place."""
    VisitFactory(leader=chief, month=period.months[1], attended=True, met_on=dt.date(2018, 6, 20))

    attended = [line.line.row.tally.attended_visits for line in breakdown(period).months]

    assert attended == [0, 1, 0, 0, 0, 0]


def test_a_cell_visited_in_two_months_counts_once_from_the_beginning(chief, cell, period):
    VisitFactory(leader=chief, cell=cell, month=period.months[1], attended=True)
    VisitFactory(leader=chief, cell=cell, month=period.months[3], attended=True)
    VisitFactory(leader=chief, month=period.months[4])

    lines = breakdown(period).months

    assert [str(line.month) for line in lines] == [f"{n:02}/2018" for n in range(1, 7)]
    assert list(fractions([line.line for line in lines]).values()) == [
        (0, 0),
        (1, 1),
        (0, 0),
        (1, 1),
        (0, 1),
        (0, 0),
    ]
    assert [(line.so_far.tally.attended_cells, line.so_far.tally.planned_cells) for line in lines] == [
        (0, 0),
        (1, 1),
        (1, 1),
        (1, 1),
        (1, 2),
        (1, 2),
    ]
    assert [line.so_far.selection for line in lines] == [
        Selection(period, last_month=month) for month in period.months
    ]


def test_a_visit_moved_within_the_half_year_is_planned_in_its_first_month(chief, period):
    missed = VisitFactory(leader=chief, month=period.months[0], missed=True)
    VisitFactory(carried_from=missed, month=period.months[2], attended=True)

    lines = [line.line.row.tally for line in breakdown(period).months]

    assert [t.planned_visits for t in lines] == [1, 0, 0, 0, 0, 0]
    assert [t.attended_visits for t in lines] == [0, 0, 1, 0, 0, 0]


def test_reasons_by_committee_then_in_all(busy):
    """In the catalogue's order, those that nobody gave too."""
    lines = breakdown(busy.half_year).reasons

    assert [reason for reason, _count in lines[0].counts] == list(AbsenceReason.objects.all())
    assert [(line.row.code, line.row.is_total) for line in lines] == [
        ("BTCTU", False),
        ("BTGTU", False),
        ("BNCTU", False),
        ("", True),
    ]
    assert [line.total for line in lines] == [3, 1, 0, 3]
    assert {reason.code: n for reason, n in lines[-1].counts if n} == {
        "trip": 1,
        "illness": 1,
        "cell_postponed": 1,
    }


def test_days_until_it_was_logged_by_committee_then_in_all(chief, other_chief, period):
    logged = dt.datetime(2018, 3, 20, 9, tzinfo=timezone.get_default_timezone())
    VisitFactory(leader=chief, attended=True, logged_at=logged)
    VisitFactory(leader=chief, attended=True)
    VisitFactory(leader=other_chief, attended=True, logged_at=logged + dt.timedelta(days=60))
    VisitFactory(leader=other_chief, missed=True, logged_at=logged)

    lines = breakdown(period).timeliness

    assert [[delay for delay, _count in line.counts] for line in lines] == [list(Delay)] * 3
    assert {line.row.code: [count for _delay, count in line.counts] for line in lines} == {
        "BTCTU": [0, 1, 0, 0, 1],
        "BTGTU": [0, 0, 0, 1, 0],
        "": [0, 1, 0, 1, 1],
    }


def test_a_reader_counts_what_the_reader_may_see(busy, clerk):
    whole = breakdown(busy.half_year, clerk)

    assert [line.row.code for line in whole.committees if not line.is_part] == ["BTCTU"]
    assert (whole.total.row.tally.attended_cells, whole.total.row.tally.planned_cells) == (3, 7)
    assert added(whole.managing, "planned_cells") == 7


def test_nothing_planned(period):
    whole = breakdown(period)

    assert whole.committees == whole.managing == whole.types == whole.leaders == []
    assert [line.so_far.tally.planned_cells for line in whole.months] == [0] * 6
    assert [line.total for line in whole.reasons] == [line.total for line in whole.timeliness] == [0]


@pytest.mark.parametrize("dimension", Dimension.values)
def test_the_number_of_queries_does_not_grow(
    django_assert_num_queries, django_assert_max_num_queries, province, period, dimension
):
    user = MembershipFactory(role="clerk", committee=province).user
    assert user.committee_paths()

    def grow():
        committee = CommitteeFactory(parent=province)
        for leader in LeaderFactory.create_batch(2, committee=committee):
            for month in period.months:
                VisitFactory(leader=leader, month=month, cell=CellFactory(committee=committee), attended=True)
            VisitFactory(leader=leader, month=Month.parse("03/2018"), missed=True)

    grow()
    getattr(breakdown(period, user), dimension)  # asks for a job that the second one finds
    with django_assert_max_num_queries(20) as queries:
        before = len(getattr(breakdown(period, user), dimension))
    for _n in range(3):
        grow()

    with django_assert_num_queries(len(queries)):
        after = len(getattr(breakdown(period, user), dimension))
    assert after == before if dimension == Dimension.MONTHS else after > before
