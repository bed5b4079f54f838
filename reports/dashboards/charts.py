"""Charts as geometry: where bars, lines and labels go. Templates in templates/reports/charts draw them.

Lengths are whole units of a drawing WIDTH units wide. That is about a phone's width in pixels, so that
text stays legible there. Series differ in lightness and shape, not in hue only: charts are printed in
black and white, and read by people who do not tell red from green.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.functional import Promise

from attendance.figures.written import decimal

WIDTH = 360
WIDEST_BAR = 34
TOP, BOTTOM, SIDE = 22, 34, 12  # room for the labels above, below, and at both ends
PLOT = 130  # height of the plot itself

Value = int | Decimal | None


@dataclass(frozen=True)
class Series:
    """Values in the order of the chart's categories; None where there is none."""

    label: str | Promise
    values: Sequence[Value]
    places: int = 0  # decimals of the labels

    def text(self, value: Value) -> str:
        return decimal(value, self.places)


@dataclass(frozen=True)
class Label:
    x: int
    y: int
    text: str


@dataclass(frozen=True)
class Bar:
    x: int
    y: int
    width: int
    height: int
    label: Label


@dataclass(frozen=True)
class Point:
    x: int
    y: int
    label: Label


class _Plot:
    """What charts with categories from left to right have in common."""

    width, height, base = WIDTH, TOP + PLOT + BOTTOM, TOP + PLOT

    def __init__(self, title: str | Promise, categories: Sequence[str], series: Sequence[Series]):
        self.title, self.categories, self.series = title, list(categories), list(series)
        self.highest = max((v for s in self.series for v in s.values if v is not None), default=0)

    @property
    def is_empty(self) -> bool:
        return not any(v for s in self.series for v in s.values)

    def _slot(self) -> float:
        return (WIDTH - 2 * SIDE) / max(len(self.categories), 1)

    def _middle(self, number: int) -> int:
        return round(SIDE + (number + 0.5) * self._slot())

    def _y(self, value: Value) -> int:
        return round(self.base - float(value or 0) / (float(self.highest) or 1) * PLOT)

    def ticks(self) -> list[tuple[Label, Label]]:
        """The categories under the plot, in two lines where they have two words."""
        result = []
        for number, category in enumerate(self.categories):
            first, _space, second = category.partition(" ")
            x = self._middle(number)
            result.append((Label(x, self.base + 15, first), Label(x, self.base + 28, second)))
        return result


class Columns(_Plot):
    """For each category one bar per series, side by side."""

    def bars(self) -> list[tuple[Series, list[Bar]]]:
        bar = min(round(self._slot() * 0.8 / max(len(self.series), 1)), WIDEST_BAR)
        result = []
        for place, series in enumerate(self.series):
            bars = []
            for number, value in enumerate(series.values):
                x = round(self._middle(number) - bar * len(self.series) / 2 + bar * place)
                y = self._y(value)
                bars.append(
                    Bar(x, y, bar - 2, self.base - y, Label(x + (bar - 2) // 2, y - 5, series.text(value)))
                )
            result.append((series, bars))
        return result


class Lines(_Plot):
    """A line per series through its values, from `lowest` at the bottom to `highest` at the top.

    Labels stand above the higher of two values and below the lower one.
    """

    def __init__(
        self,
        title: str | Promise,
        categories: Sequence[str],
        series: Sequence[Series],
        *,
        lowest: int = 0,
        highest: int | None = None,
    ) -> None:
        super().__init__(title, categories, series)
        self.lowest = lowest
        self.highest = self.highest if highest is None else highest

    @property
    def floor(self) -> Label:
        """What the bottom line means."""
        return Label(0, self.base - 4, number_format(self.lowest))

    def _y(self, value: Value) -> int:
        extent = float(self.highest - self.lowest) or 1
        return round(self.base - float((value or 0) - self.lowest) / extent * PLOT)

    def lines(self) -> list[tuple[Series, list[str], list[Point]]]:
        """(series, its unbroken stretches as SVG points, its points)."""
        result = []
        for series in self.series:
            points: list[Point] = []
            stretch: list[str] = []
            stretches: list[list[str]] = []
            for number, value in enumerate(series.values):
                if value is None:
                    stretches, stretch = [*stretches, stretch], []
                    continue
                x, y = self._middle(number), self._y(value)
                label = Label(x, y - 8 if self._is_highest(number, series) else y + 16, series.text(value))
                points.append(Point(x, y, label))
                stretch.append(f"{x},{y}")
            result.append((series, [" ".join(s) for s in [*stretches, stretch] if len(s) > 1], points))
        return result

    def _is_highest(self, number: int, series: Series) -> bool:
        """Of the values of a category; of equal ones the first."""
        values = [s.values[number] for s in self.series]
        highest = max(value for value in values if value is not None)
        return self.series[values.index(highest)] is series


@dataclass(frozen=True)
class Part:
    """A part of a whole; `url` opens its rows."""

    label: str | Promise
    count: int
    url: str = ""


@dataclass(frozen=True)
class Segment:
    part: Part
    x: int
    width: int


class Stack:
    """One bar divided into parts, which the legend below it names with their counts."""

    width, height = WIDTH, 30

    def __init__(self, title: str | Promise, parts: Sequence[Part]):
        self.title, self.parts = title, list(parts)

    @property
    def total(self) -> int:
        return sum(part.count for part in self.parts)

    @property
    def is_empty(self) -> bool:
        return not self.total

    def segments(self) -> list[Segment]:
        """Side by side over the whole width; parts without anything have none."""
        result, before = [], 0
        for part in self.parts:
            x, end = (round(WIDTH * n / (self.total or 1)) for n in (before, before + part.count))
            result.append(Segment(part, x, end - x))
            before += part.count
        return result
