"""A meeting judged on a phone: by tapping and typing, and without scripts."""

from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from meetings.models import Evaluation, Recommendation
from tests.factories import (
    PASSWORD,
    CriterionFactory,
    EvaluationFactory,
    FindingFactory,
    RatingBandFactory,
    RubricFactory,
    VisitFactory,
)

from .conftest import PHONE, sign_in

THUMB = 44  # pixels


@pytest.fixture
def visit(transactional_db, commission, chief, cell, staff):
    rubric = RubricFactory()
    CriterionFactory(
        rubric=rubric, code="1", maximum=Decimal(10), is_gate=True, full_from_rate=85, text="Tỷ lệ dự"
    )
    CriterionFactory(rubric=rubric, code="2", maximum=Decimal(90), text="Nội dung")
    RatingBandFactory(rubric=rubric, label="Tốt", minimum=90, needs_gates=True)
    RatingBandFactory(rubric=rubric, label="Khá", minimum=70)
    FindingFactory()
    visit = VisitFactory(leader=chief, cell=cell, attended=True)
    visit.meeting.members_total, visit.meeting.members_present = 20, 17
    visit.meeting.save()
    EvaluationFactory(meeting=visit.meeting, rubric=rubric, total=95)
    return visit


@pytest.fixture
def sheet(visit):
    return reverse("attendance:evaluation-update", args=[visit.pk, "leader"])


def boxes(page):
    return page.locator("input.points")


def test_tapping_on_a_phone(visit, sheet, staff, new_page):
    page = new_page(viewport=PHONE, has_touch=True)
    sign_in(page, staff.username, PASSWORD)
    page.goto(sheet)
    total = page.locator("output")

    for full in page.locator("button.out-of").all():
        full.tap()
    expect(total).to_contain_text("100,0/100 · Tốt")
    page.locator("button[data-step='-0.5']").first.tap()
    expect(boxes(page).first).to_have_value("9,5")
    expect(total).to_contain_text("99,5/100 · Khá")
    expect(total.locator("a")).to_have_attribute("href", f"#{boxes(page).first.get_attribute('id')}")
    page.locator("button[data-step='0.5']").first.tap()
    page.locator("button[data-step='0.5']").first.tap()
    expect(boxes(page).first).to_have_value("10,0")
    boxes(page).first.fill("")
    page.locator("button[data-points]:not(.out-of)").tap()  # what is suggested
    expect(boxes(page).first).to_have_value("10,0")

    # Enter goes down the sheet as in Excel, and sends nothing.
    boxes(page).first.press("Enter")
    expect(boxes(page).nth(1)).to_be_focused()

    page.locator("[data-add]").tap()
    page.locator("[data-recommendations] textarea").fill("Mở sổ theo dõi")
    page.locator("[data-recommendations] input[name$=due_on]").fill("30/6/2018")
    page.get_by_role("checkbox").first.check()
    expect(page.locator("[data-ticked]").first).to_have_text("1")
    page.locator("form#evaluation button:not([type]):not([name])").tap()
    page.wait_for_url(f"**{reverse('attendance:visit-detail', args=[visit.pk])}")
    stored = Evaluation.objects.get(leader=visit.leader)
    assert (stored.total, stored.band.label, stored.findings.count()) == (Decimal(100), "Tốt", 1)
    assert Recommendation.objects.get().text == "Mở sổ theo dõi"


def test_nothing_to_press_is_smaller_than_a_thumb_nor_zoomed_into(sheet, staff, new_page):
    page = new_page(viewport=PHONE, has_touch=True)
    sign_in(page, staff.username, PASSWORD)
    page.goto(sheet)
    page.locator("[data-add]").tap()
    small = page.locator("#evaluation").evaluate(
        """(form, thumb) => [...form.querySelectorAll("button, label.form-check-label, .form-control")]
            .filter((e) => e.offsetParent)
            .map((e) => [e.outerHTML, e.getBoundingClientRect(), getComputedStyle(e).fontSize])
            .filter(([, box, font]) => box.height < thumb || box.width < thumb || parseFloat(font) < 16)
            .map(([html]) => html)""",
        THUMB,
    )
    assert small == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_without_scripts(visit, sheet, staff, new_page):
    page = new_page(viewport=PHONE, java_script_enabled=False)
    sign_in(page, staff.username, PASSWORD)
    page.goto(sheet)
    expect(page.locator("button[data-for]:visible")).to_have_count(0)
    boxes(page).first.fill("9,5")
    page.locator("[data-recommendations] textarea").nth(1).fill("Mở sổ theo dõi")
    page.locator("button[name=draft]").click()
    assert Evaluation.objects.get(leader=visit.leader).is_draft

    page.goto(sheet)
    page.locator("form#evaluation button:not([type]):not([name])").click()
    expect(boxes(page).nth(1)).to_be_focused()  # the line that has no points yet
    expect(boxes(page).first).to_have_value("9,5")
    boxes(page).nth(1).fill("90")
    page.locator("form#evaluation button:not([type]):not([name])").click()
    stored = Evaluation.objects.get(leader=visit.leader)
    assert (stored.is_draft, stored.total, stored.band.label) == (False, Decimal("99.5"), "Khá")
    assert Recommendation.objects.get().text == "Mở sổ theo dõi"
