"""What was typed is still there: after a colleague saved first, and after the session expired."""

import re

import pytest
from playwright.sync_api import expect

from attendance.models import Visit

from .conftest import PHONE, sign_in


@pytest.fixture
def visit(demo):
    return Visit.objects.attended().approved().order_by("-month", "pk").first()


def fill(page, visit, present, note):
    page.goto(f"/visits/{visit.pk}/attended/")
    page.get_by_label("Có mặt").fill(present)
    page.get_by_label("Phát biểu").fill("")
    page.get_by_label("Ghi chú").fill(note)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_second_editor_chooses(new_page, visit, scripts):
    first = new_page()
    second = new_page(viewport=PHONE, java_script_enabled=scripts)
    for page in (first, second):
        sign_in(page, "chuyenvien")
    fill(first, visit, "11", "Theo biên bản")
    fill(second, visit, "12", "Theo điện thoại")
    for page in (first, second):
        page.get_by_role("button", name="Lưu kết quả đã dự").click()
        expect(page).not_to_have_title(re.compile("Ghi kết quả"))  # it is answered

    expect(second.get_by_role("heading", level=1)).to_have_text("Có hai người cùng sửa")
    assert second.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    lines = {legend: second.locator("fieldset").filter(has_text=legend) for legend in ("Có mặt", "Ghi chú")}
    expect(second.locator("fieldset")).to_have_count(2)
    lines["Có mặt"].get_by_role("radio", name="Đã lưu trước đó").check()
    lines["Ghi chú"].get_by_role("radio", name="Của đồng chí").check()
    second.get_by_role("button", name="Lưu theo lựa chọn").click()

    expect(second.get_by_role("heading", level=1)).not_to_have_text("Có hai người cùng sửa")
    expect(second.locator("main")).to_contain_text("Theo điện thoại")
    visit.refresh_from_db()
    assert (visit.meeting.members_present, visit.note) == (11, "Theo điện thoại")


def test_an_expired_session_brings_back_the_form(new_page, visit):
    page = new_page(viewport=PHONE)
    sign_in(page, "chuyenvien")
    fill(page, visit, "11", "Viết dở khi hết phiên")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Lưu kết quả đã dự").click()

    page.get_by_label("Tên đăng nhập").fill("chuyenvien")
    page.get_by_label("Mật khẩu").fill("demo-2018")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_label("Ghi chú")).to_have_value("Viết dở khi hết phiên")
    page.get_by_role("button", name="Lưu kết quả đã dự").click()
    expect(page.locator("main")).to_contain_text("Viết dở khi hết phiên")


def test_what_comes_back_with_its_errors_is_the_latest(new_page, demo):
    """Nothing older is offered beside it, whatever filled its fields in: a button did here."""
    overdue = Visit.objects.planned().approved().order_by("-month", "pk").first()
    page = new_page(viewport=PHONE)
    sign_in(page, "chuyenvien")
    page.goto(f"/visits/{overdue.pk}/missed/")
    page.get_by_label("Lý do khác").check()
    page.locator("#proposed-month button").click()
    month = page.get_by_label("Chuyển sang tháng")
    expect(month).not_to_have_value("")
    chosen = month.input_value()
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator("main")).to_contain_text("Hãy ghi rõ lý do")
    expect(page.locator("[data-kept]")).to_have_count(0)

    page.get_by_label("Ghi chú").fill("Họp đột xuất")
    page.goto(f"/visits/{overdue.pk}/missed/")
    page.get_by_role("button", name="Khôi phục").click()
    expect(page.get_by_label("Ghi chú")).to_have_value("Họp đột xuất")
    expect(month).to_have_value(chosen)
