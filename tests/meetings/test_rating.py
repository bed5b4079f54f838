"""From points to a total and a band: the handbook of docs/domain.md."""

import itertools
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from meetings.models import Criterion, RatingBand
from meetings.rating import (
    NextBand,
    bands_of_total,
    counted,
    explain,
    maximum,
    rate,
    sections,
    validate_halves,
)

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


@pytest.mark.parametrize(
    ("total", "bands"),
    [
        (100, [GOOD, FAIR]),  # nobody knows of the gates
        (90, [GOOD, FAIR]),
        ("89.5", [FAIR]),
        (70, [FAIR]),
        (0, [POOR]),
    ],
)
def test_what_a_total_alone_may_mean(total, bands):
    assert bands_of_total(BANDS, Decimal(total)) == bands
    assert bands_of_total([FAIR], Decimal(total)) == [band for band in bands[-1:] if band.minimum >= 70]


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
positive = small_points.filter(bool)


@dataclass
class Line:
    """A criterion, and every number of points that it can get."""

    criterion: Criterion
    possible: list[Decimal]


@st.composite
def lines(draw, pk, section):
    """A line of any kind; what it can get when it is not applicable is its maximum alone."""
    kind = draw(st.sampled_from(Criterion.Kind.values))
    highest = draw(positive)
    possible = {Decimal(0), highest}
    if kind == "points":
        possible = {n * HALF for n in range(int(highest * 2) + 1)}
    elif kind == "levels":
        possible = {highest} | {min(level, highest) for level in draw(st.sets(small_points, max_size=3))}
    if draw(st.integers(0, 4)) == 0:
        possible = {highest}
    criterion = Criterion(
        pk=pk,
        section=section,
        kind=kind,
        maximum=highest,
        is_gate=draw(st.booleans()),
        theme=draw(st.sampled_from(Criterion.Theme.values)),
    )
    return Line(criterion, sorted(possible))


@st.composite
def sheets(draw):
    """A small rubric of two sections that reach their maxima, its bands, and points for some lines."""
    drawn = [
        draw(lines(pk, section))
        for pk, section in enumerate(draw(st.lists(st.sampled_from("AB"), min_size=1, max_size=4)))
    ]
    for section in "AB":
        its = [line.criterion for line in drawn if line.criterion.section == section]
        together = sum(c.maximum for c in its)
        ordinary = sum(c.maximum for c in its if c.kind != "bonus")
        if its and (not ordinary or draw(st.booleans())):
            halves = draw(st.integers(max(1, int(ordinary * 2)), int(together * 2)))
            draw(st.sampled_from(its)).section_maximum = halves * HALF
    asked = st.sets(st.tuples(st.integers(0, 12).map(lambda n: n * HALF), st.booleans()), max_size=4)
    bands = [
        RatingBand(pk=pk, minimum=minimum, needs_gates=needs)
        for pk, (minimum, needs) in enumerate(draw(asked))
    ]
    given_points = {
        line.criterion.pk: draw(st.sampled_from(line.possible)) for line in drawn if draw(st.booleans())
    }
    return drawn, bands, given_points, draw(st.booleans())


def counts(line, points, has_theme):
    """(whether the line is on the sheet, its points): the rule once more, in no words of the product."""
    if has_theme or line.criterion.theme == "always":
        return True, points.get(line.criterion.pk, Decimal(0))
    return line.criterion.theme == "full", line.criterion.maximum


def by_hand(drawn, points, has_theme):
    """(sum of each section, whether every gate passes), added up by hand."""
    sums, passed = {}, True
    for section in {line.criterion.section for line in drawn}:
        its = [line for line in drawn if line.criterion.section == section]
        most = next((x.criterion.section_maximum for x in its if x.criterion.section_maximum), None)
        if most is None:
            most = sum(x.criterion.maximum for x in its if x.criterion.kind != "bonus")
        reached, shown = Decimal(0), False
        for line in its:
            on_sheet, its_points = counts(line, points, has_theme)
            shown |= on_sheet
            if on_sheet:
                reached += its_points
                asked = has_theme or line.criterion.theme == "always"
                scored = line.criterion.pk in points or not asked
                passed &= not line.criterion.is_gate or (scored and its_points == line.criterion.maximum)
            elif line.criterion.kind != "bonus":
                most -= line.criterion.maximum
        if shown:
            sums[section] = min(reached, most)
    return sums, passed


def raised(drawn, points):
    """Every sheet that is nowhere below this one, and full in every line that was empty or above."""
    choices = [
        [value for value in line.possible if value >= points.get(line.criterion.pk, Decimal(0))]
        for line in drawn
    ]
    for values in itertools.product(*choices):
        yield {line.criterion.pk: value for line, value in zip(drawn, values, strict=True)}


@given(sheets())
def test_sums_total_and_maximum_of_every_kind_of_line(sheet):
    drawn, bands, now, has_theme = sheet
    criteria = [line.criterion for line in drawn]
    sums, passed = by_hand(drawn, now, has_theme)
    counting = counted(criteria, now, has_theme=has_theme)

    found = sections(criteria, has_theme=has_theme)
    assert {s.name: s.sum(counting) for s in found} == sums
    total, band = rate(criteria, bands, now, has_theme=has_theme)
    assert total == (sum(sums.values()) if now else None)
    satisfied = [b for b in bands if now and total >= b.minimum and (passed or not b.needs_gates)]
    assert band == max(satisfied, key=lambda b: (b.minimum, b.needs_gates), default=None)
    # The maximum is what the best sheet gives, section by section.
    best = [by_hand(drawn, r, has_theme)[0] for r in raised(drawn, {})]
    assert {s.name: s.maximum for s in found} == {name: max(b[name] for b in best) for name in sums}
    assert maximum(criteria, has_theme=has_theme) == max(sum(b.values()) for b in best)


@given(sheets())
def test_raising_what_is_named_and_nothing_less_reaches_the_next_band(sheet):
    drawn, bands, now, has_theme = sheet
    criteria = [line.criterion for line in drawn]
    missing = explain(criteria, bands, now, has_theme=has_theme)
    better = list(raised(drawn, now))
    totals = [sum(by_hand(drawn, r, has_theme)[0].values()) for r in better]
    highest_first = sorted(bands, key=lambda b: (b.minimum, b.needs_gates), reverse=True)
    band = rate(criteria, bands, now, has_theme=has_theme)[1]
    above = highest_first[: highest_first.index(band)] if band else highest_first
    if missing is None:
        assert not above or not any(total >= above[-1].minimum for total in totals)
        return
    assert missing.band == above[-1]
    now_total = sum(by_hand(drawn, now, has_theme)[0].values())
    named = [
        r
        for r, total in zip(better, totals, strict=True)
        if total - now_total >= missing.points and all(r[g.pk] == g.maximum for g in missing.gates)
    ]
    reached = [
        r
        for r, total in zip(better, totals, strict=True)
        if total >= missing.band.minimum and (by_hand(drawn, r, has_theme)[1] or not missing.band.needs_gates)
    ]
    assert named == reached
    assert reached
    # The points named are no more than any way there takes.
    least = min(sum(by_hand(drawn, r, has_theme)[0].values()) for r in reached)
    assert missing.points <= least - now_total
    assert all(now.get(g.pk) != g.maximum for g in missing.gates)


@given(sheets())
def test_lines_of_points_alone_add_up_as_they_always_did(sheet):
    drawn, bands, now, has_theme = sheet
    criteria = [
        Criterion(pk=x.criterion.pk, section=x.criterion.section, maximum=x.criterion.maximum) for x in drawn
    ]
    total, _band = rate(criteria, bands, now, has_theme=has_theme)
    assert total == (sum(now.values()) if now else None)
    assert maximum(criteria, has_theme=has_theme) == sum(c.maximum for c in criteria)


@given(sheets())
def test_the_band_of_the_lines_is_one_that_their_total_may_mean(sheet):
    drawn, bands, now, has_theme = sheet
    total, reached = rate([line.criterion for line in drawn], bands, now, has_theme=has_theme)
    if total is None:
        return
    possible = bands_of_total(bands, total)
    # Without a band only where every one within reach asks for gates.
    assert reached in possible if reached else all(band.needs_gates for band in possible)
