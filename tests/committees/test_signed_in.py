"""What stays in the browser of a computer that the next person uses."""

import pytest
from django.test import Client
from django.urls import reverse

from committees.signed_in import COOKIE
from tests.factories import PASSWORD
from tests.pages import attribute, find, parse

pytestmark = pytest.mark.django_db


def marked(client) -> str:
    page = parse(client.get(reverse("attendance:plan-list")))
    return attribute(find(page, "meta", name="signed-in"), "content")


def test_pages_carry_the_mark_of_their_user_until_signing_out(client, staff, official):
    client.post(reverse("login"), {"username": staff.username, "password": PASSWORD})
    mark = client.cookies[COOKIE].value
    assert (marked(client), len(mark)) == (mark, 16)
    another = Client()
    another.force_login(official)
    assert marked(another) == another.cookies[COOKIE].value != mark

    client.post(reverse("logout"))
    assert (client.cookies[COOKIE].value, client.cookies[COOKIE]["max-age"]) == ("", 0)


def test_files_are_kept_by_no_browser(as_staff):
    for address in (reverse("attendance:plan-list") + "?format=csv", reverse("office:my-calendar")):
        response = as_staff.get(address)
        is_file = "attachment" in response.get("Content-Disposition", "")
        assert response.get("Cache-Control") == ("private, no-store" if is_file else None), address
