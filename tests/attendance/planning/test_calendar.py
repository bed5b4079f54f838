"""The month's calendar: each visit on the day on which its cell meets, and what clashes there."""

import datetime as dt

import pytest
from django.urls import reverse

from attendance.models import Visit
from attendance.planning.calendar import appointments, clashing, entries, in_month, weeks
from attendance.planning.forms.calendar import CalendarFilterForm
from lib.periods import Month
from meetings.models import Cell
from tests.factories import AnnouncedMeetingFactory, CellFactory, TripFactory, VisitFactory
from tests.pages import attribute, find, find_all, parse, text

pytestmark = pytest.mark.django_db

MARCH = Month.parse("03/2018")


def opened(month=MARCH, cells=None, user=None):
    visits = in_month(Visit.objects.all(), month)
    return appointments(month, entries(month, visits, cells), visits, cells, user=user)


def shown(month=MARCH, cells=None):
    found = opened(month, cells)
    return [(a.day and a.day.day, a.hour, a.cell.name, [str(c.label) for c in a.clashes]) for a in found]


def visit(chief, name, day, **facts):
    return VisitFactory(leader=chief, cell=CellFactory(name=name, meeting_day=day), month=MARCH, **facts)


def test_an_announcement_makes_the_clash_that_the_calendar_shows(chief):
    first = visit(chief, "A", 5)
    visit(chief, "B", 20), visit(chief, "C", None), visit(chief, "D", 12, missed=True)
    assert shown() == [(5, "", "A", []), (20, "", "B", []), (None, "", "C", [])]

    AnnouncedMeetingFactory(cell=first.cell, date=MARCH.day(20), begins_at=dt.time(8))
    TripFactory(leader=chief, date_from=MARCH.day(20), date_to=MARCH.day(21))
    clashes = ["Đi công tác", "Hai chi bộ cùng ngày"]
    assert shown() == [(20, "08:00", "A", clashes), (20, "", "B", clashes), (None, "", "C", [])]


def test_what_was_attended_stands_on_the_day_of_the_meeting(chief):
    VisitFactory(leader=chief, month=MARCH, attended=True, meeting__date=dt.date(2018, 4, 2))
    assert shown() == []
    assert [day for day, *_ in shown(MARCH + 1)] == [2]


def test_what_a_committees_cells_announced_stands_there_once(chief, district):
    visited, alone, _unannounced = (CellFactory(committee=district, name=n, meeting_day=5) for n in "ABC")
    VisitFactory(leader=chief, cell=visited, month=MARCH)
    for cell in (visited, alone):
        AnnouncedMeetingFactory(cell=cell, date=MARCH.day(6))
    cells = Cell.objects.below(district)
    assert [row[2] for row in shown(cells=cells)] == ["A", "B"]
    cells.filter(name="B").update(dissolved_on=MARCH.day(5))
    assert [row[2] for row in shown(cells=cells.all())] == ["A"]


def test_weeks_begin_on_monday_and_days_outside_the_month_are_empty(chief):
    visit(chief, "A", 1), visit(chief, "B", 31)
    found = weeks(MARCH, opened(), entries(MARCH, in_month(Visit.objects.all(), MARCH)))
    assert [(week[0].date.day, sum(len(day.appointments) for day in week)) for week in found] == [
        (26, 1),
        (5, 0),
        (12, 0),
        (19, 0),
        (26, 1),
    ]


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        ({}, ["A", "B"]),
        ({"committee": "commission"}, ["A"]),
        ({"committee": "district"}, ["A"]),
        ({"q": "b"}, ["B"]),
    ],
)
def test_cut_to_whose_leaders_go_whose_cells_meet_or_to_words(
    chosen, names, chief, other_chief, commission, district, province_clerk
):
    VisitFactory(leader=chief, cell=CellFactory(name="A", committee=district, meeting_day=5), month=MARCH)
    visit(other_chief, "B", 6)
    codes = {"commission": commission.code, "district": district.code}
    data = {name: codes.get(value, value) for name, value in chosen.items()}
    form = CalendarFilterForm(data, user=province_clerk)
    assert sorted(v.cell.name for v in form.apply(Visit.objects.all())) == names


def test_what_may_be_moved_and_to_which_months(chief, other_chief, staff, monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 3, 10))
    over = visit(chief, "A", 5)
    to_come = visit(chief, "B", 20)
    VisitFactory(leader=chief, cell=to_come.cell, month=MARCH + 2)
    visit(other_chief, "C", 20), visit(chief, "D", 12, attended=True)
    found = {a.cell.name: a for a in opened(user=staff)}
    assert [name for name, a in sorted(found.items()) if a.may_move] == ["B"]
    assert found["B"].months == [MARCH + 1, MARCH + 3]
    # In a draft what is past may be put right.
    over.plan.status, over.plan.approved_at = "draft", None
    over.plan.save()
    found = {a.cell.name: a for a in opened(user=staff)}
    assert found["A"].months == [MARCH + 1, MARCH + 2, MARCH + 3]


@pytest.mark.parametrize("count", [2, 4])
def test_as_many_queries_for_four_as_for_two(count, chief, staff, django_assert_num_queries):
    for n in range(count):
        visit(chief, str(n), 5)
    with django_assert_num_queries(5):
        assert len(opened(user=staff)) == count
    found = entries(MARCH, in_month(Visit.objects.all(), MARCH))
    with django_assert_num_queries(2):
        assert len(clashing(MARCH, found)) == count


def test_how_many_are_announced_is_said_and_all_of_them_are_shown(client, chief, district, province_clerk):
    visited, alone = (CellFactory(committee=district, name=name) for name in "AB")
    VisitFactory(leader=chief, cell=visited, month=MARCH)
    for cell in (visited, alone):
        AnnouncedMeetingFactory(cell=cell, date=MARCH.day(6))
    client.force_login(province_clerk)

    def page(**query) -> tuple:
        context = client.get(reverse("attendance:calendar", args=[MARCH]), query).context
        (listed,) = context["view"].listed()
        return [row.cell for row in listed.rows()], context["announced"]

    assert page() == (["A"], {"count": 2, "visited": 1})
    assert page(meetings="announced") == (["A", "B"], {"count": 2, "visited": 1})
    assert page(meetings="announced", q="b") == (["B"], {"count": 1, "visited": 0})


def test_today_is_marked_in_its_own_month(monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: MARCH.day(31))
    marked = [
        [day.date for week in weeks(month, []) for day in week if day.is_today]
        for month in (MARCH, MARCH + 1)
    ]
    assert marked == [[MARCH.day(31)], []]


def test_a_full_day_leads_to_its_page_of_the_list(client, chief, province_clerk, monkeypatch):
    monkeypatch.setattr("attendance.planning.calendar.IN_A_DAY", 2)
    for name in ("attendance.planning.calendar", "attendance.planning.views.calendar"):
        monkeypatch.setattr(f"{name}.ON_A_PAGE", 3)
    for name, day in (("A", 5), ("B", 5), ("C", 6), ("D", 6), ("E", 6), ("F", None)):
        visit(chief, name, day)
    client.force_login(province_clerk)
    address = reverse("attendance:calendar", args=[MARCH])

    def names(page) -> list[str]:
        links = find_all(find(parse(page), "main"), "a")
        return [text(a).partition(": ")[2] for a in links if text(a).startswith(f"{chief}: ")]

    page = client.get(address)
    assert names(page) == ["A", "B", "C", "D", "F"]
    (more,) = (a for a in find_all(parse(page), "a") if text(a) == "và 1 buổi khác")
    assert attribute(more, "href") == "?view=weeks&page=1#day-06"
    assert (page.context["count"], page.context["clashing"]) == (6, 5)
    assert names(client.get(address, {"view": "weeks"})) == ["A", "B", "C"]
    assert names(client.get(address, {"view": "weeks", "page": 2})) == ["D", "E", "F"]


def test_of_too_many_visits_somebody_chooses_a_committee(
    client, chief, province, commission, province_clerk, monkeypatch
):
    monkeypatch.setattr("attendance.planning.views.calendar.MOST", 1)
    visit(chief, "A", 5)
    AnnouncedMeetingFactory(cell=visit(chief, "B", 6).cell, date=MARCH.day(6))
    client.force_login(province_clerk)
    page = client.get(reverse("attendance:calendar", args=[MARCH]))
    assert (page.context["count"], page.context["announced"]["count"]) == (0, 0)
    assert [c.code for c in page.context["below"]][:1] == [commission.code]
    (link,) = (a for a in find_all(parse(page), "a") if text(a) == commission.name)
    assert attribute(link, "href") == f"?committee={commission.code}"
