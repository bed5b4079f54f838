"""The numbers of a meeting: what cannot be, and what the fields begin with."""

import datetime as dt

import pytest
from django.utils import translation

from attendance.logging.forms.months import MonthForm
from attendance.logging.forms.numbers import (
    known_numbers,
    last_numbers,
    members_then,
    number_slips,
    time_slips,
    told_numbers,
)
from attendance.logging.forms.results import AttendedForm, UnplannedForm
from attendance.models import Visit
from lib.periods import Month
from meetings.models import Cell, Meeting
from tests.factories import CellFactory, LeaderFactory, MeetingFactory, VisitFactory

from .months import MARCH


@pytest.mark.parametrize(
    ("numbers", "wrong"),
    [
        ((30, 30, 30), []),
        ((30, 31, None), ["members_present"]),
        ((30, 20, 21), ["members_spoke"]),
        ((30, None, 31), ["members_spoke"]),
        ((20, 21, 22), ["members_present", "members_spoke"]),
        ((None, 50, 40), []),
        ((0, 0, 0), []),
        ((None, None, None), []),
    ],
)
def test_no_more_present_than_members_nor_spoke_than_present(numbers, wrong):
    assert list(number_slips(numbers)) == wrong


@pytest.mark.parametrize(
    ("total", "present", "others", "wrong"),
    [
        (30, 26, (4, None, None), []),
        (30, 20, (4, 4, 2), []),
        (30, None, (None, 20, 10), []),
        (None, 50, (60, 70, 80), []),
        (30, 27, (4, None, None), ["members_present"]),
        (30, None, (31, None, None), ["members_exempt"]),
        (30, 20, (4, 5, 2), ["absent_unexcused"]),
        (30, 20, (4, 7, None), ["absent_excused"]),
    ],
)
def test_whoever_is_exempt_present_or_absent_is_a_member(total, present, others, wrong):
    assert list(number_slips((total, present, None), others)) == wrong


def test_who_came_all_the_same_is_not_exempt():
    with translation.override("en"):
        assert number_slips((30, 27, None), (4, None, None))["members_present"] == (
            "4 of 30 members are exempt, so no more than 26 can be present. Do not count as exempt who came "
            "all the same."
        )


@pytest.mark.parametrize(
    ("start", "end", "wrong"),
    [("19:30", "21:00", []), ("19:30", None, []), (None, "21:00", []), ("21:00", "21:00", ["ends_at"])],
)
def test_a_meeting_starts_before_it_ends(start, end, wrong):
    assert list(time_slips(*(at and dt.time.fromisoformat(at) for at in (start, end)))) == wrong


FURTHER = dict.fromkeys(["starts_at", "ends_at", "members_exempt", "absent_excused", "absent_unexcused"])


def numbers(total, present, spoke) -> dict:
    return {"members_total": total, "members_present": present, "members_spoke": spoke}


@pytest.mark.parametrize(
    ("members", "told", "last", "begins_with"),
    [
        (32, None, None, (32, None, None)),
        (32, None, (30, 28, 9), (32, None, None)),
        (None, None, (30, 28, 9), (30, None, None)),
        (None, None, None, (None, None, None)),
        (32, (30, 29, 5), (31, 28, 9), (30, 29, 5)),
        (32, (None, 40, None), None, (None, 40, None)),
        (32, (None, None, None), None, (32, None, None)),
    ],
)
def test_the_fields_begin_with_what_is_known_of_this_meeting(members, told, last, begins_with):
    """How many came is never taken from another meeting."""
    meeting, before = (facts and Meeting(**numbers(*facts)) for facts in (told, last))
    assert known_numbers(Cell(members_total=members), meeting, before) == numbers(*begins_with) | FURTHER


def test_as_many_are_exempt_as_last_time():
    last = Meeting(**numbers(30, 25, 9), members_exempt=4, absent_excused=1, starts_at=dt.time(19))
    assert known_numbers(Cell(members_total=32), None, last) == numbers(32, None, None) | FURTHER | {
        "members_exempt": 4
    }
    told = Meeting(**numbers(30, 29, 9), ends_at=dt.time(21))
    assert known_numbers(Cell(members_total=32), told, last) == numbers(30, 29, 9) | FURTHER | {
        "ends_at": dt.time(21)
    }


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ((30, 28, 9), "Last time (15/02/2018): 28 of 30 present, 9 spoke"),
        ((None, 28, None), "Last time (15/02/2018): 28 present"),
    ],
)
def test_the_time_before_in_words(facts, words):
    with translation.override("en"):
        assert told_numbers(Meeting(date=dt.date(2018, 2, 15), **numbers(*facts))) == words


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_last_meeting_with_numbers_in_one_query(count, django_assert_num_queries):
    cells = CellFactory.create_batch(count)
    last = {}
    for cell in cells:
        MeetingFactory(cell=cell, date=dt.date(2018, 1, 15), members_present=20)
        last[cell.pk] = MeetingFactory(cell=cell, date=dt.date(2018, 2, 15), members_present=28)
        MeetingFactory(cell=cell, date=dt.date(2018, 2, 20))
        MeetingFactory(cell=cell, date=dt.date(2018, 3, 1), members_present=30)
    long_ago = MeetingFactory(cell=CellFactory(), date=dt.date(2017, 2, 28), members_present=20)
    with django_assert_num_queries(1):
        assert last_numbers([long_ago.cell_id, *last], before=MARCH) == last


@pytest.mark.django_db
def test_the_members_of_the_months_end_where_they_were_recorded_by_then(cell, staff, chief):
    cell.history.all().delete()
    for day, members in (("2018-03-31", 30), ("2018-04-01", 32)):
        cell.members_total = members
        cell._history_date = dt.datetime.fromisoformat(f"{day}T05:00:00+00:00")
        cell.save()
    assert members_then([cell.pk], MARCH) == {cell.pk: 30}
    assert members_then([cell.pk], Month.parse("02/2018")) == {}
    visit = VisitFactory(leader=chief, cell=cell, month=MARCH)
    assert AttendedForm(row=visit, by=staff)["members_total"].value() == 30
    (line,) = MonthForm(by=staff, month=MARCH, visits=[visit]).lines
    assert [field.value() for field in line.numbers] == [30, None, None]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "total"),
    [
        ({}, 32),
        ({"members_total": "32", "proposed_total": "32", "date": "15/3/2018"}, 30),
        ({"members_total": "31", "proposed_total": "32", "date": "15/3/2018"}, "31"),
    ],
)
def test_an_unplanned_visits_total_follows_cell_and_day_until_another_is_typed(sent, total, cell, staff):
    Cell.objects.filter(pk=cell.pk).update(members_total=32)
    MeetingFactory(cell=cell, date=dt.date(2018, 3, 15), **numbers(30, 28, 9))
    form = UnplannedForm(by=staff, initial={"cell": str(cell.pk), "members_present": "7"} | sent)
    assert (form["members_total"].value(), form["members_present"].value()) == (total, "7")
    assert form["members_total"].help_text == "Theo danh sách: 32"


@pytest.mark.django_db
def test_the_single_visits_form_takes_hours_and_absence(chief, cell, staff):
    MeetingFactory(cell=cell, date=dt.date(2018, 2, 15), **numbers(30, 26, 9), members_exempt=4)
    visit = VisitFactory(leader=chief, cell=cell, month=MARCH)
    asked = AttendedForm(row=visit, by=staff)
    assert (asked["members_exempt"].value(), asked.says_further) == (4, True)
    typed = {
        "version": visit.version,
        "date": "15/3/2018",
        "kind": "combined",
        "members_total": "30",
        "members_present": "24",
        "starts_at": "19h30",
        "ends_at": "2100",
        "members_exempt": "4",
        "absent_excused": "2",
        "absent_unexcused": "0",
    }
    wrong = AttendedForm(typed | {"ends_at": "19.15", "absent_excused": "3"}, row=visit, by=staff)
    assert (wrong.save(), list(wrong.errors)) == (False, ["absent_excused", "ends_at"])
    assert AttendedForm(typed | {"ends_at": "half"}, row=visit, by=staff).errors.keys() == {"ends_at"}
    sent = AttendedForm(typed, row=visit, by=staff)
    assert sent.save()
    meeting = sent.result.meeting
    assert (meeting.kind, meeting.minutes, meeting.shortest, meeting.is_short) == ("combined", 90, 120, True)
    assert (meeting.members_expected, meeting.absent_excused, meeting.absent_unexcused) == (26, 2, 0)


@pytest.mark.django_db
def test_the_single_visits_form_shows_the_time_before(chief, cell, staff):
    MeetingFactory(cell=cell, date=dt.date(2018, 2, 15), **numbers(30, 28, 9))
    with translation.override("en"):
        form = AttendedForm(row=VisitFactory(leader=chief, cell=cell, month=MARCH), by=staff)
    assert form.fields["members_present"].help_text == "Last time (15/02/2018): 28 of 30 present, 9 spoke"
    assert "members_present" not in form.initial or form.initial["members_present"] is None


@pytest.mark.django_db
class TestInTheMonthsList:
    @pytest.fixture
    def form(self, visits, staff):
        """As sent, all that is ticked and prefilled with what is `typed` over it."""

        def form(**typed):
            found = list(Visit.objects.for_display().order_by("pk"))
            shown = MonthForm(by=staff, month=MARCH, visits=found)
            data = {
                field.html_name: field.value()
                for line in shown.lines
                for field in (line.version, line.pick, line.date, *line.numbers)
                if field.value() not in (None, False)
            }
            typed = {name.replace("__", "-"): value for name, value in typed.items()}
            return MonthForm(data | typed, by=staff, month=MARCH, visits=found)

        return form

    def test_they_are_saved_with_their_meetings(self, form, visits):
        late = visits["31"].pk
        sent = form(**{f"members_present__{late}": "11", f"members_spoke__{late}": "4"})
        assert sent.save()
        assert list(
            Meeting.objects.order_by("date").values_list("members_total", "members_present", "members_spoke")
        ) == [(None, None, None), (None, None, None), (12, 11, 4)]

    def test_a_slip_stands_beside_its_line(self, form, visits):
        late = visits["31"].pk
        sent = form(**{f"members_present__{late}": "13"})
        assert (sent.save(), list(sent.errors)) == (False, [f"members_present-{late}"])
        assert [line.number_errors != [] for line in sent.lines] == [False, False, True, False]

    def test_in_a_line_not_ticked_it_may_wait(self, form, visits):
        assert form(**{f"members_present__{visits['none'].pk}": "x"}).save()

    def test_two_leaders_at_one_meeting_say_the_same(self, form, visits, commission):
        late = visits["31"]
        other = VisitFactory(leader=LeaderFactory(committee=commission), cell=late.cell, month=MARCH)
        differing = {f"members_present__{late.pk}": "11", f"members_present__{other.pk}": "10"}
        sent = form(**differing)
        assert (sent.save(), list(sent.errors)) == (False, [f"members_present-{other.pk}"])
        assert form(**differing | {f"members_present__{other.pk}": ""}).save()
        assert Meeting.objects.get(cell=late.cell).members_present == 11


@pytest.mark.django_db
def test_in_the_months_list_those_exempt_at_a_shared_meeting_are_not_present(visits, staff, commission):
    late = visits["31"]
    MeetingFactory(cell=late.cell, date=dt.date(2018, 3, 31), members_exempt=2)
    found = list(Visit.objects.for_display().order_by("pk"))
    name = f"members_present-{late.pk}"
    data = {f"version-{late.pk}": late.version, f"pick-{late.pk}": "on", f"date-{late.pk}": "31/03/2018"}
    data |= {f"members_total-{late.pk}": "12"}
    sent = MonthForm(data | {name: "11"}, by=staff, month=MARCH, visits=found)
    assert (sent.save(), list(sent.errors)) == (False, [name])
    assert MonthForm(data | {name: "10"}, by=staff, month=MARCH, visits=found).save()
    assert Meeting.objects.get(cell=late.cell).members_expected == 10


@pytest.mark.django_db
def test_an_unplanned_visits_exempt_follow_the_cell(cell, staff):
    MeetingFactory(cell=cell, date=dt.date(2018, 3, 15), **numbers(30, 25, 9), members_exempt=4)
    sent = {"cell": str(cell.pk), "date": "15/3/2018"}
    for typed, exempt in [({}, 4), ({"members_exempt": "1", "proposed_exempt": "2"}, "1")]:
        assert UnplannedForm(by=staff, initial=sent | typed)["members_exempt"].value() == exempt
