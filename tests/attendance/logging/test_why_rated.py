"""What lowered a rating is said wherever the rating is read."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.factories import CriterionFactory, EvaluationFactory, RatingBandFactory, VisitFactory
from tests.pages import parse, text

pytestmark = pytest.mark.django_db


def test_what_lowered_a_rating_is_said_where_it_is_read(as_staff, chief, cell, period):
    visit = VisitFactory(leader=chief, cell=cell, attended=True)
    rubric = CriterionFactory(code="4.2", is_gate=True).rubric
    RatingBandFactory(rubric=rubric, label="Tốt", minimum=90, needs_gates=True)
    fair = RatingBandFactory(rubric=rubric, label="Khá", minimum=70)
    EvaluationFactory(meeting=visit.meeting, leader=chief, rubric=rubric, total=Decimal(92), band=fair)
    pages = [
        reverse("attendance:visit-detail", args=[visit.pk]),
        reverse("attendance:evaluation-detail", args=[visit.pk]),
        reverse("attendance:evaluation-list", args=[period]),
    ]

    told = ["Khá: chưa đạt nội dung bắt buộc 4.2" in text(parse(as_staff.get(page))) for page in pages]
    assert told == [True, True, True]
