"""Which codes a name of a list may mean."""

import pytest

from exchange.lists.names import Found, Names
from exchange.workbook.sheets import LEADERS
from tests.factories import LeaderFactory

pytestmark = pytest.mark.django_db


def find(text: str) -> Found:
    return Names(LEADERS, [text]).find(text)


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
