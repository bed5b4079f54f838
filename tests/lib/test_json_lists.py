"""Lists kept as JSON are counted, and read in part, by either database."""

import datetime as dt

import pytest

from lib.json_lists import EntriesAt, ListLength
from lib.periods import HalfYear
from reports.models import IssuedReport
from tests.factories import CommitteeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept():
    """The only report's rows, given; none of it matters here but the list."""

    def keep(rows: list):
        IssuedReport(
            committee=CommitteeFactory(),
            half_year=HalfYear.parse("2018-H1"),
            number=1,
            issued_on=dt.date(2018, 6, 29),
            issued_by=UserFactory(),
            rows=rows,
            figures={},
            sections=[],
        ).save()
        return IssuedReport.objects.values_list

    return keep


def test_entries_are_read_as_they_were_kept(kept):
    of = kept([["STT", "Chi bộ"], [1, 'Bản "Nà Sản"'], [2, None], [3, "Tổ 5"]])
    assert of(ListLength("rows"), EntriesAt("rows", [0, 2, 3])).get() == (
        4,
        [["STT", "Chi bộ"], [2, None], [3, "Tổ 5"]],
    )


def test_an_empty_list(kept):
    assert kept([])(ListLength("rows"), flat=True).get() == 0
