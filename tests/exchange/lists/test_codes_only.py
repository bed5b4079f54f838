"""Names in the columns of codes under the format's own headings, as a filled-in template has them."""

import datetime as dt

import pytest

from exchange.lists import names
from tests.pages import typed

from .importing import latest, problems_on, sent, sheet_of, url

pytestmark = pytest.mark.django_db
PLANS = ["Kỳ", "Mã cơ quan", "Mã lãnh đạo", "Mã chi bộ", "Tháng"]


@pytest.fixture(autouse=True)
def spring(monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 3, 20))


@pytest.fixture
def staff(client, staff, chief, cells, period):
    client.cookies["django_language"] = "en"
    client.force_login(staff)
    return staff


def asked(client) -> dict[str, str]:
    """The answers on the page as they are proposed."""
    page = typed(client.get(url("values", latest())))
    return {name: value for name, value in page.items() if name.startswith("answer")}


def answered(client, **answers) -> list[str]:
    """The problems that are left."""
    page = typed(client.get(url("values", latest())))
    return problems_on(client.post(url("values", latest()), page | answers, follow=True))


def test_a_name_of_one_is_told_with_its_code_and_taken_by_one_click(client, staff):
    rows = [["2018-H1", "BTCTU", "nguyễn văn an", "Chi bộ Thôn 2", "04/2018"]]
    cure = "Write the code, or choose under “Put right on this page” what is meant."
    assert sent(client, sheet_of(PLANS, *rows), "plans") == [
        f"Sheet!C2 “nguyễn văn an” is a name: its code is “LD-AN”. {cure}",
        f"Sheet!D2 “Chi bộ Thôn 2” is a name: its code is “CB-THON”. {cure}",
    ]
    assert asked(client) == {"answer-0": "LD-AN", "answer-1": "CB-THON"}
    assert answered(client) == []
    assert latest().preview["counts"]["Kế hoạch"] == {"created": 1, "changed": 0, "unchanged": 0}


def test_where_too_many_are_to_choose_from_the_one_of_the_name_is(client, staff, monkeypatch):
    monkeypatch.setattr(names, "OFFERED_AT_MOST", 0)
    rows = [["2018-H1", "BTCTU", "Nguyễn Văn An", "CB-THON", "04/2018"]]
    sent(client, sheet_of(PLANS, *rows), "plans")
    assert asked(client) == {"answer-0": "LD-AN"}
    assert answered(client) == []


def test_what_names_nobody_is_chosen_from_a_list_or_else_typed(client, staff, monkeypatch):
    rows = [["2018-H1", "BTCTU", "LD-ANN", "CB-THON", "04/2018"]]
    problem = "Sheet!C2 There is no code “LD-ANN” in “Lãnh đạo”. Correct the code."
    assert sent(client, sheet_of(PLANS, *rows), "plans") == [problem]
    assert asked(client) == {"answer-0": ""}
    assert answered(client, **{"answer-0": "LD-AN"}) == []

    monkeypatch.setattr(names, "OFFERED_AT_MOST", 0)
    assert sent(client, sheet_of(PLANS, *rows), "plans") == [problem]
    assert asked(client) == {"answer-0": "LD-ANN"}
    assert answered(client, **{"answer-0": "LD-AN"}) == []
