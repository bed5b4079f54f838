"""From points to a total and a band: the handbook of docs/domain.md."""

import itertools
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from meetings.models import Criterion, Meeting, RatingBand
from meetings.rating import NextBand, explain, rate, suggest, validate_halves

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


@pytest.mark.parametrize("value", ["0", "0.5", "7", "7.5", "-0.5", "9e999999"])
def test_halves(value):
    validate_halves(Decimal(value))


@pytest.mark.parametrize("value", ["0.1", "7.25", "7.4", "0.49"])
def test_other_fractions(value):
    with pytest.raises(ValidationError):
        validate_halves(Decimal(value))


class TestWhatTheNextBandAsksFor:
    @pytest.mark.parametrize(
        ("gates", "others", "band", "points_more", "gates_short"),
        [
            (FULL, [20, 20, 9.5], GOOD, "0.5", []),
            ([10, 9, 10, None], [20, 20, 20], GOOD, "1", [2, 4]),
            ([10, 9.5, 10, 10], [20, 20, 20], GOOD, "0", [2]),
            ([0, 0, 0, 0], [20, 20, 0], MIDDLING, "10", []),
            # Khá asks for no gates, however many are short
            ([0, 0, 10, 10], [20, 20, 0], FAIR, "10", []),
            ([None] * 4, [None] * 3, POOR, "0", []),
        ],
    )
    def test_points_gates_or_both(self, gates, others, band, points_more, gates_short):
        short = [c for c in GATES if c.pk in gates_short]
        expected = NextBand(band=band, points=Decimal(points_more), gates=short)
        assert explain(CRITERIA, BANDS, points(gates, others)) == expected

    def test_nothing_at_the_highest_one(self):
        assert explain(CRITERIA, BANDS, points(FULL, [20, 20, 10])) is None

    def test_nothing_beyond_what_the_rubric_can_give(self):
        beyond = RatingBand(pk=5, label="Xuất sắc", minimum=Decimal("100.5"))
        assert explain(CRITERIA, [*BANDS, beyond], points(FULL, [20, 20, 20])) is None

    def test_nothing_without_bands(self):
        assert explain(CRITERIA, [], points(FULL, [20, 20, 20])) is None


HALF = Decimal("0.5")
small_points = st.integers(0, 4).map(lambda halves: halves * HALF)


@st.composite
def sheets(draw):
    """A small rubric in halves, its bands, and points for some of its criteria."""
    criteria = [
        Criterion(pk=pk, maximum=maximum, is_gate=draw(st.booleans()))
        for pk, maximum in enumerate(draw(st.lists(small_points.filter(bool), min_size=1, max_size=4)))
    ]
    bands = [
        RatingBand(pk=pk, minimum=minimum, needs_gates=needs_gates)
        for pk, (minimum, needs_gates) in enumerate(
            draw(st.sets(st.tuples(st.integers(0, 12).map(lambda n: n * HALF), st.booleans()), max_size=4))
        )
    ]
    given_points = {
        c.pk: min(value, c.maximum) for c in criteria if (value := draw(st.none() | small_points)) is not None
    }
    return criteria, bands, given_points


def satisfies(criteria, band, given_points) -> bool:
    """The rule of docs/domain.md, once more and without the product's own words."""
    full = all(given_points.get(c.pk) == c.maximum for c in criteria if c.is_gate)
    return sum(given_points.values()) >= band.minimum and (full or not band.needs_gates)


def raised(criteria, given_points):
    """Every sheet that is nowhere below this one, itself included."""

    def choices(criterion):
        lowest = given_points.get(criterion.pk, Decimal(0))
        return [lowest + n * HALF for n in range(int((criterion.maximum - lowest) * 2) + 1)]

    for values in itertools.product(*(choices(c) for c in criteria)):
        yield {c.pk: value for c, value in zip(criteria, values, strict=True)}


@given(sheets())
def test_raising_what_is_named_and_nothing_less_reaches_the_next_band(sheet):
    criteria, bands, now = sheet
    missing = explain(criteria, bands, now)
    better = list(raised(criteria, now))
    highest_first = sorted(bands, key=lambda b: (b.minimum, b.needs_gates), reverse=True)
    band = rate(criteria, bands, now)[1]
    above = highest_first[: highest_first.index(band)] if band else highest_first
    if missing is None:
        assert not above or not any(sum(r.values()) >= above[-1].minimum for r in better)
        return
    assert missing.band == above[-1]
    total = sum(now.values())
    named = [
        r
        for r in better
        if sum(r.values()) - total >= missing.points and all(r[g.pk] == g.maximum for g in missing.gates)
    ]
    reached = [r for r in better if satisfies(criteria, missing.band, r)]
    assert named == reached
    assert reached
    # The points named are no more than any way there takes.
    assert missing.points <= min(sum(r.values()) for r in reached) - total
    assert all(now.get(g.pk) != g.maximum for g in missing.gates)


class TestSuggestion:
    @pytest.mark.parametrize(
        ("present", "total", "points", "rate"),
        [
            (22, 22, "10", "100.0"),
            (17, 20, "10", "85.0"),  # from the rate on, in full
            (19, 22, "10", "86.4"),
            (18, 22, "9.5", "81.8"),  # 9.63 rounded down
            (17, 22, "9", "77.3"),
            (1, 22, "0.5", "4.5"),
            (0, 22, "0", "0.0"),
        ],
    )
    def test_full_from_the_rate_on_and_below_it_a_share(self, present, total, points, rate):
        criterion = Criterion(maximum=Decimal(10), full_from_rate=85)
        suggestion = suggest(criterion, Meeting(members_present=present, members_total=total))
        assert (suggestion.points, suggestion.rate) == (Decimal(points), Decimal(rate))

    @pytest.mark.parametrize(("present", "total"), [(None, 22), (17, None), (0, 0), (None, None)])
    def test_none_without_the_meetings_numbers(self, present, total):
        criterion = Criterion(maximum=Decimal(10), full_from_rate=85)
        assert suggest(criterion, Meeting(members_present=present, members_total=total)) is None

    def test_none_for_criteria_about_something_else(self):
        meeting = Meeting(members_present=20, members_total=20)
        assert suggest(Criterion(maximum=Decimal(10)), meeting) is None

    @given(
        maximum=st.integers(1, 60).map(lambda n: n * HALF),
        full_from_rate=st.integers(1, 100),
        total=st.integers(1, 300),
        data=st.data(),
    )
    def test_always_possible_points_and_never_fewer_for_one_more_member(
        self, maximum, full_from_rate, total, data
    ):
        criterion = Criterion(maximum=maximum, full_from_rate=full_from_rate)
        present = data.draw(st.integers(0, total))
        suggested = suggest(criterion, Meeting(members_present=present, members_total=total)).points
        validate_halves(suggested)
        assert 0 <= suggested <= maximum
        assert (suggested == maximum) == (100 * present >= full_from_rate * total)
        if present < total:
            more = suggest(criterion, Meeting(members_present=present + 1, members_total=total)).points
            assert more >= suggested
