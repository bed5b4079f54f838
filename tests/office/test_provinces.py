"""An administrator of several provinces, too many committees for one page: they work in one after another."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from attendance.models import Plan
from committees import in_view
from committees.roles import Role
from exchange.models import Import
from lib import jobs
from lib.models import Job
from office.reminders import digest
from reports.models import Export
from reports.summary.jobs import source_at
from tests.exchange.lists.importing import sheet_of
from tests.factories import (
    PASSWORD,
    PERIOD,
    CommitteeFactory,
    LeaderFactory,
    MembershipFactory,
    PlanFactory,
    ProvinceFactory,
    TargetFactory,
    UserFactory,
    VisitFactory,
)
from tests.pages import attribute, find, find_all, parse, table, text
from tests.reports.issuing.signing import issue

pytestmark = pytest.mark.django_db

PLANS = reverse("attendance:plan-list")


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 6, 30))


@pytest.fixture
def other_province():
    return ProvinceFactory(code="TU2", name="Tỉnh ủy Hòa An")


@pytest.fixture
def commission_there(other_province):
    return CommitteeFactory(parent=other_province, code="BTC2", name="Ban Tổ chức Hòa An")


@pytest.fixture
def plan(commission):
    return VisitFactory(leader=LeaderFactory(committee=commission)).plan


@pytest.fixture
def plan_there(commission_there):
    return PlanFactory(committee=commission_there)


@pytest.fixture
def nation(plan, plan_there, client, monkeypatch):
    """Sees both provinces, which are more than a page can show."""
    monkeypatch.setattr(in_view, "MANY", 1)
    user = UserFactory(username="nation", is_superuser=True)
    client.force_login(user)
    return user


def head(province) -> str:
    return f"/in/{province.pk}/"


def plans_on(page) -> list[str]:
    return [text(cell) for cell in find_all(page, "th", scope="row")]


def links_below_a_head(answer) -> list[str]:
    links = [attribute(link, "href") for link in find_all(parse(answer), "a")]
    return [link for link in links if link.startswith("/in/")]


def view(page) -> str:
    return text(find(page, "div", class_="in-view-inside"))


class TestChoosing:
    def test_a_list_asks_for_a_province_and_leads_on_to_it(self, nation, client, province, other_province):
        answer = client.get(f"{PLANS}?status=draft")
        assert answer.url.startswith(reverse("office:provinces", args=[PERIOD]))
        page = parse(client.get(answer.url))
        assert view(page) == "Tất cả các tỉnh Chọn tỉnh"
        links = [attribute(find(cell, "a"), "href") for cell in find_all(page, "th", scope="row")]
        assert links == [f"{head(p)}plans/?status=draft" for p in (province, other_province)]

    @pytest.mark.parametrize("code", ["BTC2", "TU2"])
    def test_who_asks_about_a_committee_is_led_to_its_province(self, nation, client, other_province, code):
        answer = client.get(f"/half-years/2018-H1/?committee={code}")
        assert answer.url == f"{head(other_province)}half-years/2018-H1/?committee={code}"

    @pytest.mark.parametrize("code", ["", "none", "\0"])
    def test_who_asks_about_none_chooses(self, nation, client, code):
        answer = client.get("/half-years/2018-H1/", {"committee": code})
        assert answer.url.startswith(reverse("office:provinces", args=[PERIOD]))

    def test_a_part_of_a_page_asks_for_the_whole_page(self, nation, client):
        page = f"{PLANS}?status=draft"
        headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}"}
        answer = client.get(f"{PLANS}?status=draft&page=2", headers=headers)
        assert answer.headers["HX-Redirect"] == client.get(page).url

    def test_that_of_a_page_which_needs_no_province_needs_none(self, nation, client, plan_there):
        """Led away from it, its reader would lose what is typed there."""
        part = f"{reverse('attendance:target-cells')}?q=xa"
        target = TargetFactory(committee=plan_there.committee)
        page = reverse("attendance:target-change", args=[target.pk])
        for current, status in ((page, 200), ("/none/", 200), ("http://[", 400)):
            headers = {"HX-Request": "true", "HX-Current-URL": current}
            assert client.get(part, headers=headers).status_code == status

    def test_each_province_with_its_plans_and_reports(self, nation, client, commission, clerk):
        issue(committee=commission, half_year=PERIOD, by=clerk)
        heading, *rows = table(parse(client.get(reverse("office:provinces", args=[PERIOD]))))
        assert heading == [
            "Tỉnh",
            "Cấp ủy, cơ quan",
            "Kế hoạch đang soạn",
            "Kế hoạch đã trình",
            "Kế hoạch đã duyệt",
            "Báo cáo đã ban hành",
        ]
        assert rows == [
            ["Tỉnh ủy Bình Sơn", "3", "0", "0", "1", "1"],
            ["Tỉnh ủy Hòa An", "2", "1", "0", "0", "0"],
        ]

    def test_figures_of_a_half_year_that_is_over_once_they_are_kept(
        self, nation, client, chief, cell, plan_there, monkeypatch
    ):
        """There both provinces are counted together; here each by itself, in a job."""
        VisitFactory(leader=chief, cell=cell, attended=True)
        monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2019, 1, 2))
        monkeypatch.setattr(jobs, "wake", lambda: None)
        address = reverse("office:provinces", args=[PERIOD])
        figures = [[row[0], *row[6:]] for row in table(parse(client.get(address)))]
        assert figures == [
            ["Tỉnh", "Chi bộ theo kế hoạch", "Chi bộ đã dự", "Tỷ lệ, %"],
            ["Tỉnh ủy Bình Sơn", "—", "—", "—"],
            ["Tỉnh ủy Hòa An", "—", "—", "—"],
        ]
        jobs.work_off()
        assert [row[6:] for row in table(parse(client.get(address)))[1:]] == [
            ["2", "1", "50,0"],
            ["0", "0", "—"],
        ]

    def test_none_of_a_province_seen_in_part_which_is_said(
        self, nation, client, commission, other_province, monkeypatch
    ):
        user = MembershipFactory(role=Role.STAFF, committee=commission).user
        MembershipFactory(user=user, role=Role.STAFF, committee=other_province)
        client.force_login(user)
        monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2019, 1, 2))
        monkeypatch.setattr(jobs, "wake", lambda: None)
        address = reverse("office:provinces", args=[PERIOD])
        client.get(address)
        jobs.work_off()
        page = parse(client.get(address))
        assert [row[6] for row in table(page)[1:]] == ["—", "0"]
        assert "đồng chí chỉ được xem một phần của tỉnh" in text(find(page, "main"))

    def test_none_of_half_years_that_may_still_change(self, nation, plan, client, monkeypatch):
        """Of the last half-year, where plans are not closed; and of one that is not over."""
        monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 7, 2))
        rows = table(parse(client.get(reverse("office:provinces", args=[PERIOD]))))
        assert [len(row) for row in rows] == [9, 9, 9]
        (job,) = Job.objects.all()
        assert [path for _part, _half_year, path, *_of in job.argument] == ["0002"]
        rows = table(parse(client.get(reverse("office:provinces", args=[PERIOD.next]))))
        assert [len(row) for row in rows] == [6, 6, 6]

    def test_nothing_is_counted_of_half_years_without_plans(self, nation, client):
        assert client.get("/provinces/1990-H1/").status_code == 200
        assert not Job.objects.exists()

    @pytest.mark.parametrize("edge", ["1900-H1", "1944-H2", "2146-H1", "2199-H2"])
    def test_half_years_out_of_reach_are_not_there(self, nation, client, edge):
        assert client.get(f"/provinces/{edge}/").status_code == 404

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_same_queries_for_any_number_of_provinces(
        self, nation, client, count, django_assert_num_queries
    ):
        for _number in range(count):
            PlanFactory(committee=CommitteeFactory(parent=ProvinceFactory()))
        with django_assert_num_queries(9):
            client.get(reverse("office:provinces", args=[PERIOD]))

    def test_what_is_of_no_province_needs_none(self, nation, client, plan_there):
        for address in (
            reverse("office:administration"),
            reverse("committees:committee-list"),
            reverse("committees:account"),
            reverse("reports:search") + "?q=hoa",
            reverse("reports:export-list"),
            plan_there.get_absolute_url(),
        ):
            assert client.get(address).status_code == 200, address

    def test_what_a_phone_keeps_is_of_a_province(self, nation, client, province):
        """Without one there is no list, which is not an empty one: what is kept stays."""
        kept = [client.get(f"{root}offline/pages/?list").json()["pages"] for root in ("/", head(province))]
        assert (kept[0], {page["url"].startswith(head(province)) for page in kept[1]}) == (None, {True})

    def test_nobody_is_reminded_of_the_work_of_very_many(self, nation, staff):
        day = dt.date(2018, 6, 30)
        assert (digest(nation, day), len(digest(staff, day))) == ([], 2)

    def test_of_few_committees_all_is_shown_at_once(self, nation, client, monkeypatch):
        monkeypatch.setattr(in_view, "MANY", 500)
        page = parse(client.get(PLANS))
        assert len(plans_on(page)) == 2
        assert not list(find_all(page, "div", class_="in-view"))

    def test_nobody_chooses_of_one_province(self, client, commission, other_commission, monkeypatch):
        monkeypatch.setattr(in_view, "MANY", 1)
        client.force_login(UserFactory(is_superuser=True))
        assert client.get(PLANS).status_code == 200

    def test_whoever_works_in_one_committee_is_asked_nothing(self, staff, django_assert_num_queries):
        assert staff.committee_paths()
        with django_assert_num_queries(0):
            assert not in_view.is_asked_of(staff)

    def test_roles_in_two_provinces_are_as_good(self, nation, client, province, other_province):
        user = MembershipFactory(role=Role.ADMINISTRATOR, committee=province).user
        MembershipFactory(user=user, role=Role.STAFF, committee=other_province)
        client.force_login(user)
        assert client.get(PLANS).status_code == 302
        # The rights are those that they have there.
        assert client.get(f"{head(province)}cells/new/").status_code == 200
        assert client.get(f"{head(other_province)}cells/new/").status_code == 403


class TestInAProvince:
    def test_it_is_all_there_is(self, nation, client, province, plan, plan_there):
        page = parse(client.get(f"{head(province)}plans/"))
        assert view(page) == "Đang xem: Tỉnh ủy Tỉnh khác"
        links = [attribute(find(cell, "a"), "href") for cell in find_all(page, "th", scope="row")]
        assert links == [f"{head(province)}plans/{plan.pk}/"]
        assert client.get(links[0]).status_code == 200

        elsewhere = client.get(f"{head(province)}plans/{plan_there.pk}/")
        assert elsewhere.status_code == 404
        assert "Đang chỉ xem Tỉnh ủy" in text(find(parse(elsewhere), "main"))
        assert client.post(f"{head(province)}plans/{plan_there.pk}/delete/").status_code == 404
        assert Plan.objects.filter(pk=plan_there.pk).exists()

    def test_accounts_are_those_of_the_province(self, nation, client, province, clerk, other_province):
        MembershipFactory(role=Role.STAFF, committee=other_province)
        accounts = client.get(f"{head(province)}users/").context["object_list"]
        assert list(accounts) == [clerk]
        assert len(client.get("/users/").context["object_list"]) == 3

    def test_figures_are_those_of_who_works_there(self, nation, client, province, province_clerk):
        mine = client.get(f"{head(province)}half-years/2018-H1/").context["report"]
        client.force_login(province_clerk)
        theirs = client.get("/half-years/2018-H1/").context["report"]
        assert (mine.scope, mine.total.tally) == (theirs.scope, theirs.total.tally)
        assert mine.total.tally.planned_cells == 1

    def test_a_file_says_of_which_and_has_no_other(self, nation, client, province):
        answer = client.get(f"{head(province)}plans/?format=csv")
        lines = b"".join(answer.streaming_content).decode()
        assert ("Ban Tổ chức" in lines, "Hòa An" in lines) == (True, False)

    def test_so_has_one_made_in_the_background(self, nation, province):
        with translation.override("vi"):
            source = source_at(f"{head(province)}plans/?format=xlsx", user=nation)
        assert source.size() == 1

    def test_one_of_a_province_no_longer_seen_says_so(self, client, province, staff):
        """Its user's roles are elsewhere by now: no page that is not there."""
        address = f"{head(province)}plans/?format=xlsx"
        export = Export.objects.create(user=staff, address=address, state=Export.State.DONE)
        staff.memberships.all().delete()
        client.force_login(staff)
        answer = client.get(reverse("reports:export-download", args=[export.pk]), follow=True)
        assert answer.redirect_chain == [(reverse("reports:export-list"), 302)]
        with pytest.raises(ValueError, match=re.escape(address)):
            source_at(address, user=type(staff).objects.get(pk=staff.pk))

    def test_no_province_is_made_in_another(self, nation, client, province):
        address = f"{head(province)}committees/new/"
        typed = {"parent": "", "name": "Tỉnh ủy Mới", "code": "MOI", "kind": "province"}
        answer = client.post(address, typed)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["parent"])

    def test_an_import_is_of_no_province(self, nation, client, province):
        """Judged and saved later, it would be with all that its user may."""
        address = f"{reverse('exchange:import-list')}?sheet=plans"
        assert client.get(head(province) + address[1:]).url == address
        file = sheet_of(["Mã", "Tên"], ["CB01", "Thôn 1"])
        file.name = "chi bo.xlsx"
        sent = client.post(f"{head(province)}imports/", {"kind": "cells", "file": file})
        assert (sent.status_code, Import.objects.count()) == (404, 0)

    def test_what_leaves_the_page_names_no_province(self, nation, client, province, plan):
        """A phone's calendar, and whoever chooses a password, know of none that was in view."""
        client.post(f"{head(province)}my-calendar/")
        feed = client.get(f"{head(province)}my-calendar/").context["link"]
        assert feed.startswith("http://testserver/calendar/")
        account = MembershipFactory(role=Role.STAFF, committee=plan.committee).user
        account.set_unusable_password()
        account.save()
        link = client.get(f"{head(province)}users/{account.pk}/").context["link"]
        assert link.startswith("http://testserver/invitation/")
        calendar = client.get(f"{head(province)}plans/{plan.pk}/calendar.ics").content.decode()
        visit = plan.visits.get()
        assert f"URL:{settings.BASE_URL}{visit.get_absolute_url()}\r\n" in calendar

    def test_signing_in_leads_back_to_it(self, nation, client, province):
        client.logout()
        answer = client.get(f"{head(province)}plans/")
        assert answer.url == f"{head(province)}sign-in/?next={head(province)}plans/"
        answer = client.post(answer.url, {"username": nation.username, "password": PASSWORD})
        assert answer.url == f"{head(province)}plans/"

    def test_who_signs_out_leaves_it(self, nation, client, province):
        page = parse(client.get(f"{head(province)}plans/"))
        assert list(find_all(page, "form", action=reverse("logout")))

    def test_the_next_page_is_of_no_province_again(self, nation, client, province):
        client.get(f"{head(province)}plans/")
        assert reverse("attendance:plan-list") == PLANS
        assert client.get(PLANS).status_code == 302


class TestOfOthers:
    def test_an_own_province_may_be_named(self, as_staff, province, plan):
        named, plain = (parse(as_staff.get(a)) for a in (f"{head(province)}plans/", PLANS))
        assert plans_on(named) == plans_on(plain) != []

    @pytest.mark.parametrize("path", ["plans/", "cells/", "half-years/2018-H1/"])
    def test_another_one_does_not_exist(self, as_staff, other_province, commission, path):
        answer = as_staff.get(f"{head(other_province)}{path}")
        assert answer.status_code == 404
        assert not links_below_a_head(answer)
        assert as_staff.get(f"{head(commission)}{path}").status_code == 404

    @pytest.mark.parametrize("rest", ["none/", "in/{pk}/plans/", "static/icon.svg"])
    def test_what_is_nowhere_leads_out_of_it(self, as_staff, province, rest):
        for address in (f"/in/999999/{rest}", f"{head(province)}{rest}"):
            answer = as_staff.get(address.format(pk=province.pk))
            assert answer.status_code == 404
            assert not links_below_a_head(answer)
