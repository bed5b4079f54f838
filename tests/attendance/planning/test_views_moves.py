"""A visit still open moved from its own page: to another month, to another leader."""

import datetime as dt

import pytest
from django.urls import reverse

from attendance.models import Visit
from lib.periods import Month
from tests.factories import CellFactory, LeaderFactory, TripFactory, VisitFactory
from tests.pages import buttons, find, parse, text, typed

pytestmark = pytest.mark.django_db

MARCH, APRIL, MAY = (Month.parse(f"{m:02}/2018") for m in (3, 4, 5))


@pytest.fixture(autouse=True)
def today(monkeypatch):
    day = [dt.date(2018, 3, 1)]
    monkeypatch.setattr("lib.periods.localdate", lambda: day[0])
    return day


@pytest.fixture
def visit(chief, cell):
    cell.meeting_day = 15
    cell.save()
    return VisitFactory(leader=chief, cell=cell, month=MARCH)


def detail(visit):
    return reverse("attendance:visit-detail", args=[visit.pk])


def move(client, visit, **chosen):
    page = reverse("attendance:visit-move", args=[visit.pk])
    return client.post(page, typed(client.get(page)) | {"reason": "Đi công tác"} | chosen)


def test_is_offered_while_open(as_staff, visit, chief):
    assert "visit-move" in buttons(as_staff.get(detail(visit)))
    missed = VisitFactory(leader=chief, month=APRIL, missed=True)
    assert "visit-move" not in buttons(as_staff.get(detail(missed)))


def test_to_another_month(as_staff, visit):
    response = move(as_staff, visit, month="05/2018")
    added = Visit.objects.get(month=MAY)
    assert response.url == detail(added)
    visit.refresh_from_db()
    assert (visit.outcome, added.outcome, added.origin) == ("withdrawn", "pending", "amendment")


def test_to_another_leader(as_staff, visit, department_head):
    move(as_staff, visit, leader=department_head.pk)
    added = Visit.objects.get(leader=department_head)
    assert (added.month, added.leader_group) == (MARCH, "department")


def test_months_to_come_with_what_speaks_against_them(as_staff, visit, chief):
    TripFactory(leader=chief, date_from=APRIL.day(15), date_to=APRIL.day(15))
    form = as_staff.get(reverse("attendance:visit-move", args=[visit.pk])).context["form"]
    choices = form.fields["month"].choices
    assert [value for value, _label in choices] == ["03/2018", "04/2018", "05/2018", "06/2018"]
    assert [label.count(" – ") for _value, label in choices] == [1, 1, 0, 0]


def test_beside_each_leader_what_keeps_them_from_that_meeting(as_staff, visit, chief):
    away, elsewhere, free = (LeaderFactory(committee=chief.committee, position="") for _ in range(3))
    TripFactory(leader=away, date_from=MARCH.day(15), date_to=MARCH.day(16))
    VisitFactory(leader=elsewhere, cell=CellFactory(meeting_day=15, name="Chi bộ Chợ"), month=MARCH)
    form = as_staff.get(reverse("attendance:visit-move", args=[visit.pk])).context["form"]
    notes = form.fields["leader"].notes
    assert [notes[leader.pk] for leader in (chief, away, elsewhere, free)] == [
        [],
        ["đi công tác 15/03–16/03"],
        ["ngày đó dự Chi bộ Chợ"],
        [],
    ]


def test_a_warning_is_told_before_it_is_overridden(as_staff, visit, chief):
    substitute = LeaderFactory(committee=chief.committee)
    TripFactory(leader=substitute, date_from=MARCH.day(15), date_to=MARCH.day(15))
    response = move(as_staff, visit, leader=substitute.pk)
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["despite"])
    assert Visit.objects.count() == 1
    assert move(as_staff, visit, leader=substitute.pk, despite="on").status_code == 302
    assert Visit.objects.get(leader=substitute).override_reason == "Đi công tác"


def test_a_drop_in_the_calendar_shows_its_choice_and_what_speaks_against_it(as_staff, visit, chief, cells):
    TripFactory(leader=chief, date_from=APRIL.day(15), date_to=APRIL.day(15))
    calendar = reverse("attendance:calendar", args=[MARCH])
    address = f"{reverse('attendance:visit-move', args=[visit.pk])}?next={calendar}"
    shown = as_staff.get(f"{address}&month=04/2018")
    kept = typed(shown)
    assert kept["month"] == "04/2018"
    assert text(find(parse(shown), role="status")).startswith("Đồng chí Nguyễn Văn An đi công tác 15/04")
    elsewhere = as_staff.get(f"{address}&cell={cells[1].pk}")
    assert typed(elsewhere)["cell"] == str(cells[1].pk)
    # Looking around saves nothing, and forgets no version.
    as_staff.post(address, typed(elsewhere) | {"preview": "1"})
    assert Visit.objects.get() == visit
    saved = as_staff.post(address, kept | {"reason": "Đã thống nhất", "despite": "on"})
    assert saved.url == calendar
    assert Visit.objects.get(outcome="pending").month == APRIL
    (step,) = as_staff.session["undo"]
    undone = as_staff.post(reverse("attendance:visit-undo"), {"key": step["key"]})
    assert undone.url == calendar
    assert [(v.month, v.outcome) for v in Visit.objects.all()] == [(MARCH, "pending")]


def test_never_to_a_meeting_of_another_cell_that_is_over(as_staff, visit, today):
    today[0] = dt.date(2018, 3, 10)
    met = CellFactory(committee=visit.cell.committee, meeting_day=5)
    response = move(as_staff, visit, cell=met.pk, month="03/2018")
    assert response.status_code == 422
    assert Visit.objects.filter(cell=met).count() == 0


def test_in_a_draft_only_a_warning_asks_for_a_reason(as_staff, visit, chief):
    visit.plan.status, visit.plan.approved_at = "draft", None
    visit.plan.save()
    TripFactory(leader=chief, date_from=APRIL.day(15), date_to=APRIL.day(15))
    refused = move(as_staff, visit, month="04/2018", reason="", despite="on")
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reason"])
    assert move(as_staff, visit, month="05/2018", reason="").status_code == 302


def test_not_once_the_cell_has_met(as_staff, visit, today):
    today[0] = dt.date(2018, 3, 15)
    assert "visit-move" in buttons(as_staff.get(detail(visit)))
    today[0] = dt.date(2018, 3, 16)
    assert "visit-move" not in buttons(as_staff.get(detail(visit)))
    assert move(as_staff, visit, month="05/2018").status_code == 422
    assert Visit.objects.count() == 1


@pytest.mark.parametrize(
    ("chosen", "wrong"),
    [
        ({"reason": ""}, ["reason"]),
        ({"month": "07/2018"}, ["month"]),
        ({"month": "02/2018"}, ["month"]),
        ({}, []),
    ],
)
def test_refused(chosen, wrong, as_staff, visit):
    response = move(as_staff, visit, **chosen)
    assert response.status_code == 422
    assert [name for name in response.context["form"].errors if name != "__all__"] == wrong
    assert Visit.objects.count() == 1
