"""The approval desk through its page: read, answer, and back to what still waits."""

import pytest
from django.urls import reverse

from attendance.models import Plan
from attendance.planning import actions
from lib.periods import HalfYear, Month
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    LeaderFactory,
    PlanFactory,
    ProposalFactory,
    TripFactory,
    VisitFactory,
)
from tests.pages import alerts, attribute, feedback, find, find_all, parse, text, typed

pytestmark = pytest.mark.django_db

DESK = reverse("attendance:plan-waiting")
MARCH = Month.parse("03/2018")


@pytest.fixture
def waiting(commission, chief, department_head, cells, period, staff):
    """A submitted plan: the chief goes to a village in March."""
    plan = PlanFactory(committee=commission, half_year=period)
    actions.register_visit(plan=plan, leader=chief, cell=cells[0], month=MARCH, by=staff)
    return actions.submit_plan(plan=plan, by=staff)


def cards(response) -> dict[int, object]:
    return {int(attribute(c, "data-plan")): c for c in find_all(parse(response), "section", data_plan=None)}


def step(card, name):
    """The form of a card that leads to that step."""
    forms = find_all(card, "form")
    (form,) = (f for f in forms if f"/{name}/" in attribute(f, "action"))
    values = {attribute(i, "name"): attribute(i, "value") for i in find_all(form, "input")}
    return attribute(form, "action"), values


def facts(card) -> dict[str, str]:
    return {attribute(li, "data-fact"): text(li) for li in find_all(card, "li", data_fact=None)}


def test_a_card_tells_where_the_plan_goes(as_official, waiting, staff, department_head, cells, commission):
    ProposalFactory(committee=commission, cell=cells[2])
    (card,) = cards(as_official.get(DESK)).values()
    assert text(find(card, "h2")).startswith(commission.name)
    (link,) = find_all(find(card, "h2"), "a")
    assert attribute(link, "href") == reverse("attendance:plan-detail", args=[waiting.pk])
    (reach,) = find_all(card, "table", data_reach=None)
    assert [text(td) for td in find_all(reach, "td")] == ["1", "1", "1"]
    (months,) = find_all(card, "table", data_months=None)
    assert [text(td) for td in find_all(months, "td")] == ["0", "0", "1", "0", "0", "0"]
    told = facts(card)
    assert list(told) == ["neglected", "idle", "proposals", "warnings"]
    assert cells[0].name in told["neglected"]
    assert str(department_head) in told["idle"]
    assert cells[2].name in told["proposals"]


def test_approved_and_back_on_the_desk(as_official, waiting):
    action, values = step(cards(as_official.get(DESK))[waiting.pk], "approve")
    response = as_official.post(action, values, follow=True)
    assert response.redirect_chain == [(DESK, 302)]
    assert [str(waiting) in alert for alert in alerts(response)] == [True]
    assert cards(response) == {}
    waiting.refresh_from_db()
    assert waiting.status == "approved"


def test_returned_and_back_on_the_desk(as_official, waiting):
    action, values = step(cards(as_official.get(DESK))[waiting.pk], "return")
    response = as_official.post(action, values | {"comment": "Thêm chi bộ vùng sâu"}, follow=True)
    assert response.redirect_chain == [(DESK, 302)]
    assert [str(waiting) in alert for alert in alerts(response)] == [True]
    waiting.refresh_from_db()
    assert (waiting.status, waiting.comment) == ("draft", "Thêm chi bộ vùng sâu")
    again = as_official.post(action, values | {"comment": "Thêm chi bộ vùng sâu"}, follow=True)
    assert again.redirect_chain == [(DESK, 302)]
    assert Plan.history.filter(id=waiting.pk, comment="Thêm chi bộ vùng sâu").count() == 1


def test_without_a_comment_the_page_of_the_step_asks_and_leads_back(as_official, waiting):
    action, values = step(cards(as_official.get(DESK))[waiting.pk], "return")
    response = as_official.post(action, values | {"comment": " "})
    assert (response.status_code, len(feedback(response))) == (422, 1)
    assert response.context["cancel_url"] == DESK
    assert as_official.post(action, typed(response) | {"comment": "Sửa"}).url == DESK


def test_who_answers_a_plan_that_was_taken_back_is_told(as_official, waiting, staff):
    card = cards(as_official.get(DESK))[waiting.pk]
    actions.recall_plan(plan=waiting, by=staff)
    action, values = step(card, "approve")
    approved = as_official.post(action, values, follow=True)
    assert approved.redirect_chain == [(DESK, 302)]
    assert [m.level_tag for m in approved.context["messages"]] == ["error"]
    action, values = step(card, "return")
    returned = as_official.post(action, values | {"comment": "Thêm chi bộ"})
    assert (returned.status_code, typed(returned)["comment"]) == (422, "Thêm chi bộ")
    waiting.refresh_from_db()
    assert waiting.status == "draft"


def test_once_returned_the_card_tells_the_comment_and_what_changed(
    as_official, waiting, official, staff, chief, cells
):
    plan = actions.return_plan(plan=waiting, comment="Thêm chi bộ trường học", by=official)
    actions.register_visit(plan=plan, leader=chief, cell=cells[2], month=MARCH, by=staff)
    actions.submit_plan(plan=plan, by=staff)
    card = cards(as_official.get(DESK))[plan.pk]
    (comment,) = find_all(card, data_last_return=None)
    assert ["Thêm chi bộ trường học" in text(comment), str(official) in text(comment)] == [True, True]
    (changed,) = find_all(card, "li", data_change="added")
    assert cells[2].name in text(changed)


def test_nothing_waits(as_official, commission):
    page = as_official.get(DESK)
    assert cards(page) == {}
    (link,) = find_all(find(parse(page), "main"), "a", class_="btn")
    assert attribute(link, "href") == reverse("attendance:plan-list")


@pytest.mark.parametrize("page", ["abc", "0", "-1", "99", "9" * 400, "\0"])
def test_a_page_that_is_none_shows_the_nearest(page, as_official, waiting):
    assert list(cards(as_official.get(DESK, {"page": page}))) == [waiting.pk]


def test_one_after_another_and_an_answer_leads_on_to_the_next(as_official, commission, period):
    plans = [
        PlanFactory(committee=CommitteeFactory(parent=commission), half_year=period, status="submitted")
        for _ in range(3)
    ]
    page = as_official.get(DESK)
    assert list(cards(page)) == [plans[0].pk]
    queue = find(parse(page), "nav", aria_label="Các kế hoạch theo thứ tự trình")
    assert [attribute(a, "href") for a in find_all(queue, "a")] == ["?page=1", "?page=2", "?page=3"]
    second = f"{DESK}?page=2"
    action, values = step(cards(as_official.get(second))[plans[1].pk], "approve")
    response = as_official.post(action, values, follow=True)
    assert response.redirect_chain == [(second, 302)]
    assert list(cards(response)) == [plans[2].pk]


def test_who_approves_is_led_here(client, as_official, waiting, staff):
    for name in ("attendance:plan-list", "office:work"):
        links = find_all(find(parse(as_official.get(reverse(name))), "main"), "a", href=DESK)
        assert len(list(links)) == 1, name
    client.force_login(staff)
    for name in ("attendance:plan-list", "office:work"):
        assert list(find_all(parse(client.get(reverse(name))), "a", href=DESK)) == [], name


@pytest.mark.parametrize("count", [1, 3])
def test_costs_the_same_for_one_and_for_many(
    count, as_official, commission, district, staff, official, django_assert_num_queries
):
    half_year = HalfYear.parse("2018-H1")
    for _ in range(count):
        committee = CommitteeFactory(parent=commission)
        leader = LeaderFactory(committee=committee)
        plan = PlanFactory(committee=committee, half_year=half_year)
        cells = [CellFactory(committee=district, meeting_day=15) for _ in range(3)]
        TripFactory(leader=leader)
        VisitFactory(plan=plan, leader=leader, cell=cells[0], override_reason="Họp lùi")
        plan = actions.submit_plan(plan=plan, by=staff)
        plan = actions.return_plan(plan=plan, comment="Sửa", by=official)
        VisitFactory(plan=plan, leader=leader, cell=cells[1], override_reason="Họp lùi")
        ProposalFactory(committee=committee, cell=cells[2])
        actions.submit_plan(plan=plan, by=staff)
    with django_assert_num_queries(21 + (count > 1)):  # whose turn comes then
        response = as_official.get(DESK)
    assert len(cards(response)) == 1
