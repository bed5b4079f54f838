"""What was just logged is undone, as long as nobody changed it since."""

import datetime as dt

import pytest
from django.urls import reverse

from attendance.logging import actions
from attendance.models import AbsenceReason, Visit
from meetings.models import Meeting, Recommendation
from tests.factories import MeetingFactory, RecommendationFactory, VisitFactory
from tests.pages import alerts, attribute, find_all, parse, typed

from .months import ADDRESS, as_shown, outcomes

pytestmark = pytest.mark.django_db


def undo_key(response) -> str | None:
    forms = find_all(parse(response), "form", action=reverse("attendance:visit-undo"))
    keys = [attribute(e, "value") for form in forms for e in find_all(form, "input", name="key")]
    return keys[0] if keys else None


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

    def test_into_the_form_with_all_that_was_typed(self, as_staff, visits):
        form = (
            reverse("attendance:visit-attended", args=[visits["5"].pk]) + "?next=/months/2018-03/%3Fpage%3D1"
        )
        data = {
            "date": "20/03/2018",
            "kind": "thematic",
            "members_total": "20",
            "members_present": "18",
            "starts_at": "19h30",
            "note": "Họp tại nhà văn hóa",
        }
        as_staff.post(form, data)
        response = self.undo(as_staff, self.key(as_staff))
        assert (response.url, outcomes()) == (form, ["pending"] * 4)
        page = as_staff.get(form)
        offered = typed(page)
        assert {name: offered[name] for name in data} == data
        assert alerts(page)[-1] == "Những gì đã nhập vẫn còn đây: sửa rồi lưu lại, hoặc rời trang này."
        assert typed(as_staff.get(form))["note"] == ""  # once
        as_staff.post(form, {name: offered[name] for name in [*data, "version", "form_key"]})
        assert Visit.objects.get(pk=visits["5"].pk).meeting.members_present == 18

    def test_into_the_month_with_its_numbers(self, as_staff, visits):
        number = f"members_present-{visits['5'].pk}"
        as_staff.post(ADDRESS, as_shown(as_staff.get(ADDRESS)) | {number: "18"})
        self.undo(as_staff, self.key(as_staff))
        assert typed(as_staff.get(ADDRESS))[number] == "18"

    def test_a_miss_with_its_move(self, as_staff, visits, chief):
        data = {"reason": AbsenceReason.objects.get(code="trip").pk, "month": "08/2018", "leader": chief.pk}
        as_staff.post(reverse("attendance:visit-missed", args=[visits["5"].pk]), data)
        assert Visit.objects.count() == 5
        self.undo(as_staff, self.key(as_staff))
        assert outcomes() == ["pending"] * 4

    def test_not_once_somebody_changed_one(self, as_staff, visits, staff):
        self.log_all(as_staff)
        actions.log_attended(visit=visits["5"], date=dt.date(2018, 3, 6), by=staff)
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
        actions.log_attended(visit=visits["5"], date=dt.date(2018, 3, 5), by=staff)
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


class TestDecisions:
    def undo(self, as_staff, back):
        key = as_staff.session["undo"][-1]["key"]
        response = as_staff.post(reverse("attendance:visit-undo"), {"key": key})
        assert response.url == back
        return alerts(as_staff.get(back))[-1]

    def test_no_making_up(self, as_staff, visits):
        visit = VisitFactory(
            plan=visits["5"].plan, month=visits["5"].month, leader=visits["5"].leader, missed=True
        )
        as_staff.post(reverse("office:visit-waive", args=[visit.pk]), {"version": visit.version})
        visit.refresh_from_db()
        assert visit.no_carry_over
        told = self.undo(as_staff, reverse("office:work"))
        assert told == "Đã hoàn tác: lượt vắng này trở lại chưa quyết định dự bù."
        visit.refresh_from_db()
        assert (visit.outcome, visit.no_carry_over) == ("missed", False)

    def test_a_recommendation_carried_out(self, as_staff, visits):
        meeting = MeetingFactory(cell=visits["5"].cell, date=dt.date(2018, 3, 5))
        given = RecommendationFactory(evaluation__meeting=meeting, evaluation__leader=visits["5"].leader)
        done = {"done_on": "03/04/2018", "reported_by": "Bí thư"}
        address, listed = (
            reverse("attendance:recommendation-done", args=[given.pk]),
            reverse("attendance:recommendation-list"),
        )
        as_staff.post(address, done)
        # What corrects it is no step to be undone: undoing would open it again.
        as_staff.post(address, done | {"reported_by": "Phó bí thư", "version": given.version})
        assert len(as_staff.session["undo"]) == 1
        assert self.undo(as_staff, listed) == "Đã có người sửa đề nghị, yêu cầu này nên chưa hoàn tác."
        Recommendation.objects.update(done_on=None, reported_by="")
        as_staff.post(address, done)
        self.undo(as_staff, listed)
        given.refresh_from_db()
        assert (given.done_on, given.reported_by) == (None, "")
        assert given.history.first().history_change_reason == "Hoàn tác ngay sau khi ghi"
