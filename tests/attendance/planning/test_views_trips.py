"""Trips through the pages: entered, listed, and the visits that fall on them settled in one go."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from attendance.models import Plan, Trip, Visit
from attendance.planning import actions
from lib.periods import Month
from tests.factories import CellFactory, LeaderFactory, TripFactory, VisitFactory
from tests.pages import alerts, attribute, feedback, find, find_all, parse, table, text, typed

pytestmark = pytest.mark.django_db

MARCH, APRIL, MAY = (Month.parse(f"{m:02}/2018") for m in (3, 4, 5))
LIST = reverse("attendance:trip-list")
CREATE = reverse("attendance:trip-create")


@pytest.fixture(autouse=True)
def today(monkeypatch):
    day = [dt.date(2018, 3, 1)]
    monkeypatch.setattr("lib.periods.localdate", lambda: day[0])
    return day


def url(name, trip):
    return reverse(f"attendance:trip-{name}", args=[trip.pk])


@pytest.fixture
def trip(chief):
    return TripFactory(leader=chief, date_from=MARCH.day(12), date_to=MARCH.day(16))


@pytest.fixture
def visits(chief, cells):
    """Two of the chief's, which fall on the trip."""
    for cell in cells:
        cell.meeting_day = 15
        cell.save()
    return [VisitFactory(leader=chief, cell=cell, month=MARCH) for cell in cells[:2]]


def clashes_on(response):
    """The visits listed on a trip's page, by their keys, with what can be chosen for each."""
    return {
        int(attribute(card, "data-clash")): [
            attribute(radio, "value") for radio in find_all(card, "input", type="radio")
        ]
        for card in find_all(parse(response), data_clash=None)
    }


def messages(response):
    return [str(m) for m in response.context["messages"]]


class TestEntering:
    TYPED = {"date_from": "12/3/2018", "date_to": "16/3/18", "place": "Hà Nội", "purpose": "Tập huấn"}

    def test_lands_on_what_it_collides_with(self, as_staff, chief, visits):
        response = as_staff.post(CREATE, self.TYPED | {"leader": chief.pk}, follow=True)
        trip = Trip.objects.get()
        assert (trip.date_from, trip.date_to, trip.place) == (MARCH.day(12), MARCH.day(16), "Hà Nội")
        assert response.redirect_chain == [(url("detail", trip), 302)]
        assert clashes_on(response) == {visit.pk: ["move", "leave"] for visit in visits}

    def test_says_that_another_trip_overlaps(self, as_staff, trip, chief):
        data = self.TYPED | {"leader": chief.pk, "date_to": "20/3/2018"}
        response = as_staff.post(CREATE, data, follow=True)
        assert len(messages(response)) == 2
        assert Trip.objects.count() == 2

    @pytest.mark.parametrize(
        ("field", "value"), [("date_to", "11/03/2018"), ("date_from", "31/02/2018"), ("leader", "")]
    )
    def test_a_slip_is_told_beside_its_field(self, field, value, as_staff, chief):
        data = self.TYPED | {"leader": chief.pk} | {field: value}
        response = as_staff.post(CREATE, data)
        assert response.status_code == 422
        assert list(response.context["form"].errors) == [field]
        assert len(feedback(response)) == 1
        assert typed(response)["place"] == "Hà Nội"
        assert not Trip.objects.exists()

    def test_leaders_with_their_committees_where_there_are_several(self, as_staff, chief, commission):
        def offered():
            return [label for _value, label in as_staff.get(CREATE).context["form"].fields["leader"].choices]

        assert offered() == ["Chọn…", "Nguyễn Văn An – Trưởng ban"]
        LeaderFactory(full_name="Trần Thị Bé", committee__parent=commission, committee__short_name="Phòng 1")
        assert sorted(offered()[1:]) == [
            "Nguyễn Văn An – Trưởng ban, Ban Tổ chức",
            "Trần Thị Bé – Phó Trưởng ban, Phòng 1",
        ]

    def test_not_for_strangers(self, as_staff, other_chief):
        response = as_staff.post(CREATE, self.TYPED | {"leader": other_chief.pk})
        assert list(response.context["form"].errors) == ["leader"]
        assert not Trip.objects.exists()

    def test_beginning_with_a_leader(self, as_staff, chief):
        assert typed(as_staff.get(f"{CREATE}?leader={chief.pk}"))["leader"] == str(chief.pk)
        assert as_staff.get(f"{CREATE}?leader=x").status_code == 200

    def test_changed_and_deleted(self, as_staff, trip):
        data = typed(as_staff.get(url("update", trip)))
        assert (data["date_from"], data["version"]) == ("12/03/2018", "1")
        response = as_staff.post(url("update", trip), data | {"date_to": "17/03/2018"})
        assert response.url == url("detail", trip)
        trip.refresh_from_db()
        assert trip.date_to == MARCH.day(17)
        as_staff.post(url("delete", trip), {"version": "1"})
        assert Trip.objects.count() == 1
        assert as_staff.post(url("delete", trip), {"version": "2"}).url == LIST
        assert not Trip.objects.exists()


class TestSettling:
    def data(self, response, **chosen):
        """What the page would send, with these choices."""
        return typed(response) | chosen

    def settle(self, client, trip, follow=True, **chosen):
        data = self.data(client.get(url("detail", trip)), **chosen)
        return client.post(url("settle", trip), data, follow=follow)

    def test_all_in_one_go(self, as_staff, trip, visits, department_head, chief, cells):
        substitute = LeaderFactory(committee=chief.committee)
        third = VisitFactory(leader=chief, cell=cells[2], month=MARCH)
        first, second = visits
        response = self.settle(
            as_staff,
            trip,
            **{
                f"visit-{first.pk}-choice": "move",
                f"visit-{first.pk}-month": "05/2018",
                f"visit-{second.pk}-choice": "substitute",
            },
        )
        assert response.redirect_chain == [(url("detail", trip), 302)]
        assert list(
            Visit.objects.pending().order_by("month", "pk").values_list("leader", "cell", "month", "origin")
        ) == [
            (chief.pk, third.cell_id, MARCH, "registered"),
            (substitute.pk, second.cell_id, MARCH, "amendment"),
            (chief.pk, first.cell_id, MAY, "amendment"),
        ]
        assert Visit.objects.filter(outcome="withdrawn").count() == 2
        assert list(clashes_on(response)) == [third.pk]
        assert alerts(response) == [
            (
                f"Đã xử lý 2 lượt dự: {first.cell}: chuyển sang tháng 05/2018; "
                f"{second.cell}: cử đ/c {substitute} dự thay."
            )
        ]
        lines = {attribute(e, "data-settled"): text(e) for e in find_all(parse(response), data_settled=None)}
        told = f"Cử đ/c {substitute} dự thay"
        assert [told in lines[str(v.pk)] for v in visits] == [False, True]
        for visit in Visit.objects.exclude(amendment_reason=""):
            assert "12/03/2018" in visit.amendment_reason
        (form,) = find_all(parse(response), "form", action=reverse("attendance:visit-undo"))
        assert text(form) == "Hoàn tác: xử lý 2 lượt trùng lịch công tác"
        (key,) = find_all(form, "input", name="key")
        undone = as_staff.post(attribute(form, "action"), {"key": attribute(key, "value")}, follow=True)
        assert alerts(undone) == ["Đã hoàn tác: xử lý 2 lượt trùng lịch công tác."]
        assert list(clashes_on(undone)) == [first.pk, second.pk, third.pk]

    def test_all_or_nothing(self, as_staff, trip, visits, chief):
        first, second = visits
        page = as_staff.get(url("detail", trip))
        data = self.data(page, **{f"visit-{first.pk}-choice": "move", f"visit-{second.pk}-choice": "move"})
        Visit.objects.filter(pk=second.pk).update(version=2)
        response = as_staff.post(url("settle", trip), data)
        assert response.status_code == 422
        assert [bool(form.errors) for form in response.context["form"].forms] == [False, True]
        assert not Visit.objects.filter(outcome="withdrawn").exists()
        assert typed(response)[f"visit-{first.pk}-choice"] == "move"
        # Having been told, the same choices are saved.
        assert as_staff.post(url("settle", trip), typed(response)).status_code == 302
        assert Visit.objects.filter(outcome="withdrawn").count() == 2

    def test_in_a_draft_nothing_is_amended(self, as_staff, trip, visits):
        Plan.objects.update(status=Plan.Status.DRAFT, approved_at=None)
        first, second = visits
        self.settle(as_staff, trip, **{f"visit-{first.pk}-choice": "move"})
        assert list(Visit.objects.order_by("pk").values_list("pk", "month")) == [
            (first.pk, APRIL),
            (second.pk, MARCH),
        ]

    def test_tells_what_was_decided(self, as_staff, trip, visits):
        first, second = visits
        response = self.settle(as_staff, trip, **{f"visit-{first.pk}-choice": "move"})
        added = Visit.objects.get(month=APRIL)
        line = find(parse(response), data_settled=None)
        assert attribute(line, "data-settled") == str(first.pk)
        links = [attribute(a, "href") for a in find_all(line, "a")]
        assert links == [reverse("attendance:visit-detail", args=[v.pk]) for v in (first, added)]
        assert "12/03/2018" in text(line)
        assert list(clashes_on(response)) == [second.pk]

    def test_left_as_it_is(self, as_staff, trip, visits, staff):
        first, second = visits
        response = self.settle(as_staff, trip, reason="", **{f"visit-{first.pk}-choice": "leave"})
        assert response.redirect_chain == [(url("detail", trip), 302)]
        for visit in visits:
            visit.refresh_from_db()
        assert "12/03/2018" in first.override_reason
        assert (first.outcome, second.override_reason) == ("pending", "")
        assert first.history.first().history_user == staff
        # It stays on the page, as decided; sent again as it stands, there is nothing to save.
        assert list(clashes_on(response)) == [first.pk, second.pk]
        assert typed(response)[f"visit-{first.pk}-choice"] == "leave"
        assert find(parse(response), data_decided=None)
        assert self.settle(as_staff, trip).status_code == 422

    def test_nothing_chosen(self, as_staff, trip, visits):
        assert self.settle(as_staff, trip).status_code == 422

    def test_months_in_their_order_with_who_else_goes(self, as_staff, trip, visits, other_chief):
        VisitFactory(leader=other_chief, cell=visits[0].cell, month=APRIL)
        form = as_staff.get(url("detail", trip)).context["form"].forms[0]
        month = form.fields["month"]
        assert [value for value, _label in month.choices] == ["04/2018", "05/2018", "06/2018"]
        assert month.initial == "05/2018"
        assert [len(label.split("–")) for _value, label in month.choices] == [2, 1, 1]

    def test_no_reason(self, as_staff, trip, visits):
        response = self.settle(as_staff, trip, reason=" ", **{f"visit-{visits[0].pk}-choice": "move"})
        assert response.status_code == 422
        assert list(response.context["form"].errors) == ["reason"]

    def test_without_scripts_a_month_picked_is_not_lost(self, as_staff, trip, visits):
        key = f"visit-{visits[0].pk}"
        response = self.settle(as_staff, trip, **{f"{key}-month": "05/2018"})
        assert response.status_code == 422
        assert list(response.context["form"].forms[0].errors) == ["choice"]
        assert typed(response)[f"{key}-month"] == "05/2018"

    @pytest.mark.parametrize(
        ("field", "value"),
        [("choice", "drop"), ("month", "07/2018"), ("month", "x"), ("month", ""), ("version", "x")],
    )
    def test_nothing_that_was_not_offered(self, field, value, as_staff, trip, visits):
        key = f"visit-{visits[0].pk}"
        response = self.settle(as_staff, trip, **{f"{key}-choice": "move", f"{key}-{field}": value})
        assert response.status_code == 422
        assert not Visit.objects.filter(outcome="withdrawn").exists()

    def test_settled_by_somebody_else_meanwhile(self, as_staff, trip, visits):
        first, second = visits
        data = self.data(as_staff.get(url("detail", trip)), **{f"visit-{first.pk}-choice": "move"})
        Visit.objects.filter(pk=first.pk).update(outcome=Visit.Outcome.WITHDRAWN)
        response = as_staff.post(url("settle", trip), data)
        assert response.status_code == 422
        assert list(clashes_on(response)) == [second.pk]

    def test_once_the_day_has_passed_it_is_logged(self, as_staff, trip, visits, today):
        today[0] = MARCH.day(16)
        response = as_staff.get(url("detail", trip))
        assert clashes_on(response) == {visit.pk: [] for visit in visits}
        missed = reverse("attendance:visit-missed", args=[visits[0].pk])
        link = next(
            attribute(a, "href")
            for a in find_all(parse(response), "a")
            if (attribute(a, "href") or "").startswith(missed)
        )
        response = as_staff.get(link)
        assert response.status_code == 200

    def test_a_submitted_plan_waits(self, as_staff, trip, visits):
        Plan.objects.update(status=Plan.Status.SUBMITTED, approved_at=None)
        assert clashes_on(as_staff.get(url("detail", trip))) == {visit.pk: [] for visit in visits}

    def test_others_only_look(self, client, official, trip, visits):
        client.force_login(official)
        response = client.get(url("detail", trip))
        assert clashes_on(response) == {visit.pk: [] for visit in visits}
        assert not [f for f in find_all(parse(response), "form") if "trips" in (attribute(f, "action") or "")]


class TestList:
    def test_with_how_many_visits_fall_on_each(self, as_staff, trip, visits, department_head):
        TripFactory(leader=department_head, date_from=MARCH.day(1), date_to=MARCH.day(1))
        TripFactory(leader__full_name="Người Lạ")
        rows = table(parse(as_staff.get(LIST)))[1:]
        assert len(rows.pop(0)) == 1  # a heading
        assert [(row[0].split()[2], row[1], row[4][:1]) for row in rows] == [
            ("Bình", "01/03/2018", ""),
            ("An", "12/03–16/03/2018", "2"),
        ]

    def test_to_come_and_past_under_headings_of_their_own(self, as_staff, trip, chief):
        TripFactory(leader=chief, date_from=MARCH.day(1), date_to=MARCH.day(1))
        TripFactory(leader=chief, date_from=dt.date(2018, 2, 1), date_to=dt.date(2018, 2, 28))

        def lines(query=""):
            return [len(row) for row in table(parse(as_staff.get(LIST + query)))[1:]]

        assert lines() == [1, 5, 5, 1, 5]
        assert lines("?sort=from") == [5, 5, 5]

    def test_what_is_decided_needs_no_settling(self, as_staff, trip, visits):
        visits[0].override_reason = "Đã bàn"
        visits[0].save()
        assert table(parse(as_staff.get(LIST)))[2][4][:1] == "1"

    def test_sorted_by_its_headings(self, as_staff, trip):
        page = parse(as_staff.get(f"{LIST}?q=an&sort=leader"))
        links = [attribute(a, "href") for a in find_all(find(page, "thead"), "a")]
        assert links == ["?q=an&sort=-leader", "?q=an&sort=from", "?q=an&sort=place"]
        assert find(page, "th", aria_sort="ascending")

    def test_empty_and_filtered_to_nothing(self, as_staff, trip):
        assert not list(find_all(parse(as_staff.get(f"{LIST}?q=nobody")), "table"))
        Trip.objects.all().delete()
        assert text(find(parse(as_staff.get(LIST)), "p", class_="lead"))

    def test_as_many_queries_for_three_as_for_one(self, as_staff, trip, visits):
        as_staff.get(LIST)
        with CaptureQueriesContext(connection) as one:
            as_staff.get(LIST)
        for _ in range(2):
            leader = LeaderFactory(committee=trip.leader.committee)
            TripFactory(leader=leader)
            VisitFactory(leader=leader, cell=CellFactory(meeting_day=14), month=MARCH)
        with CaptureQueriesContext(connection) as three:
            as_staff.get(LIST)
        assert len(three) == len(one)

    def test_a_trips_page_too(self, as_staff, trip, visits, chief):
        as_staff.get(url("detail", trip))
        with CaptureQueriesContext(connection) as two:
            as_staff.get(url("detail", trip))
        for _ in range(2):
            VisitFactory(leader=chief, cell=CellFactory(meeting_day=14), month=MARCH)
        with CaptureQueriesContext(connection) as four:
            as_staff.get(url("detail", trip))
        assert len(four) == len(two)


class TestBringingBack:
    """A visit moved for a trip that is then shortened, or deleted."""

    @pytest.fixture
    def moved(self, trip, visits, staff):
        visits[1].delete()
        return [actions.move_visit(visit=visits[0], month=APRIL, reason="Đi công tác", by=staff)]

    def days(self, trip, to) -> dict:
        return {"leader": trip.leader_id, "date_from": "12/03/2018", "date_to": to, "version": trip.version}

    def test_shortened_it_asks_and_brings_back_what_is_ticked(self, as_staff, trip, moved, visits):
        asked = as_staff.post(url("update", trip), self.days(trip, "13/03/2018"), follow=True)
        assert asked.redirect_chain == [(url("bring-back", trip), 302)]
        assert outcomes(visits[0], *moved) == ["withdrawn", "pending"]
        none = as_staff.post(url("bring-back", trip), {"reason": "Hoãn"})
        assert none.status_code == 422
        done = as_staff.post(url("bring-back", trip), typed(asked), follow=True)
        assert done.redirect_chain == [(url("detail", trip), 302)]
        assert outcomes(visits[0], *moved) == ["pending", "withdrawn"]
        (form,) = find_all(parse(done), "form", action=reverse("attendance:visit-undo"))
        assert text(form) == "Hoàn tác: đưa 1 lượt về ngày cũ"
        as_staff.post(reverse("attendance:visit-undo"), {"key": as_staff.session["undo"][-1]["key"]})
        assert outcomes(visits[0], *moved) == ["withdrawn", "pending"]
        offered = find_all(parse(as_staff.get(url("detail", trip))), "a", href=url("bring-back", trip))
        assert len(list(offered)) == 1

    def test_deleted_it_asks_too_but_only_where_something_can_go_back(self, as_staff, trip, moved, chief):
        asked = as_staff.post(url("delete", trip), {"version": trip.version}, follow=True)
        assert asked.redirect_chain == [(url("bring-back", trip), 302)]
        assert typed(asked)["visits"] == str(moved[0].pk)
        other = TripFactory(leader=chief, date_from=APRIL.day(12), date_to=APRIL.day(16))
        deleted = as_staff.post(url("delete", other), {"version": other.version}, follow=True)
        assert deleted.redirect_chain == [(LIST, 302)]

    def test_what_cannot_go_back_is_listed_with_the_reason(self, as_staff, trip, moved, chief, staff):
        TripFactory(leader=chief, date_from=MARCH.day(15), date_to=MARCH.day(15))
        saved = as_staff.post(url("update", trip), self.days(trip, "13/03/2018"), follow=True)
        assert saved.redirect_chain == [(url("detail", trip), 302)]
        page = as_staff.get(url("bring-back", trip))
        assert "15/03/2018" in text(find(parse(page), id="impossible"))
        refused = as_staff.post(url("bring-back", trip), {"visits": moved[0].pk, "reason": "Hoãn"})
        assert refused.status_code == 422

    def test_strangers_find_nothing(self, trip, moved, client, stranger_staff, staff):
        pk = trip.pk
        actions.delete_trip(trip=trip, by=staff)
        client.force_login(stranger_staff)
        assert client.get(reverse("attendance:trip-bring-back", args=[pk])).status_code == 404


def outcomes(*visits) -> list[str]:
    return [Visit.objects.get(pk=visit.pk).outcome for visit in visits]
