"""Counts that end where nobody acts on the exact number any more."""

import pytest
from django.template import Context, Template
from django.utils import translation

from lib.counts import Counted, count_each, count_to, whole
from meetings.models import AnnouncedMeeting, Cell
from tests.factories import CellFactory


@pytest.mark.parametrize(
    ("found", "told", "short"), [(0, "0", "0"), (1000, "1.000", "1.000"), (1001, "trên 1.000", "1.000+")]
)
def test_told_in_words_and_on_a_badge(found, told, short):
    count = count_to(range(found), 1000)
    assert (str(count), count.short, bool(count)) == (told, short, found > 0)


@pytest.mark.parametrize(
    ("number", "language", "written"),
    [(999, "vi", "999"), (20952, "vi", "20.952"), (20952, "en", "20,952"), (-1000, "vi", "-1.000")],
)
def test_whole_numbers_read_alike_in_code_and_on_pages(number, language, written):
    with translation.override(language):
        assert whole(number) == written
        assert Template("{{ number|whole }}").render(Context({"number": number})) == written


def test_a_sum_is_as_sure_as_its_parts():
    assert Counted(2) + Counted(3) == Counted(5)
    assert Counted(2) + Counted(3, is_more=True) == Counted(5, is_more=True)
    assert Counted(0, is_more=True)


@pytest.mark.django_db
def test_several_are_counted_by_one_query_each_as_far_as_it_matters(django_assert_num_queries):
    for n in range(3):
        CellFactory(meeting_day=n + 1)
    early = Cell.objects.filter(meeting_day__lte=2).order_by("name_sort")
    rows = {"all": Cell.objects.all(), "early": early, "none": Cell.objects.none(), "listed": [1]}
    with django_assert_num_queries(1):
        counted = count_each(rows | {"announced": AnnouncedMeeting.objects.all()}, 2)
    assert counted == {
        "all": Counted(2, is_more=True),
        "early": Counted(2),
        "none": Counted(0),
        "listed": Counted(1),
        "announced": Counted(0),
    }
    with django_assert_num_queries(0):
        assert count_each({"listed": [1], "none": Cell.objects.none()}) == {
            "listed": Counted(1),
            "none": Counted(0),
        }
