"""Visits as calendars, read back by another library than the one that wrote them."""

import datetime as dt

import pytest
import vobject
from django.urls import reverse

from attendance.logging import actions
from attendance.models import Visit
from committees.models import User
from lib.periods import HalfYear, Month
from office import calendars
from tests.factories import (
    AnnouncedMeetingFactory,
    CellFactory,
    LeaderFactory,
    PlanFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db


def events(response) -> dict[str, object]:
    """{summary: event} as vobject reads the file."""
    content = response.content
    assert b"\r\n" in content
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    read = vobject.readOne(content.decode())
    return {event.summary.value: event for event in getattr(read, "vevent_list", [])}


@pytest.fixture
def month():
    return HalfYear.current().months[1]


def test_days_come_from_the_meeting_day(staff, chief, district, month, client):
    fixed = CellFactory(committee=district, name="Chi bộ Thôn 2", meeting_day=31, place="Nhà văn hóa, Thôn 2")
    unknown = CellFactory(committee=district, name="Chi bộ Khối 3", meeting_day=None)
    visit = VisitFactory(leader=chief, cell=fixed, month=month)
    VisitFactory(leader=chief, cell=unknown, month=month)
    client.force_login(staff)

    response = client.get(reverse("office:plan-calendar", args=[visit.plan_id]))

    found = events(response)
    first, second = f"{chief} dự Chi bộ Thôn 2", f"{chief} dự Chi bộ Khối 3 (chưa rõ ngày)"
    assert set(found) == {first, second}
    assert found[first].dtstart.value == found[second].dtstart.value == month.last_day
    assert found[first].dtend.value == month.last_day + dt.timedelta(days=1)
    assert found[first].location.value == "Nhà văn hóa, Thôn 2"
    assert found[first].url.value.endswith(reverse("attendance:visit-detail", args=[visit.pk]))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]


def test_an_announcement_gives_day_hour_and_place(staff, chief, district, month, client):
    cell = CellFactory(committee=district, name="Chi bộ Thôn 2", meeting_day=31, place="Nhà văn hóa")
    visit = VisitFactory(leader=chief, cell=cell, month=month)
    AnnouncedMeetingFactory(cell=cell, date=month.day(3), begins_at=dt.time(14), place="Hội trường xã")
    client.force_login(staff)

    found = events(client.get(reverse("office:plan-calendar", args=[visit.plan_id])))

    event = found[f"14:00 {chief} dự Chi bộ Thôn 2"]
    assert event.dtstart.value == month.day(3)
    assert event.location.value == "Hội trường xã"
    assert f"Đã thông báo: 14:00 {month.day(3):%d/%m/%Y}" in event.description.value


@pytest.mark.parametrize("code", ["Đ1", 'A"B'])
def test_codes_of_any_letters_name_the_file(code, staff, chief, client):
    chief.code = code
    chief.save()
    client.force_login(staff)
    response = client.get(reverse("office:leader-calendar", args=[chief.pk]))
    assert response["Content-Disposition"].startswith("attachment; filename")


def test_what_became_of_a_visit(staff, chief, cells, month, client):
    attended = VisitFactory(leader=chief, cell=cells[0], month=month, attended=True, met_on=month.day(9))
    missed = VisitFactory(leader=chief, cell=cells[1], month=month, missed=True)
    client.force_login(staff)

    found = events(client.get(reverse("office:leader-calendar", args=[chief.pk])))

    by_cell = {summary.partition(" dự ")[2]: event for summary, event in found.items()}
    assert by_cell[attended.cell.name].dtstart.value == month.day(9)
    assert by_cell[attended.cell.name].status.value == "CONFIRMED"
    assert by_cell[missed.cell.name].status.value == "CANCELLED"


def test_the_event_stays_the_same_one_when_it_changes(staff, chief, cell, month, client):
    visit = VisitFactory(leader=chief, cell=cell, month=month)
    client.force_login(staff)
    address = reverse("office:leader-calendar", args=[chief.pk])
    before = next(iter(events(client.get(address)).values()))
    actions.log_missed(
        visit=visit, miss=actions.Miss(reason=VisitFactory(missed=True).absence_reason, note=""), by=staff
    )
    after = next(iter(events(client.get(address)).values()))
    assert before.uid.value == after.uid.value
    assert int(after.sequence.value) > int(before.sequence.value)


def test_a_plan_not_approved_is_tentative(staff, commission, chief, cell, month, client):
    draft = PlanFactory(committee=commission, half_year=month.half_year)
    VisitFactory(leader=chief, cell=cell, plan=draft, month=month)
    client.force_login(staff)

    found = events(client.get(reverse("office:plan-calendar", args=[draft.pk])))
    assert [event.status.value for event in found.values()] == ["TENTATIVE"]
    assert events(client.get(reverse("office:leader-calendar", args=[chief.pk]))) == {}


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(
    count, staff, chief, district, month, client, django_assert_num_queries
):
    for _n in range(count):
        VisitFactory(leader=chief, cell=CellFactory(committee=district), month=month)
    client.force_login(staff)
    with django_assert_num_queries(7):
        client.get(reverse("office:committee-calendar", args=[chief.committee_id]))


def test_a_committee_with_too_much_below_it_shows_its_own_plans_or_leads_on(
    province_clerk, chief, province, district, month, client, monkeypatch
):
    monkeypatch.setattr(calendars, "AT_MOST", 1)
    for _n in range(2):
        VisitFactory(leader=chief, cell=CellFactory(committee=district), month=month)
    client.force_login(province_clerk)
    address = reverse("office:committee-calendar", args=[province.pk])

    response = client.get(address, follow=True)

    assert response.redirect_chain == [(reverse("office:my-calendar"), 302)]
    assert "có quá nhiều lượt dự cho một lịch" in response.content.decode()
    VisitFactory(leader=LeaderFactory(committee=province), cell=CellFactory(committee=district), month=month)
    assert len(events(client.get(address))) == 1


class TestTheFeed:
    @pytest.fixture
    def visit(self, chief, cell, month):
        return VisitFactory(leader=chief, cell=cell, month=month)

    def address(self, client, user, *, button="make") -> str:
        client.force_login(user)
        client.post(reverse("office:my-calendar"), {button: "1"})
        user.refresh_from_db()
        client.logout()
        return calendars.feed_path(user)

    def test_read_without_signing_in_and_not_sent_twice(self, visit, staff, client):
        address = self.address(client, staff)
        response = client.get(address)
        assert list(events(response)) == [f"{visit.leader} dự {visit.cell} (chưa rõ ngày)"]
        assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304
        visit.cell.place = "Nơi khác"
        visit.cell.save()
        assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 200

    def test_replaced_revoked_damaged_disabled(self, visit, staff, client):
        first = self.address(client, staff)
        second = self.address(client, staff, button="replace")
        assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
        other = "y" if second[-8] == "x" else "x"
        assert client.get(f"{second[:-8]}{other}{second[-7:]}").status_code == 404
        User.objects.filter(pk=staff.pk).update(is_active=False)
        assert client.get(second).status_code == 404
        User.objects.filter(pk=staff.pk).update(is_active=True)
        self.address(client, staff, button="revoke")
        assert client.get(second).status_code == 404
        assert client.get(calendars.feed_path(staff)).status_code == 404

    def test_strangers_see_nothing_of_it(self, visit, stranger_staff, client):
        assert events(client.get(self.address(client, stranger_staff))) == {}

    def test_of_too_many_visits_only_those_of_ones_own_plans(
        self, visit, province_clerk, client, monkeypatch
    ):
        assert len(events(client.get(self.address(client, province_clerk)))) == 1
        monkeypatch.setattr(calendars, "AT_MOST", 0)
        assert events(client.get(self.address(client, province_clerk))) == {}

    def test_the_past_is_left_out(self, staff, chief, cell, client):
        VisitFactory(leader=chief, cell=cell, month=Month.parse("03/2018"))
        assert events(client.get(self.address(client, staff))) == {}
        assert Visit.objects.count() == 1
