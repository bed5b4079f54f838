"""What speaks against a planned visit, whom it names, and in how many queries it is found."""

import datetime as dt

import pytest
from django.utils import translation

from attendance.models import Visit
from attendance.planning.warnings import Planned, warnings_for, warnings_of
from lib.periods import Month
from tests.factories import CellFactory, LeaderFactory, TripFactory, VisitFactory

pytestmark = pytest.mark.django_db

MARCH, APRIL, MAY = (Month.parse(f"{m:02}/2018") for m in (3, 4, 5))


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def new_year(monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 1, 1))


@pytest.fixture
def on_the_15th(cell):
    cell.meeting_day = 15
    cell.save()
    return cell


def kinds(*args, **kwargs):
    return [warning.kind for warning in warnings_for(*args, **kwargs)]


def test_nothing_speaks_against_it(chief, cell, staff):
    assert warnings_for(chief, cell, MARCH, user=staff) == []


class TestTrips:
    def test_over_the_meeting_day_with_the_nearest_free_month(self, chief, on_the_15th, staff):
        TripFactory(leader=chief, date_from=dt.date(2018, 3, 12), date_to=dt.date(2018, 3, 16))
        (warning,) = warnings_for(chief, on_the_15th, MARCH, user=staff)
        assert (warning.kind, warning.message) == (
            "trip",
            (
                "Nguyễn Văn An is on a trip 12/03–16/03/2018; the cell meets on 15/03/2018. "
                "Nearest month in which the leader is free: 04/2018."
            ),
        )

    def test_a_month_is_not_free_that_has_a_trip_or_a_visit(self, chief, on_the_15th, staff):
        for month in (MARCH, APRIL):
            TripFactory(leader=chief, date_from=month.day(15), date_to=month.day(15))
        VisitFactory(leader=chief, cell=on_the_15th, month=Month.parse("02/2018"), withdrawn=True)
        (warning,) = warnings_for(chief, on_the_15th, MARCH, user=staff)
        assert warning.message.endswith("Nearest month in which the leader is free: 05/2018.")

    def test_a_month_without_any_visit_goes_before_a_nearer_one(self, chief, on_the_15th, cells, staff):
        TripFactory(leader=chief, date_from=dt.date(2018, 3, 12), date_to=dt.date(2018, 3, 16))
        VisitFactory(leader=chief, cell=cells[1], month=APRIL)
        VisitFactory(leader=chief, cell=cells[2], month=Month.parse("02/2018"), withdrawn=True)
        (warning,) = warnings_for(chief, on_the_15th, MARCH, user=staff)
        assert warning.message.endswith(" 02/2018.")

    def test_where_every_month_has_a_visit_the_nearest_will_do(
        self, chief, on_the_15th, cells, staff, period
    ):
        TripFactory(leader=chief, date_from=dt.date(2018, 3, 12), date_to=dt.date(2018, 3, 16))
        for month in period.months:
            VisitFactory(leader=chief, cell=cells[1], month=month)
        (warning,) = warnings_for(chief, on_the_15th, MARCH, user=staff)
        assert warning.message.endswith(" 04/2018.")

    def test_none_is_free(self, chief, on_the_15th, staff, period):
        TripFactory(leader=chief, date_from=period.first_day, date_to=period.last_day)
        (warning,) = warnings_for(chief, on_the_15th, MARCH, user=staff)
        assert warning.message.endswith(
            "The leader is free in none of the other months left of the half-year."
        )

    def test_no_meeting_past_is_proposed(self, chief, on_the_15th, staff, monkeypatch):
        monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 4, 16))
        TripFactory(leader=chief, date_from=dt.date(2018, 5, 15), date_to=dt.date(2018, 6, 14))
        (warning,) = warnings_for(chief, on_the_15th, MAY, user=staff)
        assert warning.message.endswith("Nearest month in which the leader is free: 06/2018.")

    def test_beside_the_meeting_day_or_without_one_no_matter(self, chief, on_the_15th, cells, staff):
        TripFactory(leader=chief, date_from=dt.date(2018, 3, 16), date_to=dt.date(2018, 3, 31))
        assert kinds(chief, on_the_15th, MARCH, user=staff) == []
        assert kinds(chief, cells[1], MARCH, user=staff) == []


class TestOnePersonOnePlace:
    """The rule itself is tested where it stands: tests/attendance/days/test_conflicts.py."""

    def test_two_cells_on_one_day_with_the_nearest_free_month(self, chief, on_the_15th, cells, staff):
        cells[1].meeting_day = 15
        cells[1].save()
        VisitFactory(leader=chief, cell=cells[1], month=MARCH)
        (warning,) = warnings_for(chief, on_the_15th, MARCH, user=staff)
        assert (warning.kind, warning.message) == (
            "booked",
            (
                "Nguyễn Văn An goes to another meeting on 15/03/2018: Chi bộ Tiểu khu 10. "
                "Nearest month in which the leader is free: 04/2018."
            ),
        )

    def test_both_visits_are_warned_of(self, chief, on_the_15th, cells, staff):
        cells[1].meeting_day = 15
        cells[1].save()
        pair = [VisitFactory(leader=chief, cell=cell, month=MARCH) for cell in (on_the_15th, cells[1])]
        found = warnings_of(pair, user=staff)
        assert [[w.kind for w in found[visit.pk]] for visit in pair] == [["booked"], ["booked"]]

    def test_the_same_cell_twice_in_a_half_year(self, chief, cell, staff):
        VisitFactory(leader=chief, cell=cell, month=MAY)
        (warning,) = warnings_for(chief, cell, MARCH, user=staff)
        assert (warning.kind, warning.message) == (
            "again",
            "Nguyễn Văn An goes to Chi bộ Thôn 2 in the same half-year already: 05/2018.",
        )


class TestOffice:
    @pytest.mark.parametrize(
        ("valid", "warned"),
        [
            ({"valid_to": dt.date(2018, 3, 14)}, True),
            ({"valid_to": dt.date(2018, 3, 15)}, False),
            ({"valid_from": dt.date(2018, 3, 16)}, True),
            ({"valid_from": dt.date(2018, 3, 15)}, False),
        ],
    )
    def test_on_the_meeting_day(self, valid, warned, commission, on_the_15th, staff):
        leader = LeaderFactory(committee=commission, **valid)
        assert kinds(leader, on_the_15th, MARCH, user=staff) == (["office"] if warned else [])

    @pytest.mark.parametrize(("day", "warned"), [(dt.date(2018, 2, 28), True), (dt.date(2018, 3, 1), False)])
    def test_without_a_meeting_day_any_day_of_the_month_will_do(self, day, warned, commission, cell, staff):
        leader = LeaderFactory(committee=commission, valid_to=day)
        assert kinds(leader, cell, MARCH, user=staff) == (["office"] if warned else [])


@pytest.mark.parametrize(
    ("dates", "warned"),
    [
        ({"dissolved_on": dt.date(2018, 2, 28)}, True),
        ({"dissolved_on": dt.date(2018, 3, 1)}, False),
        ({"established_on": dt.date(2018, 4, 1)}, True),
        ({"established_on": dt.date(2018, 3, 31)}, False),
    ],
)
def test_the_cell_must_exist_then(dates, warned, chief, district, staff):
    assert kinds(chief, CellFactory(committee=district, **dates), MARCH, user=staff) == (
        ["cell"] if warned else []
    )


class TestTheSameMeeting:
    def test_a_colleague_is_named(self, chief, department_head, cell, staff):
        VisitFactory(leader=department_head, cell=cell, month=MARCH)
        (warning,) = warnings_for(chief, cell, MARCH, user=staff)
        assert (warning.kind, warning.message) == (
            "shared",
            "Also registered for the meeting of 03/2018: Trần Thị Bình (Ban Tổ chức).",
        )
        assert warnings_for(chief, cell, APRIL, user=staff) == []

    def test_a_leader_of_others_is_not(self, chief, other_chief, cell, staff, province_clerk):
        VisitFactory(leader=other_chief, cell=cell, month=MARCH)
        (warning,) = warnings_for(chief, cell, MARCH, user=staff)
        assert warning.message == "Also registered for the meeting of 03/2018: a leader of another committee."
        (seen,) = warnings_for(chief, cell, MARCH, user=province_clerk)
        assert seen.message == "Also registered for the meeting of 03/2018: Lê Mạnh Cường (Ban Tuyên giáo)."

    @pytest.mark.parametrize("gone", ["missed", "withdrawn"])
    def test_who_does_not_go_any_more_does_not_matter(self, gone, chief, department_head, cell, staff):
        VisitFactory(leader=department_head, cell=cell, month=MARCH, **{gone: True})
        assert kinds(chief, cell, MARCH, user=staff) == []

    def test_a_visit_given_to_another_leader_does_not_clash_with_itself(
        self, chief, department_head, cell, staff
    ):
        visit = VisitFactory(leader=chief, cell=cell, month=MARCH)
        assert kinds(department_head, cell, MARCH, user=staff, visit=visit) == []
        assert kinds(department_head, cell, MARCH, user=staff) == ["shared"]


def test_a_visit_with_a_result_needs_no_warning(chief, department_head, cell, staff):
    done = VisitFactory(leader=chief, cell=cell, month=MARCH, attended=True)
    still_open = VisitFactory(leader=department_head, cell=cell, month=MARCH)
    found = warnings_of([done, still_open], user=staff)
    assert {pk: [w.kind for w in warnings] for pk, warnings in found.items()} == {
        done.pk: [],
        still_open.pk: ["shared"],
    }


@pytest.mark.parametrize("count", [1, 3])
def test_three_queries_whatever_the_number(
    count, commission, district, staff, django_assert_num_queries, chief
):
    staff.committee_paths()
    visits = [
        VisitFactory(
            leader=LeaderFactory(committee=commission), cell=CellFactory(committee=district, meeting_day=15)
        )
        for _ in range(count)
    ]
    for visit in visits:
        TripFactory(leader=visit.leader)
        VisitFactory(leader=chief, cell=visit.cell)
    visits = list(Visit.objects.exclude(leader=chief).select_related("leader", "cell"))
    with django_assert_num_queries(3):
        found = warnings_of(visits, user=staff)
    assert [len(warnings) for warnings in found.values()] == [2] * count


def test_who_goes_when(chief, department_head, other_chief, cell, staff, period):
    VisitFactory(leader=department_head, cell=cell, month=MAY)
    VisitFactory(leader=other_chief, cell=cell, month=MARCH)
    VisitFactory(leader=chief, cell=cell, month=MARCH, attended=True)
    planned = Planned([], [cell.pk], period.months, staff)
    assert planned.names_by_month(planned.others(cell)) == (
        "03/2018: Nguyễn Văn An (Ban Tổ chức); a leader of another committee · "
        "05/2018: Trần Thị Bình (Ban Tổ chức)"
    )
