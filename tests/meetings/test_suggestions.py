"""Points suggested from a meeting's own numbers."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.models import Criterion, Meeting
from meetings.rating import validate_halves
from meetings.suggestions import suggest

HALF = Decimal("0.5")


class TestSuggestion:
    @pytest.mark.parametrize(
        ("present", "total", "points", "rate"),
        [
            (22, 22, "10", "100.0"),
            (17, 20, "10", "85.0"),  # from the rate on, in full
            (19, 22, "10", "86.4"),
            (18, 22, "9.5", "81.8"),  # 9.63 rounded down
            (17, 22, "9", "77.3"),
            (1, 22, "0.5", "4.5"),
            (0, 22, "0", "0.0"),
        ],
    )
    def test_full_from_the_rate_on_and_below_it_a_share(self, present, total, points, rate):
        criterion = Criterion(maximum=Decimal(10), full_from_rate=85)
        suggestion = suggest(criterion, Meeting(members_present=present, members_total=total))
        assert (suggestion.points, suggestion.rate) == (Decimal(points), Decimal(rate))

    @pytest.mark.parametrize(("present", "total"), [(None, 22), (17, None), (0, 0), (None, None)])
    def test_none_without_the_meetings_numbers(self, present, total):
        criterion = Criterion(maximum=Decimal(10), full_from_rate=85)
        assert suggest(criterion, Meeting(members_present=present, members_total=total)) is None

    def test_none_for_criteria_about_something_else(self):
        meeting = Meeting(members_present=20, members_total=20)
        assert suggest(Criterion(maximum=Decimal(10)), meeting) is None

    @given(
        maximum=st.integers(1, 60).map(lambda n: n * HALF),
        full_from_rate=st.integers(1, 100),
        total=st.integers(1, 300),
        data=st.data(),
    )
    def test_always_possible_points_and_never_fewer_for_one_more_member(
        self, maximum, full_from_rate, total, data
    ):
        criterion = Criterion(maximum=maximum, full_from_rate=full_from_rate)
        present = data.draw(st.integers(0, total))
        suggested = suggest(criterion, Meeting(members_present=present, members_total=total)).points
        validate_halves(suggested)
        assert 0 <= suggested <= maximum
        assert (suggested == maximum) == (100 * present >= full_from_rate * total)
        if present < total:
            more = suggest(criterion, Meeting(members_present=present + 1, members_total=total)).points
            assert more >= suggested


def line(measure, *levels):
    """A line of levels as `suggest` reads it: (points, suggested from) of each."""
    stated = [
        SimpleNamespace(points=Decimal(p), suggested_from=None if v is None else Decimal(v))
        for p, v in levels
    ]
    return SimpleNamespace(full_from_rate=None, measure=measure, levels=SimpleNamespace(all=lambda: stated))


class TestLevels:
    @pytest.mark.parametrize(
        ("present", "total", "points"),
        [
            (18, 18, 4),
            (9, 10, 4),
            (8, 9, 3),
            (13, 20, 2),
            (12, 20, 1),
            (0, 5, 1),
            (None, 5, None),
            (3, 0, None),
        ],
    )
    def test_the_highest_that_the_share_present_reaches(self, present, total, points):
        attendance = line("attendance", (4, 90), (3, 75), (2, 65), (1, 0))
        found = suggest(attendance, Meeting(members_present=present, members_total=total))
        assert (found and found.points) == points

    def test_speakers_are_of_those_present(self):
        speakers = line("speakers", (5, 50), (2, 0))
        meeting = Meeting(members_spoke=5, members_present=10, members_total=30)
        found = suggest(speakers, meeting)
        assert (found.points, found.part, found.whole, found.rate) == (5, 5, 10, 50)

    def test_none_where_no_level_has_a_value_that_is_reached(self):
        meeting = Meeting(members_present=5, members_total=10)
        assert suggest(line("attendance", (4, 90), (1, None)), meeting) is None

    def test_minutes_of_a_meeting_that_has_them(self):
        duration = line("duration", (5, 90), (4, 75), (1, 0))
        assert suggest(duration, Meeting()) is None
        assert suggest(duration, SimpleNamespace(minutes=80)).points == 4
