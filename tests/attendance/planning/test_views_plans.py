"""A plan on its way through the pages: begun, submitted, returned, approved, copied."""

import datetime as dt

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
from tests.pages import alerts, attribute, buttons, feedback, find, find_all, parse, table, text, typed

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


def test_begun_it_is_an_empty_draft_that_nobody_submits(as_staff, commission, chief):
    half_year = HalfYear.current()
    begun = as_staff.post(
        reverse("attendance:plan-create"),
        {"committee": commission.code, "half_year": str(half_year)},
        follow=True,
    )
    plan = Plan.objects.get()
    assert begun.redirect_chain == [(url("plan-detail", plan), 302)]
    assert (plan.committee, plan.half_year, plan.status) == (commission, half_year, "draft")
    assert buttons(begun) == {"visit-create", "visit-create-several", "plan-delete"}
    assert as_staff.post(url("plan-submit", plan)).status_code == 422
    plan.refresh_from_db()
    assert plan.status == "draft"


def test_from_a_draft_to_figures(plan, chief, cell, staff, official, client):
    """What the two sides do in turn, each step by the button that the page offers."""
    client.force_login(staff)
    month = plan.half_year.months[2]
    client.post(url("visit-create", plan), {"leader": chief.pk, "cell": cell.pk, "month": str(month)})
    visit = Visit.objects.get()
    assert (visit.leader, visit.cell, visit.month, visit.origin) == (chief, cell, month, "registered")
    assert buttons(client.get(url("plan-detail", plan))) == {
        "visit-create",
        "visit-create-several",
        "plan-submit",
    }
    client.post(url("plan-submit", plan), {"version": plan.version})

    client.force_login(official)
    assert buttons(client.get(url("plan-detail", plan))) == {"plan-approve", "plan-return"}
    client.post(url("plan-return", plan), {"comment": "Thêm chi bộ vùng sâu"})
    client.force_login(staff)
    returned = client.get(url("plan-detail", plan))
    assert any("Thêm chi bộ vùng sâu" in m for m in alerts(returned))
    assert buttons(returned) == {"visit-create", "visit-create-several", "plan-submit"}
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
    figures = client.get(reverse("attendance:figure-rows", args=[plan.half_year, "planned_cells"]))
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
    @pytest.mark.parametrize(("status", "count"), [("draft", 18), ("approved", 19)])
    def test_costs_the_same_for_one_and_for_many(self, status, count, as_staff, commission, period, district):
        plan = PlanFactory(committee=commission, half_year=period, status=status)
        counts = []
        for number in range(3):
            leader = LeaderFactory(committee=commission, full_name=f"Lê Thị {'ABC'[number]}")
            cell = CellFactory(committee=district, meeting_day=15)
            TripFactory(leader=leader)
            VisitFactory(plan=plan, leader=leader, cell=cell)
            VisitFactory(leader=LeaderFactory(), cell=cell)
            VisitFactory(plan=plan, leader=leader, cell=CellFactory(committee=district), withdrawn=True)
            VisitFactory(plan=plan, leader=leader, cell=CellFactory(committee=district), attended=True)
            counts.append(queries(lambda: as_staff.get(url("plan-detail", plan))))
            page = as_staff.get(url("plan-detail", plan))
            assert len(page.context["warned"]) == number + 1
        assert counts == [count] * 3

    def test_shows_whom_somebody_looks_for_by_month_and_in_the_list(
        self, as_staff, plan, chief, department_head, cells
    ):
        visit = VisitFactory(plan=plan, leader=chief, cell=cells[0])

        def shown(**asked):
            page = parse(as_staff.get(url("plan-detail", plan), asked))
            rows = [*find_all(page, "tr"), *find_all(page, "div", class_="planned")]
            return {identity for row in rows if (identity := attribute(row, "id"))}

        its_row, other_row = f"leader-{chief.pk}", f"leader-{department_head.pk}"
        stands = f"visit-{visit.pk}"
        assert shown() == {its_row, other_row, stands}
        assert shown(q=chief.full_name.lower()) == {its_row, stands}
        assert shown(group="department") == shown(show="vacant") == {other_row}
        assert shown(show="open") == {its_row, stands}
        assert shown(show="warned") == set()
        assert shown(fold="department") == {its_row, stands}
        assert shown() == {its_row, stands}  # as it was left
        assert shown(fold="none") == shown() == {its_row, other_row, stands}
        assert shown(view="list", show="open") == {stands}
        assert shown(view="list", group="department") == set()

    def test_a_group_is_folded_and_opened_by_its_address(self, as_staff, plan, chief, department_head):
        def links(**asked):
            page = parse(as_staff.get(url("plan-detail", plan), asked))
            return [
                (attribute(link, "aria-expanded"), attribute(link, "href"))
                for link in find_all(page, "a", class_="fold")
            ]

        assert links(q="a") == [("true", "?q=a&fold=leadership"), ("true", "?q=a&fold=department")]
        assert links(fold="leadership") == [("false", "?fold=none"), ("true", "?fold=department-leadership")]

    def test_is_filtered_where_there_is_more_than_one_leader_or_some_visits(
        self, as_staff, plan, chief, district
    ):
        def is_filtered(**asked) -> bool:
            return as_staff.get(url("plan-detail", plan), asked).context["is_filtered"]

        VisitFactory(plan=plan, leader=chief, cell=CellFactory(committee=district))
        assert (is_filtered(), is_filtered(view="list"), is_filtered(q="a")) == (False, False, True)
        VisitFactory.create_batch(5, plan=plan, leader=chief)
        assert (is_filtered(), is_filtered(view="list")) == (True, True)
        plan.visits.all().delete()
        LeaderFactory(committee=plan.committee, full_name="Lê Thị Bình")
        assert is_filtered()

    def test_every_month_of_a_draft_offers_a_visit(self, as_staff, plan, chief):
        page = parse(as_staff.get(url("plan-detail", plan)))
        row = find(page, "tr", id=f"leader-{chief.pk}")
        assert [attribute(link, "href") for link in find_all(row, "a", class_="add")] == [
            f"{url('visit-create', plan)}?leader={chief.pk}&month={month:02}/2018" for month in range(1, 7)
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
        page = parse(client.get(url("plan-detail", plan), {"view": "warnings"}))
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
        page = parse(as_staff.get(url("plan-detail", visit.plan), {"view": "list"}))
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
    @pytest.fixture(autouse=True)
    def december(self, monkeypatch):
        monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2017, 12, 1))

    def copied(self, as_staff, plan, keys=None):
        """What the page proposes, or what is ticked of it."""
        page = as_staff.get(url("plan-copy", plan))
        boxes = find_all(parse(page), "input", name="visits")
        data = {"version": plan.version, "visits": [attribute(box, "value") for box in boxes]}
        if keys is not None:
            data["visits"] = keys
        return page, as_staff.post(url("plan-copy", plan), data, follow=True)

    def test_shows_what_would_come_and_why_something_does_not(self, as_staff, plan, chief, cells, period):
        for number, cell in enumerate(cells):
            cell.meeting_day = 15
            cell.save()
            VisitFactory(leader=chief, cell=cell, month=period.previous.months[number // 2 + 1])
        cells[2].dissolved_on = period.previous.last_day
        cells[2].save()
        assert "plan-copy" in buttons(as_staff.get(url("plan-detail", plan)))
        page, copied = self.copied(as_staff, plan)
        assert [row[1:4] for row in table(parse(page))[1:]] == [
            ["02/2018", str(chief), str(cells[0])],
            ["03/2018", str(chief), str(cells[1])],
        ]
        left_out = find(parse(page), id="left-out")
        assert str(cells[2]) in text(left_out)
        assert list(plan.visits.values_list("cell__name", "month")) == [
            (str(cells[0]), Month.parse("02/2018")),
            (str(cells[1]), MARCH),
        ]
        assert len(alerts(copied)) == 1

    def test_copies_what_is_ticked_and_all_of_it_is_undone_at_once(
        self, as_staff, plan, chief, cells, period
    ):
        kept, *others = [
            VisitFactory(leader=chief, cell=cell, month=period.previous.months[number])
            for number, cell in enumerate(cells)
        ]
        keys = [f"{visit.pk}:{visit.month + 6}" for visit in others]
        _page, copied = self.copied(as_staff, plan, keys)
        assert set(plan.visits.values_list("cell", flat=True)) == {visit.cell_id for visit in others}
        assert "plan-copy" in buttons(copied)
        (form,) = find_all(parse(copied), "form", action=reverse("attendance:visit-undo"))
        assert text(form) == "Hoàn tác: sao chép 2 lượt"
        as_staff.post(reverse("attendance:visit-undo"), {"key": typed(copied)["key"]})
        assert not plan.visits.exists()
        assert kept.plan != plan

    def test_what_changed_since_it_was_shown_is_not_copied(self, as_staff, plan, chief, cells, period):
        earlier = [
            VisitFactory(leader=chief, cell=cell, month=period.previous.months[2]) for cell in cells[:2]
        ]
        keys = [f"{visit.pk}:{visit.month + 6}" for visit in earlier]
        cells[0].dissolved_on = period.previous.last_day
        cells[0].save()
        _page, refused = self.copied(as_staff, plan, keys)
        assert (refused.status_code, len(alerts(refused))) == (422, 2)
        assert not plan.visits.exists()

    @pytest.mark.parametrize("keys", [[], ["x"], ["1:13/2018"], ["1:07/2018"], ["999999:03/2018"]])
    def test_nothing_ticked_or_damaged(self, keys, as_staff, plan, chief, cell, period):
        VisitFactory(leader=chief, cell=cell, month=period.previous.months[2])
        _page, refused = self.copied(as_staff, plan, keys)
        assert (refused.status_code, len(alerts(refused)), plan.visits.exists()) == (422, 1, False)

    def test_tells_how_many_have_warnings(self, as_staff, plan, chief, cells, period):
        for cell in cells:
            VisitFactory(leader=chief, cell=cell, month=period.previous.months[2])
        VisitFactory(leader=LeaderFactory(), cell=cells[0], month=MARCH)
        page, copied = self.copied(as_staff, plan)
        assert len(list(find_all(parse(page), "span", class_="text-bg-warning"))) == 1
        link = find(parse(copied), "a", href=f"{url('plan-detail', plan)}?view=warnings")
        assert [word for word in text(link).split() if word.isdigit()] == ["1"]

    def test_is_not_offered_without_an_earlier_plan(self, as_staff, plan, chief):
        assert "plan-copy" not in buttons(as_staff.get(url("plan-detail", plan)))
