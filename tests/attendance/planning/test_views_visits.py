"""A visit enters a plan, changes and leaves it; what speaks against it asks for a reason."""

import datetime as dt

import pytest
from django.urls import reverse

from attendance.models import Plan, Visit
from lib.periods import Month
from tests.factories import (
    CellFactory,
    LeaderFactory,
    PlanFactory,
    VisitFactory,
)
from tests.pages import alerts, attribute, buttons, feedback, find_all, parse, text, typed

pytestmark = pytest.mark.django_db

MARCH = Month.parse("03/2018")


def url(name, plan):
    return reverse(f"attendance:{name}", args=[plan.pk])


@pytest.fixture
def plan(commission, period):
    return PlanFactory(committee=commission, half_year=period)


def focused(response) -> list[str]:
    """Where typing begins."""
    return [attribute(e, "name") for e in find_all(parse(response), autofocus=None)]


class TestAddingAVisit:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("leader", ""),
            ("leader", "999999"),
            ("leader", "abc"),
            ("cell", ""),
            ("cell", "999999"),
            ("month", ""),
            ("month", "07/2018"),
            ("month", "13/2018"),
            ("month", "tháng ba"),
        ],
    )
    def test_mistakes_stand_beside_their_field(self, field, value, as_staff, plan, chief, cell):
        data = {"leader": chief.pk, "cell": cell.pk, "month": "03/2018"} | {field: value}
        response = as_staff.post(url("visit-create", plan), data)
        assert response.status_code == 422
        assert list(response.context["form"].errors) == [field]
        assert len(feedback(response)) == 1
        assert focused(response) == ["q" if field == "cell" else field]
        kept = {name: str(v) for name, v in data.items() if name != field}
        assert {name: typed(response)[name] for name in kept} == kept
        assert not Visit.objects.exists()

    def test_leaders_of_others_are_neither_offered_nor_accepted(
        self, as_staff, plan, chief, cell, other_chief
    ):
        offered = as_staff.get(url("visit-create", plan)).context["form"].fields["leader"].queryset
        assert list(offered) == [chief]
        response = as_staff.post(
            url("visit-create", plan), {"leader": other_chief.pk, "cell": cell.pk, "month": "03/2018"}
        )
        assert (response.status_code, Visit.objects.count()) == (422, 0)

    def test_leaders_out_of_office_and_dissolved_cells_are_not_offered(
        self, as_staff, plan, chief, cell, commission, district, period
    ):
        LeaderFactory(committee=commission, valid_to=period.previous.last_day)
        CellFactory(committee=district, dissolved_on=period.previous.last_day)
        last = CellFactory(committee=district, dissolved_on=period.first_day, name="Chi bộ sắp giải thể")
        fields = as_staff.get(url("visit-create", plan)).context["form"].fields
        assert list(fields["leader"].queryset) == [chief]
        assert last in fields["cell"].queryset
        assert fields["cell"].queryset.count() == 4

    def test_an_amendment_asks_why(self, as_staff, commission, chief, cell, period):
        plan = PlanFactory(committee=commission, half_year=period, status="approved")
        data = {"leader": chief.pk, "cell": cell.pk, "month": "03/2018", "reason": " "}
        response = as_staff.post(url("visit-create", plan), data)
        assert (response.status_code, list(response.context["form"].errors)) == (422, ["reason"])
        assert focused(response) == ["reason"]
        assert typed(response)["month"] == "03/2018"
        as_staff.post(url("visit-create", plan), data | {"reason": "Cấp ủy đề nghị"})
        assert Visit.objects.values_list("origin", "amendment_reason").get() == (
            "amendment",
            "Cấp ủy đề nghị",
        )

    def test_the_same_visit_twice_is_refused_above_the_form(self, as_staff, chief, cell):
        visit = VisitFactory(leader=chief, cell=cell, month=MARCH)
        response = as_staff.post(
            url("visit-create", visit.plan),
            {"leader": chief.pk, "cell": cell.pk, "month": "03/2018", "reason": "Nhầm"},
        )
        assert response.status_code == 422
        (message,) = alerts(response)
        assert chief.full_name in message
        assert typed(response)["reason"] == "Nhầm"
        assert Visit.objects.count() == 1

    @pytest.mark.parametrize("status", ["submitted", "closed"])
    def test_not_while_the_plan_is_read_or_closed(self, status, as_staff, commission, chief, cell, period):
        plan = PlanFactory(committee=commission, half_year=period, status=status)
        assert "visit-create" not in buttons(as_staff.get(url("plan-detail", plan)))
        response = as_staff.post(
            url("visit-create", plan),
            {"leader": chief.pk, "cell": cell.pk, "month": "03/2018", "reason": "Muộn"},
        )
        assert (response.status_code, len(alerts(response)), Visit.objects.count()) == (422, 1, 0)


def test_a_visit_leaves_a_draft_without_a_trace_and_an_approved_plan_never(as_staff, plan, chief, cell):
    visit = VisitFactory(plan=plan, leader=chief, cell=cell)
    removed = as_staff.post(url("visit-delete", visit), {"version": visit.version})
    assert removed.url == url("plan-detail", plan)
    assert not Visit.objects.exists()
    # ... but for the button that puts it back.
    page = as_staff.get(removed.url)
    (form,) = find_all(parse(page), "form", action=reverse("attendance:visit-undo"))
    assert text(form) == f"Hoàn tác: bỏ lượt của đ/c {chief} tại {cell}, tháng {visit.month.month}"
    as_staff.post(reverse("attendance:visit-undo"), {"key": typed(page)["key"]})
    assert Visit.objects.get() == visit
    as_staff.post(url("visit-delete", visit), {"version": visit.version + 1})
    assert not Visit.objects.exists()
    Plan.objects.update(status="approved", approved_at="2018-01-05T00:00Z")
    kept = VisitFactory(plan=Plan.objects.get(), leader=chief, cell=cell)
    as_staff.post(url("visit-delete", kept), {"version": kept.version})
    kept.refresh_from_db()
    assert kept.outcome == "pending"


class TestWarnings:
    @pytest.fixture
    def data(self, plan, chief, cell, department_head):
        VisitFactory(plan=plan, leader=department_head, cell=cell, month=MARCH)
        return {"leader": chief.pk, "cell": cell.pk, "month": "03/2018"}

    def test_a_visit_is_added_once_its_reason_is_given(self, as_staff, plan, chief, data):
        refused = as_staff.post(url("visit-create", plan), data)
        assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["override_reason"])
        assert focused(refused) == ["override_reason"]
        assert {name: typed(refused)[name] for name in data} == {n: str(v) for n, v in data.items()}
        saved = as_staff.post(url("visit-create", plan), data | {"override_reason": "Cùng dự"})
        assert saved.url == f"{url('plan-detail', plan)}#leader-{chief.pk}"
        assert chief.visits.get().override_reason == "Cùng dự"

    def test_another_for_the_same_leader(self, as_staff, plan, chief, data):
        more = as_staff.post(url("visit-create", plan), data | {"override_reason": "Cùng dự", "more": "1"})
        assert more.url == f"{url('visit-create', plan)}?leader={chief.pk}&month=04%2F2018"
        assert typed(as_staff.get(more.url))["leader"] == str(chief.pk)

    def test_another_is_proposed_for_no_month_that_has_begun(self, as_staff, plan, chief, data, monkeypatch):
        monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 4, 2))
        more = as_staff.post(url("visit-create", plan), data | {"override_reason": "Cùng dự", "more": "1"})
        assert typed(as_staff.get(more.url))["month"] == "05/2018"

    def test_after_the_last_month_it_stays(self, as_staff, plan, chief, cell):
        more = as_staff.post(
            url("visit-create", plan),
            {"leader": chief.pk, "cell": cell.pk, "month": "06/2018", "more": "1"},
        )
        assert more.url == f"{url('visit-create', plan)}?leader={chief.pk}&month=06%2F2018"

    def test_amendments_of_one_decision_share_month_and_reason(
        self, as_staff, commission, period, chief, cell
    ):
        plan = PlanFactory(committee=commission, half_year=period, status="approved")
        given = {"leader": str(chief.pk), "month": "03/2018", "reason": "Cấp ủy đề nghị"}
        more = as_staff.post(url("visit-create", plan), given | {"cell": cell.pk, "more": "1"})
        kept = typed(as_staff.get(more.url))
        assert {name: kept[name] for name in given} == given

    def test_submitting_asks_on_a_page_of_its_own(self, as_staff, plan, data):
        as_staff.post(url("visit-create", plan), data | {"override_reason": "Cùng dự"})
        links = find_all(parse(as_staff.get(url("plan-detail", plan))), "a", href=url("plan-submit", plan))
        assert len(list(links)) == 1
        refused = as_staff.post(url("plan-submit", plan), {"version": plan.version})
        assert (refused.status_code, len(feedback(refused))) == (422, 1)
        as_staff.post(url("plan-submit", plan), {"version": plan.version, "override_reason": "Cả đoàn"})
        plan.refresh_from_db()
        assert (plan.status, set(plan.visits.values_list("override_reason", flat=True))) == (
            "submitted",
            {"Cùng dự", "Cả đoàn"},
        )


class TestChangingAVisit:
    @pytest.fixture
    def visit(self, plan, chief, cell):
        return VisitFactory(plan=plan, leader=chief, cell=cell, month=MARCH)

    def test_to_another_month(self, as_staff, visit, plan, chief):
        page = as_staff.get(url("visit-change", visit))
        assert (typed(page)["month"], "override_reason" in typed(page)) == ("03/2018", False)
        changed = as_staff.post(url("visit-change", visit), typed(page) | {"month": "05/2018"})
        assert changed.url == f"{url('plan-detail', plan)}#leader-{chief.pk}"
        visit.refresh_from_db()
        assert str(visit.month) == "05/2018"

    def test_a_reason_is_asked_for_only_where_something_speaks_against_it(
        self, as_staff, visit, chief, cell, department_head
    ):
        VisitFactory(plan=visit.plan, leader=chief, cell=cell, month=Month.parse("04/2018"), withdrawn=True)
        VisitFactory(plan=visit.plan, leader=department_head, cell=cell, month=Month.parse("05/2018"))
        opened = typed(as_staff.get(url("visit-change", visit)))
        for month, asked in [("04/2018", False), ("05/2018", True)]:
            refused = as_staff.post(url("visit-change", visit), opened | {"month": month, "form_key": ""})
            assert (refused.status_code, "override_reason" in typed(refused)) == (422, asked)

    def test_two_editors_compare(self, as_staff, visit):
        opened = typed(as_staff.get(url("visit-change", visit)))
        as_staff.post(url("visit-change", visit), opened | {"month": "05/2018"})
        late = as_staff.post(url("visit-change", visit), opened | {"month": "06/2018", "form_key": ""})
        assert late.status_code == 422
        assert [(d.name, d.mine, d.theirs) for d in late.context["form"].differences] == [
            ("month", "06/2018", "05/2018")
        ]
