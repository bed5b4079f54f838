"""What the evaluations of the meetings say.

Every meeting has points of its own; a leader writes them down, the cell sees itself a little better.
Points and findings follow from the meeting's numbers, so that a sheet never contradicts them.
"""

import datetime as dt
from dataclasses import dataclass, field
from random import Random

from . import frame, frame_of_2025, points_of_2017, points_of_2025
from .invented_meetings import Meeting
from .invented_visits import ATTENDED, Visit
from .province import Leader

LEADER_EVALUATES, CELL_EVALUATES = 0.92, 0.5
WRITTEN_DOWN, CAUSE_NAMED = 0.9, 0.6  # few strengths and limitations are left out


@dataclass(frozen=True)
class Evaluation:
    meeting: Meeting
    leader: Leader | None  # None: the cell itself
    rubric: str
    points: dict[str, float]  # by criterion code
    findings: list[str]  # codes
    notes: dict[str, str] = field(default_factory=dict)  # on points taken off, by criterion code


def evaluations(
    visits: list[Visit],
    held: dict[tuple[str, dt.date], Meeting],
    rng: Random,
    not_evaluated: set[Visit] = frozenset(),
) -> list[Evaluation]:
    """By most leaders who attended, and by about half of the cells; none through `not_evaluated`."""
    by_meeting = {key: [] for key in held}
    for visit in visits:
        if visit.outcome == ATTENDED and visit not in not_evaluated:
            by_meeting[visit.cell.code, visit.held_on].append(visit.leader)

    result = []
    for key, present_leaders in by_meeting.items():
        meeting = held[key]
        of_day = points_of_2025 if meeting.date >= frame_of_2025.VALID_FROM else points_of_2017
        points = of_day.points(meeting, rng)
        for leader in present_leaders:
            if rng.random() < LEADER_EVALUATES:
                result.append(_evaluation(meeting, leader, points, rng))
                points = of_day.a_little_better(meeting, points, rng)
        if present_leaders and rng.random() < CELL_EVALUATES:
            points = of_day.a_little_better(meeting, points, rng)
            result.append(_evaluation(meeting, None, points, rng))
    return result


def _evaluation(meeting: Meeting, leader: Leader | None, points: dict[str, float], rng: Random) -> Evaluation:
    if meeting.date < frame_of_2025.VALID_FROM:
        return Evaluation(meeting, leader, frame.RUBRIC, points, _findings(frame, meeting, points, rng))
    findings = _findings(frame_of_2025, meeting, points, rng)
    notes = points_of_2025.notes(meeting, points)
    return Evaluation(meeting, leader, frame_of_2025.RUBRIC, points, findings, notes)


def _findings(sheet, meeting: Meeting, points: dict[str, float], rng: Random) -> list[str]:
    maximum = {c.code: c.maximum for c in sheet.CRITERIA}

    def share(codes: list[str]) -> float:
        return sum(points[code] for code in codes) / sum(maximum[code] for code in codes)

    strengths = {code for code, basis in sheet.STRENGTH_CRITERIA.items() if share(basis) >= sheet.STRONG}
    limitations = {code for code, basis in sheet.LIMITATION_CRITERIA.items() if share(basis) < sheet.WEAK}
    if meeting.is_thematic and share(sheet.PREPARATION) < sheet.STRONG:
        limitations.add(frame.THEMATIC_POOR)
        strengths.discard(frame.WELL_PREPARED)
    written = [code for code in sorted(strengths | limitations) if rng.random() < WRITTEN_DOWN]
    causes = [
        code
        for code, effects in frame.CAUSED_BY.items()
        if effects.intersection(written) and rng.random() < CAUSE_NAMED
    ]
    return written + causes
