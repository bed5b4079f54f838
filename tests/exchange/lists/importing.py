"""Steps of an import through the pages, as a person takes them."""

import io

import openpyxl
from django.urls import reverse

from exchange.models import Import
from meetings.models import Cell
from tests.pages import attribute, find, find_all, parse, text, typed

LIST = reverse("exchange:import-list")


def url(name: str, item: Import) -> str:
    return reverse(f"exchange:import-{name}", args=[item.pk])


def upload(client, file: io.BytesIO, kind: str = "cells", name: str = "Danh sách.xlsx", **more):
    file.seek(0)
    file.name = name
    return client.post(LIST, {"kind": kind, "file": file} | more)


def latest() -> Import:
    return Import.objects.order_by("pk").last()


def choose_columns(client, **changed):
    """Agree to the columns as guessed, but for those that the test changes."""
    address = url("mapping", latest())
    return client.post(address, typed(client.get(address)) | changed, follow=True)


def problems_on(response) -> list[str]:
    """ "sheet!cell: what" as the page tells them."""
    found = find_all(parse(response), "li", data_problem=None)
    return [
        f"{attribute(li, 'data-problem')} {text(li).removeprefix(attribute(li, 'data-problem')).strip()}"
        for li in found
    ]


def confirm(client, item: Import | None = None, follow: bool = True):
    item = item or latest()
    return client.post(url("confirm", item), {"digest": item.preview["digest"]}, follow=follow)


def saved() -> list[str]:
    return list(Cell.objects.filter(code__startswith="CB0").values_list("code", flat=True))


def typed_key(client) -> str:
    return attribute(find(parse(client.get(LIST)), "input", name="form_key"), "value")


def sheet_of(headings: list[str], *rows: list) -> io.BytesIO:
    book = openpyxl.Workbook()
    for row in (headings, *rows):
        book.active.append(row)
    return file_of_book(book)


def file_of_book(book) -> io.BytesIO:
    target = io.BytesIO()
    book.save(target)
    return target


def sent(client, file, kind: str) -> list[str]:
    """The problems that the page tells."""
    return problems_on(client.get(upload(client, file, kind, "ke hoach.xlsx").url))


def imported(client, file, kind: str) -> Import:
    assert sent(client, file, kind) == []
    confirm(client)
    return latest()
