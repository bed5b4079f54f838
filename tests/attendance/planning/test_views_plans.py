"""A plan on its way through the pages: begun, filled, submitted, returned, approved, amended."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from attendance.models import Plan, Visit
from attendance.planning import actions
from lib import periods
from lib.periods import HalfYear, Month
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    LeaderFactory,
    PlanFactory,
    RegistrationWindowFactory,
    TripFactory,
    VisitFactory,
)
from tests.pages import alerts, attribute, buttons, feedback, find, find_all, parse, text, typed

pytestmark = pytest.mark.django_db

MARCH = Month.parse("03/2018")


def url(name, plan):
    return reverse(f"attendance:{name}", args=[plan.pk])


@pytest.fixture
def plan(commission, period):
    return PlanFactory(committee=commission, half_year=period)


def queries(load) -> int:
    with CaptureQueriesContext(connection) as captured:
        load()
    return len(captured)


def focused(response) -> list[str]:
    """Where typing begins."""
    return [attribute(e, "name") for e in find_all(parse(response), autofocus=None)]


def test_from_nothing_to_figures(chief, cell, commission, staff, official, client):
    """What the two sides do in turn, each step by the button that the page offers."""
    half_year = HalfYear.current()
    client.force_login(staff)
    begun = client.post(
        reverse("attendance:plan-create"),
        {"committee": commission.code, "half_year": str(half_year)},
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
    assert text(find(parse(returned), id="last-return")).startswith(str(official))
    client.post(url("plan-submit", plan))
    assert buttons(client.get(url("plan-detail", plan))) == {"plan-recall"}

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
        reverse("attendance:plan-create"), {"committee": commission.code, "half_year": "2018-H1"}
    )
    assert (response.status_code, len(feedback(response))) == (422, 1)
    assert not Plan.objects.exists()


def test_a_second_plan_for_the_half_year_is_refused(as_staff, commission, chief):
    now = HalfYear.of(periods.today())
    plan = PlanFactory(committee=commission, half_year=now)
    response = as_staff.post(
        reverse("attendance:plan-create"), {"committee": commission.code, "half_year": str(now)}
    )
    assert response.status_code == 422
    assert len(alerts(response)) == 1
    assert typed(response)["half_year"] == str(now)
    assert len(list(find_all(parse(response), "a", href=url("plan-detail", plan)))) == 1
    assert Plan.objects.count() == 1


def test_a_committee_of_others_cannot_be_smuggled_in(
    as_staff, commission, chief, other_commission, other_chief
):
    response = as_staff.post(
        reverse("attendance:plan-create"),
        {"committee": other_commission.code, "half_year": str(HalfYear.current())},
    )
    assert (response.status_code, Plan.objects.count()) == (422, 0)


def test_whoever_has_no_plan_yet_is_offered_first(as_staff, commission, chief):
    below = LeaderFactory(committee=CommitteeFactory(parent=commission, code="DUOI")).committee
    coming = HalfYear.current().next
    offered = typed(as_staff.get(reverse("attendance:plan-create")))
    assert (offered["committee"], offered["half_year"]) == (commission.code, str(coming))
    PlanFactory(committee=commission, half_year=coming)
    assert typed(as_staff.get(reverse("attendance:plan-create")))["committee"] == below.code
    asked = as_staff.get(reverse("attendance:plan-create"), {"committee": commission.code})
    assert typed(asked)["committee"] == commission.code


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


class TestTheList:
    @pytest.fixture
    def plans(self, commission, period):
        return [
            PlanFactory(committee=commission, half_year=period),
            PlanFactory(committee=commission, half_year=period.next, status="approved"),
        ]

    def listed(self, client, **query):
        return list(client.get(reverse("attendance:plan-list"), query).context["object_list"])

    def test_is_cut_by_half_year_status_and_committee(self, as_staff, plans, commission):
        draft, approved = plans
        below = PlanFactory(committee=CommitteeFactory(parent=commission, code="DUOI"))
        assert self.listed(as_staff) == [approved, draft, below]
        assert self.listed(as_staff, period="2018-H1") == [draft, below]
        assert self.listed(as_staff, status="approved") == [approved]
        assert self.listed(as_staff, committee="DUOI") == [below]
        assert self.listed(as_staff, period="2018-H1", status="approved") == []

    @pytest.mark.parametrize("query", [{"period": "x"}, {"status": "x"}, {"committee": "x"}, {"sort": "x"}])
    def test_a_filter_that_names_nothing_cuts_nothing(self, query, as_staff, plans):
        assert self.listed(as_staff, **query) == plans[::-1]

    @pytest.mark.parametrize("name", ["half_year", "visits_left", "visits_open"])
    def test_is_ordered_by_its_headings_both_ways(self, name, as_staff, plans, chief, cells):
        draft, approved = plans
        VisitFactory(plan=approved, leader=chief, cell=cells[0], month=approved.half_year.months[0])
        assert self.listed(as_staff, sort=name) == [draft, approved]
        assert self.listed(as_staff, sort=f"-{name}") == [approved, draft]
        page = as_staff.get(reverse("attendance:plan-list"), {"sort": name, "status": "draft"})
        (sorted_by,) = find_all(parse(page), "th", aria_sort="ascending")
        (link,) = find_all(sorted_by, "a")
        assert attribute(link, "href") == f"?sort=-{name}&status=draft"

    def test_costs_the_same_for_one_and_for_many(self, as_staff, commission, period, province):
        counts = []
        for number in range(3):
            half_year = HalfYear(period.ordinal + number)
            PlanFactory(committee=commission, half_year=half_year)
            RegistrationWindowFactory(province=province, half_year=half_year)
            counts.append(queries(lambda: self.listed(as_staff)))
        assert counts[0] == counts[2]


class TestThePage:
    @pytest.mark.parametrize("status", ["draft", "approved"])
    def test_costs_the_same_for_one_and_for_many(self, status, as_staff, commission, period, district):
        plan = PlanFactory(committee=commission, half_year=period, status=status)
        counts = []
        for number in range(3):
            leader = LeaderFactory(committee=commission)
            cell = CellFactory(committee=district, meeting_day=15)
            TripFactory(leader=leader)
            VisitFactory(plan=plan, leader=leader, cell=cell)
            VisitFactory(leader=LeaderFactory(), cell=cell)
            VisitFactory(plan=plan, leader=leader, cell=CellFactory(committee=district), withdrawn=True)
            VisitFactory(plan=plan, leader=leader, cell=CellFactory(committee=district), attended=True)
            counts.append(queries(lambda: as_staff.get(url("plan-detail", plan))))
            page = as_staff.get(url("plan-detail", plan))
            assert len(page.context["warned"]) == number + 1
        assert counts[0] == counts[2]

    def test_every_month_of_a_draft_offers_a_visit(self, as_staff, plan, chief):
        page = parse(as_staff.get(url("plan-detail", plan)))
        row = find(page, "tr", id=f"leader-{chief.pk}")
        assert [attribute(link, "href") for link in find_all(row, "a", class_="add")] == [
            f"{url('visit-create', plan)}?leader={chief.pk}&month={month:02}%2F2018" for month in range(1, 7)
        ]

    def test_the_official_reads_warnings_with_reasons_and_what_changed(
        self, client, plan, chief, department_head, cell, cells, staff, official
    ):
        for leader in (chief, department_head):
            actions.register_visit(
                plan=plan, leader=leader, cell=cell, month=MARCH, override_reason="Cùng dự", by=staff
            )
        actions.submit_plan(plan=plan, override_reason="Đi cùng đoàn", by=staff)
        actions.return_plan(plan=plan, comment="Thêm chi bộ trường học", by=official)
        actions.register_visit(plan=plan, leader=chief, cell=cells[2], month=MARCH, by=staff)
        actions.submit_plan(plan=plan, by=staff)
        client.force_login(official)
        page = parse(client.get(url("plan-detail", plan)))
        warnings = text(find(page, "section", id="warnings"))
        assert ("Cùng dự" in warnings, "Đi cùng đoàn" in warnings) == (True, True)
        (added,) = find_all(find(page, "section", id="changes"), "li")
        assert attribute(added, "data-change") == "added"
        assert str(cells[2]) in text(added)

    def test_beside_what_was_amended_the_list_tells_why(self, as_staff, chief, cells):
        visit = VisitFactory(leader=chief, cell=cells[0])
        reason = f"Chuyển sang tháng 05/2018 {'vì trùng lịch công tác ' * 5}"
        VisitFactory(
            plan=visit.plan, leader=chief, cell=cells[1], outcome="withdrawn", amendment_reason=reason.strip()
        )
        page = parse(as_staff.get(url("plan-detail", visit.plan)))
        (told,) = find_all(find(page, "section", id="list"), "small", class_="amendment")
        assert (attribute(told, "title"), len(text(told))) == (reason.strip(), 90)
        assert text(told).startswith("Chuyển sang tháng 05/2018")

    def test_the_ledgers_figures_open_their_rows(self, as_staff, chief, cells):
        visit = VisitFactory(leader=chief, cell=cells[0])
        VisitFactory(plan=visit.plan, leader=chief, cell=cells[1], origin="amendment")
        page = parse(as_staff.get(url("plan-detail", visit.plan)))
        ledger = find(page, "section", id="ledger")
        figures = list(find_all(ledger, "a", class_="figure"))
        assert [text(figure) for figure in figures] == ["1", "2"]
        for figure in figures:
            rows = parse(as_staff.get(attribute(figure, "href")))
            assert text(next(find_all(rows, "h1"))).endswith(f": {text(figure)}")


class TestCopying:
    def test_copies_and_names_what_it_left_out(self, as_staff, plan, chief, cells, period):
        for number, cell in enumerate(cells):
            VisitFactory(leader=chief, cell=cell, month=period.previous.months[number])
        cells[0].dissolved_on = period.previous.last_day
        cells[0].save()
        assert "plan-copy" in buttons(as_staff.get(url("plan-detail", plan)))
        copied = as_staff.post(url("plan-copy", plan), {"version": plan.version}, follow=True)
        assert list(plan.visits.values_list("cell__name", "month")) == [
            (str(cells[1]), Month.parse("02/2018")),
            (str(cells[2]), MARCH),
        ]
        assert [str(cells[0]) in alert for alert in alerts(copied)] == [True, False]

    def test_tells_how_many_have_warnings(self, as_staff, plan, chief, cells, period):
        for cell in cells:
            VisitFactory(leader=chief, cell=cell, month=period.previous.months[2])
        VisitFactory(leader=LeaderFactory(), cell=cells[0], month=MARCH)
        copied = as_staff.post(url("plan-copy", plan), {"version": plan.version}, follow=True)
        link = find(parse(copied), "a", href=f"{url('plan-detail', plan)}#warnings")
        assert [word for word in text(link).split() if word.isdigit()] == ["1"]

    def test_is_not_offered_without_an_earlier_plan(self, as_staff, plan, chief):
        assert "plan-copy" not in buttons(as_staff.get(url("plan-detail", plan)))


class TestTheCellPicker:
    def cells(self, page):
        return [attribute(radio, "value") for radio in find_all(page, "input", name="cell")]

    def test_answers_what_is_typed_with_cells_to_choose(self, as_staff, plan, chief, cells):
        answer = as_staff.get(
            url("cell-picker", plan), {"q": "tieu khu", "leader": chief.pk, "month": "03/2018"}
        )
        assert self.cells(parse(answer)) == [str(cells[1].pk)]

    @pytest.mark.parametrize(
        "query",
        [{"leader": "x", "month": "x", "cell": "x"}, {"q": "\0"}, {"leader": "9" * 30, "cell": "9" * 30}],
    )
    def test_nonsense_is_not_a_search(self, query, as_staff, plan, cells):
        assert self.cells(parse(as_staff.get(url("cell-picker", plan), query))) == [
            str(cell.pk) for cell in cells
        ]

    def test_without_scripts_the_button_shows_the_form_again(
        self, as_staff, commission, period, chief, cells
    ):
        plan = PlanFactory(committee=commission, half_year=period, status="approved")
        page = as_staff.post(
            url("visit-create", plan),
            {"search": "1", "q": "thon", "leader": chief.pk, "month": "05/2018", "reason": "Vì"},
        )
        assert (page.status_code, feedback(page), Visit.objects.count()) == (200, [], 0)
        assert self.cells(parse(page)) == [str(cells[0].pk)]
        kept = typed(page)
        assert [kept[name] for name in ("q", "leader", "month", "reason")] == [
            "thon",
            str(chief.pk),
            "05/2018",
            "Vì",
        ]

    def test_costs_the_same_for_one_and_for_many(self, as_staff, plan, chief, district):
        counts, address = [], f"{url('cell-picker', plan)}?leader={chief.pk}&month=03/2018"
        for _ in range(3):
            VisitFactory(leader=LeaderFactory(), cell=CellFactory(committee=district), attended=True)
            counts.append(queries(lambda: as_staff.get(address)))
        assert counts[0] == counts[2]


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
        VisitFactory(plan=visit.plan, leader=chief, cell=cell, month=Month.parse("04/2018"))
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
