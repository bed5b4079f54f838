"""Charts as geometry: where bars, lines and labels go. Templates in templates/reports/charts draw them.

Lengths are whole units of a drawing WIDTH units wide. That is about a phone's width in pixels, so that
text stays legible there. Series differ in lightness and shape, not in hue only: charts are printed in
black and white, and read by people who do not tell red from green.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from django.utils.functional import Promise

from attendance.figures.written import decimal
from lib.counts import whole

WIDTH = 360
WIDEST_BAR = 34
TOP, BOTTOM, SIDE = 22, 34, 12  # room for the labels above, below, and at both ends
PLOT = 130  # height of the plot itself
GAP = 0.7  # of a category's width: where categories are left out
CHARACTER, LINE = 6.2, 11  # about a label's width and height
ASIDE = (0, 13, -13, 20, -20)  # how far a label may be moved out of a line's way

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
    """What charts with categories from left to right have in common.

    `breaks` are the numbers of the categories before which others are left out: they stand apart.
    """

    width = WIDTH

    def __init__(
        self,
        title: str | Promise,
        categories: Sequence[str],
        series: Sequence[Series],
        *,
        breaks: Iterable[int] = (),
    ):
        self.title, self.categories, self.series = title, list(categories), list(series)
        self.breaks = sorted(breaks)
        self.highest = max((v for s in self.series for v in s.values if v is not None), default=0)

    @property
    def pile(self) -> int:
        """Height of the labels that stand above others."""
        return 0

    @property
    def base(self) -> int:
        return TOP + self.pile + PLOT

    @property
    def height(self) -> int:
        return self.base + BOTTOM

    @property
    def is_empty(self) -> bool:
        return not any(v for s in self.series for v in s.values)

    def _slot(self) -> float:
        return (WIDTH - 2 * SIDE) / max(len(self.categories) + GAP * len(self.breaks), 1)

    def _middle(self, number: int) -> int:
        gaps = sum(place <= number for place in self.breaks)
        return round(SIDE + (number + GAP * gaps + 0.5) * self._slot())

    def gaps(self) -> list[Label]:
        """Where categories are left out, a mark between their neighbours."""
        middles = [(self._middle(place - 1) + self._middle(place)) // 2 for place in self.breaks]
        return [Label(x, self.base + 15, "…") for x in middles]

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

    @cached_property
    def _bar(self) -> int:
        return min(round(self._slot() * 0.8 / max(len(self.series), 1)), WIDEST_BAR)

    @cached_property
    def pile(self) -> int:
        """Numbers wider than their bars would run into each other: they stand below each other."""
        longest = max((len(series.text(v)) for series in self.series for v in series.values), default=0)
        return LINE * (len(self.series) - 1) if longest * CHARACTER > self._bar else 0

    def bars(self) -> list[tuple[Series, list[Bar]]]:
        result = []
        for place, series in enumerate(self.series):
            bars = []
            for number, value in enumerate(series.values):
                x = round(self._middle(number) - self._bar * len(self.series) / 2 + self._bar * place)
                y = self._y(value)
                label = self._piled(number, place) if self.pile else (x + (self._bar - 2) // 2, y - 5)
                bars.append(Bar(x, y, self._bar - 2, self.base - y, Label(*label, series.text(value))))
            result.append((series, bars))
        return result

    def _piled(self, number: int, place: int) -> tuple[int, int]:
        """Where a number of a category stands above the highest bar of it: the first series on top."""
        highest = min(self._y(series.values[number]) for series in self.series)
        return self._middle(number), highest - 5 - LINE * (len(self.series) - 1 - place)


Place = tuple[int, int]


def _crosses(line: tuple[Place, Place], label: Label) -> bool:
    """Whether the line, from left to right, runs through the label's text."""
    (left, start), (right, end) = line
    reach = len(label.text) * CHARACTER / 2
    first, last = max(left, label.x - reach), min(right, label.x + reach)
    if first > last:
        return False
    heights = [start + (end - start) * (x - left) / (right - left) for x in (first, last)]
    return min(heights) <= label.y + 1 and max(heights) >= label.y - LINE


class Lines(_Plot):
    """A line per series through its values, from `lowest` at the bottom to `highest` at the top.

    It breaks where there is no value, and where categories are left out. Labels stand above the higher of
    two values and below the lower one, out of the lines' way.
    """

    def __init__(
        self,
        title: str | Promise,
        categories: Sequence[str],
        series: Sequence[Series],
        *,
        lowest: int = 0,
        highest: int | None = None,
        breaks: Iterable[int] = (),
    ) -> None:
        super().__init__(title, categories, series, breaks=breaks)
        self.lowest = lowest
        self.highest = self.highest if highest is None else highest

    @property
    def floor(self) -> Label:
        """What the bottom line means."""
        return Label(0, self.base - 4, whole(self.lowest))

    def _y(self, value: Value) -> int:
        extent = float(self.highest - self.lowest) or 1
        return round(self.base - float((value or 0) - self.lowest) / extent * PLOT)

    def lines(self) -> list[tuple[Series, list[str], list[Point]]]:
        """(series, its unbroken stretches as SVG points, its points)."""
        places = {id(series): self._stretches(series) for series in self.series}
        drawn = [pair for found in places.values() for stretch in found for pair in pairwise(stretch)]
        result = []
        for series in self.series:
            points = []
            for number, value in enumerate(series.values):
                if value is not None:
                    x, y = self._middle(number), self._y(value)
                    points.append(Point(x, y, self._label(x, y, number, series, drawn)))
            stretches = [" ".join(f"{x},{y}" for x, y in s) for s in places[id(series)] if len(s) > 1]
            result.append((series, stretches, points))
        return result

    def _stretches(self, series: Series) -> list[list[Place]]:
        stretches: list[list[Place]] = [[]]
        for number, value in enumerate(series.values):
            if value is None or number in self.breaks:
                stretches.append([])
            if value is not None:
                stretches[-1].append((self._middle(number), self._y(value)))
        return stretches

    def _label(self, x: int, y: int, number: int, series: Series, drawn: list[tuple[Place, Place]]) -> Label:
        """On its side of the point; a value alone may have its label on the other, where there is room."""
        text = series.text(series.values[number])
        sides = [y - 8 if self._is_highest(number, series) else y + 16]
        if len(self.series) == 1 and y + 16 <= self.base:
            sides.append(y + 16)
        reach = round(len(text) * CHARACTER / 2)
        wanted = [
            Label(min(max(x + aside, reach), WIDTH - reach), side, text) for aside in ASIDE for side in sides
        ]
        free = (label for label in wanted if not any(_crosses(line, label) for line in drawn))
        return next(free, wanted[0])

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
