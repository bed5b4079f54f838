"""A month's visits on one page: all on the meeting day, then the exceptions; undone; nothing twice."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from attendance.logging import actions as logging_actions
from attendance.logging.actions import MonthEntry
from attendance.logging.forms.months import MonthForm
from attendance.models import AbsenceReason, Plan, Visit
from attendance.planning import actions as planning_actions
from committees.models import LeaderGroup
from lib.periods import Month, MonthConverter
from meetings.models import Meeting
from tests.factories import CellFactory, LeaderFactory, MeetingFactory, TripFactory, VisitFactory
from tests.pages import attribute, find, find_all, parse, text, typed

pytestmark = pytest.mark.django_db

MARCH = Month.parse("03/2018")
ADDRESS = "/months/2018-03/"


@pytest.fixture
def visits(commission, chief, department_head, cells):
    """Four to log: on the 5th, the 10th and the 31st, and one of a cell without a fixed day."""
    for cell, day in zip(cells, (10, 5, None), strict=True):
        cell.meeting_day = day
        cell.save()
    late = CellFactory(name="Chi bộ Thôn 9", meeting_day=31, members_total=12)
    return {
        "5": VisitFactory(leader=chief, cell=cells[1], month=MARCH),
        "10": VisitFactory(leader=chief, cell=cells[0], month=MARCH),
        "31": VisitFactory(leader=department_head, cell=late, month=MARCH),
        "none": VisitFactory(leader=department_head, cell=cells[2], month=MARCH),
    }


def outcomes():
    return list(Visit.objects.order_by("pk").values_list("outcome", flat=True))


def as_shown(response) -> dict[str, str]:
    """What the page's form sends when its main button is pressed."""
    return {
        name: "on" if value is None else value
        for name, value in typed(response).items()
        if name and name.partition("-")[0] in ("version", "pick", "date", "form_key")
    }


def ticked(response) -> set[int]:
    return {int(n.removeprefix("pick-")) for n in typed(response) if n and n.startswith("pick-")}


def undo_key(response) -> str | None:
    forms = find_all(parse(response), "form", action=reverse("attendance:visit-undo"))
    keys = [attribute(e, "value") for form in forms for e in find_all(form, "input", name="key")]
    return keys[0] if keys else None


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
        logged = logging_actions.log_month(entries=entries, by=staff)
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
            logging_actions.log_month(entries=entries, by=staff)
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
        logging_actions.log_month(entries=[MonthEntry(visits["5"], dt.date(2018, 3, 5))], by=staff)
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

    def test_a_day_to_come_is_not_ticked(self, lines, visits, monkeypatch):
        monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 3, 10))
        shown = lines()
        assert [shown[visits[k].pk].pick.initial for k in ("5", "10", "31")] == [True, True, False]
        assert [shown[visits[k].pk].is_to_come for k in ("5", "10", "31")] == [False, False, True]

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


class TestPage:
    def test_by_meeting_day_then_leader(self, as_staff, visits):
        rows = [
            attribute(e, "id") for e in find_all(parse(as_staff.get(ADDRESS)), "tr") if attribute(e, "id")
        ]
        assert rows == [f"visit-{visits[k].pk}" for k in ("5", "10", "31", "none")]

    def test_a_month_with_two_exceptions(self, as_staff, visits, staff):
        page = as_staff.get(ADDRESS)
        assert ticked(page) == {visits[k].pk for k in ("5", "10", "31")}
        data = as_shown(page)
        del data[f"pick-{visits['31'].pk}"]
        response = as_staff.post(ADDRESS, data)
        assert (response.status_code, response.url) == (302, ADDRESS)
        assert outcomes() == ["attended", "attended", "pending", "pending"]
        missed = reverse("attendance:visit-missed", args=[visits["31"].pk])
        response = as_staff.post(
            ADDRESS, as_shown(as_staff.get(ADDRESS)) | {"open": f"missed:{visits['31'].pk}"}
        )
        assert response.url == f"{missed}?next=%2Fmonths%2F2018-03%2F"
        reason = AbsenceReason.objects.get(code="illness").pk
        response = as_staff.post(f"{missed}?next={ADDRESS}", {"reason": reason, "month": ""})
        assert response.url == ADDRESS

    def test_a_tick_taken_is_not_set_again(self, as_staff, visits):
        """Pressing the button twice must not turn the exceptions into attendances."""
        data = as_shown(as_staff.get(ADDRESS))
        del data[f"pick-{visits['31'].pk}"]
        as_staff.post(ADDRESS, data)
        assert ticked(as_staff.get(ADDRESS)) == set()

    def test_the_ticks_stay_on_the_way_to_an_exception_and_back(self, as_staff, visits):
        data = as_shown(as_staff.get(ADDRESS))
        for key in ("5", "31"):
            del data[f"pick-{visits[key].pk}"]
        as_staff.post(ADDRESS, data | {"open": f"missed:{visits['5'].pk}"})
        assert ticked(as_staff.get(ADDRESS)) == {visits["10"].pk}
        data[f"pick-{visits['31'].pk}"] = "on"
        as_staff.post(ADDRESS, data | {"open": f"attended:{visits['5'].pk}"})
        assert ticked(as_staff.get(ADDRESS)) == {visits["10"].pk, visits["31"].pk}
        assert outcomes() == ["pending"] * 4

    @pytest.mark.parametrize("step", ["", "missed", "missed:0", "withdraw:1", "missed:x\0", "missed:9" * 9])
    def test_exceptions_are_those_of_the_list(self, step, as_staff, visits):
        assert as_staff.post(ADDRESS, as_shown(as_staff.get(ADDRESS)) | {"open": step}).status_code == 404

    def test_a_ticked_visit_that_left_the_list_is_not_dropped_in_silence(self, as_staff, visits, staff):
        data = as_shown(as_staff.get(ADDRESS))
        planning_actions.withdraw_visit(visit=visits["10"], reason="Trùng lịch", by=staff)
        response = as_staff.post(ADDRESS, data)
        assert response.status_code == 422
        assert Visit.objects.attended().count() == 0

    def test_one_tap_leaves_the_other_ticks(self, as_staff, visits):
        as_staff.post(ADDRESS, as_shown(as_staff.get(ADDRESS)) | {"only": visits["5"].pk})
        assert ticked(as_staff.get(ADDRESS)) == {visits["10"].pk, visits["31"].pk}

    def test_one_tap_logs_one_line_on_the_day_typed_there(self, as_staff, visits):
        visit = visits["none"]
        data = as_shown(as_staff.get(ADDRESS)) | {f"date-{visit.pk}": "20/3/2018", "only": visit.pk}
        as_staff.post(ADDRESS, data)
        visit.refresh_from_db()
        assert (visit.outcome, visit.meeting.date) == ("attended", dt.date(2018, 3, 20))
        assert outcomes() == ["pending", "pending", "pending", "attended"]

    def test_a_slip_stands_beside_its_line_and_nothing_is_lost(self, as_staff, visits):
        data = as_shown(as_staff.get(ADDRESS))
        data |= {f"date-{visits['5'].pk}": "31/02/2018", f"date-{visits['10'].pk}": "12/03/2018"}
        data |= {f"pick-{visits['none'].pk}": "on"}
        del data[f"pick-{visits['31'].pk}"]
        response = as_staff.post(ADDRESS, data)
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {
            f"date-{visits['5'].pk}",
            f"date-{visits['none'].pk}",
        }
        assert as_shown(response) == data
        assert outcomes() == ["pending"] * 4

    def test_a_refusal_of_the_action_stands_there_too(self, as_staff, visits):
        data = as_shown(as_staff.get(ADDRESS)) | {f"date-{visits['10'].pk}": "01/07/2018"}
        response = as_staff.post(ADDRESS, data)
        assert (response.status_code, set(response.context["form"].errors)) == (
            422,
            {f"date-{visits['10'].pk}"},
        )
        assert outcomes() == ["pending"] * 4

    def test_what_is_wrong_in_a_line_not_ticked_may_wait(self, as_staff, visits):
        data = as_shown(as_staff.get(ADDRESS)) | {f"date-{visits['none'].pk}": "chưa rõ"}
        assert as_staff.post(ADDRESS, data).status_code == 302
        assert outcomes() == ["attended"] * 3 + ["pending"]

    def test_none_ticked_is_said(self, as_staff, visits):
        data = {k: v for k, v in as_shown(as_staff.get(ADDRESS)).items() if not k.startswith("pick-")}
        response = as_staff.post(ADDRESS, data)
        assert (response.status_code, set(response.context["form"].errors)) == (422, {"__all__"})

    def test_sent_twice_it_saves_once(self, as_staff, visits):
        data = as_shown(as_staff.get(ADDRESS))
        for _again in range(2):
            assert as_staff.post(ADDRESS, data).status_code == 302
        assert Visit.history.filter(history_type="~").count() == 3

    def test_a_line_logged_by_somebody_else_meanwhile_holds_all_back(self, as_staff, visits, province_clerk):
        data = as_shown(as_staff.get(ADDRESS))
        logging_actions.log_missed(
            visit=visits["5"], reason=AbsenceReason.objects.get(code="illness"), by=province_clerk
        )
        response = as_staff.post(ADDRESS, data)
        (error,) = response.context["form"].non_field_errors()
        assert (response.status_code, "Lương Thị Nga" in error) == (422, True)
        assert outcomes() == ["missed", "pending", "pending", "pending"]
        assert f"pick-{visits['5'].pk}" not in as_shown(response)
        assert as_staff.post(ADDRESS, as_shown(response)).status_code == 302
        assert outcomes() == ["missed", "attended", "attended", "pending"]

    def test_a_line_changed_meanwhile_is_told_and_may_be_sent_again(self, as_staff, visits, staff):
        data = as_shown(as_staff.get(ADDRESS))
        planning_actions.withdraw_visit(visit=visits["5"], reason="Nhầm", by=staff)
        logging_actions.clear_result(visit=visits["5"], by=staff)
        response = as_staff.post(ADDRESS, data)
        assert set(response.context["form"].errors) == {f"date-{visits['5'].pk}"}
        assert as_staff.post(ADDRESS, as_shown(response)).status_code == 302
        assert outcomes() == ["attended"] * 3 + ["pending"]

    def test_what_was_typed_survives_signing_out(self, as_staff, visits, staff):
        data = as_shown(as_staff.get(ADDRESS)) | {f"date-{visits['5'].pk}": "06/03/2018"}
        as_staff.logout()
        as_staff.post(ADDRESS, data)
        as_staff.force_login(staff)
        assert outcomes() == ["pending"] * 4
        assert as_shown(as_staff.get(ADDRESS)) == data

    def test_strangers_lines_are_neither_shown_nor_logged(self, as_staff, visits, other_chief, cell):
        foreign = VisitFactory(leader=other_chief, cell=cell, month=MARCH)
        page = as_staff.get(ADDRESS)
        assert f"version-{foreign.pk}" not in as_shown(page)
        data = {f"version-{foreign.pk}": "1", f"pick-{foreign.pk}": "on", f"date-{foreign.pk}": "10/03/2018"}
        assert as_staff.post(ADDRESS, data).status_code == 422
        foreign.refresh_from_db()
        assert foreign.outcome == "pending"

    def test_which_visits_a_month_has(self, as_staff, chief, cells, commission):
        def add(cell, **kwargs):
            return VisitFactory(leader=chief, cell=cell, month=MARCH, **kwargs).pk

        shown = {add(cells[0]), add(cells[1], missed=True), add(cells[2], attended=True, origin="unplanned")}
        add(CellFactory(), withdrawn=True)
        VisitFactory(leader=chief, cell=cells[0], month=Month.parse("04/2018"))
        rows = {attribute(e, "id") for e in find_all(parse(as_staff.get(ADDRESS)), "tr")}
        assert rows - {None} == {f"visit-{pk}" for pk in shown}
        Plan.objects.update(status="submitted", approved_at=None)
        assert {attribute(e, "id") for e in find_all(parse(as_staff.get(ADDRESS)), "tr")} == set()


class TestFilters:
    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ({"q": "nguyen van an"}, {"5", "10"}),
            ({"q": "THON"}, {"10", "31"}),
            ({"group": LeaderGroup.DEPARTMENT}, {"31", "none"}),
            ({"committee": "BTCTU"}, {"5", "10", "31", "none"}),
            ({"q": "thon", "group": LeaderGroup.LEADERSHIP}, {"10"}),
        ],
    )
    def test_narrow(self, query, shown, as_staff, visits):
        rows = {attribute(e, "id") for e in find_all(parse(as_staff.get(ADDRESS, query)), "tr")}
        assert rows - {None} == {f"visit-{visits[k].pk}" for k in shown}

    @pytest.mark.parametrize(
        "query", [{"committee": "BTGTU"}, {"committee": "x"}, {"group": "x"}, {"q": "a\0"}]
    )
    def test_unknown_ones_show_nothing(self, query, as_staff, visits, other_commission):
        assert as_staff.get(ADDRESS, query).status_code == 404

    def test_they_stay_in_the_address_after_saving(self, as_staff, visits):
        page = as_staff.get(ADDRESS, {"q": "thon"})
        response = as_staff.post(f"{ADDRESS}?q=thon", as_shown(page))
        assert response.url == f"{ADDRESS}?q=thon"
        assert outcomes() == ["pending", "attended", "attended", "pending"]


def test_the_current_month(as_staff, monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 3, 31))
    assert as_staff.get("/months/").url == ADDRESS


class TestUndo:
    def log_all(self, as_staff):
        return as_staff.post(ADDRESS, as_shown(as_staff.get(ADDRESS)), follow=True)

    def undo(self, as_staff, key):
        return as_staff.post(reverse("attendance:visit-undo"), {"key": key})

    def key(self, as_staff) -> str:
        return as_staff.session["undo"][-1]["key"]

    def test_a_whole_month(self, as_staff, visits):
        self.log_all(as_staff)
        assert outcomes() == ["attended"] * 3 + ["pending"]
        response = self.undo(as_staff, self.key(as_staff))
        assert response.url == ADDRESS
        assert outcomes() == ["pending"] * 4
        assert not Meeting.objects.exists()
        assert as_staff.session["undo"] == []

    def test_a_miss_with_its_move(self, as_staff, visits, chief):
        data = {"reason": AbsenceReason.objects.get(code="trip").pk, "month": "08/2018", "leader": chief.pk}
        as_staff.post(reverse("attendance:visit-missed", args=[visits["5"].pk]), data)
        assert Visit.objects.count() == 5
        self.undo(as_staff, self.key(as_staff))
        assert outcomes() == ["pending"] * 4

    def test_not_once_somebody_changed_one(self, as_staff, visits, staff):
        self.log_all(as_staff)
        logging_actions.log_attended(visit=visits["5"], date=dt.date(2018, 3, 6), by=staff)
        self.undo(as_staff, self.key(as_staff))
        assert outcomes() == ["attended"] * 3 + ["pending"]

    def test_each_of_the_last_ones_once(self, as_staff, visits):
        self.log_all(as_staff)
        old = self.key(as_staff)
        single = {"date": "20/03/2018", "kind": "regular"}
        as_staff.post(reverse("attendance:visit-attended", args=[visits["none"].pk]), single)
        forms = find_all(parse(as_staff.get(ADDRESS)), "form", action=reverse("attendance:visit-undo"))
        assert len(list(forms)) == 2
        for _again in range(2):
            self.undo(as_staff, old)
            assert outcomes() == ["pending"] * 3 + ["attended"]
        self.undo(as_staff, self.key(as_staff))
        assert outcomes() == ["pending"] * 4

    def test_not_for_ever(self, as_staff, visits):
        self.log_all(as_staff)
        session = as_staff.session
        session["undo"] = [session["undo"][0] | {"at": "2018-01-01T00:00:00+00:00"}]
        session.save()
        assert undo_key(as_staff.get(ADDRESS)) is None
        self.undo(as_staff, session["undo"][0]["key"])
        assert outcomes() == ["attended"] * 3 + ["pending"]

    def test_a_correction_offers_none(self, as_staff, visits, staff):
        logging_actions.log_attended(visit=visits["5"], date=dt.date(2018, 3, 5), by=staff)
        as_staff.post(
            reverse("attendance:visit-attended", args=[visits["5"].pk]),
            {"date": "06/03/2018", "kind": "regular"},
        )
        assert "undo" not in as_staff.session

    def test_the_session_of_somebody_without_the_right_any_more(self, as_staff, visits, staff):
        self.log_all(as_staff)
        staff.memberships.update(role="official")
        assert self.undo(as_staff, self.key(as_staff)).status_code == 403
        assert outcomes() == ["attended"] * 3 + ["pending"]


class TestQueries:
    @pytest.mark.parametrize("count", [1, 3])
    def test_the_page(self, count, as_staff, commission, district, django_assert_num_queries):
        for number in range(count):
            leader = LeaderFactory(committee=commission)
            cell = CellFactory(committee=district, meeting_day=5 + number)
            VisitFactory(leader=leader, cell=cell, month=MARCH)
            TripFactory(leader=leader)
            VisitFactory(leader=leader, cell=CellFactory(committee=district), month=MARCH, missed=True)
            VisitFactory(leader=leader, cell=CellFactory(committee=district), month=MARCH, attended=True)
            other = LeaderFactory(committee=commission)
            VisitFactory(leader=other, cell=cell, month=MARCH, attended=True)
        with django_assert_num_queries(12):
            assert as_staff.get(ADDRESS).status_code == 200


def test_the_page_says_who_and_where(as_staff, visits):
    row = find(parse(as_staff.get(ADDRESS)), "tr", id=f"visit-{visits['10'].pk}")
    assert "Nguyễn Văn An" in text(row)
    assert "Chi bộ Thôn 2" in text(row)
