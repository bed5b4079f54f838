"""A half-year is registered by clicking, on a desk and on a phone, with scripts and without."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from attendance.models import Visit
from lib.periods import HalfYear, Month
from tests.factories import PASSWORD, PlanFactory, TripFactory, VisitFactory

from .conftest import PHONE, sign_in

MARCH = Month.parse("03/2018")


@pytest.fixture
def plan(transactional_db, commission, period):
    return PlanFactory(committee=commission, half_year=period)


@pytest.fixture
def grid(plan):
    return reverse("attendance:plan-detail", args=[plan.pk])


def slot(page, leader, month):
    """The place in the grid for a leader's visits of a month."""
    return page.locator(f"#leader-{leader.pk} td[data-label='{month}']")


def test_a_visit_takes_four_steps(plan, grid, chief, cells, staff, new_page):
    page = new_page()
    sign_in(page, staff.username, PASSWORD)
    page.goto(grid)
    slot(page, chief, MARCH).locator("a.add").click()
    expect(page.locator("#id_q")).to_be_focused()
    page.keyboard.type("truong tieu hoc")
    expect(page.locator("[name=cell]")).to_have_count(1)
    page.locator(".cell-option").click()
    page.locator("[name=save]").click()
    expect(page).to_have_url(f"{page.url.split('/plans')[0]}{grid}#leader-{chief.pk}")
    expect(slot(page, chief, MARCH)).to_contain_text(cells[2].name)
    visit = Visit.objects.get()
    assert (visit.leader, visit.cell, visit.month) == (chief, cells[2], MARCH)


def test_the_keyboard_alone_adds_one_after_another(plan, chief, cells, staff, new_page):
    page = new_page()
    sign_in(page, staff.username, PASSWORD)
    page.goto(f"{reverse('attendance:visit-create', args=[plan.pk])}?leader={chief.pk}")
    for cell in cells[:2]:
        page.locator("#id_q").press_sequentially(cell.code)
        expect(page.locator("[name=cell]")).to_have_count(1)
        page.keyboard.press("Enter")  # searches, and saves nothing
        page.keyboard.press("ArrowDown")
        expect(page.locator("[name=cell]")).to_be_focused()
        page.keyboard.press("Enter")  # chooses
        expect(page.locator("[name=cell]")).to_be_checked()
        with page.expect_navigation():
            page.locator("[name=more]").press("Enter")
        expect(page.locator("#id_q")).to_have_value("")
    page.locator("#id_q").press_sequentially(cells[2].code)
    expect(page.locator("[name=cell]")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    with page.expect_navigation():
        page.keyboard.press("Enter")  # adds, as the first button does
    assert {(v.cell, v.month) for v in plan.visits.all()} == {
        (cells[0], plan.half_year.months[0]),
        (cells[1], plan.half_year.months[1]),
        (cells[2], plan.half_year.months[2]),
    }


def test_what_speaks_against_a_visit_is_seen_before_it_is_saved(plan, chief, cells, staff, new_page):
    cells[0].meeting_day = 15
    cells[0].save()
    TripFactory(leader=chief, date_from=dt.date(2018, 3, 12), date_to=dt.date(2018, 3, 16))
    page = new_page(viewport=PHONE)
    sign_in(page, staff.username, PASSWORD)
    page.goto(f"{reverse('attendance:visit-create', args=[plan.pk])}?leader={chief.pk}&month=04%2F2018")
    reason = page.locator("[name=override_reason]")
    page.locator(f"#cell-{cells[0].pk}").check()
    expect(reason).to_be_hidden()
    page.locator("#id_month").select_option("03/2018")
    expect(page.locator("[name=cell][data-warned]")).to_be_checked()
    reason.fill("Chi bộ họp lùi một tuần")
    page.locator("[name=save]").click()
    page.get_by_role("link", name="1 lượt cần lưu ý").click()
    expect(page.locator("#warnings")).to_contain_text("Chi bộ họp lùi một tuần")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert Visit.objects.get().override_reason == "Chi bộ họp lùi một tuần"


def test_a_phone_without_scripts_finds_and_adds_a_cell(plan, grid, chief, cells, staff, new_page):
    page = new_page(viewport=PHONE, java_script_enabled=False)
    sign_in(page, staff.username, PASSWORD)
    page.goto(grid)
    slot(page, chief, MARCH).locator("a.add").click()
    page.locator("#id_q").fill("tieu khu")
    page.locator("[name=search]").click()
    expect(page.locator("[name=cell]")).to_have_count(1)
    page.locator("[name=cell]").check()
    page.locator("[name=save]").click()
    expect(slot(page, chief, MARCH)).to_contain_text(cells[1].name)


def test_a_plan_fits_on_printed_pages(grid, plan, chief, cells, staff, new_page):
    VisitFactory(plan=plan, leader=chief, cell=cells[0])
    page = new_page()
    sign_in(page, staff.username, PASSWORD)
    page.goto(grid)
    expect(page.locator(".signatures")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".signatures")).to_be_visible()
    assert page.locator("main button:visible, main .btn:visible, main a.add:visible").count() == 0


def test_a_visit_is_dragged_to_another_month_and_confirmed_there(chief, commission, cell, staff, new_page):
    coming = HalfYear.current().next
    january, february, *_ = coming.months
    plan = PlanFactory(committee=commission, half_year=coming)
    visit = VisitFactory(plan=plan, leader=chief, cell=cell, month=january)
    page = new_page()
    sign_in(page, staff.username, PASSWORD)
    calendar = reverse("attendance:calendar", args=[january])
    page.goto(calendar)
    target = page.locator(f".month-strip [data-month='{february}']")
    page.locator(".appointment[draggable]").drag_to(target)
    expect(page.get_by_label("Tháng")).to_have_value(str(february))
    assert Visit.objects.get().month == january
    page.get_by_role("button", name="Lưu thay đổi").click()
    expect(page).to_have_url(re.compile(calendar))
    assert Visit.objects.get().month == february
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.locator(".appointment")).to_contain_text(str(chief))
    assert Visit.objects.get().month == visit.month
