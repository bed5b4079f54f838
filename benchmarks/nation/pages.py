"""Every page that a reader may open, measured through Django's test client."""

import re
from contextlib import suppress
from dataclasses import dataclass

from django.test import Client

from committees import in_view
from committees.models import User
from lib import jobs
from office.navigation import is_of_one_province

from .addresses import Addresses
from .measuring import Reading, alone, least, pace


@dataclass
class Page:
    name: str
    address: str
    reading: Reading
    kilobytes: float
    pace: float


def pages(reader: str, only: str = "") -> list[Page]:
    """`only`: a regular expression that the names have; what answers otherwise than by a page is left out.

    Whoever is asked for a province works in the first one.
    """
    user = User.objects.get(username=reader)
    if in_view.is_asked_of(user):
        in_view.enter(user, in_view.provinces_of(user)[0].pk)
    client = Client()
    client.force_login(user)
    measured = []
    with alone():
        for name, addresses in Addresses(user).routes():
            if not re.search(only, name):
                continue
            if user.province_in_view and is_of_one_province(name):
                addresses = [in_view.head(user.province_in_view.pk) + address[1:] for address in addresses]
            if page := _measured(client, name, addresses):
                measured.append(page)
                _say(reader, page)
    return measured


def _measured(client: Client, name: str, addresses: list[str]) -> Page | None:
    for address in addresses:
        sizes: list[int] = []

        def opened(address=address, sizes=sizes) -> None:
            answer = client.get(address)
            if answer.status_code != 200:
                raise _Closed
            sizes.append(len(answer.getvalue()))

        with suppress(_Closed):
            opened()
            jobs.work_off()  # what the page has kept for the next one
            return Page(name, address, least(opened), sizes[-1] / 1024, pace())
    return None


class _Closed(Exception):
    """The address leads elsewhere, or is not the reader's."""


def _say(reader: str, page: Page) -> None:
    python, database = page.reading.python * 1000, page.reading.database * 1000
    print(  # noqa: T201 - a report for whoever called it
        f"{reader:11} {page.name:45} {python:7.0f} + {database:7.0f} ms {page.reading.queries:4} queries"
        f" {page.kilobytes:7.0f} kB",
        flush=True,
    )
