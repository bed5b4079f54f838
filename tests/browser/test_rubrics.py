"""A rubric written line by line, some of them left blank, as the script numbers and moves them."""

from django.urls import reverse
from playwright.sync_api import expect

from committees.roles import Role
from meetings.models import Rubric
from tests.conftest import member
from tests.factories import PASSWORD

from .conftest import sign_in


def write(line, **values):
    for name, value in values.items():
        line.locator(f"[name$='-{name}']").fill(value)


def test_a_rubric_with_blank_lines(transactional_db, province, new_page):
    head = member(Role.ADMINISTRATOR, province, "Lâm Quốc Dũng")
    page = new_page()
    sign_in(page, head.username, PASSWORD)
    page.goto(reverse("meetings:rubric-create"))
    page.locator("[name=name]").fill("Khung 2025")
    page.locator("[name=valid_from]").fill("01/01/2025")
    criteria = page.locator("[data-lines=criteria] [data-line]")
    bands = page.locator("[data-lines=bands] [data-line]")
    write(criteria.nth(0), section="I", text="Nội dung", code="2", maximum="40")
    write(criteria.nth(2), section="I", text="Tỷ lệ dự", code="1", maximum="60")
    for _step in range(2):
        page.locator("[data-lines=criteria] [data-line]:has([name$='-2-code']) [data-up]").click()
    write(bands.nth(0), label="Tốt", minimum="90")
    write(bands.nth(1), label="Kém", minimum="0")

    page.get_by_role("button", name="Lưu").click()

    expect(page.locator("h1")).to_have_text("Khung 2025")
    rubric = Rubric.objects.get()
    assert list(rubric.criteria.values_list("code", flat=True)) == ["1", "2"]
    # Saved once more as it is, blank lines and all.
    page.goto(reverse("meetings:rubric-update", args=[rubric.pk]))
    page.get_by_role("button", name="Lưu").click()
    expect(page).to_have_url(reverse("meetings:rubric-detail", args=[rubric.pk]))
    assert list(rubric.criteria.values_list("code", flat=True)) == ["1", "2"]
