"""From a visit added to the plan to the clerk's Excel file, each by the one whose work it is."""

import re

import openpyxl
import pytest
from playwright.sync_api import expect

from committees.models import Leader, LeaderGroup
from lib.periods import HalfYear
from meetings.models import Cell

from .conftest import sign_in

BULLETINS = HalfYear.parse("2018-H1")


@pytest.fixture
def leader(demo):
    return Leader.objects.filter(committee__code="BTCTU", group=LeaderGroup.LEADERSHIP).serving_between(
        BULLETINS.first_day, BULLETINS.last_day
    )[0]


@pytest.fixture
def cell(demo):
    """One that nobody of the half-year is to visit."""
    cells = Cell.objects.existing(BULLETINS)
    return cells.exclude(visits__half_year=BULLETINS)[0]


def leadership_card(page):
    heading = page.get_by_role("heading", name="Lãnh đạo ban", exact=True)
    return page.locator("section.card").filter(has=heading)


def test_one_more_meeting_attended(new_page, leader, cell, tmp_path):
    official = new_page()
    sign_in(official, "lanhdao")
    official.goto("/half-years/2018-H1/")
    expect(leadership_card(official)).to_contain_text("18/22 (81,8%)")

    staff = new_page()
    sign_in(staff, "chuyenvien")
    staff.get_by_role("link", name="Kế hoạch", exact=True).click()
    staff.get_by_label("Kỳ").select_option("2018-H1")
    expect(staff).to_have_url(re.compile("period=2018-H1"))
    staff.get_by_role("link", name="Ban Tổ chức", exact=True).click()
    add_by_amendment(staff, leader, cell)
    log_attended(staff, leader, cell)
    evaluate(staff)

    official.reload()
    expect(leadership_card(official)).to_contain_text("19/23 (82,6%)")
    leadership_card(official).get_by_role("link", name="23", exact=True).click()
    expect(official.get_by_role("heading", level=1)).to_have_text(re.compile(r": 23$"))
    expect(official.locator("[data-row]")).to_have_count(23)
    expect(official.locator("[data-row]").filter(has_text=cell.name)).to_have_count(1)

    clerk = new_page()
    sign_in(clerk, "vanthu")
    clerk.goto("/half-years/2018-H1/summary/")
    with clerk.expect_download() as download:
        clerk.get_by_role("link", name="Tải tệp Excel").click()
    assert download.value.suggested_filename == "Báo cáo 6 tháng đầu năm 2018.xlsx"
    download.value.save_as(tmp_path / "report.xlsx")
    assert leadership_figures(tmp_path / "report.xlsx") == {
        "Chi bộ theo kế hoạch": 23,
        "Chi bộ đã dự": 19,
        "Tỷ lệ, %": 82.6,
    }


def add_by_amendment(page, leader, cell):
    page.get_by_role("link", name="Bổ sung lượt dự").click()
    page.locator("#id_leader").select_option(str(leader.pk))
    page.locator("#id_month").select_option("05/2018")
    page.locator("#id_q").fill(cell.code)
    page.locator(f"#cell-{cell.pk}").check()
    page.get_by_label("Lý do điều chỉnh").fill("Cấp ủy đề nghị dự thêm")
    page.get_by_role("button", name="Bổ sung lượt dự").click()


def log_attended(page, leader, cell):
    page.get_by_role("link", name="Danh sách", exact=True).click()
    page.locator("#list tr").filter(has_text=cell.name).filter(has_text=leader.full_name).get_by_role(
        "link", name="Đã dự:"
    ).click()
    page.get_by_label("Ngày họp").fill("15/05/2018")
    page.get_by_label("Chuyên đề", exact=True).check()
    page.get_by_label("Tổng số đảng viên", exact=True).fill("30")
    page.get_by_label("Có mặt").fill("28")
    page.get_by_label("Phát biểu").fill("9")
    page.get_by_role("button", name="Lưu kết quả đã dự").click()
    expect(page.locator("main")).to_contain_text("15/05/2018")


def evaluate(page):
    page.get_by_role("link", name="Đánh giá buổi sinh hoạt").click()
    total = page.locator("output")
    expect(total).to_contain_text("—/100")
    points = page.locator("input.points")
    for field in points.all():
        field.fill(field.get_attribute("data-maximum"))
    expect(total).to_contain_text("100,0/100 · Tốt")
    gate = page.locator("[data-gate] input.points").first
    gate.fill("5,5")
    expect(total).to_contain_text("99,5/100 · Khá")
    page.get_by_role("checkbox").first.check()
    page.get_by_label("Nhận xét").fill("Chuẩn bị chu đáo")
    page.get_by_role("button", name="Hoàn thành đánh giá").click()
    expect(page.locator("main")).to_contain_text("99,5 · Khá")
    expect(page.locator("main")).to_contain_text("Chuẩn bị chu đáo")


def leadership_figures(path) -> dict:
    """Planned, attended and rate of the leadership, by the heading of their columns."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    table = {row[0].value: row for row in sheet.iter_rows()}
    heading = table["Nhóm lãnh đạo"]
    return {
        title.value: value.value
        for title, value in zip(heading[2:5], table["Lãnh đạo ban"][2:5], strict=True)
    }
