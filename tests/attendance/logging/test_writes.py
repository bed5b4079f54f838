"""What a click on “Save” asks of the database: as little as its rules need, however much is saved."""

import pytest
from django.urls import reverse

from attendance.models import Visit
from lib.periods import Month
from meetings.models import Score
from tests.factories import CriterionFactory, RubricFactory, VisitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(chief, cell):
    return VisitFactory(leader=chief, cell=cell, month=Month.parse("03/2018"))


def test_a_result_is_logged(as_staff, staff, visit, django_assert_num_queries):
    posted = {"date": "15/03/2018", "kind": "regular", "members_total": 30, "version": visit.version}
    posted["form_key"] = f"{staff.pk}.once"
    with django_assert_num_queries(34):
        as_staff.post(reverse("attendance:visit-attended", args=[visit.pk]), posted)
    assert Visit.objects.get().outcome == "attended"


def test_an_unplanned_visit_is_logged(as_staff, visit, chief, cells, django_assert_num_queries):
    posted = {"leader": chief.pk, "cell": cells[1].pk, "date": "15/03/2018", "kind": "regular"}
    with django_assert_num_queries(37):
        as_staff.post(reverse("attendance:unplanned-create"), posted)
    assert Visit.objects.filter(outcome="attended", cell=cells[1]).count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_an_evaluation_is_saved(count, as_staff, chief, cell, django_assert_num_queries):
    visit, rubric = VisitFactory(leader=chief, cell=cell, attended=True), RubricFactory()
    lines = [CriterionFactory(rubric=rubric, code=str(number)) for number in range(count)]
    posted = {f"criterion_{line.pk}": "1" for line in lines} | {"version": 0}
    with django_assert_num_queries(36):
        as_staff.post(reverse("attendance:evaluation-update", args=[visit.pk, "leader"]), posted)
    assert Score.objects.count() == Score.history.count() == count
