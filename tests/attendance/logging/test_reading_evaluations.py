"""“Xem phiếu đánh giá” opens a page to read, whoever presses it."""

import pytest
from django.urls import reverse

from meetings.models import Evaluation
from tests.factories import (
    CriterionFactory,
    EvaluationFactory,
    RatingBandFactory,
    RubricFactory,
    VisitFactory,
)
from tests.pages import alerts, attribute, find, find_all, parse, text, typed

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


def test_a_total_alone_says_so_until_its_lines_are_scored(as_staff, chief, cell):
    visit, rubric = VisitFactory(leader=chief, cell=cell, attended=True), RubricFactory()
    gate, other = (CriterionFactory(rubric=rubric, maximum=m, is_gate=m == 40) for m in (40, 60))
    RatingBandFactory(rubric=rubric, label="Tốt", minimum=90, needs_gates=True)
    band = RatingBandFactory(rubric=rubric, label="Khá", minimum=70)
    EvaluationFactory(
        meeting=visit.meeting, leader=visit.leader, rubric=rubric, total=95, band=band, is_total_only=True
    )
    told = "Chỉ có tổng điểm, theo biểu tổng hợp tháng."
    address = reverse("attendance:evaluation-detail", args=[visit.pk])
    page = as_staff.get(address)
    assert (told in page.content.decode(), [*find_all(parse(page), "table")]) == (True, [])
    to_correct = reverse("attendance:evaluation-update", args=[visit.pk, "leader"])
    form = as_staff.get(to_correct)
    assert (alerts(form)[0], typed(form)[f"criterion_{gate.pk}"]) == (
        "Mới có tổng điểm: 95 điểm, Khá. Chấm từng tiêu chí thì điểm các tiêu chí được tính thay.",
        "",
    )
    points = {f"criterion_{gate.pk}": "40", f"criterion_{other.pk}": "55"}
    as_staff.post(to_correct, points | {"version": 1})
    stored = Evaluation.objects.get()
    assert (stored.is_total_only, stored.total, stored.band.label) == (False, 95, "Tốt")
    assert told not in as_staff.get(address).content.decode()
