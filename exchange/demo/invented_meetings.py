"""The meetings attended, and what their evaluations say.

Every meeting has points of its own; a leader writes them down, the cell sees itself a little better.
Points and findings follow from the meeting's numbers, so that a sheet never contradicts them.
"""

import datetime as dt
from dataclasses import dataclass, replace
from random import Random

from . import frame
from .frame import CRITERIA
from .invented_visits import ATTENDED, Visit
from .province import Cell, Leader

REGULAR, THEMATIC, COMBINED = "Thường kỳ", "Chuyên đề", "Thường kỳ kết hợp chuyên đề"
THEMATIC_SHARE = 0.12
COMBINED_SHARE, SHORT_SHARE = 0.5, 0.08
HOURS_KNOWN_FROM = dt.date(2026, 1, 1)  # nobody wrote them down before the rules of 2026
LEADER_EVALUATES, CELL_EVALUATES = 0.92, 0.5
THEMATIC_PREPARED = 0.5  # how often as well as a regular meeting
# Of a meeting run well, fairly or moderately: how often, how often a criterion gets its maximum,
# how many halves it loses otherwise, how often a gate fails.
LEVELS = {frame.GOOD: 0.56, frame.FAIR: 0.33, frame.AVERAGE: 0.11}
KEEPS_MAXIMUM = {frame.GOOD: 0.8, frame.FAIR: 0.4, frame.AVERAGE: 0.2}
HALVES_LOST = {frame.GOOD: (1, 2), frame.FAIR: (1, 5), frame.AVERAGE: (3, 7)}
GATE_FAILS = {frame.GOOD: 0.02, frame.FAIR: 0.2, frame.AVERAGE: 0.5}
# A strength needs 80% of its criteria's points; below 70% there is a limitation. Few are left out.
STRONG, WEAK = 0.8, 0.7
WRITTEN_DOWN, CAUSE_NAMED = 0.9, 0.6


@dataclass(frozen=True)
class Meeting:
    cell: Cell
    date: dt.date
    kind: str
    present: int
    spoke: int
    level: str  # how well it was run
    starts_at: dt.time | None = None
    minutes: int | None = None
    exempt: int | None = None
    unexcused: int | None = None

    @property
    def total(self) -> int:
        return self.cell.members

    @property
    def expected(self) -> int:
        return self.total - (self.exempt or 0)

    @property
    def ends_at(self) -> dt.time | None:
        if self.starts_at is None:
            return None
        return (dt.datetime.combine(self.date, self.starts_at) + dt.timedelta(minutes=self.minutes)).time()

    @property
    def excused(self) -> int | None:
        return None if self.unexcused is None else self.expected - self.present - self.unexcused

    @property
    def is_thematic(self) -> bool:
        return self.kind in (THEMATIC, COMBINED)

    @property
    def enough_present(self) -> bool:
        return self.present / self.expected > frame.MINIMUM_ATTENDANCE

    @property
    def enough_spoke(self) -> bool:
        return self.spoke / self.present >= frame.MINIMUM_SPEAKING


@dataclass(frozen=True)
class Evaluation:
    meeting: Meeting
    leader: Leader | None  # None: the cell itself
    points: dict[str, float]  # by criterion code
    findings: list[str]  # codes


def meetings(visits: list[Visit], rng: Random) -> dict[tuple[str, dt.date], Meeting]:
    """The meetings that the visits attended, by cell code and date."""
    attended = sorted({(v.cell.code, v.held_on): v.cell for v in visits if v.outcome == ATTENDED}.items())
    return {key: _meeting(cell, key[1], rng) for key, cell in attended}


def _meeting(cell: Cell, date: dt.date, rng: Random) -> Meeting:
    total = cell.members
    share = rng.uniform(0.7, 0.85) if rng.random() < 0.06 else rng.uniform(0.88, 1.02)
    present = min(max(round(total * share), 3), total)
    spoke_share = rng.uniform(0.12, 0.28) if rng.random() < 0.14 else rng.uniform(0.33, 0.6)
    spoke = min(max(round(present * spoke_share), 1), present)
    kind = THEMATIC if rng.random() < THEMATIC_SHARE else REGULAR
    level = rng.choices(list(LEVELS), list(LEVELS.values()))[0]
    meeting = Meeting(cell, date, kind, present, spoke, level)
    return _timed(meeting) if date >= HOURS_KNOWN_FROM else meeting


def _timed(meeting: Meeting) -> Meeting:
    """With its hours, and who was exempt or absent: by chance of its own, so that all else stays."""
    rng = Random(f"{meeting.cell.code} {meeting.date}")  # noqa: S311 - made-up data
    kind = COMBINED if meeting.kind == THEMATIC and rng.random() < COMBINED_SHARE else meeting.kind
    least = 120 if kind == COMBINED else 90
    is_short = rng.random() < SHORT_SHARE
    missing = meeting.total - meeting.present
    exempt = min(rng.choice([0, 0, 0, 1, 1, 2]), missing)
    return replace(
        meeting,
        kind=kind,
        starts_at=dt.time(*rng.choice([(7, 30), (8, 0), (14, 0), (19, 0), (19, 30)])),
        minutes=least + 5 * (-rng.randint(1, 5) if is_short else rng.randint(0, 6)),
        exempt=exempt,
        unexcused=min(rng.choice([0, 0, 0, 0, 1]), missing - exempt),
    )


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
        meeting, points = held[key], _points(held[key], rng)
        for leader in present_leaders:
            if rng.random() < LEADER_EVALUATES:
                result.append(Evaluation(meeting, leader, points, _findings(meeting, points, rng)))
                points = _a_little_better(meeting, points, rng)
        if present_leaders and rng.random() < CELL_EVALUATES:
            points = _a_little_better(meeting, points, rng)
            result.append(Evaluation(meeting, None, points, _findings(meeting, points, rng)))
    return result


def _points(meeting: Meeting, rng: Random) -> dict[str, float]:
    points = {}
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
        points[criterion.code] = criterion.maximum if keeps else max(criterion.maximum - lost, 0.5)
    return points


def _a_little_better(meeting: Meeting, points: dict[str, float], rng: Random) -> dict[str, float]:
    """Half a point more here and there, but not where the meeting's numbers decide."""
    return {
        criterion.code: points[criterion.code]
        if criterion.code in (frame.ATTENDANCE_RATE, frame.SPEAKING)
        else min(points[criterion.code] + rng.choice([0, 0, 0.5]), criterion.maximum)
        for criterion in CRITERIA
    }


def _findings(meeting: Meeting, points: dict[str, float], rng: Random) -> list[str]:
    maximum = {c.code: c.maximum for c in CRITERIA}

    def share(codes: list[str]) -> float:
        return sum(points[code] for code in codes) / sum(maximum[code] for code in codes)

    strengths = {code for code, basis in frame.STRENGTH_CRITERIA.items() if share(basis) >= STRONG}
    limitations = {code for code, basis in frame.LIMITATION_CRITERIA.items() if share(basis) < WEAK}
    if meeting.is_thematic and share(frame.PREPARATION) < STRONG:
        limitations.add(frame.THEMATIC_POOR)
        strengths.discard(frame.WELL_PREPARED)
    written = [code for code in sorted(strengths | limitations) if rng.random() < WRITTEN_DOWN]
    causes = [
        code
        for code, effects in frame.CAUSED_BY.items()
        if effects.intersection(written) and rng.random() < CAUSE_NAMED
    ]
    return written + causes
