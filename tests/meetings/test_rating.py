"""From points to a total and a band: the handbook of docs/domain.md."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from meetings.models import Criterion, RatingBand
from meetings.rating import rate, validate_halves

GATES = [Criterion(pk=i, maximum=Decimal(10), is_gate=True) for i in (1, 2, 3, 4)]
OTHERS = [Criterion(pk=i, maximum=Decimal(20)) for i in (5, 6, 7)]
CRITERIA = GATES + OTHERS
GOOD = RatingBand(pk=1, label="Tốt", minimum=Decimal(90), needs_gates=True)
FAIR = RatingBand(pk=2, label="Khá", minimum=Decimal(70))
MIDDLING = RatingBand(pk=3, label="Trung bình", minimum=Decimal(50))
POOR = RatingBand(pk=4, label="Kém", minimum=Decimal(0))
BANDS = [POOR, FAIR, GOOD, MIDDLING]  # in no order: the product puts them in theirs


def points(gates, others):
    """Points of the four gates and the three other criteria; None: not scored."""
    given = zip([1, 2, 3, 4, 5, 6, 7], [*gates, *others], strict=True)
    return {criterion: Decimal(str(value)) for criterion, value in given if value is not None}


FULL = [10, 10, 10, 10]


@pytest.mark.parametrize(
    ("gates", "others", "total", "band"),
    [
        (FULL, [20, 20, 20], "100", GOOD),
        (FULL, [20, 20, 10], "90", GOOD),
        (FULL, [20, 20, 9.5], "89.5", FAIR),
        # 90 or more without the gates is Khá
        ([10, 10, 10, 9.5], [20, 20, 20], "99.5", FAIR),
        ([10, 10, 10, None], [20, 20, 20], "90", FAIR),
        ([10, 10, 10, 0], [20, 20, 20], "90", FAIR),
        # and from there on the gates do not matter
        (FULL, [20, 10, 0], "70", FAIR),
        ([0, 10, 10, 10], [20, 20, 0], "70", FAIR),
        (FULL, [20, 9.5, 0], "69.5", MIDDLING),
        (FULL, [10, 0, 0], "50", MIDDLING),
        (FULL, [9.5, 0, 0], "49.5", POOR),
        ([0, 0, 0, 0], [0, 0, 0], "0", POOR),
        ([None] * 4, [0.5, None, None], "0.5", POOR),
    ],
)
def test_the_handbook(gates, others, total, band):
    assert rate(CRITERIA, BANDS, points(gates, others)) == (Decimal(total), band)


def test_nothing_scored():
    assert rate(CRITERIA, BANDS, {}) == (None, None)


def test_below_every_minimum():
    assert rate(CRITERIA, [GOOD, FAIR], points(FULL, [0, 0, 0])) == (Decimal(40), None)


def test_a_rubric_without_gates():
    criteria = [Criterion(pk=5, maximum=Decimal(100))]

    assert rate(criteria, BANDS, {5: Decimal(95)}) == (Decimal(95), GOOD)


def test_of_two_bands_with_one_minimum_the_one_that_asks_for_gates_is_higher():
    excellent = RatingBand(pk=5, label="Xuất sắc", minimum=Decimal(70), needs_gates=True)

    for bands in ([excellent, FAIR], [FAIR, excellent]):
        assert rate(CRITERIA, bands, points(FULL, [20, 20, 20])) == (Decimal(100), excellent)
        assert rate(CRITERIA, bands, points([9, 10, 10, 10], [20, 20, 20])) == (Decimal(99), FAIR)


@pytest.mark.parametrize("value", ["0", "0.5", "7", "7.5", "-0.5"])
def test_halves(value):
    validate_halves(Decimal(value))


@pytest.mark.parametrize("value", ["0.1", "7.25", "7.4", "0.49"])
def test_other_fractions(value):
    with pytest.raises(ValidationError):
        validate_halves(Decimal(value))
