"""The half-year that is over opens first until its report is out."""

import pytest
from django.urls import reverse

from committees.roles import Role
from lib.periods import HalfYear
from reports.half_year.opening import latest_half_year
from tests.factories import MembershipFactory, PlanFactory, UserFactory
from tests.pages import attribute, find_all, parse, text
from tests.reports.factories import IssuedReportFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def current():
    return HalfYear.current()


@pytest.fixture
def plans(commission, other_commission, current):
    """Approved ones of the half-year that is over, and of the one that runs."""
    for half_year in (current.previous, current):
        for committee in (commission, other_commission):
            PlanFactory(committee=committee, half_year=half_year, status="approved")


def report(committee):
    return IssuedReportFactory(committee=committee, half_year=HalfYear.current().previous)


def test_until_the_report_of_ones_own_committee_is_out(plans, commission, clerk, staff, current):
    assert latest_half_year(clerk) == latest_half_year(staff) == current.previous
    report(commission)
    assert latest_half_year(clerk) == latest_half_year(staff) == current


def test_who_looks_on_waits_for_every_committee_seen(plans, commission, other_commission, province, current):
    official = MembershipFactory(role=Role.OFFICIAL, committee=province).user
    report(commission)
    assert latest_half_year(official) == current.previous
    report(other_commission)
    assert latest_half_year(official) == current


def test_the_report_of_the_committee_above_speaks_for_those_below(plans, province, staff, current):
    report(province)
    assert latest_half_year(staff) == latest_half_year(UserFactory(is_superuser=True)) == current


def test_who_writes_for_the_province_waits_for_the_report_of_the_province(
    plans, commission, other_commission, province, province_clerk, current
):
    report(commission)
    report(other_commission)
    assert latest_half_year(province_clerk) == current.previous
    report(province)
    assert latest_half_year(province_clerk) == current


def test_without_approved_plans_there_is_nothing_to_report(commission, clerk, current):
    PlanFactory(committee=commission, half_year=current.previous, status="draft")
    PlanFactory(committee=commission, half_year=current, status="approved")
    assert latest_half_year(clerk) == current


def test_what_opened_by_itself_is_not_remembered_but_what_was_chosen_is(
    plans, commission, clerk, current, client
):
    def latest():
        return client.get(reverse("reports:latest-overview")).headers["Location"]

    over, running = (reverse("reports:overview", args=[h]) for h in (current.previous, current))
    client.force_login(clerk)
    client.get(over, {"committee": commission.code})
    assert latest() == f"{over}?committee={commission.code}"
    client.get(running)
    assert latest() == running
    client.get(over)
    report(commission)
    assert latest() == running


def test_it_leads_to_the_half_year_that_runs_as_long_as_it_waits(plans, commission, clerk, current, client):
    def leading(address: str) -> list[str]:
        links = find_all(parse(client.get(address)), "a")
        return [attribute(link, "href") for link in links if text(link) == f"Xem {current.label}"]

    over, running = (reverse("reports:overview", args=[h]) for h in (current.previous, current))
    client.force_login(clerk)
    (link,) = leading(f"{over}?committee={commission.code}")
    assert client.get(over + link).headers["Location"] == f"{running}?committee={commission.code}"
    report(commission)
    assert leading(over) == []
