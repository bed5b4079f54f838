import pytest

from office.navigation import LOGGING, OF, PLANS, section_of
from tests.access_rules import RULES

OF_NONE = {"home", "login", "logout", "set-language"}


@pytest.mark.parametrize("name", sorted(set(RULES) - OF_NONE))
def test_every_page_is_of_a_section_or_known_to_be_of_none(name):
    assert [beginning for beginning in OF if beginning and name.startswith(beginning)]


def test_every_line_of_the_table_is_about_some_page():
    assert [b for b in OF if not any(name.startswith(b) for name in RULES)] == []


def test_the_longest_beginning_goes():
    assert section_of("attendance:visit-missed") is LOGGING
    assert section_of("attendance:visit-create") is PLANS
    assert section_of("login") is None
