"""Counts that end where nobody acts on the exact number any more."""

import pytest

from lib.counts import Count, count_to


@pytest.mark.parametrize(
    ("found", "told", "short"), [(0, "0", "0"), (1000, "1.000", "1.000"), (1001, "trên 1.000", "1.000+")]
)
def test_told_in_words_and_on_a_badge(found, told, short):
    count = count_to(range(found), 1000)
    assert (str(count), count.short, bool(count)) == (told, short, found > 0)


def test_a_sum_is_as_sure_as_its_parts():
    assert Count(2) + Count(3) == Count(5)
    assert Count(2) + Count(3, is_more=True) == Count(5, is_more=True)
    assert Count(0, is_more=True)
