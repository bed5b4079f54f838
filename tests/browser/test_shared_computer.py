"""Two people at one computer, one after the other."""

from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import PASSWORD

from .conftest import sign_in

BROUGHT_BACK = "window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"


def test_back_shows_nothing_of_who_signed_out(new_page, staff):
    page = new_page()
    sign_in(page, staff.username, PASSWORD)
    plans = reverse("attendance:plan-list")
    page.goto(plans)
    page.evaluate("document.body.dataset.typed = 'yes'")
    page.evaluate(BROUGHT_BACK)
    expect(page.locator("body")).to_have_attribute("data-typed", "yes")  # whoever is still signed in has it

    other_tab = page.context.new_page()
    other_tab.goto(plans)
    other_tab.locator("form[action$='/sign-out/'] button").evaluate("button => button.click()")
    expect(other_tab.get_by_label("Tên đăng nhập")).to_be_visible()
    page.evaluate(BROUGHT_BACK)
    expect(page.get_by_label("Tên đăng nhập")).to_be_visible()
