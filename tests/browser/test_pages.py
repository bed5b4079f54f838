"""What only a browser can tell: width on a phone, errors of scripts, and pages without scripts."""

import datetime as dt
import re
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from attendance.models import Visit
from lib.periods import HalfYear, Month
from meetings.models import Meeting
from tests.factories import PASSWORD, VisitFactory

from .conftest import PHONE, sign_in

BULLETINS = HalfYear.parse("2018-H1")


def addresses() -> list[str]:
    """Every kind of page, each with much to show."""
    bulletins = Visit.objects.filter(half_year=BULLETINS)
    attended = bulletins.filter(meeting__evaluations__leader__isnull=False).first()
    missed = bulletins.filter(outcome=Visit.Outcome.MISSED, carried_to__isnull=True).first()
    still_open = Visit.objects.filter(outcome=Visit.Outcome.PENDING).first()
    half_year = {"half_year": BULLETINS}
    return [
        reverse("reports:overview", kwargs=half_year),
        reverse("reports:summary", kwargs=half_year),
        reverse("attendance:figure-rows", kwargs=half_year | {"measure": "planned_cells"}),
        reverse("attendance:figure-rows", kwargs=half_year | {"measure": "leaders_planned"}),
        reverse("attendance:figure-rows", kwargs=half_year | {"measure": "attended_visits"}),
        reverse("attendance:evaluation-list", kwargs=half_year),
        reverse("attendance:plan-list"),
        reverse("attendance:plan-create"),
        reverse("attendance:plan-detail", args=[attended.plan_id]),
        reverse("attendance:visit-create", args=[attended.plan_id]),
        reverse("attendance:visit-detail", args=[attended.pk]),
        reverse("attendance:evaluation-update", args=[attended.pk, "leader"]),
        reverse("attendance:evaluation-update", args=[attended.pk, "cell"]),
        *([reverse("attendance:visit-carry-over", args=[missed.pk])] if missed else []),
        reverse("attendance:visit-detail", args=[still_open.pk]),
        reverse("attendance:visit-attended", args=[still_open.pk]),
        reverse("attendance:visit-missed", args=[still_open.pk]),
        reverse("attendance:visit-withdraw", args=[still_open.pk]),
        reverse("attendance:visit-take-back", args=[still_open.pk]),
    ]


@pytest.fixture
def complaints():
    return []


@pytest.fixture
def listen(complaints):
    """Note what a page writes to its console as a warning or an error."""

    def to(page):
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                complaints.append(f"{page.url}: {message.text}")
                if message.type in ("error", "warning") and "blocked by Playwright" not in message.text
                else None
            ),
        )
        return page

    return to


def test_phones_need_no_sideways_scroll_and_scripts_run_clean(demo, new_page, listen, complaints):
    page = listen(new_page(viewport=PHONE))
    page.goto("/sign-in/")
    widths = {"/sign-in/": page.evaluate("document.documentElement.scrollWidth")}
    sign_in(page, "chuyenvien")
    for address in addresses():
        assert page.goto(address).status == 200
        widths[address] = page.evaluate("document.documentElement.scrollWidth")
    page.get_by_role("button", name="Trình đơn").click()
    page.locator("details.account > summary").click()
    expect(page.get_by_role("button", name="Đăng xuất")).to_be_visible()
    widths["menu"] = page.evaluate("document.documentElement.scrollWidth")
    assert widths == dict.fromkeys(widths, PHONE["width"])
    assert complaints == []


def test_half_year_committee_and_language_switch_where_one_is(demo, new_page, listen, complaints):
    page = listen(new_page())
    sign_in(page, "lanhdao")
    page.goto("/half-years/2018-H1/")
    page.get_by_label("Kỳ").select_option("2017-H2")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tổng quan · 6 tháng cuối năm 2017")
    assert urlsplit(page.url).path == "/half-years/2017-H2/"

    page.get_by_label("Cấp ủy, cơ quan").select_option("BTCTU")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile(r"6 tháng cuối năm 2017\s+· Ban Tổ chức")
    )
    assert page.url.endswith("/half-years/2017-H2/?committee=BTCTU&compare=previous")

    page.locator("details.account > summary").click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile(r"second half of 2017\s+· Ban Tổ chức")
    )
    assert page.url.endswith("/half-years/2017-H2/?committee=BTCTU&compare=previous")
    page.locator("details.account > summary").click()
    page.locator("button[lang=vi]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile(r"6 tháng cuối năm 2017\s+· Ban Tổ chức")
    )
    assert page.url.endswith("/half-years/2017-H2/?committee=BTCTU&compare=previous")
    assert complaints == []


@pytest.fixture
def visit(transactional_db, commission, chief, cell, staff):
    cell.members_total = 30
    cell.save()
    return VisitFactory(leader=chief, cell=cell, month=Month.parse("05/2018"))


def test_a_phone_without_scripts_logs_a_meeting(visit, staff, new_page):
    page = new_page(viewport=PHONE, java_script_enabled=False)
    sign_in(page, staff.username, PASSWORD)
    page.goto(reverse("attendance:plan-detail", args=[visit.plan_id]))
    page.get_by_role("link", name="Danh sách", exact=True).click()
    page.get_by_role("link", name="Đã dự:").click()
    page.get_by_label("Ngày họp").fill("31/02/2018")
    page.get_by_label("Có mặt").fill("28")
    page.get_by_label("Ghi chú").fill("Họp tại nhà văn hóa")
    page.get_by_role("button", name="Lưu kết quả đã dự").click()
    expect(page.locator(".invalid-feedback")).to_have_count(1)
    expect(page.get_by_label("Ngày họp")).to_have_value("31/02/2018")
    page.get_by_label("Ngày họp").fill("15/5/2018")
    page.get_by_role("button", name="Lưu kết quả đã dự").click()
    expect(page.locator("main")).to_contain_text("15/05/2018")
    visit.refresh_from_db()
    assert (visit.outcome, visit.note) == (Visit.Outcome.ATTENDED, "Họp tại nhà văn hóa")
    assert list(Meeting.objects.values_list("date", "members_total", "members_present")) == [
        (dt.date(2018, 5, 15), 30, 28)
    ]
