"""How many members were present and spoke, over all meetings attended."""

import datetime as dt
from decimal import Decimal

import pytest

from attendance.figures.scores import (
    meeting_numbers,
    meetings,
)
from attendance.figures.selection import Selection
from attendance.models import Visit
from tests.factories import (
    MeetingFactory,
    OrganizationTypeFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def visits():
    return Visit.objects.all()


@pytest.fixture
def chosen(period):
    return Selection(period)


def attended(**facts):
    return VisitFactory(attended=True, **facts)


class TestMeetingNumbers:
    def test_nothing_attended(self, visits, chosen):
        VisitFactory()
        MeetingFactory(members_present=10, members_total=10)

        found = meeting_numbers(visits, chosen)

        assert (found.meetings, found.present, found.spoke) == (0, None, None)
        assert found.kinds == {"regular": 0, "thematic": 0, "combined": 0, "extraordinary": 0}

    def test_shares_are_of_all_members_together(self, visits, chosen):
        for present, total, spoke in [(10, 10, 1), (5, 20, 5)]:
            attended(
                meeting__members_present=present,
                meeting__members_total=total,
                meeting__members_spoke=spoke,
                meeting__kind="thematic",
            )

        found = meeting_numbers(visits, chosen)

        assert (found.meetings, found.with_present, found.with_spoke) == (2, 2, 2)
        assert (found.present, found.spoke) == (Decimal("50.0"), Decimal("40.0"))
        assert found.kinds == {"regular": 0, "thematic": 2, "combined": 0, "extraordinary": 0}

    def test_a_share_takes_only_meetings_with_both_its_numbers(self, visits, chosen):
        attended(meeting__members_present=9, meeting__members_total=12)
        attended(meeting__members_present=8, meeting__members_spoke=2)
        attended(meeting__members_total=50)
        attended(meeting__members_total=30, meeting__members_spoke=30)
        attended(meeting__members_present=0, meeting__members_total=0, meeting__members_spoke=0)
        attended(meeting__members_present=0, meeting__members_total=4, meeting__members_spoke=0)

        found = meeting_numbers(visits, chosen)

        assert found.meetings == 6
        assert (found.with_present, found.present) == (2, Decimal("56.3"))  # 9 of 16
        assert (found.with_spoke, found.spoke) == (1, Decimal("25.0"))

    def test_exempt_members_need_not_come(self, visits, chosen):
        """The share is of the others; beside it stands that of all."""
        attended(meeting__members_present=9, meeting__members_total=12, meeting__members_exempt=2)
        attended(meeting__members_present=8, meeting__members_total=10)
        attended(meeting__members_present=0, meeting__members_total=4, meeting__members_exempt=4)

        found = meeting_numbers(visits, chosen)

        assert (found.with_present, found.exempt) == (2, 2)
        assert (found.present, found.present_of_all) == (Decimal("85.0"), Decimal("77.3"))  # 17 of 20, of 22

    def test_what_lasted_shorter_than_its_type_asks_for(self, visits, chosen, django_assert_num_queries):
        def lasted(minutes, kind="regular", **facts):
            end = dt.time(19 + minutes // 60, minutes % 60)
            attended(meeting__kind=kind, meeting__starts_at=dt.time(19), meeting__ends_at=end, **facts)

        for minutes, kind in [(90, "regular"), (89, "thematic"), (119, "combined"), (120, "combined")]:
            lasted(minutes, kind)
        small = OrganizationTypeFactory(shortest=60, shortest_combined=0)
        lasted(60, cell__organization_type=small)
        lasted(59, cell__organization_type=small)
        lasted(1, "combined", cell__organization_type=small)
        attended(meeting__starts_at=dt.time(19))

        with django_assert_num_queries(1):
            found = meeting_numbers(visits, chosen)

        assert (found.meetings, found.timed, found.minutes, found.short) == (8, 7, 77, 3)
        assert sum(meeting.is_short for meeting in meetings(visits, chosen)) == 3

    def test_a_meeting_that_two_leaders_attended_counts_once(self, visits, chosen):
        visit = attended(meeting__members_present=9, meeting__members_total=12)
        attended(cell=visit.cell)

        assert list(meetings(visits, chosen)) == [visit.meeting]
        assert meeting_numbers(visits, chosen).meetings == 1

    def test_only_meetings_attended_by_a_counted_visit(self, visits, chosen):
        attended(origin="unplanned")
        attended(plan__status="submitted")
        last = attended(met_on=dt.date(2018, 6, 30))

        assert list(meetings(visits, chosen)) == [last.meeting]
        assert meeting_numbers(visits, chosen.narrow(as_of=dt.date(2018, 6, 29))).meetings == 0
