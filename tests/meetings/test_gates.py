"""Which gates lowered a rating."""

from decimal import Decimal

import pytest

from meetings.gates import gates_missed
from meetings.models import Evaluation
from tests.factories import (
    CriterionFactory,
    EvaluationFactory,
    RatingBandFactory,
    RubricFactory,
    ScoreFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def rubric():
    rubric = RubricFactory()
    for code, theme in [("4.2", "always"), ("1.1", "always"), ("5.1", "full")]:
        CriterionFactory(rubric=rubric, code=code, maximum=Decimal(10), is_gate=True, theme=theme)
    CriterionFactory(rubric=rubric, code="2", maximum=Decimal(70))
    RatingBandFactory(rubric=rubric, label="Tốt", minimum=90, needs_gates=True)
    RatingBandFactory(rubric=rubric, label="Khá", minimum=70)
    return rubric


@pytest.fixture
def evaluate(rubric):
    """evaluate("96.5", "Khá", {"1.1": 10, "4.2": 6.5}): scores are those named."""

    def evaluate(total, label, points, **fields):
        band = rubric.bands.filter(label=label).first()
        made = EvaluationFactory(rubric=rubric, total=Decimal(total), band=band, **fields)
        for code, given in points.items():
            criterion = rubric.criteria.get(code=code)
            ScoreFactory(evaluation=made, criterion=criterion, points=Decimal(str(given)))
        return made.pk

    return evaluate


def test_are_named_where_the_total_would_have_reached_a_higher_band(evaluate, django_assert_num_queries):
    one = evaluate("96.5", "Khá", {"4.2": 6.5, "1.1": 10})
    both = evaluate("92", "Khá", {"4.2": 2})
    unrated = evaluate("95", None, {"4.2": 10, "1.1": 5})
    with_theme = evaluate("90", "Khá", {"4.2": 10, "1.1": 10, "5.1": 0}, has_theme=True)
    evaluate("90", "Tốt", {"4.2": 10, "1.1": 10})
    evaluate("89.5", "Khá", {"4.2": 0, "1.1": 10})
    evaluate("93", "Khá", {}, is_total_only=True)

    with django_assert_num_queries(1):
        missed = gates_missed(Evaluation.objects.all())
    assert missed == {one: "4.2", both: "4.2, 1.1", unrated: "1.1", with_theme: "5.1"}
