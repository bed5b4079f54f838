"""A leader's points and the cell's own for one meeting, side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from .models import Criterion, Evaluation, Rubric, Score
from .rating import counted, is_asked, sections


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
class ReadPair(Pair):
    """To read: with the scores themselves where they say more than points."""

    said: list[Score]
    by_both: bool
    is_unasked: bool  # at a meeting without a theme


@dataclass(frozen=True)
class ReadSection:
    """A section with its lines, its sums and what they are out of."""

    name: str
    pairs: list[ReadPair]
    points: Decimal | None
    maximum: Decimal | None
    own: Decimal | None
    own_maximum: Decimal | None


@dataclass(frozen=True)
class Sheet:
    """The lines of one rubric by section, with whoever scored by it; no lines of a total alone."""

    rubric: Rubric
    by_leader: Evaluation | None
    by_cell: Evaluation | None
    sections: list[ReadSection]


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
    criteria, both = list(rubric.criteria.all()), [e for e in (by_leader, by_cell) if e]
    points, own = points_of(by_leader), points_of(by_cell)
    by_lines = [e for e in both if not e.is_total_only]
    if not by_lines:
        return Sheet(rubric, by_leader, by_cell, [])
    said: dict[int, list[Score]] = {}
    for score in (score for evaluation in both for score in evaluation.scores.all()):
        if score.note or score.level or score.is_not_applicable:
            said.setdefault(score.criterion_id, []).append(score)
    by_name: dict[str, list[ReadPair]] = {}
    for c in criteria:
        is_unasked = not any(is_asked(c, has_theme=e.has_theme) for e in by_lines)
        pair = ReadPair(c, points.get(c.pk), own.get(c.pk), said.get(c.pk, []), len(both) > 1, is_unasked)
        by_name.setdefault(c.section, []).append(pair)
    leaders, cells = _sums(criteria, by_leader), _sums(criteria, by_cell)
    nothing = None, None
    sections = [
        ReadSection(name, pairs, *leaders.get(name, nothing), *cells.get(name, nothing))
        for name, pairs in by_name.items()
    ]
    return Sheet(rubric, by_leader, by_cell, sections)


def _sums(criteria: list[Criterion], evaluation: Evaluation | None) -> dict[str, tuple[Decimal, Decimal]]:
    """(points, maximum) of each section."""
    if not evaluation or evaluation.is_total_only:
        return {}
    points = counted(criteria, points_of(evaluation), has_theme=evaluation.has_theme)
    return {s.name: (s.sum(points), s.maximum) for s in sections(criteria, has_theme=evaluation.has_theme)}
