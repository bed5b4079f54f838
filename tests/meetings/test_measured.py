"""How long a meeting lasted and who was to attend it: of one meeting, and in the database."""

import datetime as dt

import pytest

from meetings.models import Meeting
from tests.factories import MeetingFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("times", "numbers"), [((19, 21), (20, 3, 14, 2, 1)), ((None, 21), (None, 3, 4, 5, 6))]
)
def test_hours_and_members_that_may_be(times, numbers):
    """The database reckons as one meeting does."""
    start, end = (at and dt.time(at, 5) for at in times)
    total, exempt, present, excused, unexcused = numbers
    meeting = MeetingFactory(
        kind="combined",
        starts_at=start,
        ends_at=end,
        members_total=total,
        members_exempt=exempt,
        members_present=present,
        absent_excused=excused,
        absent_unexcused=unexcused,
    )
    found = Meeting.objects.measured().get(pk=meeting.pk)
    assert (found.expected, found.lasted, found.least) == (
        found.members_expected,
        found.minutes,
        found.shortest,
    )
    assert (found.minutes, found.members_expected) == ((120, 17) if total else (None, None))
