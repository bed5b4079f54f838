"""The list of recommendations: whose, which, found how, and what it leads to."""

import datetime as dt

import pytest
from django.urls import reverse

from attendance.logging.forms.recommendations import RecommendationDoneForm
from lib import periods
from lib.periods import written_day
from meetings.models import Evaluation, Recommendation
from tests.factories import EvaluationFactory, MeetingFactory, RecommendationFactory, VisitFactory
from tests.pages import attribute, find, find_all, parse, text

pytestmark = pytest.mark.django_db

TODAY = dt.date(2018, 6, 29)
YESTERDAY = TODAY - dt.timedelta(days=1)
URL = reverse("attendance:recommendation-list")


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: TODAY)
    assert periods.today() == TODAY


@pytest.fixture
def visit(chief, cell):
    return VisitFactory(leader=chief, cell=cell, attended=True)


@pytest.fixture
def evaluation(visit):
    return EvaluationFactory(meeting=visit.meeting, leader=visit.leader)


@pytest.fixture
def recommend(evaluation):
    def recommend(text="Mở sổ theo dõi", due_on=None, done_on=None, evaluation=evaluation, **fields):
        return RecommendationFactory(
            evaluation=evaluation, text=text, due_on=due_on, done_on=done_on, **fields
        )

    return recommend


@pytest.fixture
def listed(client, staff):
    client.force_login(staff)

    def listed(**filters) -> list[Recommendation]:
        response = client.get(URL, filters)
        assert response.status_code == 200
        return list(response.context["object_list"])

    return listed


def test_open_ones_first_due_first_unless_asked_otherwise(listed, recommend):
    no_day = recommend()
    later = recommend(due_on=TODAY + dt.timedelta(days=1))
    on_the_day = recommend(due_on=TODAY)
    overdue = recommend(due_on=YESTERDAY)
    done = recommend(due_on=TODAY - dt.timedelta(days=9), done_on=TODAY)
    assert listed() == [overdue, on_the_day, later, no_day]
    assert listed(state="overdue") == [overdue]
    assert listed(state="done") == [done]
    assert listed(state="all") == [done, overdue, on_the_day, later, no_day]


def test_of_a_draft_nobody_was_asked_yet(listed, recommend, evaluation):
    recommend(due_on=YESTERDAY)
    evaluation.is_draft = True
    evaluation.save()
    assert listed(state="all") == listed(state="overdue") == []


def test_of_strangers_nothing_is_listed(listed, recommend, other_chief, cell):
    stranger = EvaluationFactory(meeting=MeetingFactory(cell=cell), leader=other_chief)
    recommend(evaluation=stranger)
    assert listed(state="all") == []


def test_about_a_committee_by_its_leaders_or_to_its_cells(
    client, province_clerk, recommend, commission, other_commission, district
):
    own = recommend()
    client.force_login(province_clerk)
    found = {
        committee.code: list(client.get(URL, {"committee": committee.code}).context["object_list"])
        for committee in (commission, other_commission, district)
    }
    assert found == {commission.code: [own], other_commission.code: [], district.code: [own]}


@pytest.mark.parametrize("typed", ["so theo doi", "SỔ THEO", "bi thu", "thon 2", "nguyen van an", "  sổ "])
def test_found_without_diacritics_by_text_person_cell_or_leader(typed, listed, recommend):
    wanted = recommend("Mở sổ theo dõi", responsible="Bí thư")
    assert listed(q=typed) == [wanted]


def test_nothing_found(listed, recommend):
    recommend()
    assert listed(q="khác hẳn") == []


def test_each_leads_to_its_evaluation(client, staff, recommend, visit):
    recommend()
    client.force_login(staff)
    row = find(parse(client.get(URL)), "tr", data_row="")
    links = [attribute(a, "href") for a in find_all(row, "a")]
    assert links[0] == reverse("attendance:evaluation-detail", args=[visit.pk])


class TestMarked:
    """From wherever it is listed, and back there."""

    @pytest.fixture
    def recommendation(self, recommend):
        return recommend(due_on=dt.date(2018, 6, 1))

    @pytest.mark.parametrize("where", ["list", "visit", "cell"])
    def test_as_carried_out_and_opened_again(self, where, client, staff, recommendation, visit):
        page = {"list": f"{URL}?state=all", "visit": visit.get_absolute_url(), "cell": cell_page(visit)}[
            where
        ]
        client.force_login(staff)
        form = link(client, page, f"/recommendations/{recommendation.pk}/done/")
        assert 'value="29/06/2018"' in client.get(form).content.decode()
        typed = {"done_on": "20/06/2018", "reported_by": "Bí thư", "done_note": "Đã mở sổ"}
        assert client.post(form, typed | {"version": recommendation.version}).url == page
        recommendation.refresh_from_db()
        assert recommendation.done_on == dt.date(2018, 6, 20)
        if where == "cell":  # which shows those that are open
            return
        form = link(client, page, f"/recommendations/{recommendation.pk}/reopen/")
        assert client.post(form, {"reason": "Nhầm", "version": recommendation.version}).url == page
        recommendation.refresh_from_db()
        assert recommendation.done_on is None

    def test_what_cannot_be_is_said_beside_it_all_else_kept(self, client, staff, recommendation):
        client.force_login(staff)
        address = reverse("attendance:recommendation-done", args=[recommendation.pk])
        typed = {"done_on": "30/06/2018", "reported_by": "Bí thư", "done_note": "Đã mở sổ"}
        response = client.post(address, typed)
        assert (response.status_code, list(response.context["form"].errors)) == (422, ["done_on"])
        assert "Đã mở sổ" in response.content.decode()

    def test_a_second_reporter_compares(self, client, staff, recommendation):
        client.force_login(staff)
        address = reverse("attendance:recommendation-done", args=[recommendation.pk])
        typed = {"done_on": "20/06/2018", "reported_by": "Bí thư", "version": recommendation.version}
        client.post(address, typed)
        response = client.post(address, typed | {"reported_by": "Chi ủy"})
        differences = response.context["form"].differences
        assert [(d.name, d.mine, d.theirs) for d in differences] == [("reported_by", "Chi ủy", "Bí thư")]

    def test_names_to_choose_from(self, staff, recommendation, chief, department_head):
        form = RecommendationDoneForm(row=recommendation, by=staff)
        names = [str(staff), "Bí thư chi bộ", chief.full_name, department_head.full_name]
        assert form.reporters == names
        assert form.initial["reported_by"] == str(staff)


def cell_page(visit):
    return reverse("reports:cell-detail", args=[visit.cell_id])


def link(client, page, path):
    """The link on the page to that form."""
    links = [attribute(a, "href") for a in find_all(parse(client.get(page)), "a")]
    (found,) = [address for address in links if address.startswith(path)]
    return found


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_queries_for_three_as_for_one(
    count, client, staff, recommend, department_head, cells, django_assert_num_queries
):
    for cell in cells[:count]:
        visit = VisitFactory(leader=department_head, cell=cell, attended=True)
        recommend(evaluation=EvaluationFactory(meeting=visit.meeting, leader=department_head))
    client.force_login(staff)
    with django_assert_num_queries(10):
        assert len(client.get(URL).context["rows"]) == count


def test_the_visits_page_has_its_own_with_their_state(client, staff, recommend, visit):
    recommend("Mở sổ", due_on=YESTERDAY)
    recommend("Họp đúng ngày", due_on=TODAY, responsible="Bí thư")
    recommend("Ghi biên bản", done_on=dt.date(2018, 5, 2))
    client.force_login(staff)
    address = reverse("attendance:visit-detail", args=[visit.pk])
    page = parse(client.get(address))
    given = f"{visit.leader} đề nghị ngày {written_day(visit.meeting.date)}"
    assert [text(li) for li in find_all(find(page, id="recommendations"), "li")] == [
        f"Ghi đã thực hiện Mở sổ Quá hạn Bí thư chi bộ · hạn {written_day(YESTERDAY)} · {given}",
        f"Ghi đã thực hiện Họp đúng ngày Bí thư · hạn {written_day(TODAY)} · {given}",
        f"Sửa Mở lại Ghi biên bản Đã thực hiện 02/05/2018 Bí thư chi bộ · {given}",
    ]
    Evaluation.objects.update(is_draft=True)
    assert list(find_all(parse(client.get(address)), id="recommendations")) == []
