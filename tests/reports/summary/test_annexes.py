"""The tables of the report: which rows they have, and that totals and rows, page and file tell the same."""

import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from attendance.figures.measures import MEASURES
from attendance.figures.selection import Selection
from attendance.models import Visit
from lib.periods import HalfYear, Month
from lib.tables import Kind
from reports.half_year.report import HalfYearReport
from reports.summary import annexes
from reports.summary.lists import OF_FATES, RESULTS_OF_TODAY
from tests.attendance.histories import days, histories, written
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    CriterionFactory,
    EvaluationFactory,
    LeaderFactory,
    PlanFactory,
    RubricFactory,
    ScoreFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db


def report_of(half_year, user=None, **filters):
    return HalfYearReport(Selection(half_year, **filters), user=user)


def rows(table) -> list[list]:
    return [line.values for line in table.lines()]


def column(table, number: int) -> list:
    return [values[number] for values in rows(table)]


class TestAll:
    def test_keys_and_order(self, busy):
        tables = annexes.tables(report_of(busy.half_year))
        assert [table.key for table in tables] == list(annexes.TABLES)

    def test_the_next_half_year_only_once_it_is_planned(self, busy):
        assert [t.key for t in annexes.tables(report_of(busy.half_year.next))] == [
            key for key in annexes.TABLES if key != "next"
        ]

    def test_every_line_fits_its_columns(self, busy, reader):
        allowed = {
            Kind.TEXT: (str,),
            Kind.NUMBER: (int, str),  # “never” among months, members present of all
            Kind.DECIMAL: (Decimal, str),  # "" in a heading
            Kind.POINTS: (Decimal, int, str),
            Kind.DATE: (dt.date,),
            Kind.MONTH: (Month,),
        }
        for table in annexes.tables(report_of(busy.half_year, reader)):
            for line in table.lines():
                assert len(line.values) == len(table.columns), table.key
                for cell, value in zip(table.columns, line.values, strict=True):
                    assert value is None or isinstance(value, allowed[cell.kind]), (table.key, cell, value)

    def test_lines_come_anew_each_time(self, busy):
        for table in annexes.tables(report_of(busy.half_year)):
            assert rows(table) == rows(table), table.key

    def test_long_lists_know_their_length(self, busy):
        sizes = {t.key: (t.size(), len(rows(t))) for t in annexes.tables(report_of(busy.half_year)) if t.size}
        assert {key: told for key, (told, _listed) in sizes.items()} == {
            "visits": 16,
            "meetings": 3,
            "recommendations": 0,
            "not-attended": 4,
            "moved-on": 2,
            "neglected": 4,
        }
        assert {key: listed for key, (_told, listed) in sizes.items()} == {
            key: told for key, (told, _listed) in sizes.items()
        }


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(histories(), days())
def test_lists_have_as_many_rows_as_the_figures_say(history, as_of):
    """Rule 5, in any history and as at any day."""
    with written(history):
        report = report_of(HalfYear.parse("2018-H1"), as_of=as_of)
        tally = report.total.tally
        found = rows(annexes.not_attended(report))
        fates = Counter(row[4] for row in found)
        assert [fates[str(m.label)] for m in OF_FATES] == [getattr(tally, m.key) for m in OF_FATES]
        assert tally.attended_cells + len(found) == tally.planned_cells
        reasons = Counter(row[7] for row in found if row[7])
        assert reasons == Counter({str(reason): n for reason, n in report.reasons if n})
        assert [row[0] for row in found] == list(range(1, len(found) + 1))
        # Every table's total line is the report's; no rate is above 100.
        expected = [report.total.value(c) for c in annexes.COLUMNS]
        for make in (annexes.groups, annexes.organization_types):
            assert rows(make(report))[-1][1:] == expected
        for make in (annexes.committees, annexes.leaders):
            assert rows(make(report))[-1][2:] == expected
        for make in (annexes.groups, annexes.committees, annexes.leaders, annexes.plan_and_actual):
            table = make(report)
            for number, cell in enumerate(table.columns):
                if cell.kind == Kind.DECIMAL:
                    assert all(rate is None or 0 <= rate <= 100 for rate in column(table, number))
        # Visits are rows, which add up; cells are distinct, and need not.
        lines = list(annexes.plan_and_actual(report, on_paper=True).lines())
        of_leaders = [line.values for line in lines if line.level == 1]
        for number in (9, 10):  # visits planned and attended
            assert sum(values[number] for values in of_leaders) == lines[-1].values[number]


class TestPlanAndActual:
    def test_each_committee_with_its_leaders(self, busy):
        found = [
            (line.level, *line.values[:4])
            for line in annexes.plan_and_actual(report_of(busy.half_year), on_paper=True).lines()
        ]
        assert found == [
            (0, "Ban Tổ chức", None, 7, 3),
            (1, "Nguyễn Văn An", "Trưởng ban", 3, 2),
            (1, "Vũ Hải Yến", "Phó Trưởng ban", 0, 0),
            (1, "Trần Thị Bình", "Trưởng phòng", 3, 1),
            (1, "Đỗ Minh Đức", "Phó Trưởng ban", 2, 1),
            (0, "Ban Tuyên giáo", None, 3, 2),
            (1, "Lê Mạnh Cường", "Trưởng ban", 3, 2),
            (0, "Ban Nội chính", None, 0, 0),
            (1, found[8][1], "Phó Trưởng ban", 0, 0),
            (0, "Tổng cộng", None, 8, 4),
        ]

    def test_in_a_file_each_row_names_its_committee(self, busy):
        report = report_of(busy.half_year)
        assert [values[:3] for values in rows(annexes.plan_and_actual(report))][:2] == [
            ["Ban Tổ chức", None, None],
            ["Ban Tổ chức", "Nguyễn Văn An", "Trưởng ban"],
        ]
        assert [values[:2] for values in rows(annexes.committees(report))][:2] == [
            ["Ban Tổ chức", None],
            ["Ban Tổ chức", "Lãnh đạo ban"],
        ]

    def test_leaders_of_committees_without_a_plan_are_there_too(self, province, period):
        committee = CommitteeFactory(parent=province, name="Ban Dân vận Tỉnh ủy")
        below = CommitteeFactory(parent=committee, name="Phòng Đoàn thể")
        LeaderFactory(committee=below, full_name="Lò Văn Sáu")
        found = [
            (line.values[0], line.values[1]) for line in annexes.plan_and_actual(report_of(period)).lines()
        ]
        below, above = "Phòng Đoàn thể", "Ban Dân vận Tỉnh ủy"
        assert found == [(below, None), (below, "Lò Văn Sáu"), ("Tổng cộng", None)]
        PlanFactory(committee=committee)  # from now on the one above plans for them
        found = [
            (line.values[0], line.values[1]) for line in annexes.plan_and_actual(report_of(period)).lines()
        ]
        assert found == [(above, None), (above, "Lò Văn Sáu"), ("Tổng cộng", None)]

    def test_a_leader_sent_by_two_committees_stands_with_both(self, chief, other_commission, cells, period):
        VisitFactory(leader=chief, cell=cells[0], attended=True)
        plan = PlanFactory(committee=other_commission, status="approved")
        VisitFactory(leader=chief, cell=cells[1], plan=plan)
        found = [values[:4] for values in rows(annexes.plan_and_actual(report_of(period), on_paper=True))]
        assert found == [
            ["Ban Tổ chức", None, 1, 1],
            ["Nguyễn Văn An", "Trưởng ban", 1, 1],
            ["Ban Tuyên giáo", None, 1, 0],
            ["Nguyễn Văn An", "Trưởng ban", 1, 0],
            ["Tổng cộng", None, 2, 1],
        ]


class TestTraps:
    """What went wrong elsewhere (docs of the house): each once, here for the report's tables."""

    def test_a_visit_on_another_day_than_planned_fulfils_the_plan(self, chief, cell, period):
        VisitFactory(leader=chief, cell=cell, month=Month.parse("02/2018"), attended=True,
                     met_on=dt.date(2018, 5, 3))  # fmt: skip
        report = report_of(period)
        assert rows(annexes.groups(report))[-1][1:5] == [1, 1, 1, Decimal("100.0")]
        ((_number, month, *_rest),) = rows(annexes.visits(report))
        day = rows(annexes.visits(report))[0][10]
        assert (month, day) == (Month.parse("02/2018"), dt.date(2018, 5, 3))
        assert rows(annexes.not_attended(report)) == []

    def test_the_last_day_of_the_half_year_counts(self, chief, cell, period):
        VisitFactory(leader=chief, cell=cell, month=Month.parse("06/2018"), attended=True,
                     met_on=dt.date(2018, 6, 30))  # fmt: skip
        assert rows(annexes.groups(report_of(period)))[-1][3] == 1
        assert rows(annexes.groups(report_of(period, as_of=dt.date(2018, 6, 30))))[-1][3] == 1
        assert rows(annexes.groups(report_of(period, as_of=dt.date(2018, 6, 29))))[-1][3] == 0

    def test_without_a_log_it_is_pending_and_stays_in_the_denominator(self, chief, cell, period):
        VisitFactory(leader=chief, cell=cell)
        report = report_of(period)
        assert rows(annexes.groups(report))[-1][1:8] == [1, 1, 0, Decimal("0.0"), 0, 0, 1]
        ((*_cell, fate, _by, whom, reason, moved),) = rows(annexes.not_attended(report))
        assert (fate, whom, reason, moved) == (
            str(MEASURES["pending_cells"].label), "Nguyễn Văn An (03/2018)", None, None,
        )  # fmt: skip

    def test_a_leader_without_any_visit_has_a_line(self, chief, period):
        assert rows(annexes.leaders(report_of(period)))[0] == [
            "Nguyễn Văn An", "Ban Tổ chức", 0, 0, 0, None, *[0] * (len(annexes.COLUMNS) - 4),
        ]  # fmt: skip
        assert "Nguyễn Văn An" in column(annexes.plan_and_actual(report_of(period)), 1)

    def test_totals_are_of_the_union_and_say_so(self, busy):
        table = annexes.groups(report_of(busy.half_year))
        *groups, total = column(table, 2)
        assert (sum(groups), total) == (9, 8)
        assert len(table.notes) == 2
        for make in (annexes.committees, annexes.leaders, annexes.plan_and_actual, annexes.reasons):
            assert annexes.COUNTED_ONCE in make(report_of(busy.half_year)).notes

    def test_further_relations_do_not_double_counts(self, chief, department_head, cell, period):
        """Two leaders at one meeting, evaluated thrice with two scores each: one cell, one line a visit."""
        criteria = [CriterionFactory(rubric=RubricFactory()) for _n in range(2)]
        visit = VisitFactory(leader=chief, cell=cell, attended=True)
        VisitFactory(leader=department_head, cell=cell, attended=True)
        for leader in (chief, department_head, None):
            evaluation = EvaluationFactory(
                meeting=visit.meeting, leader=leader, rubric=criteria[0].rubric, total=20
            )
            ScoreFactory(criterion=criteria[0], evaluation=evaluation)
        report = report_of(period)
        assert rows(annexes.groups(report))[-1][1:4] == [1, 1, 1]
        assert len(rows(annexes.visits(report))) == 2
        assert rows(annexes.evaluations(report))[0][1:] == [2, 1]
        scored = next(row for row in rows(annexes.criteria(report)) if row[0] == criteria[0].text)
        assert (scored[4], scored[7]) == (2, 1)


class TestNotAttended:
    def test_what_became_of_each_cell(self, busy):
        found = rows(annexes.not_attended(report_of(busy.half_year)))
        assert [(row[1], row[4], row[6], row[8]) for row in found] == [
            (
                "Chi bộ Quân sự", "Chuyển sang kỳ sau",
                "Trần Thị Bình (02/2018); Trần Thị Bình (05/2018)", "Trần Thị Bình (09/2018)",
            ),
            (
                "Chi bộ Trạm xá", "Chuyển sang kỳ sau",
                "Lê Mạnh Cường (03/2018); Đỗ Minh Đức (06/2018)", "Nguyễn Văn An (07/2018)",
            ),
            ("Chi bộ Tòa án", "Chưa có kết quả", "Trần Thị Bình (06/2018)", None),
            ("Chi bộ Nhà máy", "Vắng, chưa dự bù", "Nguyễn Văn An (01/2018)", None),
        ]  # fmt: skip
        assert found[1][5] == "Ban Tuyên giáo, Ban Tổ chức"

    def test_as_at_a_past_day_a_later_miss_is_no_reason_yet(self, busy):
        table = annexes.not_attended(report_of(busy.half_year, as_of=dt.date(2018, 4, 30)))
        found = {row[1]: (row[4], row[7] is None, row[8]) for row in rows(table)}
        assert found["Chi bộ Quân sự"] == ("Chưa có kết quả", False, None)
        assert RESULTS_OF_TODAY in table.notes

    def test_moved_on(self, busy):
        found = rows(annexes.moved_on(report_of(busy.half_year)))
        assert [(row[2], row[3], str(row[5]), str(row[7]), row[8]) for row in found] == [
            ("Trần Thị Bình", "Chi bộ Quân sự", "05/2018", "09/2018", "Trần Thị Bình"),
            ("Đỗ Minh Đức", "Chi bộ Trạm xá", "06/2018", "07/2018", "Nguyễn Văn An"),
        ]

    def test_by_reason_and_committee(self, busy):
        table = annexes.reasons(report_of(busy.half_year))
        lines = list(table.lines())
        assert [line.values[0] for line in lines][-1] == "Tổng cộng"
        assert [line.is_total for line in lines] == [False] * 3 + [True]
        for line in lines:
            assert line.values[-1] == sum(line.values[1:-1])


class TestCoverage:
    def test_the_list_is_as_long_as_the_table_says(self, busy, reader):
        report = report_of(busy.half_year, reader)
        *_rows, total = rows(annexes.coverage(report))
        neglected = rows(annexes.neglected(report))
        assert total[5] + total[6] == total[7] == len(neglected) == annexes.neglected(report).size()
        assert {row[4] for row in neglected} == {None}

    def test_of_one_managing_committee(self, busy, reader, district):
        CellFactory(name="Chi bộ Xa", committee=CommitteeFactory(kind="district"))
        report = report_of(busy.half_year, reader, committee=district)
        assert {row[2] for row in rows(annexes.neglected(report))} == {"Huyện ủy Bắc Sơn"}


class TestNextHalfYear:
    def test_plans_and_what_is_carried_in(self, busy, other_commission):
        PlanFactory(committee=other_commission, half_year=busy.half_year.next)
        assert rows(annexes.next_half_year(report_of(busy.half_year))) == [
            ["Ban Tổ chức", "Đã duyệt", 2, 2, 2, 2],
            ["Ban Tuyên giáo", "Dự thảo", 0, 0, 0, 0],
            ["Tổng cộng", None, 2, 2, 2, 2],
        ]

    def test_a_past_day_does_not_hide_what_is_planned(self, busy):
        table = annexes.next_half_year(report_of(busy.half_year, as_of=dt.date(2018, 3, 1)))
        assert rows(table)[-1][2:] == [2, 2, 2, 2]


def test_visits_of_others_are_not_listed(busy, stranger_clerk):
    """The clerk of the other commission sees its plan only."""
    report = report_of(busy.half_year, stranger_clerk)
    listed = rows(annexes.visits(report))
    assert {row[2] for row in listed} == {"Ban Tuyên giáo"}
    assert len(listed) == Visit.objects.filter(committee__code="BTGTU", half_year=busy.half_year).count()
