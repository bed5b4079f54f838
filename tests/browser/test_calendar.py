"""A date chosen from the calendar, with the keyboard alone; typed all the same."""

import pytest
from playwright.sync_api import expect

from attendance.models import Visit

from .conftest import PHONE, sign_in


@pytest.fixture
def page(new_page, demo):
    page = new_page(viewport=PHONE)
    sign_in(page, "chuyenvien")
    visit = Visit.objects.pending().approved().first()
    page.goto(f"/visits/{visit.pk}/attended/")
    return page


def test_chosen_by_keyboard(page):
    page.get_by_label("Ngày họp").fill("29/6/18")
    button = page.get_by_role("button", name="Chọn ngày trên lịch")
    button.focus()
    page.keyboard.press("Enter")
    day = page.locator(".calendar-day:focus")
    expect(day).to_have_attribute("aria-current", "true")
    for key, lands_on in [
        ("ArrowRight", "30"),
        ("ArrowRight", "1"),
        ("ArrowUp", "24"),
        ("Home", "18"),
        ("End", "24"),
        ("PageDown", "24"),
        ("PageUp", "24"),
        ("ArrowDown", "1"),
    ]:
        page.keyboard.press(key)
        expect(day).to_have_text(lands_on)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Ngày họp")).to_have_value("01/07/2018")
    expect(page.get_by_label("Ngày họp")).to_be_focused()


def test_left_as_it_was(page):
    before = page.get_by_label("Ngày họp").input_value()
    page.get_by_role("button", name="Chọn ngày trên lịch").click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Ngày họp")).to_have_value(before)


def test_what_is_wrong_with_a_date_is_still_seen(page):
    page.get_by_label("Ngày họp").fill("31/02/2018")
    page.locator("[name=save]").click()
    expect(page.get_by_text("29/06/2018")).to_be_visible()
    expect(page.get_by_label("Ngày họp")).to_have_value("31/02/2018")
