"""A report with one visit in it, issued at will."""

import pytest

from tests.factories import EvaluationFactory, VisitFactory

from .signing import issue


@pytest.fixture
def visit(chief):
    visit = VisitFactory(leader=chief, attended=True)
    EvaluationFactory(meeting=visit.meeting, leader=chief)
    return visit


@pytest.fixture
def issued(commission, period, clerk):
    """Submit what the draft says, and issue it: number 127 of 29/6/2018."""

    def now(by=clerk, **given):
        return issue(committee=commission, half_year=period, by=by, **given)

    return now
