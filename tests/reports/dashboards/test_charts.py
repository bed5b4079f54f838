"""Charts as geometry: nothing leaves the drawing, and lengths are those of the values."""

import itertools
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from reports.dashboards.charts import PLOT, TOP, WIDTH, Columns, Lines, Part, Series, Stack

TEXT = 11  # height of a line of text above its baseline

# As many as any page draws side by side: twelve half-years or months, up to three bars each.
lengths = st.integers(1, 12)
numbers = st.integers(0, 5) | st.integers(0, 1_000_000)
rates = st.decimals(0, 100, places=1)
NOTHING = [[None], [0], [None, None], [0, 0, 0], [Decimal("0.0"), None]]


@st.composite
def series(draw, values=numbers | rates, most=3):
    """Up to `most` series of equal length, often with gaps."""
    length = draw(lengths)
    lines = st.lists(st.none() | values, min_size=length, max_size=length)
    return [
        Series(f"Dòng {n}", row) for n, row in enumerate(draw(st.lists(lines, min_size=1, max_size=most)))
    ]


def categories(drawn):
    return [f"I {2010 + n}" for n in range(len(drawn[0].values))]


def inside(chart, label):
    return 0 <= label.x <= chart.width and TEXT <= label.y <= chart.height


@given(series())
def test_columns_stay_inside_the_drawing(drawn):
    chart = Columns("Chi bộ", categories(drawn), drawn)
    bars = [bar for _series, its in chart.bars() for bar in its]

    assert len(bars) == sum(len(s.values) for s in drawn)
    for bar in bars:
        assert 0 <= bar.x < bar.x + bar.width <= chart.width
        assert TOP <= bar.y <= bar.y + bar.height == chart.base < chart.height
        assert inside(chart, bar.label)


@given(series())
def test_columns_stand_apart(drawn):
    """From left to right: the bars of the first category, then those of the next."""
    by_series = [bars for _series, bars in Columns("Chi bộ", categories(drawn), drawn).bars()]
    in_order = [bar for category in zip(*by_series, strict=True) for bar in category]

    assert all(a.x + a.width < b.x for a, b in itertools.pairwise(in_order))


def test_numbers_wider_than_their_bars_stand_below_each_other():
    """A province's, of ten half-years: a bar is two figures wide."""
    attended, planned = Series("Đã dự", [2861] * 10), Series("Theo kế hoạch", [2980] * 10)
    chart = Columns("Chi bộ", [f"I {2017 + n}" for n in range(10)], [attended, planned])
    (_first, upper), (_second, lower) = chart.bars()
    pairs = [(above.label, below.label) for above, below in zip(upper, lower, strict=True)]
    assert [above.x for above, _below in pairs] == [below.x for _above, below in pairs]
    assert {(above.y, below.y) for above, below in pairs} == {(TOP - 5, TOP - 5 + TEXT)}


@given(series())
def test_columns_are_as_high_as_their_values(drawn):
    chart = Columns("Chi bộ", categories(drawn), drawn)
    pairs = [
        (value or 0, bar.height)
        for (s, bars) in chart.bars()
        for value, bar in zip(s.values, bars, strict=True)
    ]
    highest = max(value for value, _height in pairs)

    for value, height in pairs:
        assert abs(height - (PLOT * float(value) / float(highest) if highest else 0)) <= 1
    assert chart.is_empty == (highest == 0)


@given(series(rates, most=2), st.integers(0, 10))
def test_lines_stay_inside_the_drawing(drawn, lowest):
    given_values = [v for s in drawn for v in s.values if v is not None]
    lowest = min([lowest, *map(int, given_values)])
    for chart in (
        Lines("Tỷ lệ", categories(drawn), drawn),
        Lines("Tỷ lệ", categories(drawn), drawn, highest=100),
        Lines("Tỷ lệ", categories(drawn), drawn, lowest=lowest),
        Lines("Tỷ lệ", categories(drawn), drawn, lowest=lowest, highest=100),
    ):
        points = [point for _series, _stretches, its in chart.lines() for point in its]
        assert len(points) == len(given_values)
        for point in points:
            assert 0 <= point.x <= chart.width
            assert TOP <= point.y <= chart.base
            assert inside(chart, point.label)
        assert inside(chart, chart.floor)


@given(series(rates, most=2))
def test_a_line_breaks_where_there_is_no_value(drawn):
    for s, stretches, points in Lines("Tỷ lệ", categories(drawn), drawn).lines():
        gaps = "".join("x" if value is None else "." for value in s.values)
        expected = [len(stretch) for stretch in gaps.split("x") if len(stretch) > 1]

        assert [len(stretch.split()) for stretch in stretches] == expected
        drawn_points = {f"{point.x},{point.y}" for point in points}
        assert {place for stretch in stretches for place in stretch.split()} <= drawn_points


@given(series(rates, most=2))
def test_a_higher_value_is_a_higher_point(drawn):
    points = [
        (value, point.y)
        for s, _stretches, its in Lines("Tỷ lệ", categories(drawn), drawn, highest=100).lines()
        for value, point in zip([v for v in s.values if v is not None], its, strict=True)
    ]

    heights = [y for _value, y in sorted(points, key=lambda pair: (pair[0], -pair[1]))]
    assert heights == sorted(heights, reverse=True)


@given(series(rates, most=2))
def test_of_two_values_the_labels_stand_apart(drawn):
    """Above the higher one and below the lower one; one alone stands where no line runs."""
    by_place = {}
    for _series, _stretches, points in Lines("Tỷ lệ", categories(drawn), drawn).lines():
        for point in points:
            by_place.setdefault(point.x, []).append(point)
    for points in by_place.values():
        baselines = sorted(point.label.y for point in points)
        assert baselines[-1] - baselines[0] >= (TEXT if len(points) == 2 else 0)
        highest = min(point.y for point in points)
        assert len(points) == 1 or any(p.label.y < p.y for p in points if p.y == highest)


@given(lengths)
def test_every_category_has_its_tick_below_the_plot(length):
    chart = Columns("Chi bộ", [f"{'I' * (1 + n % 2)} {2010 + n}" for n in range(length)], [])

    ticks = chart.ticks()

    assert [(first.text, second.text) for first, second in ticks] == [
        ("I" * (1 + n % 2), str(2010 + n)) for n in range(length)
    ]
    for first, second in ticks:
        assert inside(chart, first)
        assert inside(chart, second)
        assert chart.base + TEXT <= first.y <= second.y - TEXT
        assert first.x == second.x
    xs = [first.x for first, _second in ticks]
    assert xs == sorted(set(xs))


def test_a_category_of_one_word_has_one_line():
    ((first, second),) = Columns("Chi bộ", ["03/2018"], []).ticks()

    assert (first.text, second.text) == ("03/2018", "")


@pytest.mark.parametrize("chart_class", [Columns, Lines])
@pytest.mark.parametrize("values", NOTHING)
def test_a_chart_of_nothing_is_empty(chart_class, values):
    chart = chart_class("Không có gì", [str(n) for n in range(len(values))], [Series("", values)])

    assert chart.is_empty
    if chart_class is Columns:
        assert {bar.height for _series, bars in chart.bars() for bar in bars} == {0}
    else:
        assert {point.y for _series, _s, points in chart.lines() for point in points} <= {chart.base}


@pytest.mark.parametrize("chart_class", [Columns, Lines])
def test_a_chart_without_series_or_categories_is_empty(chart_class):
    assert chart_class("Không có gì", [], []).is_empty
    assert chart_class("Không có gì", ["I 2018"], []).is_empty
    assert chart_class("Không có gì", [], [Series("", [])]).is_empty


parts = st.lists(st.integers(0, 5) | st.integers(0, 100_000), min_size=1, max_size=8)


@given(parts)
def test_the_parts_of_a_stack_cover_its_width_exactly(counts):
    chart = Stack("Chi bộ", [Part(str(n), count) for n, count in enumerate(counts)])
    segments = chart.segments()

    assert chart.total == sum(counts)
    assert chart.is_empty == (sum(counts) == 0)
    assert [segment.part.count for segment in segments] == counts
    ends = [segment.x + segment.width for segment in segments]
    assert [segment.x for segment in segments] == [0, *ends[:-1]]
    assert ends[-1] == (WIDTH if sum(counts) else 0)
    for segment in segments:
        share = WIDTH * segment.part.count / (sum(counts) or 1)
        assert segment.width >= 0
        assert abs(segment.width - share) <= 1
        assert segment.part.count or segment.width == 0


def test_a_stack_without_parts():
    assert Stack("Chi bộ", []).is_empty
    assert Stack("Chi bộ", []).segments() == []


@pytest.mark.parametrize(
    ("language", "value", "places", "text"),
    [
        ("vi", Decimal("81.8"), 1, "81,8"),
        ("vi", Decimal("100.0"), 1, "100,0"),
        ("vi", 7, 0, "7"),
        ("vi", 0, 0, "0"),
        ("vi", None, 1, "—"),
        ("en", Decimal("81.8"), 1, "81.8"),
    ],
)
def test_labels_are_written_in_the_users_language(language, value, places, text):
    with translation.override(language):
        assert Series("", [value], places=places).text(value) == text
        ((_series, (bar,)),) = Columns("", ["I 2018"], [Series("", [value], places=places)]).bars()
        assert bar.label.text == text


def test_one_category_has_no_line_but_a_point():
    ((_series, stretches, (point,)),) = Lines("", ["I 2018"], [Series("", [Decimal("81.8")], 1)]).lines()

    assert stretches == []
    assert (point.x, point.y) == (WIDTH // 2, TOP)


def test_where_half_years_are_left_out_the_line_breaks_and_a_gap_says_so():
    rates = [Decimal(n) for n in (74, 77, 85, 52)]
    chart = Lines("Tỷ lệ", ["I 2017", "II 2017", "I 2018", "II 2026"], [Series("", rates)], breaks=[3])

    ((_series, (stretch,), points),) = chart.lines()
    (gap,) = chart.gaps()

    assert stretch.split() == [f"{point.x},{point.y}" for point in points[:3]]
    apart = [after.x - before.x for before, after in itertools.pairwise(points)]
    assert apart[2] > 1.5 * max(apart[:2])
    assert points[2].x < gap.x < points[3].x


@pytest.mark.parametrize(
    "values",
    [(88, 52), (52, 88), (30, 90, 20), (90, 20, 90), (95, 60, 30, 5), (5, 30, 60, 95), (40, 100, 40, 100)],
)
def test_no_line_runs_through_a_number(values):
    series = Series("", [Decimal(value) for value in values], places=1)
    ((_series, (stretch,), points),) = Lines(
        "Tỷ lệ", [str(n) for n in range(len(values))], [series], highest=100
    ).lines()

    corners = [tuple(map(int, place.split(","))) for place in stretch.split()]
    on_line = [
        (x1 + (x2 - x1) * n / 50, y1 + (y2 - y1) * n / 50)
        for (x1, y1), (x2, y2) in itertools.pairwise(corners)
        for n in range(51)
    ]
    for point in points:
        half = 3 * len(point.label.text)
        crossed = [
            (x, y)
            for x, y in on_line
            if abs(x - point.label.x) < half and point.label.y - 9 < y < point.label.y
        ]
        assert crossed == []
