"""A leader's points beside the cell's own: one sheet where they compare, two where they do not."""

from decimal import Decimal

import pytest

from meetings.score_pairs import compare, difference, points_of
from tests.factories import (
    CriterionFactory,
    EvaluationFactory,
    LeaderFactory,
    MeetingFactory,
    RubricFactory,
    ScoreFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def rubric():
    rubric = RubricFactory()
    for position, section in enumerate(["I", "I", "II"]):
        CriterionFactory(rubric=rubric, position=position, section=section)
    return rubric


def scored(rubric, *points, leader=None, meeting=None):
    evaluation = EvaluationFactory(meeting=meeting or MeetingFactory(), leader=leader, rubric=rubric)
    for criterion, value in zip(rubric.criteria.all(), points, strict=True):
        if value is not None:
            ScoreFactory(evaluation=evaluation, criterion=criterion, points=Decimal(value))
    return evaluation


def test_by_one_rubric_line_by_line(rubric):
    leaders = scored(rubric, "7.5", "10", None, leader=LeaderFactory())
    own = scored(rubric, "9", "10", "8", meeting=leaders.meeting)
    (sheet,) = compare(leaders, own)
    assert (sheet.rubric, sheet.by_leader, sheet.by_cell) == (rubric, leaders, own)
    assert [(s.name, [(p.points, p.own, p.difference) for p in s.pairs]) for s in sheet.sections] == [
        ("I", [(Decimal("7.5"), 9, Decimal("1.5")), (10, 10, 0)]),
        ("II", [(None, 8, None)]),
    ]
    assert [(s.points, s.maximum, s.own, s.own_maximum) for s in sheet.sections] == [
        (Decimal("17.5"), 20, 19, 20),
        (0, 10, 8, 10),
    ]


def test_a_total_alone_has_no_lines_and_no_sums(rubric):
    leaders = scored(rubric, "7.5", "10", "9", leader=LeaderFactory())
    own = EvaluationFactory(meeting=leaders.meeting, rubric=rubric, total=28, is_total_only=True)
    (sheet,) = compare(leaders, own)
    assert [(s.points, s.maximum, s.own, s.own_maximum) for s in sheet.sections] == [
        (Decimal("17.5"), 20, None, None),
        (9, 10, None, None),
    ]
    (sheet,) = compare(None, own)
    assert (sheet.by_cell, sheet.sections) == (own, [])


def test_by_two_rubrics_on_two_sheets(rubric):
    other = RubricFactory()
    CriterionFactory(rubric=other)
    leaders = scored(rubric, "1", "2", "3", leader=LeaderFactory())
    own = scored(other, "4", meeting=leaders.meeting)
    first, second = compare(leaders, own)
    assert (first.rubric, first.by_leader, first.by_cell) == (rubric, leaders, None)
    assert (second.rubric, second.by_leader, second.by_cell) == (other, None, own)
    assert [p.difference for section in first.sections for p in section.pairs] == [None, None, None]


def test_what_is_said_beside_points(rubric):
    first, second, third = rubric.criteria.all()
    second.not_applicable_when, third.theme = "nơi chỉ có bí thư", "full"
    second.save()
    third.save()
    own = EvaluationFactory(rubric=rubric)
    noted = ScoreFactory(evaluation=own, criterion=first, points=Decimal(9), note="Đến muộn")
    absent = ScoreFactory(evaluation=own, criterion=second, is_not_applicable=True)
    (sheet,) = compare(None, own)
    assert [(p.said, p.is_unasked) for s in sheet.sections for p in s.pairs] == [
        ([noted], False),
        ([absent], False),
        ([], True),
    ]
    assert [(s.own, s.own_maximum) for s in sheet.sections] == [(19, 20), (10, 10)]


def test_one_alone_and_none_at_all(rubric):
    own = scored(rubric, "1", "2", "3")
    (sheet,) = compare(None, own)
    assert (sheet.by_leader, sheet.by_cell) == (None, own)
    assert compare(None, None) == []
    assert compare(EvaluationFactory(rubric=None), None) == []


def test_zero_is_points_and_nothing_is_not():
    assert difference(Decimal(0), Decimal("2.5")) == Decimal("2.5")
    assert difference(None, Decimal(1)) is None
    assert difference(Decimal(1), None) is None
    assert points_of(None) == {}
