"""A finished evaluation leads on to the next meeting that waits for one."""

import datetime as dt

import pytest
from django.urls import reverse

from lib.periods import Month
from tests.factories import CellFactory, CriterionFactory, RubricFactory, VisitFactory
from tests.pages import attribute, find, find_all, parse, text

pytestmark = pytest.mark.django_db


def attended(leader, day, **cell):
    return VisitFactory(
        leader=leader, cell=CellFactory(**cell), month=Month.of(day), attended=True, met_on=day
    )


def form(visit):
    return reverse("attendance:evaluation-update", args=[visit.pk, "leader"])


@pytest.fixture
def points():
    criterion = CriterionFactory(rubric=RubricFactory(), maximum=100)
    return {f"criterion_{criterion.pk}": "90", "version": 0}


def test_the_next_of_the_plan_is_offered_and_leads_back_too(as_staff, chief, points):
    attended(chief, dt.date(2017, 12, 20))
    visit = attended(chief, dt.date(2018, 3, 15))
    following = attended(chief, dt.date(2018, 6, 14), name="Chi bộ Thôn 7")
    response = as_staff.post(f"{form(visit)}?next=/work/", points, follow=True)
    assert response.redirect_chain[0] == ("/work/", 302)
    link = find(parse(response), "a", class_="alert-link")
    assert text(link) == "Đánh giá buổi tiếp theo: Chi bộ Thôn 7, 14/06/2018"
    assert attribute(link, "href") == f"{form(following)}?next=%2Fwork%2F"


def test_after_the_last_one_nothing_is_offered(as_staff, chief, points):
    response = as_staff.post(form(attended(chief, dt.date(2018, 3, 15))), points, follow=True)
    assert list(find_all(parse(response), "a", class_="alert-link")) == []
