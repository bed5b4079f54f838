"""Results through the pages: attended, missed, moved, cleared, withdrawn, and every slip of the pen."""

import datetime as dt

import pytest
from django.urls import reverse

from attendance.models import AbsenceReason, Plan, Visit
from attendance.planning import actions as planning_actions
from lib.periods import Month
from meetings.models import Meeting
from tests.factories import LeaderFactory, MeetingFactory, TripFactory, VisitFactory
from tests.pages import alerts, attribute, buttons, feedback, find, find_all, parse, text, typed

pytestmark = pytest.mark.django_db

MARCH, MAY = Month.parse("03/2018"), Month.parse("05/2018")
ATTENDED = {
    "date": "15/03/2018",
    "kind": "thematic",
    "members_total": "30",
    "members_present": "28",
    "members_spoke": "9",
    "note": "Họp tại nhà văn hóa",
}


def url(name, visit):
    return reverse(f"attendance:visit-{name}", args=[visit.pk])


def reason(code):
    return AbsenceReason.objects.get(code=code).pk


@pytest.fixture
def visit(chief, cell):
    return VisitFactory(leader=chief, cell=cell, month=MARCH)


@pytest.fixture
def untouched(visit):
    """Asserts that nothing was saved, not even a half."""
    before = Visit.objects.values().get()
    yield
    assert Visit.objects.values().get() == before
    assert not Meeting.objects.exists()


class TestAttended:
    def test_a_short_meeting_is_warned_of_and_the_history_tells_its_hours(self, as_staff, visit):
        further = {"starts_at": "19:30", "ends_at": "20h45", "members_exempt": "1", "absent_unexcused": "1"}
        posted = ATTENDED | further | {"version": visit.version}
        page = as_staff.post(url("attended", visit), posted, follow=True).content.decode()
        assert "Buổi sinh hoạt kéo dài 75 phút, ít hơn mức tối thiểu 90 phút." in page
        assert "dưới 90 phút" in page
        told = as_staff.get(url("history", visit)).content.decode()
        assert all(words in told for words in ("Bắt đầu", "19:30", "20:45", "Số vắng không lý do"))

    def test_logged(self, as_staff, visit, staff):
        response = as_staff.post(url("attended", visit), ATTENDED | {"version": visit.version}, follow=True)
        assert response.redirect_chain == [(url("detail", visit), 302)]
        visit.refresh_from_db()
        assert (visit.outcome, visit.logged_by, visit.note) == ("attended", staff, "Họp tại nhà văn hóa")
        meeting = visit.meeting
        assert (meeting.date, meeting.kind) == (dt.date(2018, 3, 15), "thematic")
        assert (meeting.members_total, meeting.members_present, meeting.members_spoke) == (30, 28, 9)
        assert buttons(response) == {
            "visit-attended",
            "visit-clear",
            "evaluation-update",
            "attachment-create",
            "visit-undo",
        }

    def test_opened_again_it_says_what_is_logged(self, as_staff, visit):
        known = "Đã ghi: đã dự ngày 12/03/2018. Lưu phiếu này là sửa kết quả."
        form = url("attended", visit)
        assert known not in as_staff.get(form).content.decode()
        as_staff.post(form, ATTENDED | {"date": "12/03/2018", "version": visit.version})
        assert known in as_staff.get(form).content.decode()

    def test_the_next_step_is_offered_where_one_came_from(self, as_staff, visit):
        back = "/months/2018-03/"
        response = as_staff.post(f"{url('attended', visit)}?next={back}", ATTENDED, follow=True)
        form = reverse("attendance:evaluation-update", args=[visit.pk, "leader"])
        link = find(parse(response), "a", class_="alert-link")
        assert text(link) == "Đánh giá ngay"
        assert attribute(link, "href") == f"{form}?next=%2Fmonths%2F2018-03%2F"

    @pytest.mark.parametrize("written", ["5/3/2018", "05-03-2018", "05.03.2018", "5/3/18", "2018-03-05"])
    def test_a_day_as_offices_write_it(self, written, as_staff, visit):
        response = as_staff.post(url("attended", visit), ATTENDED | {"date": written})
        assert response.status_code == 302
        assert Meeting.objects.get().date == dt.date(2018, 3, 5)

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("date", ""),
            ("date", "31/02/2018"),
            ("date", "hôm qua"),
            ("date", "15/03/20018"),
            ("kind", "party"),
            ("members_total", "ba mươi"),
            ("members_total", "-1"),
            ("members_total", "27"),  # 28 of them were present
            ("members_present", "31"),
            ("members_present", "28,5"),
            ("members_present", "99999999999999999999"),
            ("members_spoke", "29"),
            ("members_spoke", "nhiều"),
        ],
    )
    def test_a_slip_is_told_beside_its_field(self, field, value, as_staff, visit, untouched):
        data = ATTENDED | {field: value}
        response = as_staff.post(url("attended", visit), data)
        assert response.status_code == 422
        # Too many present is a matter of two numbers; the message stands at the second.
        assert list(response.context["form"].errors) == [
            "members_present" if (field, value) == ("members_total", "27") else field
        ]
        assert len(feedback(response)) == 1
        assert {n: v for n, v in typed(response).items() if n in data} == {
            n: v for n, v in data.items() if n != "kind" or v != "party"
        }

    @pytest.mark.parametrize("day", ["31/12/2017", "01/07/2018"])
    def test_not_outside_the_half_year(self, day, as_staff, visit, untouched):
        response = as_staff.post(url("attended", visit), ATTENDED | {"date": day})
        assert response.status_code == 422
        assert len(feedback(response) + alerts(response)) == 1
        assert typed(response)["date"] == day

    def test_not_in_the_future(self, as_staff, visit, untouched, monkeypatch):
        monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 3, 14))
        response = as_staff.post(url("attended", visit), ATTENDED)
        assert response.status_code == 422
        assert len(feedback(response) + alerts(response)) == 1
        assert typed(response)["members_spoke"] == "9"

    def test_numbers_may_stay_unknown(self, as_staff, visit):
        as_staff.post(url("attended", visit), {"date": "15/03/2018", "kind": "regular"})
        visit.refresh_from_db()
        assert (visit.outcome, visit.meeting.members_total) == ("attended", None)

    def test_the_form_knows_what_is_known(self, as_staff, visit):
        visit.cell.meeting_day, visit.cell.members_total = 31, 25
        visit.cell.save()
        offered = typed(as_staff.get(url("attended", visit)))
        assert (offered["date"], offered["kind"]) == ("31/03/2018", "regular")
        assert (offered["members_total"], offered["members_present"]) == ("25", "")
        as_staff.post(url("attended", visit), ATTENDED)
        corrected = typed(as_staff.get(url("attended", visit)))
        assert {name: corrected[name] for name in ATTENDED} == ATTENDED

    def test_another_visits_meeting_is_not_counted_twice(self, as_staff, visit, chief, cell):
        VisitFactory(leader=chief, cell=cell, month=MAY, attended=True, met_on=dt.date(2018, 3, 15))
        response = as_staff.post(url("attended", visit), ATTENDED)
        assert (response.status_code, len(feedback(response) + alerts(response))) == (422, 1)
        assert Meeting.objects.count() == 1

    def test_more_than_known_of_the_shared_meeting(self, as_staff, visit, cell):
        """The form has no total of its own; the meeting known since another leader's visit has."""
        MeetingFactory(cell=cell, date=dt.date(2018, 3, 15), members_total=20)
        response = as_staff.post(url("attended", visit), ATTENDED | {"members_total": ""})
        assert (response.status_code, len(feedback(response) + alerts(response))) == (422, 1)
        visit.refresh_from_db()
        assert visit.outcome == "pending"
        assert Meeting.objects.get().members_present is None


class TestStale:
    def test_the_second_saver_is_told_who_was_first(self, as_staff, visit):
        opened = visit.version
        as_staff.post(url("attended", visit), ATTENDED | {"version": opened}, follow=True)
        response = as_staff.post(
            url("missed", visit),
            {"reason": reason("trip"), "note": "Đi công tác", "month": "later", "version": opened},
        )
        assert response.status_code == 422
        (message,) = alerts(response)
        assert message.startswith("Phạm Thị Dung")
        assert (typed(response)["reason"], typed(response)["note"]) == (str(reason("trip")), "Đi công tác")
        visit.refresh_from_db()
        assert visit.outcome == "attended"

    def test_a_version_that_is_no_number_is_refused_aloud(self, as_staff, visit, untouched):
        response = as_staff.post(url("attended", visit), ATTENDED | {"version": "abc"})
        assert response.status_code == 422
        assert len(feedback(response) + alerts(response)) == 1

    @pytest.mark.parametrize("version", ["0", "7", "-1", "9" * 30])
    def test_another_version_is_a_stale_one(self, version, as_staff, visit, untouched):
        response = as_staff.post(url("attended", visit), ATTENDED | {"version": version})
        assert (response.status_code, len(alerts(response))) == (422, 1)

    def test_buttons_without_a_form_are_stale_too(self, as_staff, visit):
        opened = visit.version
        as_staff.post(url("attended", visit), ATTENDED, follow=True)
        response = as_staff.post(url("clear", visit), {"version": opened}, follow=True)
        assert len(alerts(response)) == 1
        visit.refresh_from_db()
        assert visit.outcome == "attended"


class TestAnotherChoice:
    """What follows from a month or a cell not chosen yet is shown, and nothing judged or saved."""

    def test_the_figures_follow_the_month(self, as_staff, visit, chief, untouched):
        sentences = {}
        for month in ("", "never", "05/2018", "08/2018"):
            data = {"month": month, "leader": chief.pk, "note": "Đi họp", "preview": "1"}
            response = as_staff.post(url("missed", visit), data)
            assert (response.status_code, feedback(response)) == (200, [])
            assert (typed(response)["month"], typed(response)["note"]) == (month, "Đi họp")
            sentences[month] = response.context["form"].prospect
        assert len(set(sentences.values())) == 4

    def test_without_scripts_all_are_told(self, as_staff, visit):
        form = as_staff.get(url("missed", visit)).context["form"]
        # Later, within the half-year, in the next one, never.
        assert len(form.all_prospects) == 4

    @pytest.mark.parametrize("value", ["x", "13/2018", "a\0", "9" * 30])
    def test_odd_values(self, value, as_staff, visit, untouched):
        data = {"month": value, "leader": value, "reason": value, "preview": "1"}
        assert as_staff.post(url("missed", visit), data).status_code == 200


class TestMissed:
    def test_logged_and_moved_in_one_step(self, as_staff, visit, chief):
        data = {"reason": reason("trip"), "note": "", "month": "07/2018", "leader": chief.pk}
        response = as_staff.post(url("missed", visit), data | {"version": visit.version}, follow=True)
        assert response.redirect_chain == [(url("detail", visit), 302)]
        visit.refresh_from_db()
        moved = visit.successor
        assert (visit.outcome, visit.absence_reason.code) == ("missed", "trip")
        assert (moved.month, moved.leader, moved.origin) == (Month.parse("07/2018"), chief, "carried_in")
        assert moved.plan.half_year == visit.half_year.next
        assert buttons(response) == {"visit-undo-carry-over", "attachment-create", "visit-undo"}

    def test_decided_later(self, as_staff, visit, department_head):
        as_staff.post(url("missed", visit), {"reason": reason("illness"), "month": "later"})
        visit.refresh_from_db()
        assert (visit.outcome, visit.successor) == ("missed", None)
        response = as_staff.post(url("carry-over", visit), {"month": "05/2018", "leader": department_head.pk})
        assert response.status_code == 302
        moved = Visit.objects.get(carried_from=visit)
        assert (moved.month, moved.leader, moved.leader_group) == (MAY, department_head, "department")
        assert moved.origin == "amendment"

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("reason", ""),
            ("reason", "999999"),
            ("reason", "trip"),
            ("month", "03/2018"),  # not after the visit's own
            ("month", "01/2019"),  # after the next half-year
            ("month", "bảy"),
            ("leader", "999999"),
        ],
    )
    def test_a_slip_is_told_beside_its_field(self, field, value, as_staff, visit, chief, untouched):
        data = {"reason": str(reason("other_duty")), "note": "Họp Tỉnh ủy", "month": "05/2018"}
        data |= {"leader": str(chief.pk), field: value}
        response = as_staff.post(url("missed", visit), data)
        assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
        assert len(feedback(response)) == 1
        kept = {name: data[name] for name in data if name != field}
        assert {name: typed(response)[name] for name in kept} == kept

    def test_another_reason_wants_words(self, as_staff, visit, untouched):
        response = as_staff.post(
            url("missed", visit), {"reason": reason("other"), "note": " ", "month": "later"}
        )
        assert (response.status_code, list(response.context["form"].errors)) == (422, ["note"])

    def test_a_month_already_taken_saves_neither_half(self, as_staff, visit, chief, cell):
        VisitFactory(leader=chief, cell=cell, month=MAY)
        response = as_staff.post(
            url("missed", visit), {"reason": reason("trip"), "month": "05/2018", "leader": chief.pk}
        )
        assert (response.status_code, len(alerts(response))) == (422, 1)
        visit.refresh_from_db()
        assert (visit.outcome, Visit.objects.count()) == ("pending", 2)

    def test_leaders_of_others_cannot_go(self, as_staff, visit, other_chief, untouched):
        response = as_staff.post(
            url("missed", visit), {"reason": reason("trip"), "month": "05/2018", "leader": other_chief.pk}
        )
        assert (response.status_code, list(response.context["form"].errors)) == (422, ["leader"])

    def test_a_trip_and_free_months_are_seen_beforehand(self, as_staff, visit, chief, cell, monkeypatch):
        monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 3, 16))
        cell.meeting_day = 15
        cell.save()
        TripFactory(leader=chief, date_from=dt.date(2018, 3, 12), date_to=dt.date(2018, 4, 15))
        VisitFactory(leader=chief, cell=cell, month=MAY, withdrawn=True)
        page = as_staff.get(url("missed", visit))
        offered = typed(page)
        assert (offered["reason"], offered["month"]) == (str(reason("trip")), "")
        (proposal,) = find_all(parse(page), "p", id="proposed-month")
        assert text(proposal) == (
            f"Gợi ý: tháng 06/2018, đồng chí {chief} không vướng lịch ngày 15/06. Chọn tháng 06/2018"
        )
        assert offered["leader"] == str(chief.pk)


class TestUndoing:
    def test_a_move(self, as_staff, visit, staff, chief):
        as_staff.post(
            url("missed", visit), {"reason": reason("trip"), "month": "05/2018", "leader": chief.pk}
        )
        as_staff.post(url("undo-carry-over", visit))
        assert Visit.objects.values_list("outcome", flat=True).get() == "missed"

    def test_not_once_the_later_visit_has_a_result(self, as_staff, visit):
        visit.outcome, visit.absence_reason_id = "missed", reason("trip")
        visit.save()
        VisitFactory(carried_from=visit, attended=True)
        response = as_staff.post(url("undo-carry-over", visit), follow=True)
        assert len(alerts(response)) == 1
        assert Visit.objects.count() == 2

    def test_a_result(self, as_staff, visit):
        as_staff.post(url("attended", visit), ATTENDED)
        visit.refresh_from_db()
        as_staff.post(url("clear", visit), {"version": visit.version})
        visit.refresh_from_db()
        assert (visit.outcome, visit.meeting, visit.note, visit.logged_by) == ("pending", None, "", None)
        assert not Meeting.objects.exists()

    def test_a_withdrawal(self, as_staff, visit):
        assert "visit-withdraw" in buttons(as_staff.get(url("detail", visit)))
        response = as_staff.post(url("withdraw", visit), {"reason": "Chi bộ sáp nhập"}, follow=True)
        visit.refresh_from_db()
        assert (visit.outcome, visit.amendment_reason) == ("withdrawn", "Chi bộ sáp nhập")
        assert buttons(response) == {"visit-restore", "attachment-create"}
        cleared = as_staff.post(url("clear", visit), {"version": visit.version}, follow=True)
        assert len(alerts(cleared)) == 1
        visit.refresh_from_db()
        assert visit.outcome == "withdrawn"

    def test_a_withdrawn_one_is_restored_with_a_reason_and_that_undone(self, as_staff, visit, staff):
        planning_actions.withdraw_visit(visit=visit, reason="Chi bộ sáp nhập", by=staff)
        asked = as_staff.get(url("restore", visit))
        assert "Chi bộ sáp nhập" in asked.content.decode()
        assert as_staff.post(url("restore", visit), {"reason": " "}).status_code == 422
        told = as_staff.post(url("restore", visit), typed(asked) | {"reason": "Nhầm"}, follow=True)
        assert alerts(told) == ["Lượt dự trở lại kế hoạch, chưa có kết quả."]
        assert "Chi bộ sáp nhập" not in told.content.decode()
        (form,) = find_all(parse(told), "form", action=reverse("attendance:visit-undo"))
        assert str(visit.leader) in text(form)
        undone = as_staff.post(attribute(form, "action"), typed(told), follow=True)
        visit.refresh_from_db()
        assert (visit.outcome, visit.amendment_reason) == ("withdrawn", "Chi bộ sáp nhập")
        assert len(alerts(undone)) == 1

    def test_withdrawing_asks_why(self, as_staff, visit, untouched):
        response = as_staff.post(url("withdraw", visit), {"reason": ""})
        assert (response.status_code, list(response.context["form"].errors)) == (422, ["reason"])


def test_nothing_is_saved_in_a_closed_plan_without_a_reason(as_staff, visit, untouched):
    Plan.objects.update(status="closed", closed_at="2018-07-05T00:00Z")
    assert buttons(as_staff.get(url("detail", visit))) == {
        "visit-attended",
        "visit-missed",
        "visit-withdraw",
        "attachment-create",
    }
    refused = {
        "attended": ATTENDED,
        "missed": {"reason": reason("trip"), "month": "later"},
        "withdraw": {"reason": "Muộn"},
        "take-back": {},
    }
    for name, data in refused.items():
        response = as_staff.post(url(name, visit), data | {"correction_reason": " "})
        assert (name, response.status_code, len(feedback(response))) == (name, 422, 1)
        assert list(response.context["form"].errors) == ["correction_reason"]
    moved = {"month": "05/2018", "leader": visit.leader_id, "reason": "Muộn"}
    assert as_staff.post(url("move", visit), moved).status_code == 422
    response = as_staff.post(url("clear", visit), {"version": visit.version}, follow=True)
    assert [words for words in alerts(response) if "05/07/2018" in words] != []


def test_text_is_shown_as_text(as_staff, commission, cell):
    """Whatever somebody typed into a name or a note, it is never markup."""
    leader = LeaderFactory(committee=commission, full_name="<script>alert(1)</script>")
    visit = VisitFactory(leader=leader, cell=cell, missed=True, note="<b>Bão</b>")
    page = as_staff.get(url("detail", visit)).content.decode()
    assert "<script>alert(1)" not in page
    assert "<b>Bão" not in page
    assert "&lt;b&gt;Bão&lt;/b&gt;" in page
