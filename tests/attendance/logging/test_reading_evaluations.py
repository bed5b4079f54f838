"""“Xem phiếu đánh giá” opens a page to read, whoever presses it."""

import pytest
from django.urls import reverse

from tests.factories import EvaluationFactory, VisitFactory
from tests.pages import attribute, find, find_all, parse, text

pytestmark = pytest.mark.django_db


def test_whoever_may_read_opens_it_and_only_scorers_correct_it(client, official, staff, chief, cell):
    visit = VisitFactory(leader=chief, cell=cell, attended=True)
    EvaluationFactory(meeting=visit.meeting, leader=chief)
    to_read = reverse("attendance:evaluation-detail", args=[visit.pk])
    to_correct = reverse("attendance:evaluation-update", args=[visit.pk, "leader"])
    seen = {}
    for user in (official, staff):
        client.force_login(user)
        page = parse(client.get(reverse("attendance:visit-detail", args=[visit.pk])))
        links = [(text(a), attribute(a, "href")) for a in find_all(page, "a", class_="btn")]
        seen[user] = [link for link in links if link[1] in (to_read, to_correct)]
        assert list(find_all(find(parse(client.get(to_read)), "main"), "form")) == []
    assert seen == {
        official: [("Xem phiếu đánh giá", to_read)],
        staff: [("Xem phiếu đánh giá", to_read), ("Sửa", to_correct)],
    }
