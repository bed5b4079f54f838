"""A rubric written line by line, some of them left blank, as the script numbers and moves them."""

from django.urls import reverse
from playwright.sync_api import expect

from committees.roles import Role
from exchange.starting.ward_sheet import SECTIONS
from meetings.models import Rubric
from tests.conftest import member
from tests.factories import PASSWORD

from .conftest import sign_in
from .test_effort import Hand


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


def ward_sheet_in_word() -> str:
    """As its table comes out of Word: sections, text and points, levels below their line."""
    rows = []
    for section, criteria in SECTIONS.items():
        rows.append(section)
        for criterion in criteria:
            rows.append(f"{criterion.text}\t{criterion.maximum:g}")
            rows += (criterion.more.get("Các mức") or "").splitlines()
    return "\n".join(rows)


def write_bands(page, hand):
    hand.press(page.locator("[data-lines=bands] [data-add]"))
    bands = page.locator("[data-lines=bands] [data-line]")
    for place, (label, minimum) in enumerate(
        [("Tốt", "90"), ("Khá", "70"), ("Trung bình", "50"), ("Kém", "0")]
    ):
        hand.write(bands.nth(place).locator("[name$='-label']"), label)
        hand.write(bands.nth(place).locator("[name$='-minimum']"), minimum)


def test_a_wards_sheet_of_twenty_eight_lines_takes_twenty_one_acts(transactional_db, province, new_page):
    head = member(Role.ADMINISTRATOR, province, "Lâm Quốc Dũng")
    page, hand = new_page(), Hand()
    sign_in(page, head.username, PASSWORD)
    page.goto(reverse("meetings:rubric-create"))
    hand.write(page.locator("[name=name]"), "Phiếu của phường")
    hand.write(page.locator("[name=valid_from]"), "01/01/2026")
    hand.write(page.locator("[name=pasted]"), ward_sheet_in_word())
    hand.acts += 1
    page.locator("[name=pasted_kind]").select_option("yes_no")
    hand.press(page.locator("[name=take_pasted]"))

    lines = page.locator("[data-lines=criteria] [data-line]")
    expect(page.locator(".phone")).to_contain_text("Tổng 100 điểm")
    bonus = lines.nth(2)
    hand.acts += 1
    bonus.locator("[name$='-kind']").select_option("bonus")
    expect(page.locator(".phone")).to_contain_text("Tổng 99 điểm")
    hand.write(lines.nth(1).locator("[name$='-section_maximum']"), "5")
    expect(page.locator(".phone")).to_contain_text("Tổng 100 điểm")
    only_a_secretary, theme = lines.nth(5), lines.nth(10)
    hand.press(only_a_secretary.locator("summary"))
    hand.write(only_a_secretary.locator("[name$='-not_applicable_when']"), "chi bộ chỉ có bí thư")
    hand.press(theme.locator("summary"))
    hand.acts += 1
    theme.locator("[name$='-theme']").select_option("full")
    write_bands(page, hand)
    hand.press(page.locator("[name=save]"))

    expect(page.locator("h1")).to_have_text("Phiếu của phường")
    criteria = Rubric.objects.get().criteria
    assert list(criteria.values_list("code", flat=True)) == [
        criterion.code for criteria in SECTIONS.values() for criterion in criteria
    ]
    assert hand.acts <= 21


def test_enter_goes_on_to_the_next_line_of_the_same_section(transactional_db, province, new_page):
    head = member(Role.ADMINISTRATOR, province, "Lâm Quốc Dũng")
    page = new_page()
    sign_in(page, head.username, PASSWORD)
    page.goto(reverse("meetings:rubric-create"))
    lines = page.locator("[data-lines=criteria] [data-line]")
    write(lines.nth(2), section="II. Kết thúc", text="Biên bản", maximum="4")
    page.keyboard.press("Enter")
    page.keyboard.type("Tự chấm")
    expect(lines.nth(3).locator("[name$='-text']")).to_have_value("Tự chấm")
    expect(lines.nth(3).locator("[name$='-section']")).to_have_value("II. Kết thúc")

    page.get_by_role("button", name="Lưu").click()

    expect(page.locator("[data-mistakes]")).to_contain_text("Còn 3 ô chưa điền.")
    name = page.locator("[name=name]")
    expect(name).to_be_focused()
    expect(name).to_have_class("textinput form-control is-invalid")
    name.press_sequentially("K")
    expect(name).to_have_class("textinput form-control")
    expect(name).not_to_have_attribute("aria-invalid", "true")
    wrong = page.locator("[data-error-of='id_criteria-3-maximum']")
    expect(wrong).to_be_visible()
    page.locator("#id_criteria-3-maximum").fill("2")
    expect(wrong).to_have_count(0)


def paste(field, text):
    """As the clipboard gives it; what no script takes is left out."""
    field.focus()
    field.evaluate(
        """(field, text) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            const how = { clipboardData, bubbles: true, cancelable: true };
            field.dispatchEvent(new ClipboardEvent("paste", how));
        }""",
        text,
    )


def test_a_table_pasted_into_levels_stays_there_and_one_into_a_line_is_many(
    transactional_db, province, new_page
):
    head = member(Role.ADMINISTRATOR, province, "Lâm Quốc Dũng")
    page = new_page()
    sign_in(page, head.username, PASSWORD)
    page.goto(reverse("meetings:rubric-create"))
    line = page.locator("[data-lines=criteria] [data-line]").first
    text, levels, box = (
        line.locator("[name$='-text']"),
        line.locator("[name$='-levels']"),
        page.locator("#id_pasted"),
    )
    line.locator("[name$='-kind']").select_option("levels")
    paste(levels, "5\tTừ 90 phút\n4\tThiếu 15 phút\n")
    expect(levels).to_have_value("5 | Từ 90 phút\n4 | Thiếu 15 phút")
    box.fill("Tài liệu\t2\n")
    paste(text, "Nội dung\t5\nBiên bản\t4\n")
    expect(box).to_have_value("Tài liệu\t2\nNội dung\t5\nBiên bản\t4")

    # Enter that ends a syllable being typed is not for going on.
    section = line.locator("[name$='-section']")
    section.focus()
    section.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    expect(section).to_be_focused()
