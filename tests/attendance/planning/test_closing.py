"""The administrator closes a half-year that is over, whatever is open in it, and opens it again."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from attendance.models import Plan
from attendance.planning import actions
from lib.periods import HalfYear
from tests.factories import CommitteeFactory, MembershipFactory, PlanFactory, ProvinceFactory, VisitFactory
from tests.pages import find, find_all, parse, text, typed

pytestmark = pytest.mark.django_db

LIST = reverse("attendance:half-year-list")
WHY = "Đã sang kỳ mới, chi bộ không gửi thêm biên bản"


@pytest.fixture
def administrator_of_all(province):
    return MembershipFactory(role="administrator", committee=province).user


@pytest.fixture
def as_administrator(client, administrator_of_all):
    client.force_login(administrator_of_all)
    return client


@pytest.fixture
def plans(commission, other_commission, period, chief):
    """One with a visit that is open, one settled, one that nobody approved."""
    waiting = PlanFactory(committee=commission, half_year=period, status="approved")
    VisitFactory(plan=waiting, leader=chief)
    settled = PlanFactory(
        committee=other_commission, half_year=period, status="approved", reported_at="2018-06-29T00:00Z"
    )
    draft = PlanFactory(committee=CommitteeFactory(parent=commission), half_year=period)
    return waiting, settled, draft


def url(step, province, half_year="2018-H1"):
    return reverse(f"attendance:half-year-{step}", args=[province.pk, HalfYear.parse(half_year)])


def state():
    return list(Plan.objects.order_by("pk").values_list("status", "closing_reason"))


def test_looked_at_closed_and_opened_again(as_administrator, province, plans, administrator_of_all):
    (row,) = find_all(find(parse(as_administrator.get(LIST)), "tbody"), "tr")
    assert [text(cell) for cell in find_all(row, "td")][:4] == ["2", "1", "1", "0"]

    page = as_administrator.get(url("close", province))
    shown = [text(item) for item in find_all(parse(page), "li")]
    assert [f"{plan.committee.label}" in " ".join(shown) for plan in plans] == [True] * 3
    missing = as_administrator.post(url("close", province), typed(page))
    assert (missing.status_code, list(missing.context["form"].errors)) == (422, ["reason"])
    saved = as_administrator.post(url("close", province), typed(page) | {"reason": WHY}, follow=True)
    assert saved.redirect_chain == [(LIST, 302)]
    # The settled one would have closed without the administrator.
    assert state() == [("closed", WHY), ("closed", ""), ("draft", "")]
    record = plans[0].history.first()
    assert (record.history_user, record.history_change_reason) == (administrator_of_all, WHY)

    page = as_administrator.get(url("reopen", province))
    as_administrator.post(url("reopen", province), typed(page) | {"reason": "Khóa nhầm"})
    assert state() == [("approved", ""), ("closed", ""), ("draft", "")]
    assert plans[0].history.first().history_change_reason == "Khóa nhầm"


def test_not_while_it_runs(province, plans, administrator_of_all, monkeypatch, period):
    monkeypatch.setattr("lib.periods.localdate", lambda: period.last_day)
    with pytest.raises(ValidationError, match="30/06/2018"):
        actions.close_half_year(province=province, half_year=period, reason=WHY, by=administrator_of_all)
    assert state() == [("approved", ""), ("approved", ""), ("draft", "")]


@pytest.mark.parametrize("act", [actions.close_half_year, actions.reopen_half_year])
def test_a_reason_and_something_to_do(act, province, period, administrator_of_all):
    about = {"province": province, "half_year": period, "by": administrator_of_all}
    with pytest.raises(ValidationError) as refusal:
        act(**about, reason="  ")
    assert list(refusal.value.error_dict) == ["reason"]
    with pytest.raises(ValidationError, match="Kỳ này không"):
        act(**about, reason=WHY)


def test_of_ones_own_province_and_past_half_years_only(as_administrator, province, commission, plans):
    assert as_administrator.get(url("close", commission)).status_code == 404
    assert as_administrator.get(url("close", province, "2017-H1")).status_code == 404
    current = HalfYear.current()
    PlanFactory(committee=commission, half_year=current, status="approved")
    assert as_administrator.get(url("reopen", province, str(current))).status_code == 404


def test_the_number_of_queries_grows_with_nothing(
    as_administrator, administrator_of_all, province, plans, commission, period, django_assert_num_queries
):
    def administer_another():
        other = ProvinceFactory()
        PlanFactory(committee=other, half_year=period, status="approved")
        MembershipFactory(user=administrator_of_all, committee=other, role="administrator")

    administer_another()
    with django_assert_num_queries(7):
        as_administrator.get(LIST)
    administer_another()
    for _number in range(3):
        below = CommitteeFactory(parent=commission)
        PlanFactory(committee=below, half_year=period, status="approved")
        PlanFactory(committee=below, half_year=period.previous, status="approved")
    with django_assert_num_queries(7):
        listed = as_administrator.get(LIST).context["object_list"]
    assert [past.open for _province, past in listed] == [5, 3, 1, 1]
