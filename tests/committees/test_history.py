"""What the history tells: who, when, from what to what."""

import datetime as dt

import pytest
from django.utils import translation

from attendance.logging import actions as logging_actions
from attendance.logging.views.history import VISIT_FIELDS
from attendance.models import AbsenceReason, Visit
from attendance.planning import actions as planning_actions
from committees.history import FieldChange, Telling, entries
from lib.periods import Month
from meetings.actions import EvaluationSheet, save_evaluation
from meetings.models import Evaluation
from tests.factories import FindingFactory, MeetingFactory, PlanFactory, VisitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def visit(chief, cell):
    return VisitFactory(leader=chief, cell=cell)


def told(*tellings) -> list[tuple]:
    """(who, [(verb, subject, changes)]), latest first."""
    return [(e.who, [(r.verb, r.subject, r.changes) for r in e.rows]) for e in entries(*tellings)]


def at(record, hour: int):
    """The record, saved at that hour of a day."""
    record.history_date = dt.datetime(2018, 3, 20, hour, tzinfo=dt.UTC)
    record.save()


def of_visit(visit) -> Telling:
    return Telling(
        Visit.history.filter(id=visit.pk).select_related("leader"),
        subject=lambda record: str(record.leader),
        fields=VISIT_FIELDS,
    )


def test_a_result_logged_and_corrected(visit, staff, official):
    Visit.history.all().delete()
    illness = AbsenceReason.objects.get(code="illness")
    logging_actions.log_attended(visit=visit, date=dt.date(2018, 3, 15), by=staff)
    at(visit.history.first(), 8)
    logging_actions.log_missed(
        visit=visit, miss=logging_actions.Miss(reason=illness, note="Nằm viện"), by=official
    )
    at(visit.history.first(), 9)

    corrected, logged = told(of_visit(visit))
    assert corrected == (
        f"Hoàng Văn Em ({official.username})",
        [
            (
                "~",
                "Nguyễn Văn An",
                [
                    FieldChange("Outcome", "Attended", "Missed"),
                    FieldChange("Reason of absence", "", str(illness)),
                    FieldChange("Note", "", "Nằm viện"),
                ],
            )
        ],
    )
    assert logged[0] == f"Phạm Thị Dung ({staff.username})"


def test_the_first_record_tells_all_values_and_a_later_one_the_changed_only(visit, staff):
    visit.note, visit._history_user = "Đi cùng đoàn", staff
    visit.save()
    newest, *_rest = told(of_visit(visit))
    changes = {change.label: (change.old, change.new) for change in newest[1][0][2]}
    assert changes == {"Note": ("", "Đi cùng đoàn")}


def test_what_names_the_row_is_told_when_it_changes_only(visit, department_head, staff):
    visit.leader, visit._history_user = department_head, staff
    visit.save()
    telling = Telling(
        Visit.history.filter(id=visit.pk),
        subject=lambda record: f"{record.leader}",
        fields=["leader", "origin"],
        named=["leader"],
    )
    changed, created = (rows for entry in entries(telling) for rows in [entry.rows])
    assert changed[0].changes == [FieldChange("Leader", "Nguyễn Văn An", "Trần Thị Bình")]
    assert created[0].changes == [FieldChange("Origin", "", "Registered")]


def test_a_later_name_is_not_read_into_what_was_done_before(visit, staff):
    Visit.history.all().delete()
    at(staff.history.first(), 7)
    visit.note, visit._history_user = "Đi cùng đoàn", staff
    visit.save()
    at(visit.history.first(), 8)
    staff.full_name = "Lãnh đạo"
    staff.save()
    at(staff.history.first(), 9)
    visit.note = ""
    visit.save()
    at(visit.history.first(), 10)
    assert [who for who, _rows in told(of_visit(visit))] == [
        f"Lãnh đạo ({staff.username})",
        f"Phạm Thị Dung ({staff.username})",
    ]


def test_a_save_that_changed_nothing_is_not_told(visit, staff):
    before = told(of_visit(visit))
    visit._history_user = staff
    visit.version += 1
    visit.save()
    assert told(of_visit(visit)) == before


def test_what_one_user_saved_in_one_go_is_one_entry(commission, period, chief, cells, staff):
    plan = PlanFactory(committee=commission, half_year=period)
    Visit.history.all().delete()
    for cell in cells:
        planning_actions.register_visit(
            plan=plan, leader=chief, cell=cell, month=Month.parse("03/2018"), by=staff
        )
    telling = Telling(Visit.history.filter(plan_id=plan.pk), subject=lambda record: str(record.cell))
    ((who, rows),) = told(telling)
    assert who == f"Phạm Thị Dung ({staff.username})"
    assert sorted(rows) == sorted(("+", cell.name, []) for cell in cells)


def test_what_was_removed_is_still_told(commission, period, chief, cell, staff):
    plan = PlanFactory(committee=commission, half_year=period)
    visit = planning_actions.register_visit(
        plan=plan, leader=chief, cell=cell, month=Month.parse("03/2018"), by=staff
    )
    at(visit.history.first(), 8)
    planning_actions.withdraw_visit(visit=visit, by=staff)
    telling = Telling(Visit.history.filter(plan_id=plan.pk), subject=lambda record: str(record.cell))
    assert [rows for _who, rows in told(telling)] == [
        [("-", cell.name, [])],
        [("+", cell.name, [])],
    ]


def test_findings_come_and_go(cell, staff):
    meeting = MeetingFactory(cell=cell)
    kept, gone, come = FindingFactory(text="A"), FindingFactory(text="B"), FindingFactory(text="C")
    common = {"meeting": meeting, "leader": None, "by": staff}
    evaluation = save_evaluation(sheet=EvaluationSheet(findings=[kept, gone]), **common)
    for record in evaluation.history.all():
        at(record, 8)
    save_evaluation(sheet=EvaluationSheet(findings=[kept, come]), **common)
    telling = Telling(
        Evaluation.history.filter(id=evaluation.pk), subject=lambda record: "Evaluation", many="findings"
    )
    latest, first = told(telling)
    said = [change for _verb, _subject, changes in latest[1] for change in changes]
    assert said == [FieldChange("Findings", "B", ""), FieldChange("Findings", "", "C")]
    assert first[1][-1][2] == [FieldChange("Findings", "", "A; B")]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(count, visit, staff, django_assert_num_queries):
    for number in range(count):
        visit.note, visit._history_user = str(number), staff
        visit.save()
    with django_assert_num_queries(3):  # the records, the leaders' names, the users'
        entries(of_visit(visit))
