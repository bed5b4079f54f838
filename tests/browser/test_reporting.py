"""The clerk's job in a browser: from the first page to a numbered document, and on to its dispatch."""

import io

from django.urls import reverse
from docx import Document
from playwright.sync_api import expect

from committees.models import Committee
from reports.models import IssuedReport

from .conftest import PHONE, sign_in


def test_the_bulletins_report_in_less_than_ten_clicks(demo, new_page):
    page = new_page()
    sign_in(page, "vanthu")
    clicks = 0

    def click(locator):
        nonlocal clicks
        clicks += 1
        locator.click()

    click(page.get_by_role("link", name="Báo cáo 6 tháng").first)
    page.get_by_label("Kỳ", exact=True).select_option("2018-H1")
    clicks += 2  # open the list, choose
    expect(page.get_by_role("heading", level=1)).to_contain_text("6 tháng đầu năm 2018")
    click(page.get_by_role("link", name="Soạn báo cáo"))
    article = page.locator("article")
    expect(article).to_contain_text("10 đồng chí lãnh đạo cơ quan dự sinh hoạt tại 18/22 chi bộ (81,8%)")
    expect(article).to_contain_text("16 đồng chí trưởng, phó các phòng dự sinh hoạt tại 28/32 chi bộ")
    click(page.get_by_role("link", name="Trình ký"))
    click(page.get_by_label("Vẫn trình ký"))
    click(page.get_by_role("button", name="Trình ký"))
    expect(page.locator("#files")).to_contain_text(".docx")  # once the job has fixed them
    click(page.get_by_role("link", name="Ban hành báo cáo"))
    page.get_by_label("Số*", exact=True).fill("127")
    page.get_by_label("Ngày*", exact=True).fill("29/06/2018")
    page.get_by_label("Người ký*", exact=True).fill("Nguyễn Hữu Thuần")
    click(page.get_by_role("button", name="Ban hành báo cáo"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("127-BC/TU")
    assert clicks < 10

    with page.expect_download() as download:
        page.get_by_role("link", name=".docx").click()
    report = IssuedReport.objects.get()
    with open(download.value.path(), "rb") as file:
        content = file.read()
    assert content == bytes(report.files.get(kind="docx").content)
    words = " ".join(p.text for p in Document(io.BytesIO(content)).paragraphs)
    assert "dự sinh hoạt tại 18/22 chi bộ (81,8%)" in words


def test_a_number_typed_over_a_figure_is_marked_on_a_phone_without_scripts(demo, new_page):
    page = new_page(viewport=PHONE, java_script_enabled=False)
    sign_in(page, "vanthu")
    root = Committee.objects.get_first_root_node()
    page.goto(reverse("reports:report-section", args=[root.pk, "2018-H1", "results"]))
    typed = page.get_by_label("Nội dung", exact=True)
    typed.fill(typed.input_value().replace("18/22", "19/22"))
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator("mark")).to_have_text("19")
    expect(page.locator("article")).to_contain_text("số liệu: 18")
