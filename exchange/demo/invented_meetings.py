"""The meetings that the visits attended."""

import datetime as dt
from dataclasses import dataclass, replace
from random import Random

from . import frame
from .invented_visits import ATTENDED, Visit
from .province import Cell

REGULAR, THEMATIC, COMBINED = "Thường kỳ", "Chuyên đề", "Thường kỳ kết hợp chuyên đề"
THEMATIC_SHARE = 0.12
COMBINED_SHARE, SHORT_SHARE = 0.5, 0.08
HOURS_KNOWN_FROM = dt.date(2026, 1, 1)  # nobody wrote them down before the rules of 2026
# Run well, fairly or moderately: how often.
LEVELS = {frame.GOOD: 0.56, frame.FAIR: 0.33, frame.AVERAGE: 0.11}


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
