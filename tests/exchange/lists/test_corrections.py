"""Cells that are wrong, put right on the page."""

import pytest

from exchange.lists import actions, judging
from exchange.models import Import
from meetings.models import Cell
from tests.pages import attribute, find_all, parse, text, typed

from . import lists
from .importing import choose_columns, confirm, latest, problems_on, upload, url

pytestmark = pytest.mark.django_db
ERRORS = {"F5": 45, "B7": None, "H8": "30/02/2001"}


@pytest.fixture
def item(as_importer, cells) -> Import:
    upload(as_importer, lists.cells(8, ERRORS))
    choose_columns(as_importer)
    return latest()


def fields(client, item: Import) -> dict[str, str]:
    """Names of the fields of the page by the texts of their labels' cells: "F5" → name."""
    found = {}
    page = parse(client.get(url("values", item)))
    for label in find_all(page, "label"):
        for small in find_all(label, "small"):
            if text(small).startswith("DS chi bộ"):
                found[text(small).partition("!")[2]] = attribute(label, "for").removeprefix("id_")
    return found


def put_right(client, item: Import, **texts):
    names = fields(client, item)
    page = client.get(url("values", item))
    return client.post(
        url("values", item), typed(page) | {names[cell]: new for cell, new in texts.items()}, follow=True
    )


def test_cells_are_put_right_without_going_back_to_excel(as_importer, item):
    assert set(fields(as_importer, item)) == {"F5", "B7", "H8"}
    response = put_right(as_importer, item, F5="4", B7="Chi bộ ấp 4", H8="")
    assert problems_on(response) == []
    confirm(as_importer)
    second, fourth, fifth = (Cell.objects.get(name=f"Chi bộ ấp {i}") for i in (2, 4, 5))
    assert second.meeting_day == 4
    assert fourth.place == "Nhà văn hóa ấp 4"
    assert fifth.established_on is None


def test_what_is_typed_is_judged_as_the_file_is(as_importer, item):
    response = put_right(as_importer, item, F5="46", B7="Chi bộ ấp 4", H8="")
    assert problems_on(response) == ["DS chi bộ 2018!F5 “46” is out of range. Write a number from 1 to 31."]
    assert latest().preview["wrong"][0]["text"] == "46"


def test_it_is_shown_and_taken_back_and_forgotten_by_the_next_file(as_importer, item):
    put_right(as_importer, item, F5="4", B7="Chi bộ ấp 4", H8="")
    assert {(told["place"], told["text"], told["new"]) for told in latest().preview["corrected"]} == {
        ("DS chi bộ 2018!F5", "45", "4"),
        ("DS chi bộ 2018!B7", "", "Chi bộ ấp 4"),
        ("DS chi bộ 2018!H8", "30/02/2001", ""),
    }
    put_right(as_importer, item, F5="45")
    assert "DS chi bộ 2018!F5" in [problem["place"] for problem in latest().preview["problems"]]

    upload(as_importer, lists.cells(8, ERRORS), name="again.xlsx")
    assert judging.mapping_of(latest()).typed == {}


def test_who_has_typed_nothing_changes_nothing(item, importer):
    before = item.preview
    after = actions.match_values(item=item, words={}, by=importer).preview
    assert after["problems"] == before["problems"]
    assert after["corrected"] == []
