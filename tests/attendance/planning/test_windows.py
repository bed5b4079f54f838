"""Registration windows through the pages: set by the province's administrator, seen by everybody."""

import datetime as dt
from functools import partial

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags

from attendance.models import RegistrationWindow
from attendance.planning import actions
from attendance.planning.registration import registration
from lib.periods import HalfYear
from tests.factories import MembershipFactory, PlanFactory, ProvinceFactory, RegistrationWindowFactory
from tests.pages import alerts, find_all, parse, text, typed

pytestmark = pytest.mark.django_db

LIST = reverse("attendance:window-list")
CREATE = reverse("attendance:window-create")


@pytest.fixture
def as_administrator(client, province):
    client.force_login(MembershipFactory(role="administrator", committee=province).user)
    return client


@pytest.fixture
def window(province):
    return RegistrationWindowFactory(province=province, half_year=HalfYear.current())


def update(window):
    return reverse("attendance:window-update", args=[window.pk])


def test_set_listed_and_changed(as_administrator, province):
    offered = typed(as_administrator.get(CREATE))
    coming = str(HalfYear.current().next)
    assert (offered["half_year"], offered["province"]) == (coming, str(province.pk))
    saved = as_administrator.post(
        CREATE, offered | {"opens_on": "1/12/2017", "closes_on": "31/12/2017"}, follow=True
    )
    assert saved.redirect_chain == [(LIST, 302)]
    window = RegistrationWindow.objects.get()
    assert (window.province, str(window.half_year)) == (province, coming)
    assert (window.opens_on, window.closes_on) == (dt.date(2017, 12, 1), dt.date(2017, 12, 31))
    as_administrator.post(update(window), {"opens_on": "1/12/2017", "closes_on": "15/1/2018"})
    window.refresh_from_db()
    assert window.closes_on == dt.date(2018, 1, 15)


def test_once_per_half_year_and_never_closing_before_it_opens(as_administrator, window):
    days = {"opens_on": "1/12/2017", "closes_on": "31/12/2017"}
    half_year = {"half_year": str(window.half_year), "province": window.province_id}
    again = as_administrator.post(CREATE, days | half_year)
    assert (again.status_code, len(alerts(again)), RegistrationWindow.objects.count()) == (422, 1, 1)
    backwards = as_administrator.post(update(window), days | {"closes_on": "30/11/2017"})
    assert (backwards.status_code, len(alerts(backwards))) == (422, 1)
    assert typed(backwards)["closes_on"] == "30/11/2017"


def test_the_next_half_year_without_a_window_is_offered_first(as_administrator, province):
    RegistrationWindowFactory(province=province, half_year=HalfYear.current().next)
    assert typed(as_administrator.get(CREATE))["half_year"] == str(HalfYear.current())


def test_two_administrators_compare(as_administrator, window):
    opened = window.version
    as_administrator.post(
        update(window), {"opens_on": "1/12/2017", "closes_on": "15/1/2018", "version": opened}
    )
    late = as_administrator.post(
        update(window), {"opens_on": "1/12/2017", "closes_on": "20/1/2018", "version": opened}
    )
    assert late.status_code == 422
    (difference,) = late.context["form"].differences
    assert (difference.name, difference.mine, difference.theirs) == ("closes_on", "20/01/2018", "15/01/2018")
    assert str(RegistrationWindow.objects.get()) in [text(line) for line in find_all(parse(late), "p")]


def test_whoever_changes_the_days_is_told_how_many_plans_are_late(as_administrator, window, commission):
    day = HalfYear.current().first_day
    submitted = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
    handed_in = {"status": "submitted", "submitted_at": submitted, "first_submitted_at": submitted}
    PlanFactory(committee=commission, half_year=window.half_year, **handed_in)
    PlanFactory(committee=ProvinceFactory(), half_year=window.half_year, **handed_in)
    PlanFactory(committee=window.province, half_year=window.half_year)
    for closes_on, late in [(day - dt.timedelta(days=1), 1), (day, 0)]:
        days = {
            "opens_on": f"{day.replace(year=day.year - 1):%d/%m/%Y}",
            "closes_on": f"{closes_on:%d/%m/%Y}",
        }
        (told,) = alerts(as_administrator.post(update(window), days, follow=True))
        assert [word for word in told.split(". ")[1].split() if word.isdecimal()] == [str(late)]


def test_those_of_another_province_do_not_exist(as_administrator, window):
    foreign = RegistrationWindowFactory(province=ProvinceFactory(), half_year=window.half_year)
    assert list(as_administrator.get(LIST).context["object_list"]) == [window]
    assert as_administrator.get(update(foreign)).status_code == 404
    refused = as_administrator.post(
        CREATE,
        {
            "province": foreign.province_id,
            "half_year": str(window.half_year.next),
            "opens_on": "1/1/2018",
            "closes_on": "1/1/2018",
        },
    )
    assert refused.status_code == 422


def test_everybody_sees_them_above_the_plans(client, staff, window):
    RegistrationWindowFactory(province=window.province, half_year=window.half_year.previous)
    client.force_login(staff)
    page = parse(client.get(reverse("attendance:plan-list")))
    assert [dict(p.attributes)["data-window"] for p in find_all(page, "p", data_window=None)] == [
        str(window.half_year)
    ]
    assert not list(find_all(page, "a", href=LIST))


def test_a_plan_handed_in_late_is_marked_in_the_list_and_on_its_page(client, staff, commission, province):
    period = HalfYear.current()
    late = PlanFactory(committee=commission, half_year=period, status="submitted")
    PlanFactory(committee=commission, half_year=period.next, status="submitted")
    RegistrationWindowFactory(province=province, half_year=period)
    client.force_login(staff)
    listed = client.get(reverse("attendance:plan-list")).context["rows"]
    assert [(r.plan, r.is_late) for r in listed if r.is_late] == [(late, True)]
    page = client.get(reverse("attendance:plan-detail", args=[late.pk]))
    assert page.context["registration"].is_late


@pytest.mark.parametrize(
    ("first_submitted", "line"),
    [
        (None, "Đã hết hạn đăng ký Hạn đăng ký là ngày 31/12/2017; kế hoạch trình bây giờ sẽ được đánh dấu"),
        (
            dt.date(2017, 12, 31),
            "Trình lần đầu ngày 31/12/2017, đúng hạn (hạn đăng ký 31/12/2017); trình lại",
        ),
        (dt.date(2018, 1, 1), "Đăng ký muộn"),
    ],
)
@pytest.mark.parametrize("step", [actions.recall_plan, partial(actions.return_plan, comment="Thiếu Ba Vì")])
def test_what_the_deadline_means_once_a_plan_is_back(step, first_submitted, line, staff, province):
    window = RegistrationWindowFactory(province=province)
    plan = PlanFactory(committee=staff.memberships.get().committee, half_year=window.half_year)
    if first_submitted:
        plan.status, plan.submitted_by = "submitted", staff
        plan.submitted_at = dt.datetime.combine(first_submitted, dt.time(3), tzinfo=dt.UTC)
        plan.first_submitted_at = plan.submitted_at
        plan.save()
        plan = step(plan=plan, by=staff)
    words = render_to_string("planning/_plan_registration.html", {"registration": registration(plan)})
    assert " ".join(strip_tags(words).split()).startswith(line)
