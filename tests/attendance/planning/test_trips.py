"""Trips entered, corrected and deleted: what is refused, and what the form offers."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from attendance.models import Trip
from attendance.planning import actions
from attendance.planning.forms.trips import TripFilterForm, TripForm
from lib.versions import StaleVersion
from tests.factories import CommitteeFactory, LeaderFactory, TripFactory

pytestmark = pytest.mark.django_db

MARCH_12, MARCH_16 = dt.date(2018, 3, 12), dt.date(2018, 3, 16)


@pytest.fixture
def trip(chief):
    return TripFactory(leader=chief, date_from=MARCH_12, date_to=MARCH_16)


class TestActions:
    def test_entered_by_whom(self, chief, staff):
        trip = actions.create_trip(
            leader=chief, date_from=MARCH_12, date_to=MARCH_16, place="Hà Nội", by=staff
        )
        assert (trip.date_from, trip.date_to, trip.place) == (MARCH_12, MARCH_16, "Hà Nội")
        assert trip.history.get().history_user == staff

    def test_a_day_is_a_trip(self, chief, staff):
        actions.create_trip(leader=chief, date_from=MARCH_12, date_to=MARCH_12, by=staff)
        assert Trip.objects.count() == 1

    @pytest.mark.parametrize(
        ("date_to", "field"), [(dt.date(2018, 3, 11), "date_to"), (dt.date(2081, 3, 16), "date_to")]
    )
    def test_days_that_cannot_be(self, date_to, field, chief, staff):
        with pytest.raises(ValidationError) as refusal:
            actions.create_trip(leader=chief, date_from=MARCH_12, date_to=date_to, by=staff)
        assert list(refusal.value.message_dict) == [field]
        assert not Trip.objects.exists()

    def test_not_twice(self, trip, chief, department_head, staff):
        with pytest.raises(ValidationError) as refusal:
            actions.create_trip(leader=chief, date_from=MARCH_12, date_to=MARCH_16, by=staff)
        assert list(refusal.value.message_dict) == ["date_from"]
        actions.create_trip(leader=department_head, date_from=MARCH_12, date_to=MARCH_16, by=staff)
        actions.create_trip(leader=chief, date_from=MARCH_12, date_to=dt.date(2018, 3, 17), by=staff)
        assert Trip.objects.count() == 3

    def test_corrected(self, trip, department_head, staff):
        days = {"date_from": dt.date(2018, 3, 13), "date_to": MARCH_16}
        corrected = actions.update_trip(trip=trip, leader=department_head, **days, by=staff, version=1)
        assert (corrected.leader, corrected.date_from, corrected.version) == (
            department_head,
            dt.date(2018, 3, 13),
            2,
        )
        assert trip.history.first().history_user == staff
        with pytest.raises(StaleVersion):
            actions.update_trip(trip=trip, leader=department_head, **days, by=staff, version=1)

    def test_saved_unchanged(self, trip, chief, staff):
        actions.update_trip(trip=trip, leader=chief, date_from=MARCH_12, date_to=MARCH_16, by=staff)

    def test_deleted_and_kept_by_the_history(self, trip, staff):
        with pytest.raises(StaleVersion):
            actions.delete_trip(trip=trip, by=staff, version=7)
        actions.delete_trip(trip=trip, by=staff, version=1)
        assert not Trip.objects.exists()
        assert Trip.history.first().history_user == staff


class TestForm:
    def data(self, **typed):
        data = QueryDict(mutable=True)
        data.update(typed)
        return data

    def test_offers_leaders_in_office_where_one_registers(self, chief, department_head, other_chief, staff):
        LeaderFactory(committee=chief.committee, valid_to=dt.date(2018, 1, 1))
        below = LeaderFactory(committee=CommitteeFactory(parent=chief.committee), full_name="Lý Văn Sáu")
        form = TripForm(row=None, by=staff)
        assert list(form.fields["leader"].queryset) == [chief, department_head, below]

    def test_keeps_the_leader_of_a_trip_who_left(self, staff, chief):
        former = LeaderFactory(committee=chief.committee, valid_to=dt.date(2018, 4, 1))
        form = TripForm(row=TripFactory(leader=former), by=staff)
        assert former in form.fields["leader"].queryset

    def test_a_second_editor_compares(self, trip, staff, official):
        first = {"leader": trip.leader, "date_from": MARCH_12, "date_to": MARCH_16}
        actions.update_trip(trip=trip, **first, place="Đà Nẵng", purpose=trip.purpose, by=official)
        data = self.data(
            leader=trip.leader_id,
            date_from="12/03/2018",
            date_to="16/03/2018",
            place="Hà Nội",
            purpose=trip.purpose,
            version="1",
        )
        form = TripForm(data, row=trip, by=staff)
        assert not form.save()
        assert [(d.name, d.mine, d.theirs) for d in form.differences] == [("place", "Hà Nội", "Đà Nẵng")]


class TestFilter:
    TODAY = dt.date(2018, 4, 10)

    @pytest.fixture
    def trips(self, chief, department_head, monkeypatch):
        monkeypatch.setattr("lib.periods.localdate", lambda: self.TODAY)
        days = {
            "past": (chief, "2018-02-01", "2018-02-03"),
            "latest": (chief, "2018-03-12", "2018-04-09"),
            "running": (department_head, "2018-04-08", "2018-04-10"),
            "coming": (chief, "2018-07-01", "2018-07-02"),
            "nearer": (department_head, "2018-06-30", "2018-07-01"),
        }
        return {
            name: TripFactory(
                leader=leader, date_from=dt.date.fromisoformat(a), date_to=dt.date.fromisoformat(b)
            )
            for name, (leader, a, b) in days.items()
        }

    def names(self, trips, user, **typed):
        form = TripFilterForm(typed, user=user)
        return [
            next(n for n, trip in trips.items() if trip == row)
            for row in form.apply(Trip.objects.visible_to(user))
        ]

    def test_what_comes_first_the_nearest_then_the_past_backwards(self, trips, staff):
        assert self.names(trips, staff) == ["running", "nearer", "coming", "latest", "past"]

    def test_by_name_without_accents(self, trips, staff):
        assert self.names(trips, staff, q="van an") == ["coming", "latest", "past"]
        assert self.names(trips, staff, q="cường") == []

    def test_by_half_year_and_committee(self, trips, staff):
        assert self.names(trips, staff, period="2018-H1") == ["running", "nearer", "latest", "past"]
        assert self.names(trips, staff, committee="BTCTU", period="2018-H2") == ["nearer", "coming"]

    def test_sorted(self, trips, staff):
        assert self.names(trips, staff, sort="from") == ["past", "latest", "running", "nearer", "coming"]
        assert self.names(trips, staff, sort="-leader") == ["running", "nearer", "past", "latest", "coming"]
