"""From an empty database to the first committee, in a browser."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from committees import first_run
from committees.models import Committee, User

from .conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desktop", "phone"])
def test_the_first_administrator_is_led_to_the_first_committee(viewport, new_page):
    page = new_page(**({"viewport": viewport} if viewport else {}))
    page.goto("/sign-in/")
    expect(page.locator("main")).to_contain_text("manage.py first_run")
    page.goto(reverse("committees:first-run", args=[first_run.token()]))
    page.get_by_label("Họ và tên").fill("Lâm Quốc Dũng")
    page.get_by_label("Tên đăng nhập").fill("quantri")
    page.get_by_label("Mật khẩu", exact=False).first.fill("mat-khau-dau-tien")
    page.get_by_label("Nhập lại mật khẩu").fill("mat-khau-dau-tien")
    page.get_by_role("button", name="Tạo tài khoản và đăng nhập").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Các bước đầu tiên")
    page.get_by_role("link", name="Thêm cấp ủy, cơ quan").click()
    page.get_by_label("Tên", exact=False).first.fill("Tỉnh ủy Bình Sơn")
    page.get_by_label("Loại cấp ủy").select_option("province")
    page.get_by_label("Mã").fill("TU")
    page.get_by_role("button", name="Lưu").click()
    expect(page).to_have_url(re.compile("/first-steps/$"))
    assert [c.code for c in Committee.objects.all()] == ["TU"]
    assert User.objects.get().is_superuser


def test_search_by_keyboard(demo, new_page):
    page = new_page()
    page.goto("/sign-in/")
    page.get_by_label("Tên đăng nhập").fill("lanhdao")
    page.get_by_label("Mật khẩu").fill("demo-2018")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("searchbox")).to_be_visible()

    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("nguyen huu")
    hit = page.locator("#search-hits a").first
    expect(hit).to_contain_text("Nguyễn Hữu Thuần")
    page.keyboard.press("ArrowDown")
    expect(hit).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#search-hits a")).to_have_count(0)
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type(" thuan")
    expect(page.locator("#search-hits a").first).to_contain_text("Nguyễn Hữu Thuần")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nguyễn Hữu Thuần")
