"""Every address of the product that answers with a page, opened in a browser: nothing asked of another host,
no complaint in the console, nothing serious found by axe, no sideways scroll, not with large text either."""

import pytest

from tests.access_rules import RULES
from tests.factories import PASSWORD, UserFactory
from tests.test_access import address, build_world

from .conftest import DESKTOP, PHONE, findings, sign_in

TWICE_AS_LARGE = "--blink-settings=defaultFontSize=32"


@pytest.fixture
def superuser(transactional_db):
    return UserFactory(is_superuser=True, full_name="Người quản trị")


def pages(client, side) -> dict[str, str]:
    """{route: address} of those that answer with HTML, to a superuser."""
    found = {}
    for route in sorted(set(RULES) - {"logout"}):
        url = address(route, side)
        response = client.get(url)
        # Parts of pages that htmx asks for are no pages.
        is_page = response["Content-Type"].startswith("text/html") and b"<html" in response.getvalue()
        if response.status_code == 200 and is_page:
            found[route] = url
    return found


def test_no_page_asks_anything_of_another_host(superuser, commission, other_commission, client, new_page):
    client.force_login(superuser)
    found = pages(client, build_world(commission, other_commission)["own"])
    assert len(found) > 60
    page = new_page(viewport=PHONE)
    complaints = []
    page.on("pageerror", lambda error: complaints.append((page.url, str(error))))
    page.on("console", lambda m: complaints.append((page.url, m.text)) if m.type == "error" else None)
    sign_in(page, superuser.username, PASSWORD)
    serious, widths = {}, {}
    for route, url in found.items():
        assert page.goto(url).ok, route
        for name, viewport in (("phone", PHONE), ("desktop", DESKTOP)):
            page.set_viewport_size(viewport)
            serious[route, name] = findings(page)
            widths[route, name] = width(page) - viewport["width"]
    page.wait_for_load_state("networkidle")
    assert complaints == []
    assert {where: f for where, f in serious.items() if f} == {}
    assert {where: beyond for where, beyond in widths.items() if beyond > 0} == {}
    # `new_page` has noted every request of these pages, and fails the test for a foreign one.


def test_pages_hold_text_twice_as_large(superuser, commission, other_commission, client, launch, new_page):
    client.force_login(superuser)
    found = pages(client, build_world(commission, other_commission)["own"])
    page = new_page(browser=launch(TWICE_AS_LARGE))
    sign_in(page, superuser.username, PASSWORD)
    widths = {}
    for route, url in found.items():
        page.goto(url)
        widths[route] = width(page) - DESKTOP["width"]
    assert {where: beyond for where, beyond in widths.items() if beyond > 0} == {}


def width(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth")
