"""The catalogues of the meetings: what of a used rubric may still change."""

from decimal import Decimal

import pytest
from django.urls import reverse

from committees.roles import Role
from tests.conftest import member
from tests.factories import CriterionFactory, EvaluationFactory, RatingBandFactory, RubricFactory
from tests.pages import typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def rubric():
    rubric = RubricFactory()
    CriterionFactory(rubric=rubric, text="Tỷ lệ dự", maximum=Decimal(10))
    RatingBandFactory(rubric=rubric)
    return rubric


@pytest.mark.parametrize("is_used", [False, True])
def test_the_rate_may_be_set_and_the_points_only_before_use(is_used, rubric, province, client):
    if is_used:
        EvaluationFactory(rubric=rubric)
    client.force_login(member(Role.ADMINISTRATOR, province, "Đỗ Văn Hải"))
    address = reverse("admin:meetings_rubric_change", args=[rubric.pk])
    data = {name: value for name, value in typed(client.get(address)).items() if value}
    sent = client.post(address, data | {"criteria-0-full_from_rate": "85", "criteria-0-maximum": "20"})
    assert sent.status_code == 302
    criterion = rubric.criteria.get()
    assert (criterion.full_from_rate, criterion.maximum) == (85, 10 if is_used else 20)
