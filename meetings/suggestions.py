"""Points that follow from a meeting's own numbers. Whoever scores decides."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction

from .models import Criterion, Meeting

Measure = Criterion.Measure


@dataclass(frozen=True)
class Suggestion:
    """Points that follow from a `part` of a `whole` (members present of all), or from minutes alone."""

    points: Decimal
    measure: str
    part: int
    whole: int | None = None

    @property
    def rate(self) -> Decimal:
        """Per cent, to one decimal, as rates are shown."""
        return (Decimal(100) * self.part / self.whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _present(meeting: Meeting) -> tuple:
    return meeting.members_present, meeting.members_expected


def _spoke(meeting: Meeting) -> tuple:
    return meeting.members_spoke, meeting.members_present


def _minutes(meeting: Meeting) -> tuple:
    return meeting.minutes, None


# (part, whole) of what each measure is about; a whole of None: the part itself is measured.
NUMBERS: dict[str, Callable[[Meeting], tuple]] = {
    Measure.ATTENDANCE: _present,
    Measure.SPEAKERS: _spoke,
    Measure.DURATION: _minutes,
}


def suggest(criterion: Criterion, meeting: Meeting) -> Suggestion | None:
    """None for lines that judge something else, and where the meeting's numbers are not known."""
    if criterion.full_from_rate:
        return _of_points(criterion, meeting)
    return _of_levels(criterion, meeting) if criterion.measure else None


def _of_points(criterion: Criterion, meeting: Meeting) -> Suggestion | None:
    """Full points from the criterion's rate on, below it their share, rounded down to a half."""
    present, total = _present(meeting)
    if present is None or not total:
        return None
    # Multiplied first and divided once: 17 of 20 is 85% and not a hair less.
    share = min(Decimal(1), Decimal(100 * present) / (total * criterion.full_from_rate))
    halves = (criterion.maximum * 2 * share).to_integral_value(ROUND_FLOOR)
    return Suggestion(halves / 2, Measure.ATTENDANCE, present, total)


def _of_levels(criterion: Criterion, meeting: Meeting) -> Suggestion | None:
    """The highest level whose value the meeting reaches."""
    part, whole = NUMBERS[criterion.measure](meeting)
    is_share = criterion.measure != Measure.DURATION
    if part is None or (is_share and not whole):
        return None
    value = Fraction(100 * part, whole) if is_share else Fraction(part)
    reached = [
        level.points
        for level in criterion.levels.all()
        if level.suggested_from is not None and value >= Fraction(level.suggested_from)
    ]
    return Suggestion(max(reached), criterion.measure, part, whole) if reached else None
