"""The preview of a draft: its very pages, in the browser; without LibreOffice the clerk learns why not."""

import pytest
from django.urls import reverse

from reports.document import pdf
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


def test_without_libreoffice(address, page, clerk, official, client):
    client.force_login(clerk)
    assert pdf.how_to_get_it() in text(parse(client.get(page)))
    response = client.get(address, follow=True)
    assert response.redirect_chain == [(page, 302)]
    assert alerts(response)[0].startswith(pdf.how_to_get_it())
    client.force_login(official)
    assert pdf.how_to_get_it() not in text(parse(client.get(page)))
