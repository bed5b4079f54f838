"""Which codes a name of a list may mean."""

import pytest

from exchange.lists.names import Found, Names
from exchange.workbook.sheets import CELLS, LEADERS
from tests.factories import CellFactory, LeaderFactory

pytestmark = pytest.mark.django_db


def find(text: str, sheet: str = LEADERS) -> Found:
    return Names(sheet, [text]).find(text)


class TestIAndY:
    """Two people may be called Lí and Lý: one is never taken for the other without a word."""

    @pytest.fixture(autouse=True)
    def ly(self):
        return LeaderFactory(code="LY", full_name="Lê Thị Lý")

    @pytest.mark.parametrize("text", ["Lê Thị Lí", "Đ/c Lê Thị Lí"])
    def test_the_only_one_is_no_sure_find(self, text):
        assert find(text) == Found(("LY",), is_sure=False, respelt=frozenset({"LY"}))

    @pytest.mark.parametrize(("text", "code"), [("Lê Thị Lí", "LI"), ("Lê Thị Lý", "LY")])
    def test_two_who_are_called_so_are_two(self, text, code):
        LeaderFactory(code="LI", full_name="Lê Thị Lí")
        assert find(text) == Found((code,))

    def test_with_another_tone_there_is_something_to_ask(self):
        LeaderFactory(code="LIF", full_name="Lê Thị Lì")
        assert find("Lê Thị Lí") == Found(("LIF", "LY"), is_sure=False, respelt=frozenset({"LY"}))


class TestAbbreviationsOfTwoMeanings:
    """P. is a ward in one list and an office's division in the next."""

    @pytest.fixture(autouse=True)
    def division(self):
        return CellFactory(code="NV", name="Chi bộ phòng Nội vụ")

    @pytest.mark.parametrize(
        ("text", "said"),
        [("Chi bộ P. Nội vụ", ""), ("P. Nội vụ", ""), ("Chi bộ P. Nội vụ, P. Mỹ An", "phường Mỹ An")],
    )
    def test_the_only_one_is_no_sure_find(self, text, said):
        assert find(text, CELLS) == Found(("NV",), said, is_sure=False, is_shortened=True)

    @pytest.mark.parametrize("name", ["Chi bộ phường Nội vụ", "phường Nội vụ"])
    def test_of_both_there_is_something_to_ask(self, name):
        CellFactory(code="PNV", name=name)
        assert find("P. Nội vụ", CELLS) == Found(("NV", "PNV"), is_sure=False, is_shortened=True)

    def test_as_it_is_written_it_is_that_one(self):
        CellFactory(code="P", name="P. Nội vụ")
        assert find("P. Nội vụ", CELLS) == Found(("P",))
