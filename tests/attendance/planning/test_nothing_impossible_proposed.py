"""Whatever is proposed, entry takes without a reason, and its meeting lies ahead: over random calendars."""

import datetime as dt
from unittest import mock

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from attendance.days.availability import days_in_question
from attendance.days.conflicts import ConflictKind
from attendance.logging.forms.missed import CarryOverForm
from attendance.models import Trip, Visit
from attendance.planning import actions, grid
from attendance.planning.trip_clashes import trip_clashes
from attendance.planning.warnings import Planned, warnings_of
from lib.periods import HalfYear
from tests.factories import (
    AnnouncedMeetingFactory,
    CellFactory,
    CommitteeFactory,
    LeaderFactory,
    PlanFactory,
    ProvinceFactory,
    TripFactory,
    UserFactory,
    VisitFactory,
)

H1 = HalfYear.parse("2018-H1")
H2 = H1.next
MEETING_DAYS = [None, 5, 15, 15, 31]

calendars = st.fixed_dictionaries(
    {
        "today": st.dates(H1.months[3].day(1), H2.months[3].day(1)),
        "meeting_days": st.lists(st.sampled_from(MEETING_DAYS), min_size=3, max_size=3),
        # by cell and month, the day announced
        "announced": st.dictionaries(
            st.tuples(st.integers(0, 2), st.sampled_from([*H1.months[3:], *H2.months])),
            st.sampled_from([1, 15, 20]),
            max_size=9,
        ),
        "until": st.none() | st.dates(H2.first_day, H2.last_day),
        # (who, first day, length)
        "trips": st.lists(
            st.tuples(st.integers(0, 1), st.dates(H1.months[3].day(1), H2.last_day), st.integers(0, 30)),
            max_size=4,
            unique_by=lambda trip: trip[:2],
        ),
        # (who, cell, month, outcome)
        "visits": st.lists(
            st.tuples(
                st.integers(0, 1),
                st.integers(0, 2),
                st.sampled_from([*H1.months[3:], *H2.months]),
                st.sampled_from(["pending", "pending", "missed", "withdrawn"]),
            ),
            max_size=9,
            unique_by=lambda visit: visit[:3],
        ),
    }
)


def proposals(leaders, cells, planned, staff):
    """(leader, cell, month, the visit that would give way) of every proposal that a page makes."""
    draft = PlanFactory(committee=leaders[0].committee, half_year=H2)
    for leader, cell in ((leaders[0], cells[0]), (leaders[1], cells[1])):
        if free := planned.availability.nearest_free(leader, cell, H2.months[2]):
            yield leader, cell, free, None
            yield leader, cell, grid.lightest_month(draft, leader, cell), None
    for trip in Trip.objects.select_related("leader__committee")[:2]:
        for clash in trip_clashes(trip, Visit.objects.all()):
            visit = clash.visit
            yield from ((visit.leader, visit.cell, month, visit) for month in clash.months)
            yield from ((s.leader, visit.cell, visit.month, None) for s in clash.substitutes)
    missed = Visit.objects.filter(outcome="missed").select_related("leader", "cell", "plan", "committee")
    for visit in missed[:2]:
        form = CarryOverForm(row=visit, by=staff)
        if month := form.proposed:
            yield visit.leader, visit.cell, month, None


def write(calendar):
    """Two leaders and three cells, with what the calendar has of them."""
    commission = CommitteeFactory(parent=ProvinceFactory())
    leaders = LeaderFactory.create_batch(2, committee=commission, valid_to=calendar["until"])
    cells = [CellFactory(committee=commission, meeting_day=day) for day in calendar["meeting_days"]]
    for (cell, month), day in calendar["announced"].items():
        AnnouncedMeetingFactory(cell=cells[cell], date=month.day(day))
    for who, first, length in calendar["trips"]:
        TripFactory(leader=leaders[who], date_from=first, date_to=first + dt.timedelta(days=length))
    for who, cell, month, outcome in calendar["visits"]:
        VisitFactory(
            plan=PlanFactory(committee=commission, half_year=month.half_year),
            leader=leaders[who],
            cell=cells[cell],
            month=month,
            **({} if outcome == "pending" else {outcome: True}),
        )
    return leaders, cells


@pytest.mark.django_db
@given(calendar=calendars)
def test_a_proposal_is_checked_by_the_same_rule_as_an_entry(calendar):
    today = calendar["today"]
    with mock.patch("lib.periods.localdate", return_value=today), transaction.atomic():
        (leaders, cells), staff = write(calendar), UserFactory()
        planned = Planned([x.pk for x in leaders], [c.pk for c in cells], [*H1.months, *H2.months], staff)
        for leader, cell, month, giving_way in proposals(leaders, cells, planned, staff):
            warnings = planned.warnings(leader, cell, month, visit=giving_way)
            # That others go too keeps nobody away.
            assert [w.kind for w in warnings if w.kind != ConflictKind.SHARED] == []
            assert not planned.availability.is_taken(leader, cell, month)
            assert days_in_question(cell, month)[1] >= today
        plan = PlanFactory(committee=leaders[0].committee, half_year=H2)
        copied = actions.copy_plan(plan=plan, by=staff).visits
        for visit in copied:
            assert days_in_question(visit.cell, visit.month)[1] >= today
        for warnings in warnings_of(copied, user=staff).values():
            assert [w.kind for w in warnings if w.kind != ConflictKind.SHARED] == []
        transaction.set_rollback(True)
