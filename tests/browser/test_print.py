"""What a browser makes of the pages of figures on paper, and of the map of coverage on a phone."""

import re

from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import PASSWORD, CellFactory, OrganizationTypeFactory, VisitFactory

from .conftest import PHONE, sign_in


def printed(page) -> list[bool]:
    """Of each printed page, whether there is any text on it."""
    document = page.pdf(prefer_css_page_size=True)
    pages = re.findall(rb"/Type /Page\b(?!s).*?endobj", document, re.DOTALL)
    return [b"/Font" in each for each in pages]


def test_no_printed_page_is_blank(chief, commission, period, clerk, new_page):
    VisitFactory(leader=chief, attended=True)
    VisitFactory(leader=chief, missed=True)
    page = new_page()
    sign_in(page, clerk.username, PASSWORD)
    for address in (
        reverse("reports:report", args=[commission.pk, period]),
        reverse("reports:overview", args=[period]),
        reverse("reports:trends", args=[period]),
        reverse("reports:breakdown", args=[period, "months"]),
    ):
        page.goto(address)
        pages = printed(page)
        assert pages == [True] * max(len(pages), 1), address


def test_a_plan_is_printed_as_it_is_shown_by_month_or_as_a_list(chief, clerk, new_page):
    visit = VisitFactory(leader=chief)
    page = new_page()
    sign_in(page, clerk.username, PASSWORD)
    page.emulate_media(media="print")
    for view in ("", "?view=list"):
        page.goto(reverse("attendance:plan-detail", args=[visit.plan_id]) + view)
        expect(page.get_by_text(visit.cell.name)).to_be_visible()
        expect(page.locator("nav.sections")).to_be_hidden()


def test_the_map_of_coverage_needs_no_scrolling_on_a_phone(district, clerk, new_page):
    for n in range(8):
        CellFactory(
            committee=district,
            organization_type=OrganizationTypeFactory(name=f"Chi bộ cơ quan hành chính {n}"),
        )
    page = new_page(viewport=PHONE)
    sign_in(page, clerk.username, PASSWORD)
    page.goto(reverse("reports:coverage", args=["2018-H1"]))
    last = page.locator(".heat tbody tr td").last
    expect(last).to_be_visible()
    assert last.evaluate("cell => cell.getBoundingClientRect().right") <= PHONE["width"]
    assert page.locator(".heat").evaluate("table => table.scrollWidth <= table.parentElement.clientWidth")
