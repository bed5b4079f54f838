"""Pages of long lists: keys in order first, then the rows of one page."""

import pytest

from lib.counts import Counted
from lib.paging import OncePaginator
from meetings.models import Cell
from tests.factories import CellFactory

pytestmark = pytest.mark.django_db


class CellPaginator(OncePaginator):
    all_rows = Cell.objects.select_related("committee")


def test_conditions_asked_once_find_the_same_pages(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr("lib.counts.AT_MOST", 4)
    cells = [CellFactory(meeting_day=day) for day in range(1, 8)]
    early = Cell.objects.filter(meeting_day__lte=6).order_by("meeting_day")
    found = []
    for number, queries in [(1, 2), (2, 2), (3, 3), (9, 5)]:  # beyond what is counted, keys are asked again
        with django_assert_num_queries(queries):
            paginator = CellPaginator(early, 2)
            page = paginator.get_page(number)
            found.append((page.number, list(page), page.has_next()))
            assert paginator.counted == Counted(4, is_more=True)
    assert found == [
        (1, cells[0:2], True),
        (2, cells[2:4], True),
        (3, cells[4:6], False),
        (3, cells[4:6], False),
    ]
