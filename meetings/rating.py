"""From points to a total and a band (domain.md, "Evaluation rules")."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .models import Criterion, Meeting, RatingBand


def rate(
    criteria: Iterable[Criterion], bands: Iterable[RatingBand], points: Mapping[int, Decimal]
) -> tuple[Decimal | None, RatingBand | None]:
    """Total points and the highest band satisfied.

    `points` maps criterion ids to points; a criterion left out adds nothing, like an empty line
    on the paper sheet. (None, None) where nothing is scored; band None below every minimum.
    """
    if not points:
        return None, None
    total = _total(points)
    gates_passed = not _failed_gates(criteria, points)
    for band in _highest_first(bands):
        if total >= band.minimum and (gates_passed or not band.needs_gates):
            return total, band
    return total, None


@dataclass(frozen=True)
class NextBand:
    """What the next higher band asks for: `points` more in all, and the maximum in `gates`."""

    band: RatingBand
    points: Decimal
    gates: list[Criterion]


def explain(
    criteria: Iterable[Criterion], bands: Iterable[RatingBand], points: Mapping[int, Decimal]
) -> NextBand | None:
    """What is missing for the next higher band; None at the highest that the rubric allows."""
    criteria, bands = list(criteria), _highest_first(bands)
    _reached, band = rate(criteria, bands, points)
    place = bands.index(band) if band else len(bands)
    if place == 0:
        return None
    higher = bands[place - 1]
    if higher.minimum > sum(c.maximum for c in criteria):
        return None
    return NextBand(
        band=higher,
        points=max(Decimal(0), higher.minimum - _total(points)),
        gates=_failed_gates(criteria, points) if higher.needs_gates else [],
    )


@dataclass(frozen=True)
class Suggestion:
    """Points that follow from the share of members present of the `total` who were to attend."""

    points: Decimal
    present: int
    total: int

    @property
    def rate(self) -> Decimal:
        """Per cent, to one decimal, as rates are shown."""
        return (Decimal(100) * self.present / self.total).quantize(Decimal("0.1"), ROUND_HALF_UP)


def suggest(criterion: Criterion, meeting: Meeting) -> Suggestion | None:
    """Full points from the criterion's rate on, below it their share, rounded down to a half.

    None for criteria that judge something else, and where the meeting's numbers are not known.
    """
    full_rate, present, total = criterion.full_from_rate, meeting.members_present, meeting.members_expected
    if not full_rate or present is None or not total:
        return None
    # Multiplied first and divided once: 17 of 20 is 85% and not a hair less.
    share = min(Decimal(1), Decimal(100 * present) / (total * full_rate))
    halves = (criterion.maximum * 2 * share).to_integral_value(ROUND_FLOOR)
    return Suggestion(points=halves / 2, present=present, total=total)


def validate_halves(points: Decimal) -> None:
    """Raise ValidationError unless `points` is a whole number of halves."""
    # Compared before it is reckoned with: Decimal refuses to double 9e999999.
    halves = points * 2 if abs(points) < 10_000 else points
    if halves != halves.to_integral_value():
        raise ValidationError(_("Points come in halves, for example 7 or 7.5."), code="halves")


def _total(points: Mapping[int, Decimal]) -> Decimal:
    return sum(points.values(), Decimal(0))


def _failed_gates(criteria: Iterable[Criterion], points: Mapping[int, Decimal]) -> list[Criterion]:
    return [c for c in criteria if c.is_gate and points.get(c.pk) != c.maximum]


def _highest_first(bands: Iterable[RatingBand]) -> list[RatingBand]:
    return sorted(bands, key=lambda b: (-b.minimum, not b.needs_gates))
