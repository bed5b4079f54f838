"""Points by criterion, the cells' own points beside the leaders', means by half-year."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given

from attendance.figures.quality import evaluations
from attendance.figures.scores import (
    Means,
    Points,
    Verdict,
    by_cell,
    by_criterion,
    comparisons,
    means_by_half_year,
    meeting_numbers,
)
from attendance.figures.selection import Selection
from attendance.models import Visit
from lib.periods import HalfYear, Month
from tests.attendance.histories import (
    HALF_YEARS,
    cut_rows,
    cuts,
    days,
    histories,
    selection,
    whole_half_years,
    written,
)
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    CriterionFactory,
    EvaluationFactory,
    LeaderFactory,
    RubricFactory,
    ScoreFactory,
    VisitFactory,
)

from . import oracle
from .test_quality import judgements, mean, write_judgements

pytestmark = pytest.mark.django_db

MARCH, APRIL = Month.parse("03/2018"), Month.parse("04/2018")
PREPARATION, CONDUCT = "I. Chuẩn bị", "II. Điều hành"


@pytest.fixture
def visits():
    return Visit.objects.all()


@pytest.fixture
def chosen(period):
    return Selection(period)


@pytest.fixture
def rubric():
    """Three criteria in two sections, entered in another order than they stand in."""
    rubric = RubricFactory(code="KTC", valid_from=dt.date(2018, 1, 1))
    for position, section, code, maximum in [
        (3, CONDUCT, "II.1", "20.0"),
        (1, PREPARATION, "I.1", "10.0"),
        (2, PREPARATION, "I.2", "5.0"),
    ]:
        CriterionFactory(
            rubric=rubric, position=position, section=section, code=code, maximum=Decimal(maximum)
        )
    return rubric


@pytest.fixture
def score(rubric):
    """score(visit, {"I.1": "7.5"}): by the visit's leader; by_cell=True: by the cell itself."""

    def score(visit, points, *, by_cell=False, rubric=rubric, **facts):
        given = {code: Decimal(number) for code, number in points.items()}
        evaluation = EvaluationFactory(
            meeting=visit.meeting,
            leader=None if by_cell else visit.leader,
            rubric=rubric,
            total=None if facts.get("is_draft") else sum(given.values()),
            **facts,
        )
        for code, number in given.items():
            ScoreFactory(
                evaluation=evaluation, criterion=rubric.criteria.get(code=code), points=Decimal(number)
            )
        return evaluation

    return score


def attended(**facts):
    return VisitFactory(attended=True, **facts)


def points(count=0, points="0", maximum="0"):
    return Points(count, Decimal(points), Decimal(maximum))


def rows(visits, chosen):
    """{(rubric, section, criterion): (the leaders' points, the cells')}, in the order given."""
    return {
        (found.rubric.code, section.title, row.criterion.code): (row.leader, row.cell)
        for found in by_criterion(evaluations(visits, chosen))
        for section in found.sections
        for row in section.criteria
    }


class TestByCriterion:
    def test_nothing_scored(self, visits, chosen, rubric):
        attended()

        assert by_criterion(evaluations(visits, chosen)) == []

    def test_every_criterion_of_a_rubric_used_in_the_rubrics_order(self, visits, chosen, score):
        first = attended()
        second = attended(cell=first.cell)
        score(first, {"I.1": "7.5", "II.1": "20"})
        score(second, {"I.1": "10"})
        score(first, {"I.1": "9.5", "I.2": "5"}, by_cell=True)

        found = rows(visits, chosen)

        assert list(found) == [
            ("KTC", PREPARATION, "I.1"),
            ("KTC", PREPARATION, "I.2"),
            ("KTC", CONDUCT, "II.1"),
        ]
        assert list(found.values()) == [
            (points(2, "17.5", "20"), points(1, "9.5", "10")),
            (points(), points(1, "5", "5")),
            (points(1, "20", "20"), points()),
        ]

    def test_mean_and_share(self, visits, chosen, score):
        for number in ("7.5", "10", "8"):
            score(attended(), {"I.1": number})

        ((leaders, cells), *_others) = rows(visits, chosen).values()

        assert (leaders.mean, leaders.share) == (Decimal("8.50"), Decimal("85.0"))
        assert (cells.mean, cells.share) == (None, None)

    def test_a_section_adds_up_what_was_given_for_its_criteria(self, visits, chosen, score):
        score(attended(), {"I.1": "5", "I.2": "5"})
        score(attended(), {"I.1": "10"})

        ((preparation, conduct),) = [found.sections for found in by_criterion(evaluations(visits, chosen))]

        assert preparation.leader == points(3, "20", "25")
        assert preparation.leader.share == Decimal("80.0")
        assert preparation.cell == conduct.leader == points()

    def test_the_latest_rubric_comes_first_and_unused_ones_are_left_out(self, visits, chosen, score, rubric):
        ended = RubricFactory(code="CU", valid_from=dt.date(2016, 1, 1))
        CriterionFactory(rubric=ended, code="I.1", section=PREPARATION)
        CriterionFactory(rubric=RubricFactory(valid_from=dt.date(2018, 3, 1)))
        score(attended(), {"I.1": "6"}, rubric=ended)
        score(attended(), {"I.1": "7"})

        assert [found.rubric.code for found in by_criterion(evaluations(visits, chosen))] == ["KTC", "CU"]

    def test_neither_drafts_nor_evaluations_that_do_not_count(self, visits, chosen, score):
        meeting = attended()
        score(meeting, {"I.1": "7"}, is_draft=True)
        score(attended(cell=meeting.cell, origin="unplanned"), {"I.1": "8"})
        score(attended(plan__status="draft"), {"I.1": "9"})
        score(attended(month=Month.parse("07/2018")), {"I.1": "10"})

        assert by_criterion(evaluations(visits, chosen)) == []


class TestComparisons:
    def test_meetings_scored_by_both_the_highest_overrating_first(self, visits, chosen, score):
        fair, boastful, modest = attended(), attended(month=APRIL), attended()
        for visit, own, by_leader in ((fair, 10, 10), (boastful, 10, 4), (modest, 6, "6.5")):
            score(visit, {"I.1": own}, by_cell=True)
            score(visit, {"I.1": by_leader})

        found = comparisons(evaluations(visits, chosen))

        assert [(c.meeting, c.cell_total, c.leader_total, c.difference, c.verdict) for c in found] == [
            (boastful.meeting, 10, 4, 6, Verdict.HIGHER),
            (fair.meeting, 10, 10, 0, Verdict.EQUAL),
            (modest.meeting, 6, Decimal("6.5"), Decimal("-0.5"), Verdict.LOWER),
        ]

    def test_of_several_leaders_the_mean(self, visits, chosen, score):
        visit = attended()
        score(visit, {"I.1": "9"}, by_cell=True)
        for number in ("7", "8", "8"):
            score(attended(cell=visit.cell), {"I.1": number})

        (found,) = comparisons(evaluations(visits, chosen))

        assert round(found.leader_total, 4) == Decimal("7.6667")
        assert round(found.difference, 4) == Decimal("1.3333")

    def test_a_mean_equal_to_the_cells_total_is_equal(self, visits, chosen, score):
        visit = attended()
        score(visit, {"I.1": "8"}, by_cell=True)
        for number in ("7.5", "8", "8.5"):
            score(attended(cell=visit.cell), {"I.1": number})

        assert [c.verdict for c in comparisons(evaluations(visits, chosen))] == [Verdict.EQUAL]

    def test_points_by_two_rubrics_do_not_compare(self, visits, chosen, score):
        other = RubricFactory()
        CriterionFactory(rubric=other, code="A")
        visit = attended()
        colleague = attended(cell=visit.cell)
        score(visit, {"I.1": "8"}, by_cell=True)
        score(visit, {"A": "5"}, rubric=other)
        assert comparisons(evaluations(visits, chosen)) == []

        score(colleague, {"I.1": "6"})
        assert [c.leader_total for c in comparisons(evaluations(visits, chosen))] == [6]

    def test_one_side_only_drafts_and_findings_alone(self, visits, chosen, score):
        by_cell_only, by_leader_only, drafted, remarked = attended(), attended(), attended(), attended()
        score(by_cell_only, {"I.1": "8"}, by_cell=True)
        score(by_leader_only, {"I.1": "8"})
        score(drafted, {"I.1": "8"}, by_cell=True, is_draft=True)
        score(drafted, {"I.1": "8"})
        score(remarked, {"I.1": "8"}, by_cell=True)
        EvaluationFactory(meeting=remarked.meeting, leader=remarked.leader)

        assert comparisons(evaluations(visits, chosen)) == []

    def test_a_leader_whose_visit_does_not_count(self, visits, chosen, score):
        visit = attended()
        score(visit, {"I.1": "8"}, by_cell=True)
        score(attended(cell=visit.cell, origin="unplanned"), {"I.1": "2"})

        assert comparisons(evaluations(visits, chosen)) == []

    def test_by_cell(self, visits, chosen, score, cells):
        village, street, school = cells
        for cell, month, own, by_leader in [
            (village, MARCH, "10", "9"),
            (village, APRIL, "10", "6"),
            (street, MARCH, "8", "8"),
            (school, MARCH, "9", "6.5"),
        ]:
            visit = attended(cell=cell, month=month)
            score(visit, {"I.1": own}, by_cell=True)
            score(visit, {"I.1": by_leader})

        found = by_cell(comparisons(evaluations(visits, chosen)))

        # Equal differences come in reading order.
        assert [(row.cell, row.cell_mean, row.leader_mean, row.difference) for row in found] == [
            (village, Decimal("10.00"), Decimal("7.50"), Decimal("2.50")),
            (school, Decimal("9.00"), Decimal("6.50"), Decimal("2.50")),
            (street, Decimal("8.00"), Decimal("8.00"), Decimal("0.00")),
        ]
        assert [len(row.meetings) for row in found] == [2, 1, 1]


@given(histories(), cuts(), days(), judgements)
def test_comparisons_of_random_histories(history, cut, as_of, drawn):
    with written(history):
        made = write_judgements(history, drawn)
        for half_year in HALF_YEARS:
            expected = oracle.compare(cut_rows(history, half_year, cut), made, as_of)
            found = comparisons(evaluations(Visit.objects.all(), selection(history, half_year, cut, as_of)))

            assert {
                (c.meeting.cell_id, c.meeting.date): (c.cell_total, round(c.leader_total, 9)) for c in found
            } == {
                meeting: (own, round(sum(leaders) / len(leaders), 9))
                for meeting, (own, leaders) in expected.items()
            }
            assert {(c.meeting.cell_id, c.meeting.date): c.verdict for c in found} == {
                meeting: verdict(own, leaders) for meeting, (own, leaders) in expected.items()
            }
            differences = [c.difference for c in found]
            assert differences == sorted(differences, reverse=True)
            assert sum(len(row.meetings) for row in by_cell(found)) == len(expected)


def verdict(own, leaders):
    """In fractions, which do not round."""
    mean = sum(map(Fraction, leaders)) / len(leaders)
    return Verdict.EQUAL if own == mean else Verdict.HIGHER if own > mean else Verdict.LOWER


class TestMeansByHalfYear:
    def test_leaders_and_cells_apart(self, visits, period, score):
        for month, own, by_leader in [
            (MARCH, None, "8"),
            (APRIL, "9.5", "6"),
            (period.previous.months[0], "10", None),
        ]:
            visit = attended(month=month)
            if own:
                score(visit, {"I.1": own}, by_cell=True)
            if by_leader:
                score(visit, {"I.1": by_leader})

        found = means_by_half_year(visits, Selection(period, since=period.previous))

        assert found == {
            period: Means(points(2, "14"), points(1, "9.5")),
            period.previous: Means(points(), points(1, "10")),
        }
        assert found[period].leader.mean == Decimal("7.00")
        assert found[period.previous].leader.mean is None

    def test_no_earlier_half_year_than_asked_for(self, visits, period, score):
        score(attended(month=period.previous.months[0]), {"I.1": "5"})

        assert means_by_half_year(visits, Selection(period)) == {}

    @given(histories(), whole_half_years(), days(), judgements)
    def test_are_those_that_each_half_year_has_alone(self, history, cut, as_of, drawn):
        with written(history):
            made = write_judgements(history, drawn)
            last = HALF_YEARS[-1]
            chosen = selection(history, last, cut, as_of).narrow(since=HALF_YEARS[0])
            found = means_by_half_year(Visit.objects.all(), chosen)

            assert set(found) <= set(HALF_YEARS)
            for half_year in HALF_YEARS:
                judged = oracle.judge(cut_rows(history, half_year, cut), made, as_of)
                each = found.get(half_year, Means(Points(), Points()))
                assert (each.leader.count, each.leader.mean) == (
                    len(judged["leader_totals"]),
                    mean(judged["leader_totals"]),
                )
                assert (each.cell.count, each.cell.mean) == (
                    len(judged["cell_totals"]),
                    mean(judged["cell_totals"]),
                )


@pytest.mark.parametrize("committees", [1, 3])
def test_the_number_of_queries_does_not_grow(
    django_assert_num_queries, score, visits, period, province, committees
):
    for committee in CommitteeFactory.create_batch(committees, parent=province):
        for half_year in (period, period.previous, period.previous.previous)[:committees]:
            for leader in LeaderFactory.create_batch(committees, committee=committee):
                visit = attended(leader=leader, cell=CellFactory(), month=half_year.months[2])
                score(visit, {"I.1": "8", "II.1": "15"})
                score(visit, {"I.1": "9", "I.2": "4"}, by_cell=True)
    chosen = Selection(period)

    with django_assert_num_queries(2):
        found = by_criterion(evaluations(visits, chosen))
    with django_assert_num_queries(2):
        compared = by_cell(comparisons(evaluations(visits, chosen)))
    with django_assert_num_queries(1):
        numbers = meeting_numbers(visits, chosen)
    with django_assert_num_queries(1):
        means = means_by_half_year(visits, chosen.narrow(since=HalfYear(period.ordinal - 5)))

    assert found[0].sections[0].leader.count == numbers.meetings == len(compared) == committees**2
    assert len(means) == committees
