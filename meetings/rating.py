"""From points to section sums, a total and a band (domain.md, "Evaluation rules"); asks no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .models import Criterion, RatingBand

Theme, Kind = Criterion.Theme, Criterion.Kind
Points = Mapping[int, Decimal]  # by criterion id; a criterion left out adds nothing, like an empty line


@dataclass(frozen=True)
class Section:
    """The lines of one section that count at a meeting, and how much they give at most together."""

    name: str
    lines: list[Criterion]
    maximum: Decimal

    def sum(self, points: Points) -> Decimal:
        """Of points as `counted` has them; bonuses never lift it above its maximum."""
        return min(self.maximum, sum((points.get(c.pk, Decimal(0)) for c in self.lines), Decimal(0)))


def is_on_sheet(criterion: Criterion, *, has_theme: bool) -> bool:
    """Whether the line counts at all at a meeting with, or without, a theme."""
    return has_theme or criterion.theme != Theme.LEFT_OUT


def is_asked(criterion: Criterion, *, has_theme: bool) -> bool:
    """Whether a scorer says something about the line: one without its theme may count in full unasked."""
    return has_theme or criterion.theme == Theme.ALWAYS


def sections(criteria: Iterable[Criterion], *, has_theme: bool = True) -> list[Section]:
    """In the rubric's order. A line left out takes its points from the section's maximum."""
    by_name: dict[str, list[Criterion]] = {}
    for criterion in criteria:
        by_name.setdefault(criterion.section, []).append(criterion)
    found = []
    for name, lines in by_name.items():
        left = [c for c in lines if is_on_sheet(c, has_theme=has_theme)]
        if left:
            left_out = [c for c in lines if c not in left]
            maximum = stated_maximum(lines) - _ordinary(left_out)
            found.append(Section(name, left, max(Decimal(0), min(maximum, _together(left)))))
    return found


def stated_maximum(lines: Iterable[Criterion]) -> Decimal:
    """Of one section: as one of its lines states it, else its lines without bonuses together."""
    stated = [c.section_maximum for c in lines if c.section_maximum is not None]
    return stated[0] if stated else _ordinary(lines)


def maximum(criteria: Iterable[Criterion], *, has_theme: bool = True) -> Decimal:
    return sum((s.maximum for s in sections(criteria, has_theme=has_theme)), Decimal(0))


def counted(criteria: Iterable[Criterion], points: Points, *, has_theme: bool = True) -> dict[int, Decimal]:
    """Points as they count: what is left out is gone, what counts in full without its theme is in."""
    found = {}
    for criterion in criteria:
        if is_asked(criterion, has_theme=has_theme):
            if criterion.pk in points:
                found[criterion.pk] = points[criterion.pk]
        elif criterion.theme == Theme.FULL:
            found[criterion.pk] = criterion.maximum
    return found


def rate(
    criteria: Iterable[Criterion], bands: Iterable[RatingBand], points: Points, *, has_theme: bool = True
) -> tuple[Decimal | None, RatingBand | None]:
    """Total points and the highest band satisfied.

    (None, None) where nothing is scored; band None below every minimum.
    """
    if not points:
        return None, None
    criteria = list(criteria)
    points = counted(criteria, points, has_theme=has_theme)
    total = _total(criteria, points, has_theme=has_theme)
    gates_passed = not _failed_gates(criteria, points, has_theme=has_theme)
    for band in _highest_first(bands):
        if total >= band.minimum and (gates_passed or not band.needs_gates):
            return total, band
    return total, None


def bands_of_total(bands: Iterable[RatingBand], total: Decimal) -> list[RatingBand]:
    """The bands that a total alone may mean, highest first; [] below every minimum.

    More than one only where a band needs gates, of which the total says nothing.
    """
    found = []
    for band in _highest_first(bands):
        if total >= band.minimum:
            found.append(band)
            if not band.needs_gates:
                break
    return found


@dataclass(frozen=True)
class NextBand:
    """What the next higher band asks for: `points` more in all, and the maximum in `gates`."""

    band: RatingBand
    points: Decimal
    gates: list[Criterion]


def explain(
    criteria: Iterable[Criterion], bands: Iterable[RatingBand], points: Points, *, has_theme: bool = True
) -> NextBand | None:
    """What is missing for the next higher band; None at the highest that the rubric allows."""
    criteria, bands = list(criteria), _highest_first(bands)
    _reached, band = rate(criteria, bands, points, has_theme=has_theme)
    place = bands.index(band) if band else len(bands)
    if place == 0:
        return None
    higher = bands[place - 1]
    if higher.minimum > maximum(criteria, has_theme=has_theme):
        return None
    points = counted(criteria, points, has_theme=has_theme)
    return NextBand(
        band=higher,
        points=max(Decimal(0), higher.minimum - _total(criteria, points, has_theme=has_theme)),
        gates=_failed_gates(criteria, points, has_theme=has_theme) if higher.needs_gates else [],
    )


def validate_halves(points: Decimal) -> None:
    """Raise ValidationError unless `points` is a whole number of halves."""
    # Compared before it is reckoned with: Decimal refuses to double 9e999999.
    halves = points * 2 if abs(points) < 10_000 else points
    if halves != halves.to_integral_value():
        raise ValidationError(_("Points come in halves, for example 7 or 7.5."), code="halves")


def _total(criteria: Iterable[Criterion], points: Points, *, has_theme: bool) -> Decimal:
    return sum((s.sum(points) for s in sections(criteria, has_theme=has_theme)), Decimal(0))


def _failed_gates(criteria: Iterable[Criterion], points: Points, *, has_theme: bool) -> list[Criterion]:
    gates = [c for c in criteria if c.is_gate and is_on_sheet(c, has_theme=has_theme)]
    return [c for c in gates if points.get(c.pk) != c.maximum]


def _highest_first(bands: Iterable[RatingBand]) -> list[RatingBand]:
    return sorted(bands, key=lambda b: (-b.minimum, not b.needs_gates))


def _together(lines: Iterable[Criterion]) -> Decimal:
    return sum((c.maximum for c in lines), Decimal(0))


def _ordinary(lines: Iterable[Criterion]) -> Decimal:
    return _together(c for c in lines if c.kind != Kind.BONUS)
