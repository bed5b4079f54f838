"""A leader's points and the cell's own for one meeting, side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from .models import Criterion, Evaluation, Rubric


@dataclass(frozen=True)
class Pair:
    """Points of a leader and of the cell itself for one criterion."""

    criterion: Criterion
    points: Decimal | None
    own: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        return difference(self.points, self.own)


@dataclass(frozen=True)
class Sheet:
    """The lines of one rubric by section, with whoever scored by it."""

    rubric: Rubric
    by_leader: Evaluation | None
    by_cell: Evaluation | None
    sections: list[tuple[str, list[Pair]]]


def compare(by_leader: Evaluation | None, by_cell: Evaluation | None) -> list[Sheet]:
    """One sheet where both scored by one rubric; points by two rubrics do not compare."""
    scored = [e for e in (by_leader, by_cell) if e and e.rubric]
    return [
        _sheet(
            rubric,
            by_leader if by_leader in scored and by_leader.rubric == rubric else None,
            by_cell if by_cell in scored and by_cell.rubric == rubric else None,
        )
        for rubric in dict.fromkeys(e.rubric for e in scored)
    ]


def points_of(evaluation: Evaluation | None) -> Mapping[int, Decimal]:
    """By criterion id."""
    return {score.criterion_id: score.points for score in evaluation.scores.all()} if evaluation else {}


def difference(points: Decimal | None, own: Decimal | None) -> Decimal | None:
    """What the cell gave itself more (or less) than a leader did; None unless both gave points."""
    return None if points is None or own is None else own - points


def _sheet(rubric: Rubric, by_leader: Evaluation | None, by_cell: Evaluation | None) -> Sheet:
    points, own = points_of(by_leader), points_of(by_cell)
    pairs = [Pair(c, points.get(c.pk), own.get(c.pk)) for c in rubric.criteria.all()]
    sections = [(name, list(lines)) for name, lines in groupby(pairs, key=lambda p: p.criterion.section)]
    return Sheet(rubric, by_leader, by_cell, sections)
