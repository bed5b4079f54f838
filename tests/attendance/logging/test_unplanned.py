"""A leader attended without being registered: which plan it belongs to, and what it must not hide."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from attendance.figures.selection import Selection
from attendance.figures.tally import tally
from attendance.logging import actions
from attendance.models import Plan, Visit
from lib.periods import Month
from meetings.models import Meeting
from tests.factories import (
    AttachmentFactory,
    CellFactory,
    CommitteeFactory,
    LeaderFactory,
    MembershipFactory,
    PlanFactory,
    VisitFactory,
)
from tests.pages import alerts, attribute, find_all, parse, text, typed

pytestmark = pytest.mark.django_db

ADDRESS = reverse("attendance:unplanned-create")
MARCH, MAY = Month.parse("03/2018"), Month.parse("05/2018")
DAY = dt.date(2018, 3, 15)


@pytest.fixture
def plan(commission, period):
    return PlanFactory(committee=commission, half_year=period, status="approved")


def log(leader, cell, staff, date=DAY, **kwargs):
    return actions.log_unplanned(leader=leader, cell=cell, date=date, by=staff, **kwargs)


class TestAction:
    def test_beside_the_figures_never_inside(self, plan, chief, cell, staff, commission, period):
        VisitFactory(leader=chief, cell=CellFactory(), plan=plan)
        visit = log(
            chief, cell, staff, facts=actions.MeetingFacts(members_total=20), source_document="Số 12-BC/CB"
        )
        assert (visit.origin, visit.outcome, visit.plan, visit.month) == (
            "unplanned",
            "attended",
            plan,
            MARCH,
        )
        assert (visit.meeting.date, visit.meeting.members_total) == (DAY, 20)
        assert (visit.logged_by, visit.source_document) == (staff, "Số 12-BC/CB")
        figures = tally(Visit.objects.all(), Selection(period, committee=commission))
        assert (figures.planned_cells, figures.attended_cells, figures.extra_cells) == (1, 0, 1)

    def test_the_nearest_committee_above_with_a_plan(self, plan, commission, cell, staff):
        office = CommitteeFactory(parent=commission)
        assert log(LeaderFactory(committee=office), cell, staff).plan == plan
        own = PlanFactory(committee=office, half_year=plan.half_year, status="approved")
        assert log(LeaderFactory(committee=office), cell, staff).plan == own

    @pytest.mark.parametrize("status", [None, "draft", "submitted", "closed"])
    def test_only_where_the_plan_is_approved(self, status, commission, period, chief, cell, staff):
        if status:
            PlanFactory(committee=commission, half_year=period, status=status)
        with pytest.raises(ValidationError) as refusal:
            log(chief, cell, staff)
        assert len(refusal.value.messages) == 1
        assert not Visit.objects.exists()

    def test_not_in_the_future(self, plan, chief, cell, staff, monkeypatch):
        monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 3, 14))
        with pytest.raises(ValidationError):
            log(chief, cell, staff)

    def test_a_registered_visit_that_is_open_goes_first(self, plan, chief, cell, staff):
        open_visit = VisitFactory(leader=chief, cell=cell, month=MAY, plan=plan)
        with pytest.raises(actions.OpenVisits) as refusal:
            log(chief, cell, staff)
        assert refusal.value.visits == [open_visit]
        assert log(chief, cell, staff, beside_open=True).origin == "unplanned"
        open_visit.refresh_from_db()
        assert open_visit.outcome == "pending"

    def test_another_half_years_or_leaders_visit_is_none(self, plan, chief, department_head, cell, staff):
        VisitFactory(leader=department_head, cell=cell, month=MAY, plan=plan)
        VisitFactory(leader=chief, cell=cell, month=Month.parse("07/2018"))
        assert log(chief, cell, staff).origin == "unplanned"

    @pytest.mark.parametrize(
        "state",
        [{"missed": True}, {"withdrawn": True}, {"attended": True, "met_on": dt.date(2018, 3, 1)}, {}],
    )
    def test_a_month_has_one_visit(self, state, plan, chief, cell, staff):
        taken = VisitFactory(leader=chief, cell=cell, month=MARCH, plan=plan, **state)
        with pytest.raises(actions.MonthTaken) as refusal:
            log(chief, cell, staff, beside_open=True)
        assert refusal.value.visit == taken
        assert Visit.objects.count() == 1

    def test_a_meeting_counts_once(self, plan, chief, cell, staff):
        VisitFactory(leader=chief, cell=cell, month=MAY, plan=plan, attended=True, met_on=DAY)
        with pytest.raises(ValidationError):
            log(chief, cell, staff)
        assert Visit.objects.count() == 1

    def test_cleared_it_is_gone_and_the_history_keeps_it(self, plan, chief, cell, staff):
        visit = log(chief, cell, staff)
        assert actions.clear_result(visit=visit, by=staff) is None
        assert (Visit.objects.count(), Meeting.objects.count()) == (0, 0)
        assert Visit.history.filter(history_type="-").get().history_user == staff

    def test_not_while_files_are_attached(self, plan, chief, cell, staff):
        visit = log(chief, cell, staff)
        AttachmentFactory(visit=visit)
        with pytest.raises(ValidationError):
            actions.clear_result(visit=visit, by=staff)
        assert Visit.objects.get().outcome == "attended"


class TestPage:
    @pytest.fixture
    def as_staff(self, client, staff):
        client.force_login(staff)
        return client

    @pytest.fixture
    def data(self, chief, cell):
        return {
            "leader": chief.pk,
            "cell": cell.pk,
            "date": "15/03/2018",
            "kind": "thematic",
            "members_present": "18",
            "note": "Họp tại nhà văn hóa",
        }

    @pytest.fixture(autouse=True)
    def this_year(self, monkeypatch):
        monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 4, 1))

    def test_logged_and_undone(self, as_staff, plan, data, staff):
        response = as_staff.post(ADDRESS, data)
        visit = Visit.objects.get()
        assert response.url == reverse("attendance:visit-detail", args=[visit.pk])
        assert (visit.origin, visit.meeting.kind, visit.logged_by) == ("unplanned", "thematic", staff)
        undone = as_staff.post(reverse("attendance:visit-undo"), {"key": as_staff.session["undo"][-1]["key"]})
        # Not back to the visit, which is gone, but to what was typed.
        kept = typed(as_staff.get(undone.url))
        assert {name: kept[name] for name in data} == {name: str(value) for name, value in data.items()}
        assert (Visit.objects.count(), Meeting.objects.count()) == (0, 0)

    def test_undone_its_files_are_to_be_chosen_again(self, as_staff, plan, data):
        minutes = SimpleUploadedFile("Biên bản.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
        as_staff.post(ADDRESS, data | {"attachments": [minutes]})
        assert Visit.objects.get().attachments.count() == 1
        undone = as_staff.post(reverse("attendance:visit-undo"), {"key": as_staff.session["undo"][-1]["key"]})
        told = alerts(as_staff.get(undone.url))[-1]
        assert told == "Hãy chọn lại tệp đính kèm: trình duyệt chỉ gửi tệp một lần."

    def test_the_open_visit_is_proposed_with_all_that_was_typed(self, as_staff, plan, data, chief, cell):
        open_visit = VisitFactory(leader=chief, cell=cell, month=MAY, plan=plan)
        response = as_staff.post(ADDRESS, data)
        assert response.status_code == 422
        (button,) = find_all(parse(response), "button", name="fulfil")
        assert attribute(button, "value") == str(open_visit.pk)
        kept = {name: typed(response)[name] for name in data}
        assert kept == {name: str(value) for name, value in data.items()}
        as_staff.post(ADDRESS, kept | {"fulfil": open_visit.pk})
        open_visit.refresh_from_db()
        assert (open_visit.outcome, open_visit.meeting.date, open_visit.note) == (
            "attended",
            DAY,
            "Họp tại nhà văn hóa",
        )
        assert Visit.objects.count() == 1

    def test_or_it_stays_open(self, as_staff, plan, data, chief, cell):
        VisitFactory(leader=chief, cell=cell, month=MAY, plan=plan)
        assert as_staff.post(ADDRESS, data | {"beside_open": "on"}).status_code == 302
        assert set(Visit.objects.values_list("origin", "outcome")) == {
            ("registered", "pending"),
            ("unplanned", "attended"),
        }

    def test_a_strangers_visit_is_not_fulfilled(self, as_staff, plan, data, other_chief, cell):
        foreign = VisitFactory(leader=other_chief, cell=cell, month=MAY)
        response = as_staff.post(ADDRESS, data | {"leader": other_chief.pk, "fulfil": foreign.pk})
        assert (response.status_code, list(response.context["form"].errors)) == (422, ["leader"])
        response = as_staff.post(ADDRESS, data | {"fulfil": foreign.pk})
        assert response.status_code == 422
        foreign.refresh_from_db()
        assert foreign.outcome == "pending"

    def test_a_month_taken_links_the_visit(self, as_staff, plan, data, chief, cell):
        taken = VisitFactory(leader=chief, cell=cell, month=MARCH, plan=plan, missed=True)
        response = as_staff.post(ADDRESS, data)
        links = {attribute(a, "href") for a in find_all(parse(response), "a", class_="btn")}
        assert reverse("attendance:visit-detail", args=[taken.pk]) in links
        assert len(alerts(response)) == 1

    def test_the_plan_of_a_committee_above_ones_own_is_not_written(
        self, client, commission, plan, data, cell
    ):
        office = CommitteeFactory(parent=commission)
        client.force_login(MembershipFactory(role="staff", committee=office).user)
        response = client.post(ADDRESS, data | {"leader": LeaderFactory(committee=office).pk})
        assert (response.status_code, Visit.objects.count()) == (422, 0)

    @pytest.mark.parametrize(
        ("words", "names"),
        [
            ("thon", ["Chi bộ Thôn 2"]),
            ("CHI bo", ["Chi bộ Thôn 2", "Chi bộ Tiểu khu 10", "Chi bộ Trường Tiểu học Bắc Sơn"]),
            ("khu huyen uy", ["Chi bộ Tiểu khu 10"]),
            ("cb-truong", ["Chi bộ Trường Tiểu học Bắc Sơn"]),
            ("xã khác", []),
            ("", []),
            ("a\0", []),
        ],
    )
    def test_finding_the_cell_keeps_what_is_typed(self, words, names, as_staff, data, cells):
        del data["cell"]
        response = as_staff.post(ADDRESS, data | {"q": words, "preview": "1"})
        assert response.status_code == 200
        assert [cell.name for cell in response.context["form"].found] == names
        assert typed(response)["note"] == "Họp tại nhà văn hóa"
        assert not Visit.objects.exists()

    def test_the_cell_chosen_stays_first_and_many_are_cut(self, as_staff, data, cell, district):
        CellFactory.create_batch(14, committee=district)
        response = as_staff.post(ADDRESS, data | {"q": "chi bo", "preview": "1"})
        form = response.context["form"]
        assert (form.found[0], len(form.found), form.more) == (cell, 13, True)
        assert typed(response)["cell"] == str(cell.pk)

    def test_what_is_missing_is_told_in_the_order_of_the_page_with_links(self, as_staff):
        page = parse(as_staff.post(ADDRESS, {}))
        links = {text(a): attribute(a, "href")[1:] for a in find_all(page, "a", class_="alert-link")}
        assert list(links) == [
            "Chưa điền mục “Cán bộ lãnh đạo”.",
            "Hãy tìm và chọn chi bộ.",
            "Chưa điền mục “Ngày họp”.",
            "Chưa điền mục “Hình thức”.",
        ]
        assert all(any(find_all(page, id=anchor)) for anchor in links.values())

    @pytest.mark.parametrize("value", ["xxx", "-1", "9" * 30, "a\0"])
    def test_odd_values_in_the_address_are_answered(self, value, as_staff, plan):
        query = dict.fromkeys(["leader", "cell", "date", "q", "kind", "fulfil"], value)
        assert as_staff.get(ADDRESS, query).status_code == 200
        assert as_staff.post(ADDRESS, query).status_code == 422
        assert as_staff.post(ADDRESS, query | {"preview": "1"}).status_code == 200

    def test_the_address_may_name_leader_and_cell(self, as_staff, chief, cell):
        offered = typed(as_staff.get(ADDRESS, {"leader": chief.pk, "cell": cell.pk, "date": "15/03/2018"}))
        assert (offered["leader"], offered["cell"], offered["date"]) == (
            str(chief.pk),
            str(cell.pk),
            "15/03/2018",
        )


def test_clearing_on_the_page_leads_to_the_month(client, staff, plan, chief, cell):
    visit = log(chief, cell, staff)
    client.force_login(staff)
    response = client.post(reverse("attendance:visit-clear", args=[visit.pk]), {"version": visit.version})
    assert response.url == "/months/2018-03/"
    assert not Visit.objects.exists()
    assert Plan.objects.get() == plan
