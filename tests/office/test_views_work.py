"""My work through its page: a line, its form, back here, and the line is gone."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import resolve, reverse

from committees.models import User
from lib.periods import Month
from office.forms import WorkFilterForm
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    EvaluationFactory,
    LeaderFactory,
    PlanFactory,
    RecommendationFactory,
    RegistrationWindowFactory,
    TripFactory,
    VisitFactory,
)
from tests.pages import attribute, find, find_all, parse, text

pytestmark = pytest.mark.django_db

WORK = reverse("office:work")
QUERIES = 25
MARCH, APRIL, MAY, JUNE = (Month.parse(f"{m:02}/2018") for m in (3, 4, 5, 6))


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 5, 10))


@pytest.fixture(autouse=True)
def window(province):
    """The next half-year is to be registered only in June."""
    return RegistrationWindowFactory(
        province=province,
        half_year=JUNE.half_year.next,
        opens_on=dt.date(2018, 6, 1),
        closes_on=dt.date(2018, 6, 30),
    )


def sections(response):
    """How many lines each section shows, by its name."""
    return {
        attribute(section, "data-section"): len(list(find_all(section, "li", data_line=None)))
        for section in find_all(parse(response), "section", data_section=None)
    }


def acts(response):
    """Where the lines lead: names of forms and what they come back to."""
    lines = list(find_all(parse(response), data_acts=None))
    found = [attribute(a, "href") for line in lines for a in find_all(line, "a")]
    found += [attribute(form, "action") for line in lines for form in find_all(line, "form")]
    return [(urlsplit(url).path, parse_qs(urlsplit(url).query).get("next")) for url in found]


def test_every_line_is_one_tap_from_its_form_and_comes_back(as_staff, chief, cell):
    visit = VisitFactory(leader=chief, cell=cell, month=MARCH)
    missed = VisitFactory(leader=chief, cell=cell, month=MAY, missed=True)
    attended = VisitFactory(leader=chief, month=APRIL, attended=True)
    evaluation = EvaluationFactory(meeting=attended.meeting, leader=LeaderFactory(committee=chief.committee))
    late, soon = (
        RecommendationFactory(evaluation=evaluation, due_on=dt.date(2018, 5, day)) for day in (9, 10)
    )
    response = as_staff.get(WORK)
    assert sections(response) == {
        "overdue": 1,
        "not-evaluated": 1,
        "without-numbers": 1,
        "not-decided": 1,
        "recommendations": 1,
        "recommended-soon": 1,
    }
    assert acts(response) == [
        (reverse("attendance:visit-attended", args=[visit.pk]), [WORK]),
        (reverse("attendance:visit-missed", args=[visit.pk]), [WORK]),
        (reverse("attendance:evaluation-update", args=[attended.pk, "leader"]), [WORK]),
        (reverse("attendance:visit-attended", args=[attended.pk]), [WORK]),
        (reverse("attendance:visit-carry-over", args=[missed.pk]), [WORK]),
        (reverse("attendance:recommendation-done", args=[late.pk]), [WORK]),
        (reverse("attendance:recommendation-done", args=[soon.pk]), [WORK]),
        (reverse("office:visit-waive", args=[missed.pk]), [WORK]),
    ]


def test_a_visit_on_a_trip_leads_to_the_trip(as_staff, chief):
    visit = VisitFactory(leader=chief, cell=CellFactory(meeting_day=20), month=JUNE)
    trip = TripFactory(leader=chief, date_from=JUNE.day(18), date_to=JUNE.day(22))
    response = as_staff.get(WORK)
    assert sections(response) == {"colliding": 1}
    address = reverse("attendance:trip-detail", args=[trip.pk])
    assert find(parse(response), "a", href=f"{address}#visit-{visit.pk}")
    assert find(parse(as_staff.get(address)), id=f"visit-{visit.pk}")


def test_a_plan_not_begun_leads_to_its_beginning(as_staff, chief, window):
    window.opens_on = dt.date(2018, 5, 10)
    window.save()
    response = as_staff.get(WORK)
    assert sections(response) == {"not-planned": 1}
    address = f"{reverse('attendance:plan-create')}?committee=BTCTU&half_year=2018-H2"
    assert find(parse(response), "a", href=address)


def test_the_number_is_the_sum_of_the_red_badges(as_staff, chief):
    for day in (1, 2):
        VisitFactory(leader=chief, cell=CellFactory(meeting_day=day), month=MAY)
    VisitFactory(leader=chief, month=MARCH, missed=True)
    VisitFactory(leader=LeaderFactory(committee=chief.committee), month=MARCH, attended=True)
    page = parse(as_staff.get(WORK))
    assert [text(badge) for badge in find_all(page, data_pressing_section=None)] == ["2"]
    assert text(find(page, data_pressing=None)) == "2"
    assert text(find(page, data_pressing_words=None)) == "2 việc cần xử lý: Quá hạn, chưa ghi kết quả – 2."


def test_beyond_what_the_number_holds_there_are_more_and_the_page_says_how_many(as_staff, chief, monkeypatch):
    monkeypatch.setattr("office.agenda.work.PRESSING_AT_MOST", 1)
    for day in (1, 2):
        VisitFactory(leader=chief, cell=CellFactory(meeting_day=day), month=MAY)
    page = parse(as_staff.get(WORK))
    shown, read_out = find_all(find(page, data_pressing=None), "span")
    assert (text(shown), attribute(shown, "aria-hidden"), text(read_out)) == ("1+", "true", "trên 1")
    words = text(find(page, data_pressing_words=None))
    assert words == "2 việc cần xử lý: Quá hạn, chưa ghi kết quả – 2."


def test_a_leader_at_two_cells_on_one_day_is_moved_from_either_side(as_staff, chief):
    visits = [VisitFactory(leader=chief, cell=CellFactory(meeting_day=20), month=JUNE) for _n in range(2)]
    response = as_staff.get(WORK)
    assert sections(response) == {"booked-twice": 2}
    assert acts(response) == [(reverse("attendance:visit-move", args=[v.pk]), [WORK]) for v in visits]
    assert text(find(parse(response), data_heading=None)) == f"{chief}: hai chi bộ cùng ngày 20/06/2018"


class TestNarrowed:
    """To a committee or a leader: in the address, said on the page, and so until one signs out."""

    @pytest.fixture
    def below(self, commission):
        leader = LeaderFactory(committee=CommitteeFactory(parent=commission, code="PTC"), code="LD-02")
        return VisitFactory(leader=leader, month=MARCH)

    @pytest.fixture(autouse=True)
    def own(self, chief):
        return VisitFactory(leader=chief, month=MARCH)

    def narrowed(self, response):
        return [text(find(note, "a")) for note in find_all(parse(response), data_narrowed=None)]

    def test_until_everything_is_asked_for(self, as_staff, below):
        assert (sections(as_staff.get(WORK)), self.narrowed(as_staff.get(WORK))) == ({"overdue": 2}, [])
        for chosen in ("committee=PTC&leader=", "committee=&leader=LD-02"):
            response = as_staff.get(f"{WORK}?{chosen}")
            assert (sections(response), self.narrowed(response)) == ({"overdue": 1}, ["Hiện tất cả"])
            assert text(find(parse(response), data_pressing=None)) == "2"
            assert {back for _url, (back,) in acts(response)} == {f"{WORK}?{chosen}"}
        again = as_staff.get(f"{WORK}?section=overdue", follow=True)
        assert again.redirect_chain == [(f"{WORK}?section=overdue&leader=LD-02", 302)]
        assert sections(as_staff.get(f"{WORK}?committee=&leader=")) == {"overdue": 2}
        assert sections(as_staff.get(WORK)) == {"overdue": 2}

    def test_no_more_once_the_user_may_not_see_it(self, as_staff, below):
        as_staff.get(f"{WORK}?committee=PTC")
        below.committee.code = "PTC-2"
        below.committee.save()
        assert sections(as_staff.get(WORK)) == {"overdue": 2}

    def test_another_committee_lets_the_leader_go(self, as_staff, below, chief):
        response = as_staff.get(f"{WORK}?committee=PTC&leader={chief.code}")
        assert sections(response) == {"overdue": 1}
        assert response.context["filter"].words() == f"Cấp ủy, cơ quan: {below.committee.label}"

    def test_among_many_committees_one_is_looked_for(self, below, chief, staff):
        def offered(most, **asked):
            form = WorkFilterForm(asked, user=staff)
            form.COMMITTEES_AT_MOST = most
            assert form.is_valid()
            form.offer(leaders=False)
            fields = [name for name in ("find", "committee") if name in form.fields]
            return fields, [code for code, _label in form.fields["committee"].choices], form.words()

        own, other = chief.committee, below.leader.committee
        assert offered(2) == (["committee"], ["", own.code, other.code], "")
        assert offered(1) == (["find", "committee"], ["", own.code], "")
        assert offered(1, find=other.name.lower()) == (["find", "committee"], ["", other.code], "")
        assert offered(1, find="khong co") == (["find", "committee"], [""], "")
        assert offered(1, find=own.name, committee=other.code) == (
            ["find", "committee"],
            ["", other.code, own.code],
            f"Cấp ủy, cơ quan: {other.label}",
        )

    def test_plans_are_of_no_single_leader(self, as_staff, below, commission):
        PlanFactory(committee=commission, half_year=JUNE.half_year.next, comment="x")
        assert sections(as_staff.get(f"{WORK}?committee=BTCTU")) == {"returned": 1, "overdue": 2}
        assert sections(as_staff.get(f"{WORK}?leader=LD-02")) == {"overdue": 1}

    def test_the_file_says_so(self, as_staff, below):
        file = as_staff.get(f"{WORK}?leader=LD-02&table=overdue&format=csv")
        told = b"".join(file.streaming_content).decode()
        assert [str(visit.cell) in told for visit in (below, below)] == [True, True]


def test_officials_whose_work_is_of_no_leader_choose_none(client, official, chief, department_head):
    client.force_login(official)
    assert list(client.get(WORK).context["filter"].fields) == ["section", "by"]


class TestNotMadeUpFor:
    @pytest.fixture
    def missed(self, chief, cell):
        return VisitFactory(leader=chief, cell=cell, month=MARCH, missed=True)

    def test_decided_on_the_line(self, as_staff, missed):
        (address,) = [url for url, _next in acts(as_staff.get(WORK)) if url.endswith("/no-carry-over/")]
        response = as_staff.post(address, {"version": missed.version}, follow=True)
        assert response.redirect_chain == [(WORK, 302)]
        assert sections(response) == {}
        missed.refresh_from_db()
        assert missed.no_carry_over

    def test_not_on_what_somebody_changed_meanwhile(self, as_staff, missed):
        as_staff.post(reverse("office:visit-waive", args=[missed.pk]), {"version": "7"})
        missed.refresh_from_db()
        assert not missed.no_carry_over


class TestALot:
    @pytest.fixture(autouse=True)
    def many(self, chief):
        for _ in range(21):
            VisitFactory(leader=chief, cell=CellFactory(meeting_day=1), month=MARCH)

    def test_twenty_lines_and_a_link_to_all(self, as_staff):
        response = as_staff.get(WORK)
        assert sections(response) == {"overdue": 20}
        assert find(parse(response), "a", href="?section=overdue")

    def test_all_of_one_kind(self, as_staff, monkeypatch):
        response = as_staff.get(f"{WORK}?section=overdue")
        assert sections(response) == {"overdue": 21}
        assert {back for _url, (back,) in acts(response)} == {f"{WORK}?section=overdue"}
        monkeypatch.setattr("office.views.work.PER_PAGE", 15)
        assert sections(as_staff.get(f"{WORK}?section=overdue&page=2")) == {"overdue": 6}

    @pytest.mark.parametrize(
        ("page", "said"), [("2", None), ("99", "Không có trang 99; đây là trang cuối."), ("x", None)]
    )
    def test_a_page_beyond_the_last_one_shows_that_and_says_so(self, as_staff, monkeypatch, page, said):
        monkeypatch.setattr("office.views.work.PER_PAGE", 15)
        response = as_staff.get(f"{WORK}?section=overdue&page={page}")
        assert sections(response) == {"overdue": 15 if page == "x" else 6}
        assert [text(line) for line in find_all(parse(response), data_beyond=None)] == (
            [said] if said else []
        )

    def test_all_of_one_kind_by_committee(self, as_staff, commission):
        other = LeaderFactory(committee=CommitteeFactory(parent=commission, short_name="Phòng Tổ chức"))
        VisitFactory(leader=other, month=MARCH + -1)
        response = as_staff.get(f"{WORK}?section=overdue")
        heads = [text(head) for head in find_all(parse(response), data_heading=None)]
        assert heads == ["Tháng 02/2018", "Tháng 03/2018"]
        response = as_staff.get(f"{WORK}?section=overdue&by=committee")
        heads = [text(head) for head in find_all(parse(response), data_heading=None)]
        assert heads == ["Ban Tổ chức", "Phòng Tổ chức"]

    def test_what_does_not_press_is_folded_after_three_screens(
        self, as_staff, chief, monkeypatch, django_assert_num_queries
    ):
        for month in (MARCH, APRIL):
            VisitFactory(leader=chief, month=month, missed=True)
        monkeypatch.setattr("office.views.work.OPEN_AT_MOST", 20)
        with django_assert_num_queries(16):
            response = as_staff.get(WORK)
        shown = response.context["shown"]
        assert [(part.section.name, str(part.section.count), len(part.rows)) for part in shown] == [
            ("overdue", "21", 20),
            ("not-decided", "2", 0),
        ]
        folded = find(parse(response), "section", id="not-decided")
        assert find(folded, "a", href="?section=not-decided")
        assert not list(find_all(folded, data_line=None))

    def test_of_a_kind_with_nothing_in_it_everything_is_shown(self, as_staff):
        assert sections(as_staff.get(f"{WORK}?section=not-decided")) == {"overdue": 20}


def test_nothing_due_says_what_comes_next(as_staff, chief, cell):
    cell.meeting_day = 28
    cell.save()
    visit = VisitFactory(leader=chief, cell=cell, month=JUNE)
    page = find(parse(as_staff.get(WORK)), "main")
    assert find(page, "a", href=reverse("attendance:visit-detail", args=[visit.pk]))
    assert "28/06/2018" in text(page)


def test_nothing_at_all(client, clerk):
    client.force_login(clerk)
    assert sections(client.get(WORK)) == {}


@pytest.mark.parametrize("times", [1, 3])
def test_as_many_queries_for_three_as_for_one(times, client, staff, chief, django_assert_num_queries):
    for n in range(times):
        for day in (1, 12, 30):
            VisitFactory(leader=chief, cell=CellFactory(meeting_day=day), month=MAY)
        VisitFactory(leader=chief, month=MARCH, missed=True)
        attended = VisitFactory(leader=chief, month=MARCH, attended=True)
        evaluation = EvaluationFactory(meeting=attended.meeting, leader=chief)
        for day in (1, 12):
            RecommendationFactory(evaluation=evaluation, due_on=dt.date(2018, 5, day))
        VisitFactory(leader=chief, month=APRIL, attended=True)
        colleague = LeaderFactory(committee=chief.committee)
        for _twice in range(2):
            VisitFactory(leader=colleague, cell=CellFactory(meeting_day=n + 1), month=JUNE)
        TripFactory(leader=colleague, date_from=JUNE.day(n + 1), date_to=JUNE.day(n + 1))
    client.force_login(staff)
    with django_assert_num_queries(QUERIES):
        assert len(client.get(WORK).context["shown"]) == 10


class TestInTheNavigation:
    def shown(self, user):
        request = RequestFactory().get("/")
        request.user = user
        request.resolver_match = resolve("/work/")
        template = Template(
            "{% load work %}{% navigation as header %}"
            "{% for section in header.sections %}{{ section.key }} {% endfor %}{{ header.pressing }}"
        )
        return [template.render(Context({"request": request})) for _again in range(2)]

    def test_counted_once_a_request(self, chief, commission, staff, django_assert_num_queries):
        VisitFactory(leader=chief, month=MARCH)
        PlanFactory(committee=commission, half_year=JUNE.half_year.next, comment="x")
        user = User.objects.get(pk=staff.pk)
        user.committee_paths()
        with django_assert_num_queries(3):
            assert self.shown(user) == ["work logging plans trips overview report 2"] * 2

    def test_not_for_those_who_only_read(self, administrator, django_assert_num_queries):
        administrator.committee_paths()
        with django_assert_num_queries(0):
            assert self.shown(administrator) == ["plans trips overview report administration 0"] * 2
            assert self.shown(AnonymousUser()) == ["0"] * 2

    def test_of_no_request(self):
        assert Template("{% load work %}{% navigation as n %}{{ n.sections }}").render(Context()) == "[]"


class TestHome:
    def test_of_those_who_log_is_their_work(self, as_staff):
        assert as_staff.get("/").url == WORK

    def test_of_others_the_half_year(self, client, official):
        client.force_login(official)
        assert client.get("/").url.startswith("/half-years/")
