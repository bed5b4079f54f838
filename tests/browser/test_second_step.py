"""A second step is demanded, set up and used: a passkey of Chromium's own virtual authenticator."""

import re

import pytest
from playwright.sync_api import expect

from committees.actions.office import ask_for_second_step
from committees.models import User
from committees.roles import Role

from .conftest import PHONE, findings, sign_in

STRICT = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'"


@pytest.fixture
def page(demo, new_page):
    """Under a policy without exceptions, whatever the server's own is."""
    page = new_page(viewport=PHONE)
    errors = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)

    def with_policy(route):
        response = route.fetch(max_redirects=0)
        route.fulfill(response=response, headers=response.headers | {"content-security-policy": STRICT})

    page.route(re.compile(r"/(sign-in|account)/"), with_policy)
    yield page
    assert errors == []


@pytest.fixture
def authenticator(page):
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_demanded_made_and_used(page, authenticator):
    ask_for_second_step(roles=[Role.STAFF], by=User.objects.get(username="quantri"), version=None)
    sign_in(page, "chuyenvien")
    expect(page.get_by_role("heading", level=1)).to_have_text("Xác thực hai bước")
    assert findings(page) == []

    page.get_by_role("link", name="Thêm khóa truy cập").click()
    page.get_by_label("Tên gọi").fill("Máy ở phòng 12")
    page.wait_for_load_state()
    page.get_by_role("button", name="Tạo khóa truy cập").click()
    expect(page.locator("[data-codes] li")).to_have_count(10)
    code = page.locator("[data-codes] li").first.inner_text()
    assert findings(page) == []
    page.evaluate("window.print = () => { window.printed = true }")
    page.get_by_role("button", name="In các mã").click()
    assert page.evaluate("window.printed")
    page.get_by_role("link", name="Tôi đã cất giữ").click()
    expect(page.locator("[data-shortcut='?']")).to_be_visible()

    page.context.clear_cookies()
    sign_in(page, "chuyenvien")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bước thứ hai")
    assert findings(page) == []
    page.wait_for_load_state()
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    expect(page.locator("[data-shortcut='?']")).to_be_visible()

    page.context.clear_cookies()
    sign_in(page, "chuyenvien")
    page.get_by_label("Mã trên điện thoại, hoặc một mã dự phòng").fill(code)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.locator("[data-shortcut='?']")).to_be_visible()
    page.goto("/account/second-step/")
    expect(page.get_by_text("Còn 9 mã.")).to_be_visible()


def test_a_passkey_that_the_browser_refuses_is_told(page):
    sign_in(page, "chuyenvien")
    page.goto("/account/second-step/passkeys/new/")
    refuse = "async () => { throw new DOMException('', 'NotAllowedError'); }"
    page.evaluate(f"navigator.credentials.create = {refuse}; 0")
    page.get_by_role("button", name="Tạo khóa truy cập").click()
    expect(page.get_by_role("alert").filter(has_text="Chưa dùng được khóa truy cập")).to_be_visible()
