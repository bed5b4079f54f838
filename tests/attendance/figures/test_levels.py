"""Several levels counted together are what each of them is by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.figures.levels import OF_PLANS, Levels
from attendance.figures.progress import progress_by
from attendance.figures.selection import Selection
from attendance.figures.tally import tally_by
from attendance.models import Visit
from tests.attendance.histories import HALF_YEARS, any_days, days, histories, written

pytestmark = pytest.mark.django_db

# No level has the columns of all.
LEVELS = (("cell__organization_type_id",), ("leader_id",), ("month",), *OF_PLANS)


@given(histories(), st.sampled_from(HALF_YEARS), st.none() | days(), any_days())
def test_each_level_is_what_it_is_alone(history, half_year, as_of, today):
    with written(history, today):
        visits, chosen = Visit.objects.all(), Selection(half_year, as_of=as_of)
        levels = Levels(visits, chosen, *LEVELS)
        for by in LEVELS:
            assert levels.tally(*by) == tally_by(visits, chosen, *by)
            assert levels.progress(*by) == progress_by(visits, chosen, *by)


def test_two_queries_however_many_levels(django_assert_num_queries, period):
    levels = Levels(Visit.objects.all(), Selection(period), *OF_PLANS)
    with django_assert_num_queries(2):
        levels.tally(), levels.progress("committee_id"), levels.tally("committee_id", "leader_group")
