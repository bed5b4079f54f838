"""A plan on its way through the pages: begun, filled, submitted, returned, approved, amended."""

import pytest
from django.urls import reverse

from attendance.models import Plan, Visit
from meetings import periods
from meetings.periods import HalfYear, Month
from tests.factories import CellFactory, LeaderFactory, PlanFactory, VisitFactory
from tests.pages import alerts, buttons, feedback, find_all, parse, text, typed

pytestmark = pytest.mark.django_db

MARCH = Month.parse("03/2018")


def url(name, plan):
    return reverse(f"attendance:{name}", args=[plan.pk])


@pytest.fixture
def plan(commission, period):
    return PlanFactory(committee=commission, half_year=period)


@pytest.fixture
def as_staff(client, staff):
    client.force_login(staff)
    return client


def test_from_nothing_to_figures(chief, cell, commission, staff, official, client):
    """What the two sides do in turn, each step by the button that the page offers."""
    half_year = HalfYear.current()
    client.force_login(staff)
    begun = client.post(
        reverse("attendance:plan-create"),
        {"committee": commission.pk, "half_year": str(half_year)},
        follow=True,
    )
    plan = Plan.objects.get()
    assert begun.redirect_chain == [(url("plan-detail", plan), 302)]
    assert (plan.committee, plan.half_year, plan.status) == (commission, half_year, "draft")
    assert buttons(begun) == {"visit-create", "plan-delete"}
    assert client.post(url("plan-submit", plan)).status_code == 422
    plan.refresh_from_db()
    assert plan.status == "draft"

    month = half_year.months[2]
    client.post(url("visit-create", plan), {"leader": chief.pk, "cell": cell.pk, "month": str(month)})
    visit = Visit.objects.get()
    assert (visit.leader, visit.cell, visit.month, visit.origin) == (chief, cell, month, "registered")
    assert buttons(client.get(url("plan-detail", plan))) == {"visit-create", "plan-submit", "visit-delete"}
    client.post(url("plan-submit", plan), {"version": plan.version})

    client.force_login(official)
    assert buttons(client.get(url("plan-detail", plan))) == {"plan-approve", "plan-return"}
    client.post(url("plan-return", plan), {"comment": "Thêm chi bộ vùng sâu"})
    client.force_login(staff)
    returned = client.get(url("plan-detail", plan))
    assert any("Thêm chi bộ vùng sâu" in m for m in alerts(returned))
    assert buttons(returned) == {"visit-create", "plan-submit", "visit-delete"}
    client.post(url("plan-submit", plan))
    assert buttons(client.get(url("plan-detail", plan))) == set()

    client.force_login(official)
    client.post(url("plan-approve", plan))
    plan.refresh_from_db()
    assert (plan.status, plan.submitted_by, plan.approved_by, plan.comment) == (
        "approved",
        staff,
        official,
        "",
    )
    figures = client.get(reverse("attendance:figure-rows", args=[half_year, "planned_cells"]))
    assert text(next(find_all(parse(figures), "h1"))).endswith(": 1")


def test_only_half_years_near_now_may_be_begun(as_staff, commission, chief, monkeypatch):
    response = as_staff.post(
        reverse("attendance:plan-create"), {"committee": commission.pk, "half_year": "2018-H1"}
    )
    assert (response.status_code, len(feedback(response))) == (422, 1)
    assert not Plan.objects.exists()


def test_a_second_plan_for_the_half_year_is_refused(as_staff, commission, chief):
    now = HalfYear.of(periods.today())
    PlanFactory(committee=commission, half_year=now)
    response = as_staff.post(
        reverse("attendance:plan-create"), {"committee": commission.pk, "half_year": str(now)}
    )
    assert response.status_code == 422
    assert len(alerts(response)) == 1
    assert typed(response)["half_year"] == str(now)
    assert Plan.objects.count() == 1


def test_a_committee_of_others_cannot_be_smuggled_in(
    as_staff, commission, chief, other_commission, other_chief
):
    response = as_staff.post(
        reverse("attendance:plan-create"),
        {"committee": other_commission.pk, "half_year": str(HalfYear.current())},
    )
    assert (response.status_code, Plan.objects.count()) == (422, 0)


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


class TestReturning:
    def test_needs_a_comment(self, client, official, commission, period):
        plan = PlanFactory(committee=commission, half_year=period, status="submitted")
        client.force_login(official)
        response = client.post(url("plan-return", plan), {"comment": "  "})
        assert (response.status_code, len(feedback(response))) == (422, 1)
        plan.refresh_from_db()
        assert plan.status == "submitted"

    def test_a_second_official_is_told_who_was_first(self, client, official, commission, chief, period):
        plan = PlanFactory(committee=commission, half_year=period, status="submitted")
        opened = plan.version
        client.force_login(official)
        client.post(url("plan-approve", plan), {"version": opened})
        response = client.post(url("plan-return", plan), {"comment": "Sửa lại", "version": opened})
        assert response.status_code == 422
        assert [a.split(" đã")[0] for a in alerts(response)][-1] == "Hoàng Văn Em"
        assert typed(response)["comment"] == "Sửa lại"
        again = client.post(url("plan-approve", plan), {"version": opened}, follow=True)
        assert [str(m).split(" đã")[0] for m in again.context["messages"]] == ["Hoàng Văn Em"]
        plan.refresh_from_db()
        assert (plan.status, plan.version) == ("approved", opened + 1)


def test_a_visit_leaves_a_draft_without_a_trace_and_an_approved_plan_never(as_staff, plan, chief, cell):
    visit = VisitFactory(plan=plan, leader=chief, cell=cell)
    removed = as_staff.post(url("visit-delete", visit), {"version": visit.version})
    assert removed.url == url("plan-detail", plan)
    assert not Visit.objects.exists()
    Plan.objects.update(status="approved", approved_at="2018-01-05T00:00Z")
    kept = VisitFactory(plan=Plan.objects.get(), leader=chief, cell=cell)
    as_staff.post(url("visit-delete", kept), {"version": kept.version})
    kept.refresh_from_db()
    assert kept.outcome == "pending"


def test_the_list_is_cut_by_half_year_and_status(as_staff, commission, period):
    draft = PlanFactory(committee=commission, half_year=period)
    approved = PlanFactory(committee=commission, half_year=period.next, status="approved")

    def listed(**query):
        return list(as_staff.get(reverse("attendance:plan-list"), query).context["object_list"])

    assert listed() == [approved, draft]
    assert listed(period="2018-H1") == [draft]
    assert listed(status="approved") == [approved]
    assert listed(period="2018-H1", status="approved") == []
