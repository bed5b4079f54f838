"""Counts that end where nobody acts on the exact number any more."""

import pytest

from lib.counts import Counted, count_to


@pytest.mark.parametrize(
    ("found", "told", "short"), [(0, "0", "0"), (1000, "1.000", "1.000"), (1001, "trên 1.000", "1.000+")]
)
def test_told_in_words_and_on_a_badge(found, told, short):
    count = count_to(range(found), 1000)
    assert (str(count), count.short, bool(count)) == (told, short, found > 0)


def test_a_sum_is_as_sure_as_its_parts():
    assert Counted(2) + Counted(3) == Counted(5)
    assert Counted(2) + Counted(3, is_more=True) == Counted(5, is_more=True)
    assert Counted(0, is_more=True)
