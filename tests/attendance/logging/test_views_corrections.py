"""Corrections of closed plans on their pages: the reason is asked for, and nothing typed gets lost."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from attendance.logging import actions as logging_actions
from attendance.logging.forms.missed import CarryOverForm
from attendance.models import AbsenceReason, Plan, Visit
from attendance.planning import actions as planning_actions
from lib.periods import HalfYear, Month
from meetings.models import Evaluation, Meeting
from tests.factories import (
    CriterionFactory,
    EvaluationFactory,
    PlanFactory,
    VisitFactory,
)
from tests.pages import alerts, attribute, buttons, feedback, find, find_all, parse, text, typed

pytestmark = pytest.mark.django_db

MARCH, MAY = (Month.parse(f"{m:02}/2018") for m in (3, 5))
DAY = dt.date(2018, 3, 15)
NEXT = HalfYear.parse("2018-H2")
WHY = "Chi bộ gửi biên bản muộn"


def trip():
    return AbsenceReason.objects.get(code="trip")


def close(committee, official, period, reason="Báo cáo số 127-BC/BTCTU"):
    return planning_actions.close_half_year(province=committee, half_year=period, reason=reason, by=official)


@pytest.fixture
def plan(commission, period):
    return PlanFactory(committee=commission, half_year=period, status="closed")


@pytest.fixture
def pending(plan, chief, cells):
    return VisitFactory(plan=plan, leader=chief, cell=cells[0], month=MARCH)


@pytest.fixture
def attended(plan, chief, cells):
    return VisitFactory(plan=plan, leader=chief, cell=cells[1], month=MARCH, attended=True)


@pytest.fixture
def missed(plan, chief, cells):
    return VisitFactory(plan=plan, leader=chief, cell=cells[2], month=MARCH, missed=True)


def url(name, visit, *more):
    return reverse(f"attendance:{name}", args=[visit.pk, *more])


class TestPages:
    def test_the_visits_own_page_offers_it_quietly(self, as_staff, pending, attended, missed):
        Plan.objects.update(closed_at="2018-07-05T00:00Z")
        offered = {
            pending: {"visit-attended", "visit-missed", "visit-withdraw"},
            attended: {"visit-attended", "visit-missed", "visit-take-back", "evaluation-update"},
            missed: {"visit-missed", "visit-attended", "visit-carry-over", "visit-take-back"},
        }
        for visit, routes in offered.items():
            page = as_staff.get(url("visit-detail", visit))
            assert buttons(page) == routes | {"attachment-create"}
            assert "05/07/2018" in text(find(parse(page), "div", data_correction=None))

    def test_not_to_those_who_may_not(self, client, clerk, official, stranger_staff, pending):
        for user in (clerk, official):
            client.force_login(user)
            page = client.get(url("visit-detail", pending))
            assert buttons(page) == set()
            assert len(alerts(page)) == 1
        for name in ("attended", "missed", "withdraw", "take-back"):
            data = {"date": "15/03/2018", "kind": "regular", "correction_reason": WHY}
            client.force_login(clerk)
            assert client.post(url(f"visit-{name}", pending), data).status_code == 403
            client.force_login(stranger_staff)
            assert client.post(url(f"visit-{name}", pending), data).status_code == 404
        pending.refresh_from_db()
        assert pending.outcome == "pending"

    def test_nothing_typed_is_lost_when_the_reason_is_missing(self, as_staff, pending):
        data = {
            "date": "15/03/2018",
            "kind": "thematic",
            "members_total": "30",
            "members_present": "28",
            "note": "Họp tại nhà văn hóa",
            "version": str(pending.version),
        }
        refused = as_staff.post(url("visit-attended", pending), data)
        assert refused.status_code == 422
        assert list(refused.context["form"].errors) == ["correction_reason"]
        assert {name: typed(refused)[name] for name in data} == data
        saved = as_staff.post(url("visit-attended", pending), typed(refused) | {"correction_reason": WHY})
        assert saved.url == url("visit-detail", pending)
        assert pending.history.first().history_change_reason == WHY

    def test_closed_while_the_form_was_open(self, as_staff, chief, cell, official, commission, period):
        visit = VisitFactory(leader=chief, cell=cell, month=MARCH)
        shown = typed(as_staff.get(url("visit-missed", visit)))
        assert "correction_reason" not in shown
        close(commission, official, period)
        told = {"reason": trip().pk, "month": "later", "note": "Đi họp"}
        refused = as_staff.post(url("visit-missed", visit), shown | told)
        assert (refused.status_code, typed(refused)["note"]) == (422, "Đi họp")
        assert "correction_reason" in typed(refused)

    def test_two_editors_compare_the_numbers_not_the_reasons(self, as_staff, attended, staff):
        shown = typed(as_staff.get(url("visit-attended", attended)))
        logging_actions.log_attended(
            visit=attended,
            date=DAY,
            correction_reason="Đếm lại",
            facts=logging_actions.MeetingFacts(members_total=33),
            by=staff,
        )
        mine = shown | {"members_total": "31", "correction_reason": WHY}
        conflict = as_staff.post(url("visit-attended", attended), mine)
        assert conflict.status_code == 422
        assert [d.name for d in conflict.context["form"].differences] == ["members_total"]
        chosen = typed(conflict) | {"differing": "members_total", "resolve-members_total": "mine"}
        assert as_staff.post(url("visit-attended", attended), chosen).status_code == 302
        assert Meeting.objects.get().members_total == 31
        assert attended.history.first().history_change_reason == WHY

    def test_taken_back_on_a_page_of_its_own(self, as_staff, attended, staff):
        page = as_staff.get(url("visit-take-back", attended))
        refused = as_staff.post(url("visit-take-back", attended), typed(page))
        assert (refused.status_code, len(feedback(refused))) == (422, 1)
        saved = as_staff.post(url("visit-take-back", attended), typed(page) | {"correction_reason": WHY})
        assert saved.url == url("visit-detail", attended)
        attended.refresh_from_db()
        assert attended.outcome == "pending"

    def test_an_unplanned_visit_taken_back_leads_to_its_plan(self, as_staff, plan, chief, cell, staff):
        visit = logging_actions.log_unplanned(
            leader=chief, cell=cell, date=DAY, correction_reason=WHY, by=staff
        )
        saved = as_staff.post(url("visit-take-back", visit), {"correction_reason": "Nhầm"})
        assert saved.url == url("plan-detail", plan)
        assert as_staff.get(saved.url).status_code == 200

    def test_months_that_a_closed_plan_leaves(self, missed, staff):
        form = CarryOverForm(row=missed, by=staff)
        assert form.fields["month"].months == NEXT.months

    def test_carried_over(self, as_staff, missed):
        shown = typed(as_staff.get(url("visit-carry-over", missed))) | {"month": "08/2018"}
        assert as_staff.post(url("visit-carry-over", missed), shown).status_code == 422
        previewed = as_staff.post(
            url("visit-carry-over", missed), shown | {"correction_reason": WHY, "preview": "1"}
        )
        assert typed(previewed)["correction_reason"] == WHY
        assert as_staff.post(url("visit-carry-over", missed), typed(previewed)).status_code == 302
        page = as_staff.get(url("visit-detail", missed))
        assert buttons(page) == {"visit-take-back", "attachment-create"}

    def test_the_month_page_and_my_work_leave_closed_plans_alone(self, as_staff, pending, attended, missed):
        page = as_staff.get(reverse("attendance:month", args=[MARCH]))
        assert list(find_all(parse(page), "button", name="only")) == []
        visits = {url("visit-detail", visit) for visit in (pending, attended, missed)}
        work = parse(as_staff.get(reverse("office:work")))
        assert visits.isdisjoint({attribute(link, "href") for link in find_all(work, "a")})

    def test_the_plans_page_says_so(self, as_staff, plan, pending):
        page = as_staff.get(url("plan-detail", plan))
        assert "unplanned-create" in buttons(page)
        assert "visit-create" not in buttons(page)
        assert f"{plan.closed_on:%d/%m/%Y}" in text(parse(page))


class TestUnplanned:
    @pytest.fixture(autouse=True)
    def this_year(self, monkeypatch):
        monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 8, 1))

    @pytest.fixture
    def data(self, plan, chief, cell):
        return {"leader": chief.pk, "cell": cell.pk, "date": "15/03/2018", "kind": "regular"}

    @pytest.fixture
    def address(self):
        return reverse("attendance:unplanned-create")

    def test_the_reason_is_asked_for_once_leader_and_day_tell_the_plan(self, as_staff, data, address):
        assert "correction_reason" not in typed(as_staff.get(address))
        previewed = as_staff.post(address, data | {"preview": "1"})
        assert "correction_reason" in typed(previewed)
        assert "correction_reason" not in typed(
            as_staff.post(address, data | {"preview": "1", "date": "01/08/2018"})
        )
        refused = as_staff.post(address, data | {"note": "Dự đột xuất"})
        assert (refused.status_code, typed(refused)["note"]) == (422, "Dự đột xuất")
        assert list(refused.context["form"].errors) == ["correction_reason"]
        saved = as_staff.post(address, data | {"correction_reason": WHY}, follow=True)
        visit = Visit.objects.get()
        assert (visit.origin, visit.history.first().history_change_reason) == ("unplanned", WHY)
        assert "visit-undo" not in buttons(saved)

    def test_a_registered_visit_still_open_goes_first(self, as_staff, data, address, pending):
        Visit.objects.update(month=MAY)
        refused = as_staff.post(address, data | {"correction_reason": WHY})
        assert refused.status_code == 422
        kept = typed(refused) | {"fulfil": pending.pk}
        assert kept["correction_reason"] == WHY
        assert as_staff.post(address, kept).status_code == 302
        pending.refresh_from_db()
        assert (pending.outcome, pending.history.first().history_change_reason) == ("attended", WHY)


class TestEvaluations:
    @pytest.fixture
    def sheet(self, attended):
        criterion = CriterionFactory(maximum=Decimal(10))
        return {f"criterion_{criterion.pk}": "8", "version": "0"}

    def test_made_and_corrected(self, as_staff, attended, sheet):
        address = url("evaluation-update", attended, "leader")
        page = as_staff.get(address)
        assert "correction_reason" in typed(page)
        refused = as_staff.post(address, sheet)
        assert list(refused.context["form"].errors) == ["correction_reason"]
        assert not Evaluation.objects.exists()
        assert typed(refused)["criterion_" + next(iter(sheet)).split("_")[1]] == "8"
        assert as_staff.post(address, sheet | {"correction_reason": WHY}).status_code == 302
        evaluation = Evaluation.objects.get()
        records = [*evaluation.history.all(), *evaluation.scores.get().history.all()]
        assert {record.history_change_reason for record in records} == {WHY}

    def test_deleted(self, as_staff, attended):
        EvaluationFactory(meeting=attended.meeting, leader=attended.leader)
        address = url("evaluation-delete", attended, "leader")
        assert as_staff.post(address, {"version": 1}).status_code == 422
        assert as_staff.post(address, {"version": 1, "correction_reason": WHY}).status_code == 302
        gone = Evaluation.history.get(history_type="-")
        assert gone.history_change_reason == WHY

    def test_of_an_open_plan_the_sheet_asks_for_none(self, as_staff, chief, cell):
        visit = VisitFactory(leader=chief, cell=cell, attended=True)
        for scorer in ("leader", "cell"):
            assert "correction_reason" not in typed(as_staff.get(url("evaluation-update", visit, scorer)))


@pytest.mark.parametrize("step", ["missed", "take-back"])
def test_an_evaluation_in_the_way_is_told_beforehand(step, as_staff, attended, chief):
    def told():
        return alerts(as_staff.get(reverse(f"attendance:visit-{step}", args=[attended.pk])))

    before = told()
    EvaluationFactory(meeting=attended.meeting, leader=chief)
    [warning] = [alert for alert in told() if alert not in before]
    assert warning == (
        "Đồng chí Nguyễn Văn An đã đánh giá buổi sinh hoạt này. Hãy xóa phiếu đánh giá đó trước. "
        "Xem phiếu đánh giá"
    )
