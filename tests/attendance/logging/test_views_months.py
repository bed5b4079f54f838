"""A month's visits on one page: all on the meeting day, then the exceptions; nothing twice."""

import datetime as dt

import pytest
from django.urls import reverse

from attendance.logging import actions as logging_actions
from attendance.models import AbsenceReason, Plan, Visit
from attendance.planning import actions as planning_actions
from committees.models import LeaderGroup
from lib.periods import Month
from tests.factories import CellFactory, LeaderFactory, TripFactory, VisitFactory
from tests.pages import attribute, find, find_all, parse, text, typed

from .months import ADDRESS, MARCH, as_shown, outcomes

pytestmark = pytest.mark.django_db


def ticked(response) -> set[int]:
    return {int(n.removeprefix("pick-")) for n in typed(response) if n and n.startswith("pick-")}


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
        response = as_staff.post(f"{missed}?next={ADDRESS}", {"reason": reason, "month": "later"})
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

    def test_what_was_typed_stays_on_the_way_to_an_exception_and_back(self, as_staff, visits):
        typed = {f"date-{visits['10'].pk}": "12/03/2018", f"members_present-{visits['31'].pk}": "9"}
        data = as_shown(as_staff.get(ADDRESS)) | typed
        for _again in range(2):
            as_staff.post(ADDRESS, data | {"open": f"missed:{visits['5'].pk}"})
            assert as_shown(as_staff.get(ADDRESS)) | {"form_key": ""} == data | {"form_key": ""}
        as_staff.post(ADDRESS, as_shown(as_staff.get(ADDRESS)) | {"only": visits["10"].pk})
        kept = as_shown(as_staff.get(ADDRESS))
        assert kept[f"members_present-{visits['31'].pk}"] == "9"
        assert Visit.objects.attended().get().meeting.date == dt.date(2018, 3, 12)

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
            visit=visits["5"],
            miss=logging_actions.Miss(reason=AbsenceReason.objects.get(code="illness")),
            by=province_clerk,
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
        planning_actions.restore_visit(visit=visits["5"], reason="Vẫn dự", by=staff)
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

    def test_they_stay_in_the_address_after_saving(self, as_staff, visits):
        page = as_staff.get(ADDRESS, {"q": "thon"})
        response = as_staff.post(f"{ADDRESS}?q=thon", as_shown(page))
        assert response.url == f"{ADDRESS}?q=thon"
        assert outcomes() == ["pending", "attended", "attended", "pending"]


def test_the_current_month(as_staff, monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 3, 31))
    assert as_staff.get("/months/").url == ADDRESS


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
        with django_assert_num_queries(17):
            assert as_staff.get(ADDRESS).status_code == 200


def test_the_page_says_how_many_are_ticked(as_staff, visits):
    """Before any script counts them, on a page where three of four days are known."""
    assert "Đã đánh dấu sẵn 3 trong 4 lượt chưa có kết quả" in text(parse(as_staff.get(ADDRESS)))


def test_the_page_says_who_and_where(as_staff, visits):
    row = find(parse(as_staff.get(ADDRESS)), "tr", id=f"visit-{visits['10'].pk}")
    assert "Nguyễn Văn An" in text(row)
    assert "Chi bộ Thôn 2" in text(row)


def test_the_number_saved_alone_stays_in_sight(as_staff, visits):
    visit, open_ = visits["5"], visits["10"]
    sent = {f"members_total-{visit.pk}": "9", f"members_total-{open_.pk}": "12", "only": visit.pk}
    as_staff.post(ADDRESS, as_shown(as_staff.get(ADDRESS)) | sent)
    page = as_staff.get(ADDRESS)
    row = find(parse(page), "tr", id=f"visit-{visit.pk}")
    assert text(find(row, "td", data_label="Đảng viên: tổng số, có mặt, phát biểu")) == "9 · – · –"
    assert as_shown(page)[f"members_total-{open_.pk}"] == "12"
