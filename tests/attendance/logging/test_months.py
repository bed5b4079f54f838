"""A month's visits: their addresses, all logged on the meeting day, the lines that the page ticks."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from attendance.logging import actions
from attendance.logging.actions import MonthEntry
from attendance.logging.forms.months import MonthForm
from attendance.models import Plan, Visit
from lib.periods import Month, MonthConverter
from meetings.models import Meeting
from tests.factories import CellFactory, LeaderFactory, MeetingFactory, TripFactory, VisitFactory
from tests.pages import attribute, find_all, parse

from .months import MARCH, outcomes

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("written", ["2018-00", "2018-13", "2018-3", "03-2018", "1899-12", "2018-H1"])
def test_what_is_no_month_is_not_found(written, as_staff):
    assert as_staff.get(f"/months/{written}/").status_code == 404


@pytest.mark.parametrize(("month", "links"), [("1900-01", 1), ("2199-12", 1), ("2018-03", 2)])
def test_months_end_where_their_addresses_end(month, links, as_staff):
    page = parse(as_staff.get(f"/months/{month}/"))
    assert len([a for a in find_all(page, "a") if attribute(a, "rel") in ("prev", "next")]) == links


def test_months_in_addresses():
    converter = MonthConverter()
    assert converter.to_url(MARCH) == "2018-03"
    assert converter.to_python("2018-03") == MARCH
    assert reverse("attendance:month", args=[Month.parse("12/2018")]) == "/months/2018-12/"


class TestLoggingAMonth:
    """The action."""

    def test_all_on_their_days(self, visits, staff):
        days = {"5": 5, "10": 10, "31": 31}
        entries = [MonthEntry(visits[k], dt.date(2018, 3, day)) for k, day in days.items()]
        logged = actions.log_month(entries=entries, by=staff)
        assert [(v.outcome, v.meeting.date.day, v.logged_by) for v in logged] == [
            ("attended", day, staff) for day in days.values()
        ]
        assert set(Meeting.objects.values_list("kind", "members_total")) == {("regular", None)}

    def test_one_refusal_saves_none_and_names_the_visit(self, visits, staff):
        entries = [
            MonthEntry(visits["5"], dt.date(2018, 3, 5)),
            MonthEntry(visits["10"], dt.date(2018, 7, 1)),
            MonthEntry(visits["31"], dt.date(2018, 3, 31), version=7),
        ]
        with pytest.raises(ValidationError) as refusal:
            actions.log_month(entries=entries, by=staff)
        assert set(refusal.value.error_dict) == {str(visits["10"].pk), str(visits["31"].pk)}
        assert outcomes() == ["pending"] * 4
        assert not Meeting.objects.exists()

    def test_a_known_meeting_keeps_its_kind_and_numbers(self, visits, staff):
        MeetingFactory(
            cell=visits["5"].cell,
            date=dt.date(2018, 3, 5),
            kind="thematic",
            members_total=30,
            members_present=28,
        )
        actions.log_month(entries=[MonthEntry(visits["5"], dt.date(2018, 3, 5))], by=staff)
        meeting = Meeting.objects.get()
        assert (meeting.kind, meeting.members_total, meeting.members_present) == ("thematic", 30, 28)


class TestLines:
    """What the form offers before anything is typed."""

    @pytest.fixture
    def lines(self, visits, staff):
        def lines():
            found = Visit.objects.for_display().order_by("pk")
            form = MonthForm(by=staff, month=MARCH, visits=found)
            return {line.visit.pk: line for line in form.lines}

        return lines

    def picked(self, lines) -> dict[int, tuple]:
        return {pk: (line.pick.initial, line.date.initial) for pk, line in lines.items()}

    def test_the_meeting_day_is_ticked(self, lines, visits):
        assert self.picked(lines()) == {
            visits["5"].pk: (True, dt.date(2018, 3, 5)),
            visits["10"].pk: (True, dt.date(2018, 3, 10)),
            visits["31"].pk: (True, dt.date(2018, 3, 31)),
            visits["none"].pk: (False, None),
        }

    def test_a_trip_on_the_day_is_named_and_not_ticked(self, lines, visits, chief):
        trip = TripFactory(leader=chief, date_from=dt.date(2018, 3, 10), date_to=dt.date(2018, 3, 10))
        shown = lines()
        assert (shown[visits["10"].pk].trip, shown[visits["10"].pk].pick.initial) == (trip, False)
        assert (shown[visits["5"].pk].trip, shown[visits["5"].pk].pick.initial) == (None, True)

    def test_two_cells_on_one_day_are_named_and_neither_is_ticked(self, lines, visits, chief):
        elsewhere = VisitFactory(leader=chief, cell=CellFactory(meeting_day=10), month=MARCH)
        shown = lines()
        for visit, other in ((visits["10"], elsewhere), (elsewhere, visits["10"])):
            line = shown[visit.pk]
            assert (other.cell.name in line.booked.message, line.pick.initial) == (True, False)
        assert (shown[visits["5"].pk].booked, shown[visits["5"].pk].pick.initial) == (None, True)

    def test_a_day_to_come_is_not_ticked(self, lines, visits, monkeypatch):
        monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 3, 10))
        shown = lines()
        assert [shown[visits[k].pk].pick.initial for k in ("5", "10", "31")] == [True, True, False]
        assert [shown[visits[k].pk].is_to_come for k in ("5", "10", "31")] == [False, False, True]
        assert [len(shown[visits[k].pk].numbers) for k in ("5", "10", "31")] == [3, 3, 0]

    def test_the_meeting_that_another_leader_attended_gives_the_day(self, lines, visits, department_head):
        cell = visits["none"].cell
        other = LeaderFactory(committee=department_head.committee)
        VisitFactory(leader=other, cell=cell, month=MARCH, attended=True, met_on=dt.date(2018, 3, 20))
        assert self.picked({k: v for k, v in lines().items() if k == visits["none"].pk}) == {
            visits["none"].pk: (True, dt.date(2018, 3, 20))
        }

    def test_nothing_to_tick_without_the_right_or_in_a_closed_plan(self, visits, official, staff):
        found = list(Visit.objects.for_display())
        assert [line.pick for line in MonthForm(by=official, month=MARCH, visits=found).lines] == [None] * 4
        Plan.objects.update(status="closed", closed_at="2018-07-05T00:00Z")
        found = list(Visit.objects.for_display())
        assert [line.pick for line in MonthForm(by=staff, month=MARCH, visits=found).lines] == [None] * 4
