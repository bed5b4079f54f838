"""Half-years that are settled are counted by a job, once, for all who open the page after."""

import pytest
from django.urls import reverse

from attendance.figures import keeping, kept
from attendance.figures.kept import Kept, Part, Scope
from attendance.figures.selection import Selection
from attendance.models import KeptFigures, Visit
from lib import jobs
from lib.models import Job
from reports.half_year.trends import trend
from tests.factories import LeaderFactory, VisitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def half_years(commission, period):
    leader = LeaderFactory(committee=commission)
    half_years = [period.previous.previous, period.previous, period]
    for half_year in half_years:
        VisitFactory(leader=leader, month=half_year.months[0], attended=True)
    return half_years


def test_a_page_has_it_counted_for_the_next_one(half_years, reader, client, period):
    client.force_login(reader)
    trends = reverse("reports:trends", args=[period])
    before = [client.get(trends).context["lines"], client.get(trends).context["lines"]]
    (job,) = Job.objects.filter(kind=kept.KIND)
    assert not KeptFigures.objects.exists()

    jobs.work_off()

    job.refresh_from_db()
    assert (job.state, job.result) == (Job.State.DONE, 3)
    assert before == [client.get(trends).context["lines"]] * 2
    assert Job.objects.filter(kind=kept.KIND).count() == 1


def test_what_is_kept_is_not_counted(half_years, period, django_assert_num_queries):
    for half_year in half_years:
        keeping.keep(Part.TREND, Scope(half_year, "", False, ""))
    with django_assert_num_queries(3):  # the half-years, what is kept of them, the catalogue of reasons
        lines = trend(Visit.objects.all(), Selection(period), Kept(None))
    assert lines == trend(Visit.objects.all(), Selection(period))
