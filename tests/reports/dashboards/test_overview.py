"""The half-year at a glance: whose figures, as at which day, and what waits."""

import re

import pytest
from django.urls import reverse

from committees.roles import Role
from lib.periods import HalfYear
from reports.models import RememberedScope
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


def test_plans_that_wait_lead_to_the_approval_desk(commission, official, period, client):
    PlanFactory(committee=commission, half_year=period, status="submitted")
    client.force_login(official)
    alert = find(parse(client.get(OVERVIEW)), "div", class_="alert")
    assert attribute(find(alert, "a"), "href") == reverse("attendance:plan-waiting")


def sentence(response) -> str:
    """As read: the helper parts the linked figures from their brackets and strokes."""
    words = text(find(parse(response), "section", id="headline"))
    return re.sub(r" ?/ ?", "/", words).replace("( ", "(").replace(" )", ")")


class TestHeadline:
    """What stands out, in plain words."""

    def test_a_good_half_year_needs_few(self, chief, period, official, client):
        VisitFactory(leader=chief, attended=True)
        client.force_login(official)
        assert sentence(client.get(OVERVIEW)) == (
            "Đã dự sinh hoạt tại 1/1 chi bộ theo kế hoạch (100%). Trong 1 lượt dự đến hạn, đã dự 1 lượt "
            "(100%). Mọi lượt dự đến hạn đều đã ghi kết quả."
        )

    def test_better_than_before(self, chief, period, official, client):
        VisitFactory(leader=chief, attended=True)
        VisitFactory(leader=chief, month=period.previous.months[0], attended=True)
        VisitFactory(leader=chief, month=period.previous.months[1], missed=True)
        client.force_login(official)
        assert sentence(client.get(OVERVIEW)) == (
            "Đã dự sinh hoạt tại 1/1 chi bộ theo kế hoạch (100%), tăng 50,0 điểm phần trăm so với "
            "6 tháng cuối năm 2017 (50%). Trong 1 lượt dự đến hạn, đã dự 1 lượt (100%). "
            "Mọi lượt dự đến hạn đều đã ghi kết quả."
        )

    def test_as_at_a_past_day_it_compares_with_the_same_day(self, chief, period, official, client):
        VisitFactory(leader=chief, missed=True)
        VisitFactory(leader=chief, month=period.previous.months[0], attended=True)
        client.force_login(official)
        assert sentence(client.get(OVERVIEW, {"as_of": "31/03/2018"})) == (
            "Đã dự sinh hoạt tại 0/1 chi bộ theo kế hoạch (0%), giảm 100,0 điểm phần trăm so với "
            "6 tháng cuối năm 2017 (tính đến 30/09/2017) (100%). "
            "Trong 1 lượt dự đến hạn, đã dự 0 lượt (0%). Mọi lượt dự đến hạn đều đã ghi kết quả. "
            "Lý do vắng chủ yếu: lịch công tác trùng thời gian họp chi bộ (1 chi bộ)."
        )

    def test_who_is_late_and_who_lies_far_below(self, chief, other_chief, province_clerk, period, client):
        VisitFactory(leader=chief, attended=True)
        VisitFactory.create_batch(2, leader=other_chief)
        client.force_login(province_clerk)
        assert sentence(client.get(OVERVIEW)) == (
            "Đã dự sinh hoạt tại 1/3 chi bộ theo kế hoạch (33,3%). "
            "Trong 3 lượt dự đến hạn, đã dự 1 lượt (33,3%). Còn 2 lượt quá hạn chưa ghi kết quả, "
            "nhiều nhất ở Ban Tuyên giáo (2). Thấp hơn hẳn mức chung: Ban Tuyên giáo đạt 0/2 chi bộ (0%)."
        )


class TestRemembered:
    """Half-year, committee and comparison come back where the user left them."""

    def latest(self, client):
        return client.get(reverse("reports:latest-overview")).headers["Location"]

    def test_the_last_look_comes_back(self, province_clerk, commission, chief, client):
        client.force_login(province_clerk)
        VisitFactory(leader=chief)
        address = reverse("reports:trends", args=["2017-H2"])
        client.get(address, {"committee": "BTCTU"})
        assert self.latest(client) == f"{reverse('reports:overview', args=['2017-H2'])}?committee=BTCTU"
        summary = client.get(reverse("reports:latest-summary")).headers["Location"]
        assert summary == f"{reverse('reports:summary', args=['2017-H2'])}?committee=BTCTU"

    def test_each_user_has_an_own_one(self, official, staff, client):
        client.force_login(official)
        client.get(reverse("reports:overview", args=["2017-H2"]))
        client.force_login(staff)
        assert self.latest(client) == reverse("reports:overview", args=[HalfYear.current()])

    def test_the_comparison_stays_until_another_is_chosen(self, official, chief, client):
        VisitFactory(leader=chief)
        client.force_login(official)
        assert client.get(OVERVIEW).context["compare"] == "previous"
        client.get(OVERVIEW, {"compare": "last-year"})
        client.get(reverse("reports:quality", args=["2018-H1"]))
        assert client.get(OVERVIEW).context["compare"] == "last-year"
        assert client.get(OVERVIEW, {"compare": "nonsense"}).context["compare"] == "last-year"

    def test_when_the_next_half_year_begins_one_looks_at_that(self, official, client):
        client.force_login(official)
        client.get(reverse("reports:overview", args=["2017-H2"]))
        RememberedScope.objects.update(seen_in=HalfYear.current().previous)
        assert self.latest(client) == reverse("reports:overview", args=[HalfYear.current()])

    def test_a_committee_no_longer_visible_is_forgotten(self, official, other_commission, client):
        client.force_login(official)
        client.get(OVERVIEW)
        RememberedScope.objects.update(committee=other_commission)
        assert self.latest(client) == reverse("reports:overview", args=[HalfYear.current()])

    def test_the_comparison_ends_with_the_half_year_too(self, official, chief, client):
        VisitFactory(leader=chief)
        client.force_login(official)
        client.get(OVERVIEW, {"compare": "last-year"})
        RememberedScope.objects.update(seen_in=HalfYear.current().previous)
        assert client.get(OVERVIEW).context["compare"] == "previous"


def test_a_half_year_that_has_not_begun_is_compared_with_nothing(chief, official, client):
    coming = HalfYear.current().next
    VisitFactory(leader=chief, month=coming.months[0])
    VisitFactory(leader=chief, month=coming.previous.months[0])
    client.force_login(official)
    page = client.get(reverse("reports:overview", args=[coming]))
    assert page.context["glance"].total_change.points is None
    assert sentence(page) == "Đã dự sinh hoạt tại 0/1 chi bộ theo kế hoạch (0%)."


def test_before_any_plan_is_approved(commission, period, official, client):
    PlanFactory(committee=commission, half_year=period)
    client.force_login(official)
    assert sentence(client.get(OVERVIEW)).startswith("Kỳ này chưa có kế hoạch nào được duyệt")


def test_a_committee_chosen_by_an_address_stays_chosen(district, province_clerk, client):
    client.force_login(province_clerk)
    page = client.get(OVERVIEW, {"committee": district.code})
    chosen = [o for o in find_all(parse(page), "option") if "selected" in dict(o.attributes)]
    assert district.code in [attribute(option, "value") for option in chosen]
    assert "Huyện ủy Bắc Sơn chưa có kế hoạch" in text(parse(page))


def test_a_report_says_by_what_it_is_cut(staff, district, client):
    client.force_login(staff)
    filters = {"managing": district.code, "from_month": "02/2018", "to_month": "03/2018"}
    scope = client.get(SUMMARY, filters).context["report"].scope
    assert scope == "Ban Tổ chức Tỉnh ủy, chi bộ thuộc Huyện ủy Bắc Sơn, 02/2018–03/2018"
