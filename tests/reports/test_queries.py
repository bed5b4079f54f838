"""Pages take the same number of queries, however many committees, leaders, cells and half-years there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lib import jobs
from lib.periods import HalfYear
from reports.half_year.breakdowns import Dimension
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    EvaluationFactory,
    FindingFactory,
    LeaderFactory,
    RecommendationFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db


def one_more_committee(province, half_years):
    """With a leader, a cell, visits of every outcome and an evaluation in each of the half-years."""
    committee = CommitteeFactory(parent=province)
    leader, cell = LeaderFactory(committee=committee), CellFactory(committee=committee)
    finding = FindingFactory()
    for half_year in half_years:
        months = half_year.months
        attended = VisitFactory(leader=leader, cell=cell, month=months[0], attended=True)
        evaluation = EvaluationFactory(meeting=attended.meeting, leader=leader, findings=[finding])
        RecommendationFactory(evaluation=evaluation)
        other_cell = CellFactory(committee=committee, organization_type=cell.organization_type)
        missed = VisitFactory(leader=leader, cell=other_cell, month=months[1], missed=True)
        VisitFactory(carried_from=missed, month=months[2], missed=True, reason="illness")
        VisitFactory(leader=leader, cell=cell, month=months[4])
        VisitFactory(leader=leader, cell=cell, month=months[5], origin="unplanned")


ADDRESSES = {
    "overview": reverse("reports:overview", args=["2018-H1"]),
    **{f"by {d}": reverse("reports:breakdown", args=["2018-H1", d]) for d in Dimension.values},
    "coverage": reverse("reports:coverage", args=["2018-H1"]),
    "coverage-cells": reverse("reports:coverage-cells", args=["2018-H1"]),
    "quality": reverse("reports:quality", args=["2018-H1"]),
    "meetings": reverse("reports:meeting-list", args=["2018-H1"]),
    "recommendations": reverse("reports:recommendation-rows", args=["2018-H1"]),
    "trends": reverse("reports:trends", args=["2018-H1"]),
    "summary": reverse("reports:summary", args=["2018-H1"]),
    "workbook": reverse("reports:summary-xlsx", args=["2018-H1"]),
    "cells": reverse("attendance:figure-rows", args=["2018-H1", "planned_cells"]),
    "leaders": reverse("attendance:figure-rows", args=["2018-H1", "leaders_attended"]),
    "visits": reverse("attendance:figure-rows", args=["2018-H1", "planned_visits"]),
    "reason": reverse("attendance:figure-rows", args=["2018-H1", "missed_by_reason"]) + "?reason=illness",
    "evaluations": reverse("attendance:evaluation-list", args=["2018-H1"]),
    "plans": reverse("attendance:plan-list"),
}
QUERIES = {
    "overview": 19,
    "by committees": 10,
    "by managing": 17,
    "by types": 10,
    "by months": 10,
    "by leaders": 12,
    "by reasons": 10,
    "by timeliness": 12,
    "coverage": 11,
    "coverage-cells": 8,
    "quality": 21,
    "meetings": 7,
    "recommendations": 7,
    "trends": 9,
    "summary": 25,
    "workbook": 37,
    "cells": 8,
    "leaders": 8,
    "visits": 7,
    "reason": 9,
    "evaluations": 7,
    "plans": 9,
}


def queries_of(address, reader, client) -> int:
    """In a session of its own, whose first look is remembered, and what it counted of settled half-years."""
    client.logout()
    client.force_login(reader)
    client.get(address)
    jobs.work_off()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize(("committees", "half_years"), [(1, 1), (3, 1), (1, 3), (3, 3)])
def test_a_page_takes_as_many_queries_as_ever(committees, half_years, province, reader, client, period):
    for _n in range(committees):
        one_more_committee(province, [period, period.previous, period.previous.previous][:half_years])
    found = {page: queries_of(address, reader, client) for page, address in ADDRESSES.items()}
    assert found == QUERIES


@pytest.mark.parametrize(("committees", "half_years"), [(1, 1), (34, 1), (1, 10)])
def test_a_whole_province_and_ten_half_years_take_no_more(
    committees, half_years, province, reader, client, period, django_assert_num_queries
):
    for _n in range(committees):
        one_more_committee(province, [HalfYear(period.ordinal - n) for n in range(half_years)])
    client.force_login(reader)
    client.get(ADDRESSES["overview"])
    jobs.work_off()
    with django_assert_num_queries(QUERIES["overview"]):
        assert client.get(ADDRESSES["overview"]).status_code == 200
