"""How much there is to press for the day's work, and that all of it can be done by keyboard."""

from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from attendance.models import Visit
from lib.periods import Month, today
from meetings.models import Evaluation
from tests.factories import (
    PASSWORD,
    CellFactory,
    CriterionFactory,
    LeaderFactory,
    PlanFactory,
    RatingBandFactory,
    RubricFactory,
    VisitFactory,
)

from .conftest import PHONE, sign_in

LINES = 20


class Hand:
    """Counts what somebody does: each press, each text typed or pasted."""

    def __init__(self):
        self.acts = 0

    def press(self, target) -> None:
        self.acts += 1
        target.click()

    def write(self, target, text: str) -> None:
        self.acts += 1
        target.fill(text)


def tab_to(page, target) -> None:
    """By keyboard alone, from where the focus is."""
    for _step in range(150):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError("nobody gets there by keyboard")


@pytest.fixture
def rubric(transactional_db):
    rubric = RubricFactory()
    for number in range(1, LINES + 1):
        CriterionFactory(rubric=rubric, code=str(number), maximum=Decimal(5), text=f"Tiêu chí {number}")
    RatingBandFactory(rubric=rubric, label="Tốt", minimum=90)
    RatingBandFactory(rubric=rubric, label="Khá", minimum=70)
    return rubric


def test_a_sheet_of_twenty_lines_takes_twenty_five_taps(rubric, chief, cell, staff, new_page):
    visit = VisitFactory(leader=chief, cell=cell, attended=True)
    page, hand = new_page(viewport=PHONE), Hand()
    sign_in(page, staff.username, PASSWORD)
    page.goto(reverse("attendance:evaluation-update", args=[visit.pk, "leader"]))
    for full in page.locator("button.out-of").all():
        hand.press(full)
    hand.press(page.locator("button[data-step='-0.5']").nth(3))
    hand.press(page.locator("button[data-step='-0.5']").nth(7))
    hand.press(page.locator("form#evaluation button:not([type]):not([name])"))
    page.wait_for_url(f"**{reverse('attendance:visit-detail', args=[visit.pk])}")
    assert Evaluation.objects.get(leader=chief).total == Decimal(99)
    assert hand.acts <= 25


def test_a_plan_of_twenty_visits_takes_forty_acts(transactional_db, commission, district, staff, new_page):
    plan = PlanFactory(committee=commission, half_year=Month.of(today()).half_year.next)
    leaders = [
        LeaderFactory(committee=commission, full_name=f"Lê Văn {name}")
        for name in ("An", "Bình", "Cường", "Dũng")
    ]
    rows = ["Mã lãnh đạo\tMã chi bộ\tTháng"]
    for leader in leaders:
        for month in plan.half_year.months[:5]:
            rows.append(f"{leader.code}\t{CellFactory(committee=district).code}\t{month}")
    page, hand = new_page(), Hand()
    sign_in(page, staff.username, PASSWORD)
    page.goto(reverse("attendance:plan-detail", args=[plan.pk]))
    hand.press(page.get_by_role("link", name="Dán từ Excel"))
    hand.write(page.locator("#id_pasted"), "\n".join(rows))
    hand.press(page.locator("[name=save]"))
    while not page.locator("form[action$='/confirm/']").count():
        hand.press(page.locator("[name=save]"))
        assert hand.acts <= 40
    hand.press(page.locator("form[action$='/confirm/'] button"))
    page.wait_for_selector("#import a.btn-primary")
    assert (plan.visits.count(), hand.acts <= 40) == (20, True)


def test_logging_and_evaluating_by_keyboard_alone(rubric, chief, district, staff, new_page):
    cell = CellFactory(committee=district, meeting_day=5, members_total=9)
    visit = VisitFactory(leader=chief, cell=cell, month=Month.of(today()) + -1)
    page = new_page()
    sign_in(page, staff.username, PASSWORD)
    page.goto("/work/")
    tab_to(page, page.get_by_role("link", name="Đã dự:"))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("đã dự")
    tab_to(page, page.get_by_label("Có mặt"))
    page.keyboard.type("5")
    tab_to(page, page.locator("[name=save]"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="Đánh giá ngay"))
    page.keyboard.press("Enter")
    expect(page.locator("input.points")).to_have_count(LINES)
    tab_to(page, page.locator("input.points").first)
    for _line in range(LINES):
        page.keyboard.type("5")
        page.keyboard.press("Enter")
    tab_to(page, page.locator("form#evaluation button:not([type]):not([name])"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/work/**")
    assert Visit.objects.get(pk=visit.pk).meeting.members_present == 5
    assert Evaluation.objects.get().total == Decimal(100)
