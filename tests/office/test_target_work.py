"""My work: who is planned for less than his target, and who did less in the months that are over."""

import datetime as dt

import pytest

from attendance.planning import grid
from committees.models import User
from lib.periods import Month
from office.agenda.lines import lines
from office.agenda.work import Work
from tests.factories import TargetFactory, VisitFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2018, 3, 10)


def told(user, name):
    """The lines of a section, as the mail has them."""
    user = User.objects.get(pk=user.pk)
    for section, _rows in Work(user, TODAY).beginnings(20):
        if section.name == name:
            return [line.text for line in lines(section, section.rows, user)]
    return []


def visit(leader, cell, month, **fields):
    return VisitFactory(leader=leader, cell=cell, month=Month.parse(f"{month:02}/2018"), **fields)


def test_who_is_below_his_target(commission, chief, department_head, cells, staff, stranger_staff, period):
    TargetFactory(committee=commission, number=2)
    TargetFactory(committee=commission, leader=department_head, number=1, per="quarter")
    visit(chief, cells[0], 2, missed=True)
    visit(chief, cells[1], 5)
    visit(department_head, cells[2], 4)
    assert told(staff, "below-target") == [
        "Nguyễn Văn An · chỉ tiêu: 2 chi bộ trong kỳ (Ban Tổ chức) – còn thiếu: 1 chi bộ",
        "Trần Thị Bình · chỉ tiêu: 1 chi bộ mỗi quý (Ban Tổ chức) – còn thiếu: quý I/2018: 1 chi bộ",
    ]
    assert told(staff, "behind-target") == []
    assert told(stranger_staff, "below-target") == []
    plan = chief.visits.get(month=Month.parse("05/2018")).plan
    shown = {
        row.leader: row.target.fraction for g in grid.grid(plan, plan.visits.all()).groups for row in g.rows
    }
    assert shown == {chief: "1/2", department_head: "1/2"}


def test_what_was_not_done_in_the_months_that_are_over(commission, chief, cells, staff):
    TargetFactory(committee=commission, number=None, cells=cells[:1], per="month")
    visit(chief, cells[0], 1, attended=True)
    for month in (2, 3, 4, 5, 6):
        visit(chief, cells[0], month)
    assert told(staff, "below-target") == []
    assert told(staff, "behind-target") == [
        f"Nguyễn Văn An · chỉ tiêu: {cells[0]} mỗi tháng (Ban Tổ chức) – còn thiếu: 02/2018: {cells[0]}"
    ]
