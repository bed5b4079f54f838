"""A score sheet handed back on a phone: what was filled in is kept like what is typed, until it is saved."""

from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from meetings.models import Evaluation
from tests.exchange.score_sheets.sheets import as_excel
from tests.factories import PASSWORD, CriterionFactory, RubricFactory, VisitFactory

from .conftest import PHONE, sign_in


@pytest.fixture
def visit(transactional_db, commission, chief, cell, staff):
    rubric = RubricFactory()
    CriterionFactory(rubric=rubric, code="1", maximum=Decimal(10), text="Tỷ lệ dự")
    CriterionFactory(rubric=rubric, code="2", maximum=Decimal(90), text="Nội dung")
    return VisitFactory(leader=chief, cell=cell, attended=True)


def test_filled_in_left_offered_again_and_saved(visit, staff, new_page, tmp_path):
    file = tmp_path / "phieu.xlsx"
    file.write_bytes(as_excel(visit, {"Tỷ lệ dự": "9,5"}))
    page = new_page(viewport=PHONE)
    sign_in(page, staff.username, PASSWORD)
    form = reverse("attendance:evaluation-update", args=[visit.pk, "leader"])
    page.goto(form)
    page.wait_for_function("localStorage.getItem('offline.owner') !== null")
    points = page.locator("input.points")
    points.first.fill("3")
    points.nth(1).fill("80")
    points.nth(1).press("Enter")
    page.locator("#fill summary").click()
    page.locator("#id_score_sheet").set_input_files(file)
    page.get_by_role("button", name="Điền vào biểu mẫu").click()

    expect(page.locator(".alert-info")).to_contain_text("Trước đó biểu mẫu ghi khác ở dòng: 1.")
    expect(points.first).to_have_value("9,5")
    expect(points.nth(1)).to_have_value("80")
    expect(page.locator("output")).to_contain_text("89,5")
    expect(page.locator("[data-kept]")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]

    page.goto(form)
    expect(points.first).to_have_value("")
    page.get_by_role("button", name="Khôi phục").click()
    expect(points.first).to_have_value("9,5")
    page.get_by_role("button", name="Hoàn thành đánh giá").click()
    page.wait_for_url(f"**{visit.get_absolute_url()}")
    assert Evaluation.objects.get().total == Decimal("89.5")
    page.wait_for_function("Object.keys(localStorage).every(name => !name.startsWith('draft.'))")


def test_sent_from_the_page_on_which_it_was_filled_in(visit, staff, new_page, tmp_path):
    file = tmp_path / "phieu.xlsx"
    file.write_bytes(as_excel(visit, {"Tỷ lệ dự": "9,5", "Nội dung": 90}))
    page = new_page()
    sign_in(page, staff.username, PASSWORD)
    page.goto(reverse("attendance:evaluation-update", args=[visit.pk, "leader"]))
    page.locator("#fill summary").click()
    page.locator("#id_score_sheet").set_input_files(file)
    page.get_by_role("button", name="Điền vào biểu mẫu").click()
    page.get_by_role("button", name="Hoàn thành đánh giá").click()
    page.wait_for_url(f"**{visit.get_absolute_url()}")
    assert Evaluation.objects.get().total == Decimal("99.5")
