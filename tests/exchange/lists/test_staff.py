"""Staff import plans and results of their own committees, within what the pages let them do."""

import datetime as dt
import io

import openpyxl
import pytest
from django.urls import reverse

from attendance.models import Plan, Visit
from committees.roles import Role
from exchange.models import ColumnMapping, Import
from lib.periods import Month
from meetings.models import Meeting
from tests.factories import MembershipFactory, PlanFactory, VisitFactory
from tests.pages import find_all, parse, text

from .importing import (
    LIST,
    choose_columns,
    confirm,
    imported,
    latest,
    problems_on,
    sent,
    sheet_of,
    upload,
    url,
)

pytestmark = pytest.mark.django_db
D = dt.date
PLANS = ["Kỳ", "Mã cơ quan", "Mã lãnh đạo", "Mã chi bộ", "Tháng"]
RESULTS = ["Kỳ", "Mã lãnh đạo", "Mã chi bộ", "Tháng", "Kết quả", "Ngày họp", "Lý do", "Ghi chú"]


@pytest.fixture(autouse=True)
def spring(monkeypatch):
    """What may still be planned is the first half of 2018."""
    monkeypatch.setattr("lib.periods.localdate", lambda: D(2018, 3, 20))


@pytest.fixture
def staff(staff, client):
    client.cookies["django_language"] = "en"
    client.force_login(staff)
    return staff


class TestPlans:
    def test_they_become_a_draft_that_is_still_to_be_submitted(self, client, staff, chief, cells):
        rows = [["2018-H1", "BTCTU", "LD-AN", code, "04/2018"] for code in ("CB-THON", "CB-TKHU")]
        item = imported(client, sheet_of(PLANS, *rows), "plans")
        plan = Plan.objects.get()
        assert (plan.status, plan.submitted_at, plan.approved_by) == (Plan.Status.DRAFT, None, None)
        assert [str(visit.cell.code) for visit in plan.visits.all()] == ["CB-THON", "CB-TKHU"]
        assert item.counts["Kế hoạch"] == {"created": 2, "changed": 0, "unchanged": 0}

    def test_the_history_names_the_file_and_who_confirmed(self, client, staff, chief, cell):
        imported(client, sheet_of(PLANS, ["2018-H1", "BTCTU", "LD-AN", "CB-THON", "04/2018"]), "plans")
        for record in (Plan.history.get(), Visit.history.get()):
            assert record.history_user == staff
            assert record.history_change_reason.startswith("Nhập từ tệp ke hoach.xlsx (SHA-256 ")

    def test_the_page_says_where_the_visits_go(self, client, staff, chief, cell):
        upload(client, sheet_of(PLANS, ["2018-H1", "BTCTU", "LD-AN", "CB-THON", "04/2018"]), "plans")
        page = client.get(url("detail", latest()))
        assert [text(note) for note in find_all(parse(page), "div", role="status")] == [
            (
                "The visits go into the drafts of these plans; submit them for approval afterwards: "
                "Ban Tổ chức, first half of 2018"
            )
        ]

    def test_whoever_may_more_by_then_looks_at_it_again(self, client, staff, chief, cell):
        """Without bounds the plans would be approved at once."""
        upload(client, sheet_of(PLANS, ["2018-H1", "BTCTU", "LD-AN", "CB-THON", "04/2018"]), "plans")
        staff.is_superuser = True
        staff.save()
        confirm(client)
        assert (latest().state, Plan.objects.count()) == (Import.State.JUDGED, 0)

    def test_a_draft_takes_more(self, client, staff, chief, cells, commission, period):
        plan = PlanFactory(committee=commission, half_year=period, status=Plan.Status.DRAFT)
        imported(client, sheet_of(PLANS, ["2018-H1", "BTCTU", "LD-AN", "CB-THON", "04/2018"]), "plans")
        assert plan.visits.count() == 1

    def test_the_decision_of_monthly_visits_comes_along_and_later_too(self, client, staff, chief, cell):
        row = ["2018-H1", "BTCTU", "LD-AN", "CB-THON", "04/2018"]
        imported(client, sheet_of(PLANS, row), "plans")
        for decision in ("QĐ 12-QĐ/BTC", "QĐ 15-QĐ/BTC"):
            imported(client, sheet_of([*PLANS, "Dự hằng tháng theo"], [*row, decision]), "plans")
            assert Visit.objects.get().repeated_by == decision

    @pytest.mark.parametrize(
        ("status", "problem"),
        [
            (
                Plan.Status.SUBMITTED,
                (
                    "The plan is submitted and waits for approval. Take it back on its page with “Take back "
                    "to correct”, then import the file again."
                ),
            ),
            (
                Plan.Status.APPROVED,
                (
                    "The plan is approved already. Add the visit with “Add a visit by amendment” on the "
                    "plan's page, with a reason."
                ),
            ),
        ],
    )
    def test_what_is_handed_in_refuses(
        self, status, problem, client, staff, chief, cells, commission, period
    ):
        plan = PlanFactory(committee=commission, half_year=period, status=status)
        VisitFactory(plan=plan, leader=chief, cell=cells[0], month=Month.parse("04/2018"))
        rows = [["2018-H1", "BTCTU", "LD-AN", code, "04/2018"] for code in ("CB-THON", "CB-TKHU")]
        # The first is there already.
        assert sent(client, sheet_of(PLANS, *rows), "plans") == [f"Sheet!E3 {problem}"]
        assert plan.visits.count() == 1

    def test_others_do_not_exist(self, client, staff, other_chief, cell):
        rows = [
            ["2018-H1", "BTGTU", "LD-CUONG", "CB-THON", "04/2018"],
            ["2018-H1", "BTGTU", "LD-KHONG", "CB-THON", "04/2018"],
        ]
        committee = "There is no code “BTGTU” in “Cấp ủy”. Correct the code."
        assert sent(client, sheet_of(PLANS, *rows), "plans") == [
            f"Sheet!B2 {committee}",
            "Sheet!C2 There is no code “LD-CUONG” in “Lãnh đạo”. Correct the code.",
            f"Sheet!B3 {committee}",
            "Sheet!C3 There is no code “LD-KHONG” in “Lãnh đạo”. Correct the code.",
        ]

    def test_nor_do_their_names(self, client, staff, chief, other_chief, cell):
        upload(
            client,
            sheet_of(
                ["Kỳ", "Đơn vị", "Họ tên", "Chi bộ dự", "Tháng"],
                ["2018-H1", "Ban Tổ chức", "Lê Mạnh Cường", "Chi bộ Thôn 2", "04/2018"],
            ),
            "plans",
        )
        page = client.get(url("mapping", latest()))
        assert "LD-CUONG" not in page.text
        choose_columns(client)
        assert problems_on(client.get(url("detail", latest()))) == [
            (
                "Sheet!C2 “Lê Mạnh Cường” is no code and no name in “Lãnh đạo”. "
                "Correct it, or choose under “Put right on this page” what is meant."
            )
        ]
        values = client.get(url("values", latest())).text
        assert ("Nguyễn Văn An" in values, "Lê Mạnh Cường (LD-CUONG)" in values) == (True, False)

    def test_what_words_mean_stays_with_who_said_so(self, client, staff, importer, chief, cell):
        file = sheet_of(
            ["Kỳ", "Đơn vị", "Họ tên", "Chi bộ dự", "Tháng"],
            ["2018-H1", "Ban Tổ chức", "Nguyễn Văn An", "Chi bộ Thôn 2", "04/2018"],
        )
        upload(client, file, "plans")
        choose_columns(client)
        client.force_login(importer)
        assert upload(client, file, "plans").url == url("mapping", latest())
        assert ColumnMapping.objects.count() == 1

    def test_carried_visits_and_amendments_have_their_own_pages(self, client, staff, chief, cell):
        headings = [*PLANS, "Nguồn"]
        row = ["2018-H1", "BTCTU", "LD-AN", "CB-THON", "04/2018", "Bổ sung"]
        assert sent(client, sheet_of(headings, row), "plans") == [
            "Sheet!F2 Every visit of a draft is registered. Write Đăng ký, or empty the cell."
        ]

    def test_plans_are_begun_for_the_half_years_that_the_page_offers(self, client, staff, chief, cell):
        assert sent(
            client, sheet_of(PLANS, ["2016-H1", "BTCTU", "LD-AN", "CB-THON", "04/2016"]), "plans"
        ) == ["Sheet!A2 No plan is begun for the first half of 2016 any more, or not yet. Correct “Kỳ”."]


class TestResults:
    @pytest.fixture
    def visit(self, chief, cell, commission, period):
        plan = PlanFactory(committee=commission, half_year=period, status=Plan.Status.APPROVED)
        return VisitFactory(plan=plan, leader=chief, cell=cell, month=Month.parse("03/2018"))

    def test_they_are_logged_as_on_the_page(self, client, staff, visit):
        row = ["2018-H1", "LD-AN", "CB-THON", "03/2018", "Đã dự", D(2018, 3, 5), None, "Đúng giờ"]
        imported(client, sheet_of(RESULTS, row), "results")
        visit.refresh_from_db()
        assert (visit.outcome, visit.meeting.date, visit.note) == ("attended", D(2018, 3, 5), "Đúng giờ")
        record = visit.history.first()
        assert (record.history_user, record.history_change_reason[:26]) == (
            staff,
            "Nhập từ tệp ke hoach.xlsx ",
        )

    def test_no_day_to_come(self, client, staff, visit):
        row = ["2018-H1", "LD-AN", "CB-THON", "03/2018", "Đã dự", D(2018, 3, 25)]
        assert sent(client, sheet_of(RESULTS, row), "results") == [
            "Sheet!F2 The meeting lies in the future. Log it after it was held."
        ]

    def test_a_visit_is_withdrawn_on_its_page(self, client, staff, visit):
        row = ["2018-H1", "LD-AN", "CB-THON", "03/2018", "Rút"]
        assert sent(client, sheet_of(RESULTS, row), "results") == [
            "Sheet!E2 A visit is withdrawn with a reason. Withdraw it on its page, and leave the row out."
        ]

    def test_those_of_others_are_not_registered(self, client, staff, other_chief, chief, cell, period):
        """A leader who came from elsewhere has visits there: they are no more than any that do not exist."""
        plan = PlanFactory(committee=other_chief.committee, half_year=period, status=Plan.Status.APPROVED)
        VisitFactory(plan=plan, leader=chief, cell=cell, month=Month.parse("03/2018"))
        row = ["2018-H1", "LD-AN", "CB-THON", "03/2018", "Đã dự", D(2018, 3, 5)]
        assert sent(client, sheet_of(RESULTS, row), "results") == [
            (
                "Sheet!D2 No visit of “LD-AN” to “CB-THON” is registered for 03/2018. "
                "Correct the row, or register the visit in “Kế hoạch”."
            )
        ]

    def test_one_refusal_saves_nothing(self, client, staff, visit, cells):
        VisitFactory(plan=visit.plan, leader=visit.leader, cell=cells[1], month=visit.month)
        rows = [
            ["2018-H1", "LD-AN", "CB-THON", "03/2018", "Đã dự", D(2018, 3, 5)],
            ["2018-H1", "LD-AN", "CB-TKHU", "03/2018", "Đã dự", D(2018, 3, 25)],
        ]
        sent(client, sheet_of(RESULTS, *rows), "results")
        confirm(client)
        assert not Meeting.objects.exists()
        assert set(Visit.objects.values_list("outcome", flat=True)) == {"pending"}


class TestWhoMay:
    @pytest.mark.parametrize(
        ("role", "answer"),
        [(Role.STAFF, 200), (Role.OFFICIAL, 403), (Role.CLERK, 403), (Role.ADMINISTRATOR, 200)],
    )
    def test_staff(self, role, answer, client, commission):
        client.force_login(MembershipFactory(role=role, committee=commission).user)
        assert client.get(LIST).status_code == answer

    def test_others_read_whom_to_ask(self, client, clerk):
        client.cookies["django_language"] = "en"
        client.force_login(clerk)
        assert (
            "<p>Lists from Excel are imported by the “Staff” of a committee, those of its plans, results, "
            "meetings and totals, and by the “Administrator” of all committees, every list. Hand your file "
            "to one of them.</p>"
        ) in client.get(LIST).text

    def test_only_lists_of_their_work_are_offered(self, client, staff):
        page = parse(client.get(LIST))
        assert [text(option) for option in find_all(page, "option")][1:] == [
            "Kế hoạch",
            "Kết quả",
            "Lịch sinh hoạt",
            "Tổng điểm",
        ]
        assert client.get(reverse("exchange:import-template", args=["cells"])).status_code == 403
        assert upload(client, sheet_of(["Mã"], ["X"]), "cells").status_code == 422

    def test_templates_name_nobody_else(self, client, staff, chief, other_chief):
        response = client.get(reverse("exchange:import-template", args=["plans"]))
        book = openpyxl.load_workbook(io.BytesIO(response.getvalue()))
        values = " ".join(str(cell.value) for worksheet in book for row in worksheet for cell in row)
        codes = ("LD-AN", "BTCTU", "LD-CUONG", "BTGTU")
        assert [code for code in codes if code in values] == ["LD-AN", "BTCTU"]

    def test_an_import_is_its_users_own(self, client, staff, stranger_staff, chief, cell):
        upload(client, sheet_of(PLANS, ["2018-H1", "BTCTU", "LD-AN", "CB-THON", "04/2018"]), "plans")
        client.force_login(stranger_staff)
        assert client.get(url("detail", latest())).status_code == 404
        assert confirm(client, follow=False).status_code == 404

    def test_who_lost_the_role_meanwhile_saves_nothing(self, client, staff, chief, cell):
        upload(client, sheet_of(PLANS, ["2018-H1", "BTCTU", "LD-AN", "CB-THON", "04/2018"]), "plans")
        staff.memberships.update(role=Role.OFFICIAL)
        assert confirm(client, follow=False).status_code == 403
        assert not Plan.objects.exists()


def test_an_administrator_is_told_that_saving_approves(as_importer, chief, cell):
    upload(as_importer, sheet_of(PLANS, ["2018-H1", "BTCTU", "LD-AN", "CB-THON", "04/2018"]), "plans")
    page = parse(as_importer.get(url("detail", latest())))
    (told,) = find_all(page, "div", role="alert")
    assert text(told).startswith(
        "Saving approves these plans, in your name: Ban Tổ chức, first half of 2018 They count"
    )
    confirm(as_importer)
    assert Plan.objects.get().status == Plan.Status.APPROVED
