"""An office's own list imported: its columns matched, its mistakes shown, the corrected file saved."""

import pytest
from django.urls import reverse

from committees.roles import Role
from meetings.models import Cell
from tests.exchange.lists import lists
from tests.factories import PASSWORD, MembershipFactory

from .conftest import DESKTOP, PHONE, sign_in

LIST = reverse("exchange:import-list")


@pytest.fixture
def importer(transactional_db, province, cells):
    return MembershipFactory(role=Role.ADMINISTRATOR, committee=province).user


def upload(page, file):
    page.locator("[name=file]").set_input_files(
        {
            "name": "Danh sách chi bộ.xlsx",
            "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "buffer": file.getvalue(),
        }
    )
    page.locator("[name=save]").click()


@pytest.mark.parametrize(("viewport", "scripts"), [(DESKTOP, True), (PHONE, True), (DESKTOP, False)])
def test_a_list_with_headings_of_its_own(viewport, scripts, importer, new_page):
    page = new_page(viewport=viewport, java_script_enabled=scripts)
    sign_in(page, importer.username, PASSWORD)
    page.goto(f"{LIST}?sheet=cells")
    upload(page, lists.cells(errors=lists.CELL_ERRORS))

    page.wait_for_url("**/columns/")
    chosen = page.locator("[name=column-place]")
    assert chosen.input_value() == "dia diem sh"
    if scripts:
        samples = page.locator("tr", has=chosen).locator("td[data-samples]")
        assert "Nhà văn hóa ấp 1" in samples.inner_text()
        chosen.select_option("stt")
        assert samples.inner_text() == "1 · 2 · 3"
        chosen.select_option("dia diem sh")
    page.locator("[name=save]").click()

    page.wait_for_url("**/values/")
    page.locator("[name=save]").click()
    page.wait_for_selector(".import-problems")
    places = [li.get_attribute("data-problem") for li in page.locator("[data-problem]").all()]
    assert places == [f"DS chi bộ 2018!{cell}" for cell in ("C10", "F15", "B20", "H25", "B30", "D33")]
    assert page.locator(".import-bad").count() == 6
    if scripts:
        assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]
    with page.expect_download() as download:
        page.locator("a[href$='/errors/']").click()
    assert download.value.suggested_filename.endswith(".xlsx")

    page.locator(f"main a.btn[href^='{LIST}?']").click()
    upload(page, lists.cells())
    page.wait_for_selector("form[action$='/confirm/']")
    assert Cell.objects.count() == 3
    page.locator("form[action$='/confirm/'] button").click()
    page.wait_for_selector("#import a.btn-primary")
    assert Cell.objects.count() == 53
