"""A few ways to score a meeting by the rubric: each evaluation is one of them, by its number."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from meetings import rating
from meetings.models import Rubric

PATTERNS = 24


@dataclass(frozen=True)
class Pattern:
    rubric: int
    total: Decimal
    band: int | None
    points: dict[int, Decimal]  # by criterion


def patterns(rubric: Rubric, chance: Random) -> list[Pattern]:
    criteria, bands = list(rubric.criteria.all()), list(rubric.bands.all())
    found = []
    for number in range(PATTERNS):
        points = {
            criterion.pk: max(Decimal(0), criterion.maximum - Decimal(chance.randrange(1 + number // 3)) / 2)
            for criterion in criteria
            if rating.is_asked(criterion, has_theme=False)
        }
        total, band = rating.rate(criteria, bands, points, has_theme=False)
        found.append(Pattern(rubric.pk, total, band and band.pk, points))
    return found
