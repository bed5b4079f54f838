"""What is typed while an answer of the server is on its way stays when it comes."""

import datetime as dt

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from lib.periods import Month
from tests.factories import PASSWORD, CellFactory, PlanFactory, VisitFactory

from .conftest import PHONE, sign_in

MARCH, APRIL = Month.parse("03/2018"), Month.parse("04/2018")


@pytest.fixture
def page(transactional_db, staff, new_page):
    page = new_page(viewport=PHONE)
    sign_in(page, staff.username, PASSWORD)
    return page


class Held:
    """The questions of a page that wait until the test lets them be answered."""

    def __init__(self, page):
        self.page, self.waiting, self.holds = page, [], True
        page.route("**", self._hold)

    def _hold(self, route):
        if self.holds and route.request.method == "POST":
            self.waiting.append(route)
        else:
            route.continue_()

    def asked_by(self):
        return self.page.expect_request(lambda request: request.method == "POST")

    def let_go(self):
        self.holds = False
        for route in self.waiting:
            route.continue_()


def test_numbers_typed_right_after_the_day(page, chief, commission):
    cell = CellFactory(committee=commission, members_total=20)
    page.goto(f"{reverse('attendance:unplanned-create')}?leader={chief.pk}&cell={cell.pk}")
    expect(page.locator("[name=members_total]")).to_have_value("20")
    held = Held(page)
    with held.asked_by():
        page.locator("[name=date]").fill("15/03/2018")
        page.locator("[name=members_total]").fill("25")
    page.locator("[name=members_spoke]").fill("3")
    present = page.locator("[name=members_present]")
    present.press_sequentially("18")
    present.press("ArrowLeft")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        held.let_go()
    expect(page.locator("[name=proposed_total]")).to_have_value("20")
    expect(present).to_be_focused()
    page.keyboard.type("0")  # where the caret stood
    typed = {
        name: page.locator(f"[name=members_{name}]").input_value() for name in ("total", "present", "spoke")
    }
    assert typed == {"total": "25", "present": "108", "spoke": "3"}


def test_a_reason_and_words_typed_right_after_the_month(page, chief, cells, commission, period, monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 3, 1))
    plan = PlanFactory(committee=commission, half_year=period, status="approved")
    visit = VisitFactory(leader=chief, cell=cells[0], month=MARCH, plan=plan)
    page.goto(reverse("attendance:visit-move", args=[visit.pk]))
    reason = page.locator("[name=reason]")
    reason.evaluate("field => field.classList.add('before')")
    held = Held(page)
    with held.asked_by():
        page.locator("[name=month]").select_option(str(APRIL))
    reason.press_sequentially("Bận họp Tỉnh ủy")
    page.locator("main [name=q]").fill(cells[2].name)
    held.let_go()
    expect(page.locator("[name=reason].before")).to_have_count(0)
    expect(reason).to_have_value("Bận họp Tỉnh ủy")
    expect(page.locator("main [name=q]")).to_have_value(cells[2].name)
    # And is looked for in the form that came.
    expect(page.locator("#move-cells")).to_contain_text(cells[2].name)
    expect(page.locator("[name=month] option:checked")).to_have_attribute("value", str(APRIL))
