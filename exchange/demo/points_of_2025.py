"""What a meeting is given on the ward's sheet of 2025: levels by its numbers, yes and no, a bonus."""

from random import Random

from . import frame
from . import frame_of_2025 as sheet
from .invented_meetings import Meeting

# Of a meeting run well, fairly or moderately: how often a line is fulfilled, and how many targets were met.
FULFILLED = {frame.GOOD: 0.98, frame.FAIR: 0.86, frame.AVERAGE: 0.6}
RESULTS = {frame.GOOD: (30, 30, 27), frame.FAIR: (27, 24), frame.AVERAGE: (20, 15)}
SEEN_BETTER = 0.3  # how often a cell sees a line fulfilled that a leader does not
# Minutes short, percent: each with the points that they still get.
SHORT = [(0, 5), (15, 4), (30, 3)]
PRESENT = [(90, 4), (75, 3), (65, 2)]
SPOKE = [(50.1, 5), (40, 4), (30, 3)]
MEASURED = (sheet.DURATION, sheet.ATTENDANCE, sheet.SPEAKING)


def points(meeting: Meeting, rng: Random) -> dict[str, float]:
    given = {}
    for criterion in sheet.CRITERIA:
        is_fulfilled = rng.random() < FULFILLED[meeting.level]
        if criterion.code == sheet.RESULTS:
            given[criterion.code] = rng.choice(RESULTS[meeting.level])
        elif criterion.code in MEASURED:
            given[criterion.code] = measured(meeting)[criterion.code]
        elif criterion.code != sheet.THEME or meeting.is_thematic:
            given[criterion.code] = criterion.maximum if is_fulfilled else 0
    return given


def measured(meeting: Meeting) -> dict[str, float]:
    short = (120 if meeting.total >= sheet.LARGE_CELL else 90) - (meeting.minutes or 120)
    present, spoke = 100 * meeting.present / meeting.expected, 100 * meeting.spoke / meeting.present
    return {
        sheet.DURATION: next((given for least, given in SHORT if short <= least), 2),
        sheet.ATTENDANCE: 1
        if meeting.unexcused
        else next((given for least, given in PRESENT if present >= least), 1),
        sheet.SPEAKING: next((given for least, given in SPOKE if spoke >= least), 2),
    }


def a_little_better(meeting: Meeting, points: dict[str, float], rng: Random) -> dict[str, float]:
    """A line fulfilled more here and there, but not where the meeting's numbers decide."""
    maximum = {c.code: c.maximum for c in sheet.CRITERIA}
    return {
        code: maximum[code] if not given and rng.random() < SEEN_BETTER else given
        for code, given in points.items()
    }


def notes(meeting: Meeting, points: dict[str, float]) -> dict[str, str]:
    """Why points were taken off, by the line's code."""
    told = sheet.NOTES | {
        sheet.DURATION: f"Sinh hoạt {meeting.minutes} phút",
        sheet.ATTENDANCE: f"{meeting.present}/{meeting.expected} đảng viên dự"
        + (f", {meeting.unexcused} vắng không có lý do" if meeting.unexcused else ""),
        sheet.SPEAKING: f"{meeting.spoke}/{meeting.present} đảng viên phát biểu",
    }
    return {
        c.code: told[c.code]
        for c in sheet.CRITERIA
        if c.code in told and points.get(c.code, c.maximum) < c.maximum
    }
