"""What goes over the wire: offices have slow lines, and phones slower ones."""

import gzip
import re

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from tests.factories import CellFactory, VisitFactory

from .pages import attribute, find_all, parse

pytestmark = pytest.mark.django_db


def weight(content: bytes) -> int:
    """In bytes, compressed as the server sends it."""
    return len(gzip.compress(content, 6))


def static(address: str) -> bytes:
    with open(finders.find(address.removeprefix("/static/")), "rb") as file:
        return file.read()


def files_of(page) -> list[str]:
    """Addresses of the styles, scripts and typefaces of a page."""
    found = [attribute(link, "href") for link in find_all(page, "link", rel="stylesheet")]
    found += [attribute(script, "src") for script in find_all(page, "script") if attribute(script, "src")]
    tokens = next(static(address) for address in found if "tokens" in address).decode()
    fonts = re.findall(r'url\("\.\./([^"]+)"\)', tokens)
    assert len(fonts) == 2, "only the weights that are used"
    return [re.sub(r"\?.*", "", address) for address in found] + fonts


def test_a_first_visit_is_at_most_350_kilobytes(as_staff):
    response = as_staff.get(reverse("office:work"))
    files = sum(weight(static(address)) for address in files_of(parse(response)))
    assert files + weight(response.content) <= 350_000


@pytest.mark.parametrize("route", ["attendance:visit-list", "office:work", "attendance:plan-list"])
def test_a_later_page_of_fifty_rows_is_at_most_60_kilobytes(route, as_staff, chief, commission):
    for cell in CellFactory.create_batch(50):
        VisitFactory(leader=chief, cell=cell)
    response = as_staff.get(reverse(route), headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) <= 60_000


def test_files_are_sent_as_they_are(as_staff):
    """They are compressed in themselves, and a browser wants to know how long they are."""
    response = as_staff.get(
        reverse("attendance:visit-list") + "?format=xlsx", headers={"accept-encoding": "gzip"}
    )
    assert "Content-Encoding" not in response
