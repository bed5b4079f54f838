"""Targets on the overview and on a leader's page: each figure opens the leaders it counts."""

import pytest
from django.urls import reverse

from tests.factories import TargetFactory, VisitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(commission, chief, department_head, cell):
    TargetFactory(committee=commission, number=1)
    return VisitFactory(leader=chief, cell=cell, attended=True)


def test_the_overview_counts_who_reached_his_target(as_staff, visit, chief, department_head, period):
    overview = as_staff.get(reverse("reports:overview", args=[period]))
    lines = overview.context["report"].target_lines
    assert [(str(line.label), line.tally.targets_reached, line.tally.rate) for line in lines] == [
        ("Lãnh đạo ban", 1, 100), ("Trưởng, phó phòng", 0, 0), ("Tổng cộng", 1, 50),
    ]  # fmt: skip
    for measure, leaders in [
        ("leaders_with_target", [chief, department_head]),
        ("targets_reached", [chief]),
        ("targets_below", [department_head]),
    ]:
        address = reverse("attendance:target-rows", args=[period, measure])
        assert address in overview.content.decode()
        assert [row.leader for row in as_staff.get(address).context["rows"]] == leaders
    rows = as_staff.get(address, {"format": "csv"}).getvalue().decode("utf-8-sig")
    assert "1 chi bộ trong kỳ;0;1;1 chi bộ" in rows
    assert as_staff.get(reverse("attendance:target-rows", args=[period, "nobody"])).status_code == 404


def test_a_leaders_page_says_what_is_missing(as_staff, visit, chief, department_head):
    assert "1/1" in as_staff.get(chief.get_absolute_url()).content.decode().split('id="target"')[1][:400]
    TargetFactory(committee=chief.committee, leader=chief, number=3)
    told = as_staff.get(chief.get_absolute_url()).content.decode().split('id="target"')[1][:400]
    assert "còn thiếu: 2 chi bộ" in told
    assert "1/3" in told


def test_without_targets_nothing_is_said(as_staff, chief, cell, period):
    VisitFactory(leader=chief, cell=cell, attended=True)
    told = as_staff.get(reverse("reports:overview", args=[period])).content.decode()
    assert 'id="targets"' not in told
