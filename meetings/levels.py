"""The levels of a line as text, one below the other: points, condition, from which value on suggested.

5 | From 90 minutes | 90
4 | Up to 15 minutes short | 75
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from .rating import validate_halves

LEAST, MOST = 2, 20
LONGEST = 300
_LINE = re.compile(
    r"(?P<points>\d{1,4}(?:[.,]\d+)?)\s*[|:=–-]\s*(?P<condition>[^|]*[^|\s])\s*"
    r"(?:\|\s*(?P<value>\d{1,4}(?:[.,]\d)?)?\s*%?\s*)?"
)


@dataclass(frozen=True)
class Stated:
    """A level as it is written down."""

    points: Decimal
    condition: str
    suggested_from: Decimal | None = None


def read(text: str) -> list[Stated]:
    """The levels, highest first. Raises ValidationError."""
    levels = [_level(line.strip()) for line in text.splitlines() if line.strip()]
    if not LEAST <= len(levels) <= MOST:
        raise ValidationError(
            _("Write from %(least)d to %(most)d levels, one a line.") % {"least": LEAST, "most": MOST}
        )
    levels.sort(key=lambda level: -level.points)
    for higher, lower in pairwise(levels):
        if higher.points == lower.points:
            raise ValidationError(
                _("Two levels give %(points)s points.") % {"points": floatformat(lower.points)}
            )
    if not levels[0].points:
        raise ValidationError(_("The highest level gives no points."))
    return levels


def written(levels: Iterable) -> str:
    """As `read` reads them; of stored ones too."""
    return "\n".join(
        " | ".join(
            (
                _number(level.points),
                level.condition,
                *(() if level.suggested_from is None else (_number(level.suggested_from),)),
            )
        )
        for level in levels
    )


def _level(line: str) -> Stated:
    found = _LINE.fullmatch(line)
    if not found or len(found["condition"]) > LONGEST or found["condition"][0] in "=+-@":
        raise ValidationError(
            _("“%(line)s” is no level. Write it like this: 5 | From 90 minutes") % {"line": line[:60]}
        )
    points = Decimal(found["points"].replace(",", "."))
    validate_halves(points)
    value = Decimal(found["value"].replace(",", ".")) if found["value"] else None
    return Stated(points, found["condition"], value)


def _number(number: Decimal) -> str:
    """With a comma, as it is typed; without zeros after it."""
    return f"{number.normalize():f}".replace(".", ",")
