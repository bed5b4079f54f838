"""A new office, by what its guide says: from an empty database to an issued report, all in the browser."""

import io
import re
from importlib import import_module

import openpyxl
import pytest
from django.apps import apps
from django.urls import reverse
from playwright.sync_api import expect

from committees import first_run
from committees.models import Committee, Leader
from lib.periods import HalfYear
from meetings.models import Cell, Finding, OrganizationType, Rubric
from reports.models import IssuedReport
from tests.exchange.lists import lists

IMPORTS = reverse("exchange:import-list")
PASSWORD = "vuon-trang-bien-1"
COMMITTEES = [
    ("Mã", "Tên", "Tên viết tắt", "Loại", "Mã cấp trên"),
    ("TU", "Tỉnh ủy Bình Sơn", "Tỉnh ủy", "Tỉnh ủy", None),
    ("BTCTU", "Ban Tổ chức Tỉnh ủy", "Ban Tổ chức", "Ban", "TU"),
    ("XKT", "Đảng ủy xã Khê Thượng", "Xã Khê Thượng", "Đảng ủy xã", "TU"),
]
CELL_ERRORS = {
    "C10": "Huyện ủy Nam Sơn",  # no such committee
    "F15": 45,  # no day of a month
    "B20": None,  # no name
    "H25": "30/02/2001",  # no day of the calendar
    "B30": "Chi bộ ấp 3",  # is there already
}
LEADER_ERRORS = {"E9": "Nhân viên"}  # no such group


@pytest.fixture
def empty(transactional_db):
    import_module("attendance.migrations.0003_absence_reasons").create_reasons(apps, None)


def sheet(rows) -> io.BytesIO:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return lists.saved(book)


def upload(page, kind: str, file: io.BytesIO) -> None:
    page.goto(f"{IMPORTS}?sheet={kind}")
    page.locator("[name=file]").set_input_files(
        {"name": f"{kind}.xlsx", "mimeType": "application/vnd.ms-excel", "buffer": file.getvalue()}
    )
    page.get_by_role("button", name="Đọc tệp").click()


def found(page) -> list[str]:
    """The cells named as bad; columns and words are taken as they are guessed."""
    for _step in range(2):
        page.wait_for_load_state("networkidle")
        if page.url.endswith(("/columns/", "/values/")):
            page.get_by_role("button", name="Xem trước").click()
    page.wait_for_load_state("networkidle")
    return [item.get_attribute("data-problem") for item in page.locator("[data-problem]").all()]


def save(page) -> None:
    assert found(page) == []
    page.locator("form[action$='/confirm/'] button").click()
    page.wait_for_selector("#import a.btn-primary")


def plan_rows(half_year: HalfYear) -> tuple[list, list]:
    """Twelve leaders, each to a cell of the first month; ten went."""
    month = half_year.months[0]
    leaders = Leader.objects.order_by("code").values_list("code", flat=True)
    cells = Cell.objects.order_by("code").values_list("code", flat=True)
    pairs = list(zip(leaders, cells, strict=False))
    plan = [("Kỳ", "Mã cơ quan", "Mã lãnh đạo", "Mã chi bộ", "Tháng")]
    plan += [(str(half_year), "BTCTU", leader, cell, str(month)) for leader, cell in pairs]
    results = [("Kỳ", "Mã lãnh đạo", "Mã chi bộ", "Tháng", "Kết quả", "Ngày họp", "Lý do")]
    for number, (leader, cell) in enumerate(pairs):
        row = (str(half_year), leader, cell, str(month))
        went = number < 10
        results.append((*row, *(("Đã dự", month.first_day, None) if went else ("Vắng", None, "Công tác"))))
    return plan, results


def invite(page, new_page, role: str, username: str):
    page.goto("/users/")
    page.get_by_role("link", name="Mời người dùng").click()
    page.get_by_label("Họ và tên").fill(f"Nguyễn Thị {username.title()}")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Vai trò").select_option(role)
    page.get_by_label("Cấp ủy, cơ quan").select_option(label="Tỉnh ủy Bình Sơn")
    page.get_by_role("button", name="Tạo lời mời").click()
    link = page.get_by_label("Liên kết").input_value()
    other = new_page()
    other.goto(link)
    other.get_by_label("Mật khẩu mới", exact=False).first.fill(PASSWORD)
    other.get_by_label("Nhập lại mật khẩu mới").fill(PASSWORD)
    other.get_by_role("button", name="Đặt mật khẩu và đăng nhập").click()
    other.wait_for_load_state("networkidle")
    return other


def test_from_nothing_to_an_issued_report(empty, new_page):
    page = new_page()
    begin(page)
    fill_lists(page)
    fill_plans_and_results(page, HalfYear.current().previous)
    issue(invite(page, new_page, "clerk", "vanthu"), HalfYear.current().previous)
    report = IssuedReport.objects.get()
    assert (report.figures["total"]["attended_cells"], report.figures["total"]["planned_cells"]) == (10, 12)
    page.goto("/first-steps/")
    expect(page.locator("main")).to_contain_text("Đã đủ:")


def begin(page):
    """The first account, the tree of committees, what the product offers to begin with."""
    page.goto(reverse("committees:first-run", args=[first_run.token()]))
    page.get_by_label("Họ và tên").fill("Lâm Quốc Dũng")
    page.get_by_label("Tên đăng nhập").fill("quantri")
    page.locator("[name=password1]").fill(PASSWORD)
    page.locator("[name=password2]").fill(PASSWORD)
    page.get_by_role("button", name="Tạo tài khoản và đăng nhập").click()

    upload(page, "committees", sheet(COMMITTEES))
    save(page)
    for _offer in range(3):
        page.goto("/first-steps/")
        page.get_by_role("link", name="Xem đề xuất sẵn").first.click()
        page.get_by_role("button", name="Đưa vào tất cả").click()
    assert (Committee.objects.count(), OrganizationType.objects.count()) == (3, 8)
    assert (Rubric.objects.count(), Finding.objects.count()) == (1, 17)


def cells(errors=None):
    rows = lists.cells(errors=errors, committee="Xã Khê Thượng")
    book = openpyxl.load_workbook(rows)
    for line in range(4, 54):
        book.active.cell(line, 4).value = "Chi bộ tổ dân phố"
    return lists.saved(book)


def fill_lists(page):
    """Cells and leaders of the office's own lists: with slips first, each of which is found."""
    upload(page, "cells", cells(CELL_ERRORS))
    assert found(page) == [f"DS chi bộ 2018!{cell}" for cell in ("C10", "F15", "B20", "H25", "B30")]
    upload(page, "leaders", lists.leaders(errors=LEADER_ERRORS))
    assert found(page) == ["Cán bộ!E9"]
    assert (Cell.objects.count(), Leader.objects.count()) == (0, 0)
    upload(page, "cells", cells())
    save(page)
    upload(page, "leaders", lists.leaders())
    save(page)
    assert (Cell.objects.count(), Leader.objects.count()) == (50, 12)


def fill_plans_and_results(page, half_year):
    plan, results = plan_rows(half_year)
    upload(page, "plans", sheet(plan))
    save(page)
    upload(page, "results", sheet(results))
    save(page)


def issue(clerk, half_year):
    """The clerk sees the figures, composes the report and issues it."""
    clerk.goto(f"/half-years/{half_year}/summary/")
    expect(clerk.locator("main")).to_contain_text("83,3")
    clerk.get_by_role("link", name="Soạn báo cáo").click()
    expect(clerk.locator("article")).to_contain_text("10/12 chi bộ")
    clerk.get_by_role("link", name="Trình ký").click()
    expect(clerk.get_by_role("heading", level=1)).to_have_text("Trình ký")
    if clerk.get_by_label("Vẫn trình ký").count():
        clerk.get_by_label("Vẫn trình ký").check()
    clerk.get_by_role("button", name="Trình ký").click()
    expect(clerk.locator("#files")).to_contain_text(".docx")
    clerk.get_by_role("link", name="Ban hành báo cáo").click()
    clerk.get_by_label("Người ký*", exact=True).fill("Nguyễn Văn Thứ 1")
    clerk.get_by_role("button", name="Ban hành báo cáo").click()
    expect(clerk.get_by_role("heading", level=1)).to_contain_text(re.compile("1-BC"))
