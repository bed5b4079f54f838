"""What a meeting is given by the frame of 2017, in five sections of points."""

from random import Random

from . import frame
from .frame import CRITERIA
from .invented_meetings import Meeting

THEMATIC_PREPARED = 0.5  # how often as well as a regular meeting
# Of a meeting run well, fairly or moderately: how often a criterion gets its maximum, how many halves it
# loses otherwise, how often a gate fails.
KEEPS_MAXIMUM = {frame.GOOD: 0.8, frame.FAIR: 0.4, frame.AVERAGE: 0.2}
HALVES_LOST = {frame.GOOD: (1, 2), frame.FAIR: (1, 5), frame.AVERAGE: (3, 7)}
GATE_FAILS = {frame.GOOD: 0.02, frame.FAIR: 0.2, frame.AVERAGE: 0.5}


def points(meeting: Meeting, rng: Random) -> dict[str, float]:
    given = {}
    for criterion in CRITERIA:
        lost = rng.randint(*HALVES_LOST[meeting.level]) / 2
        if criterion.is_gate:
            keeps = rng.random() >= GATE_FAILS[meeting.level]
        else:
            keeps = rng.random() < KEEPS_MAXIMUM[meeting.level]
        if meeting.is_thematic and criterion.code in frame.PREPARATION:
            keeps, lost = keeps and rng.random() < THEMATIC_PREPARED, lost + 0.5
        if criterion.code == frame.ATTENDANCE_RATE:
            keeps, lost = meeting.enough_present, 2.5
        elif criterion.code == frame.SPEAKING:
            keeps, lost = meeting.enough_spoke, 2.5
        elif criterion.code == frame.NOBODY_ABSENT:
            keeps = keeps or meeting.present == meeting.expected
        given[criterion.code] = criterion.maximum if keeps else max(criterion.maximum - lost, 0.5)
    return given


def a_little_better(meeting: Meeting, points: dict[str, float], rng: Random) -> dict[str, float]:
    """Half a point more here and there, but not where the meeting's numbers decide."""
    return {
        criterion.code: points[criterion.code]
        if criterion.code in (frame.ATTENDANCE_RATE, frame.SPEAKING)
        else min(points[criterion.code] + rng.choice([0, 0, 0.5]), criterion.maximum)
        for criterion in CRITERIA
    }
