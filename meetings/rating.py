"""From points to a total and a band (domain.md, "Evaluation rules")."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .models import Criterion, RatingBand


def rate(
    criteria: Iterable[Criterion], bands: Iterable[RatingBand], points: Mapping[int, Decimal]
) -> tuple[Decimal | None, RatingBand | None]:
    """Total points and the highest band satisfied.

    `points` maps criterion ids to points; a criterion left out adds nothing, like an empty line
    on the paper sheet. (None, None) where nothing is scored; band None below every minimum.
    """
    if not points:
        return None, None
    total = sum(points.values(), Decimal(0))
    gates_passed = all(points.get(c.pk) == c.maximum for c in criteria if c.is_gate)
    for band in sorted(bands, key=lambda b: (-b.minimum, not b.needs_gates)):
        if total >= band.minimum and (gates_passed or not band.needs_gates):
            return total, band
    return total, None


def validate_halves(points: Decimal) -> None:
    """Raise ValidationError unless `points` is a whole number of halves."""
    halves = points * 2  # without the remainder that Decimal refuses to find for 1e1000
    if halves != halves.to_integral_value():
        raise ValidationError(_("Points come in halves, for example 7 or 7.5."), code="halves")
