"""The half-year at a glance: whose figures, as at which day, and what waits."""

import pytest
from django.urls import reverse

from committees.roles import Role
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    LeaderFactory,
    MembershipFactory,
    PlanFactory,
    VisitFactory,
)
from tests.pages import attribute, find, find_all, parse, text

pytestmark = pytest.mark.django_db
OVERVIEW = reverse("reports:overview", args=["2018-H1"])
SUMMARY = reverse("reports:summary", args=["2018-H1"])


def test_a_committees_line_counts_its_own_plan_and_opens_it(commission, province, client):
    """A department below the commission has a plan of its own, which is another line."""
    below = CommitteeFactory(parent=commission, name="Phòng trực thuộc")
    for committee in (commission, below, below):
        VisitFactory(leader=LeaderFactory(committee=committee), cell=CellFactory())
    client.force_login(MembershipFactory(role=Role.CLERK, committee=province).user)
    section = find(parse(client.get(SUMMARY)), "section", id="committees")
    planned = {}
    for row in find_all(find(section, "tbody"), "tr"):
        label, _registered, cells, *_others = [c for c in row.children if not isinstance(c, str)]
        links = list(find_all(cells, "a"))
        if links:
            listed = parse(client.get(attribute(links[0], "href")))
            planned.setdefault(text(label), (text(cells), str(len(list(find_all(listed, data_row=None))))))
    assert planned["Ban Tổ chức"] == ("1", "1")
    assert planned["Phòng trực thuộc"] == ("2", "2")


def test_the_only_committee_of_a_user_is_named(staff, province_clerk, client):
    client.force_login(staff)
    assert client.get(SUMMARY).context["report"].scope == "Ban Tổ chức Tỉnh ủy"
    client.force_login(province_clerk)
    assert client.get(SUMMARY).context["report"].scope == "Tỉnh ủy Bình Sơn"


def test_a_narrowed_report_says_so(staff, commission, client):
    client.force_login(staff)
    report = client.get(SUMMARY, {"committee": commission.code, "group": "leadership"}).context["report"]
    assert report.scope == "Ban Tổ chức Tỉnh ủy, Lãnh đạo ban"


def test_plans_that_wait_are_shown_to_those_who_approve(
    commission, other_commission, official, staff, period, client
):
    for committee in (commission, other_commission):
        PlanFactory(committee=committee, half_year=period, status="submitted")
    client.force_login(official)
    page = client.get(OVERVIEW)
    assert page.context["waiting_plans"] == 1
    assert "Có 1 kế hoạch đang chờ" in text(parse(page))
    client.force_login(staff)
    assert client.get(OVERVIEW).context["waiting_plans"] == 0


@pytest.mark.parametrize("preferred", ["en-US,en;q=0.9", "fr", ""])
def test_vietnamese_first_whatever_the_browser_prefers(preferred, client):
    response = client.get(reverse("login"), headers={"accept-language": preferred})
    assert response.headers["Content-Language"] == "vi"
    client.post(reverse("set-language"), {"language": "en"})
    response = client.get(reverse("login"), headers={"accept-language": preferred})
    assert response.headers["Content-Language"] == "en"
