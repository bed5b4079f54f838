"""The preview of a draft: its very pages, in the browser; without LibreOffice the clerk learns why not."""

import pytest
from django.urls import reverse

from lib import jobs
from reports.document import pdf
from reports.models import Export
from reports.summary import exports
from tests.factories import VisitFactory
from tests.pages import alerts, attribute, find_all, parse, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(commission, period, chief):
    VisitFactory(leader=chief, attended=True)
    return reverse("reports:report-pdf", args=[commission.pk, period])


@pytest.fixture
def page(commission, period):
    return reverse("reports:report", args=[commission.pk, period])


def test_shown_in_the_browser(address, page, official, client, monkeypatch):
    monkeypatch.setattr(pdf, "is_available", lambda: True)
    monkeypatch.setattr(pdf, "convert", lambda docx, timeout: b"%PDF-" + docx[:2])
    client.force_login(official)
    assert address in [attribute(a, "href") for a in find_all(parse(client.get(page)), "a")]
    response = client.get(address)
    assert (response.getvalue(), response["Content-Type"]) == (b"%PDF-PK", "application/pdf")
    assert response["Content-Disposition"].startswith("inline; filename*=utf-8''B%C3%A1o%20c%C3%A1o")


def test_a_long_one_is_made_in_the_background(
    address, official, stranger_clerk, client, monkeypatch, settings
):
    monkeypatch.setattr(pdf, "is_available", lambda: True)
    monkeypatch.setattr(pdf, "convert", lambda docx, timeout: b"%PDF-" + docx[:2])
    monkeypatch.setattr(jobs, "wake", lambda: None)
    settings.PDF_ROWS_AT_ONCE = 0
    client.force_login(official)
    response = client.get(address)
    export = Export.objects.get()
    assert response.url == reverse("reports:export-detail", args=[export.pk])
    assert "Đang tạo tệp PDF." in text(parse(client.get(response.url)))
    jobs.work_off()
    assert "Tải tệp PDF" in text(parse(client.get(response.url)))
    file = client.get(reverse("reports:export-download", args=[export.pk]))
    assert (b"".join(file.streaming_content), file["Content-Type"]) == (b"%PDF-PK", "application/pdf")
    assert export.name == "Báo cáo 6 tháng đầu năm 2018 - Ban Tổ chức.pdf"
    with pytest.raises(ValueError, match=address):
        exports.source_of("reports:report-pdf", address, stranger_clerk)


def test_without_libreoffice(address, page, clerk, official, client):
    client.force_login(clerk)
    assert pdf.how_to_get_it() in text(parse(client.get(page)))
    response = client.get(address, follow=True)
    assert response.redirect_chain == [(page, 302)]
    assert alerts(response)[0].startswith(pdf.how_to_get_it())
    client.force_login(official)
    assert pdf.how_to_get_it() not in text(parse(client.get(page)))
