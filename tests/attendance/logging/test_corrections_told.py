"""What corrections of closed plans tell: the history why, the issued report what changed since."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from attendance.logging import actions
from attendance.logging.corrections import corrections_since
from attendance.models import AbsenceReason, Visit
from lib.periods import Month
from meetings.actions import EvaluationSheet
from meetings.models import Meeting
from tests.factories import (
    FindingFactory,
    PlanFactory,
    VisitFactory,
)
from tests.pages import find_all, parse, text

pytestmark = pytest.mark.django_db

MARCH, AUGUST = (Month.parse(f"{m:02}/2018") for m in (3, 8))
DAY = dt.date(2018, 3, 15)
WHY = "Chi bộ gửi biên bản muộn"


def trip():
    return AbsenceReason.objects.get(code="trip")


@pytest.fixture
def plan(commission, period):
    return PlanFactory(committee=commission, half_year=period, status="closed")


@pytest.fixture
def pending(plan, chief, cells):
    return VisitFactory(plan=plan, leader=chief, cell=cells[0], month=MARCH)


@pytest.fixture
def attended(plan, chief, cells):
    return VisitFactory(plan=plan, leader=chief, cell=cells[1], month=MARCH, attended=True)


@pytest.fixture
def missed(plan, chief, cells):
    return VisitFactory(plan=plan, leader=chief, cell=cells[2], month=MARCH, missed=True)


def url(name, visit, *more):
    return reverse(f"attendance:{name}", args=[visit.pk, *more])


def evaluate(visit, by, leader=None, version=0, correction_reason="", **more):
    return actions.evaluate(
        visit=visit,
        meeting=visit.meeting,
        leader=leader,
        sheet=EvaluationSheet(remarks="Tốt", **more),
        correction_reason=correction_reason,
        by=by,
        version=version,
    )


class TestHistory:
    def told(self, response) -> list[str]:
        return [text(entry) for entry in find_all(parse(response), "article", data_entry=None)]

    def test_beside_the_change_on_the_visits_and_the_plans_page(self, as_staff, pending, staff):
        actions.log_attended(
            visit=pending,
            date=DAY,
            correction_reason=WHY,
            facts=actions.MeetingFacts(members_total=20),
            by=staff,
        )
        for page in (url("visit-history", pending), url("plan-history", pending.plan)):
            latest = self.told(as_staff.get(page))[0]
            assert WHY in latest
            assert "Phạm Thị Dung" in latest
            assert "Đã dự" in latest

    def test_two_corrections_at_once_keep_both_reasons(self, as_staff, pending, staff):
        actions.log_attended(visit=pending, date=DAY, correction_reason=WHY, by=staff)
        actions.log_missed(
            visit=pending, correction_reason="Nhầm người", miss=actions.Miss(reason=trip()), by=staff
        )
        first, second = self.told(as_staff.get(url("visit-history", pending)))[:2]
        assert ("Nhầm người" in first, WHY in second) == (True, True)
        assert (WHY in first, "Nhầm người" in second) == (False, False)

    def test_where_it_was_moved(self, as_staff, missed, staff):
        actions.carry_over(visit=missed, month=AUGUST, correction_reason=WHY, by=staff)
        latest = self.told(as_staff.get(url("visit-history", missed)))[0]
        assert ("08/2018" in latest, WHY in latest) == (True, True)

    def test_of_the_evaluation(self, as_staff, attended, staff):
        evaluate(attended, staff, leader=attended.leader, correction_reason=WHY)
        (entry,) = self.told(as_staff.get(url("evaluation-history", attended, "leader")))
        assert WHY in entry

    def test_what_a_stranger_wrote_stays_with_them(
        self, as_staff, client, attended, other_chief, staff, stranger_staff
    ):
        other = VisitFactory(leader=other_chief, cell=attended.cell, month=MARCH)
        actions.log_attended(
            visit=other,
            date=DAY,
            correction_reason=WHY,
            facts=actions.MeetingFacts(members_total=25),
            by=stranger_staff,
        )
        page = text(parse(as_staff.get(url("visit-history", attended))))
        assert ("25" in page, WHY in page, str(stranger_staff) in page) == (True, False, False)
        client.force_login(stranger_staff)
        assert WHY in text(parse(client.get(url("visit-history", other))))


class TestSince:
    @pytest.fixture
    def visits(self, pending, attended, missed):
        return Visit.objects.filter(plan=pending.plan)

    @pytest.fixture
    def issued(self, visits):
        return timezone.now()

    def test_nothing_yet(self, visits, issued):
        assert corrections_since(visits, issued) == []

    def test_each_row_once_newest_first(self, visits, issued, pending, attended, staff):
        actions.log_attended(
            visit=pending,
            date=DAY,
            correction_reason=WHY,
            facts=actions.MeetingFacts(members_total=20),
            by=staff,
        )
        findings = FindingFactory.create_batch(2)
        evaluation = evaluate(
            attended, staff, leader=attended.leader, findings=findings, correction_reason="Thiếu"
        )
        found = corrections_since(visits, issued)
        by_staff = f"Phạm Thị Dung ({staff.username})"
        assert [(c.row, c.verb, c.reason, c.who) for c in found] == [
            (evaluation, "+", "Thiếu", by_staff),
            (pending, "~", WHY, by_staff),
            (Meeting.objects.get(cell=pending.cell), "+", WHY, by_staff),
        ]
        assert [str(c.row) for c in found] == [str(c.row) for c in corrections_since(visits, issued)]

    def test_what_was_removed_since(self, visits, issued, plan, chief, cells, staff):
        late = actions.log_unplanned(
            leader=chief,
            cell=cells[0],
            date=dt.date(2018, 5, 3),
            beside_open=True,
            correction_reason=WHY,
            by=staff,
        )
        actions.clear_result(visit=late, correction_reason="Nhầm", by=staff)
        found = corrections_since(visits, issued)
        assert {(type(c.row), c.verb, c.reason) for c in found} == {
            (Visit, "+", WHY),
            (Visit, "-", "Nhầm"),
            (Meeting, "+", WHY),
            (Meeting, "-", "Nhầm"),
        }
        assert all(c.row.cell == cells[0] for c in found)

    def test_not_what_others_did_beside_it(self, visits, issued, attended, other_chief, stranger_staff):
        other = VisitFactory(leader=other_chief, cell=attended.cell, month=MARCH)
        actions.log_attended(visit=other, date=DAY, by=stranger_staff)
        other.refresh_from_db()
        evaluate(other, stranger_staff, leader=other_chief)
        assert corrections_since(visits, issued) == []

    def test_drafts_of_evaluations_count_nowhere(self, visits, issued, attended, staff):
        evaluate(attended, staff, leader=attended.leader, is_draft=True, correction_reason=WHY)
        assert corrections_since(visits, issued) == []

    def test_strangers_stay_unnamed_to_a_reader(
        self, visits, issued, attended, other_chief, stranger_staff, clerk, province_clerk
    ):
        other = VisitFactory(leader=other_chief, cell=attended.cell, month=MARCH)
        actions.log_attended(
            visit=other,
            date=DAY,
            correction_reason=WHY,
            facts=actions.MeetingFacts(members_total=25),
            by=stranger_staff,
        )
        told = {
            reader: [(c.row, c.who, c.reason) for c in corrections_since(visits, issued, reader=reader)]
            for reader in (None, clerk, province_clerk)
        }
        meeting, stranger = attended.meeting, f"{stranger_staff} ({stranger_staff.username})"
        assert told == {
            None: [(meeting, stranger, WHY)],
            clerk: [(meeting, None, "")],
            province_clerk: [(meeting, stranger, WHY)],
        }

    def test_one_query_per_kind_and_one_of_names(
        self, visits, issued, pending, attended, missed, staff, clerk, django_assert_num_queries
    ):
        for visit in (pending, attended, missed):
            actions.log_attended(
                visit=visit,
                date=DAY,
                correction_reason=WHY,
                facts=actions.MeetingFacts(members_total=20),
                by=staff,
            )
            evaluate(Visit.objects.get(pk=visit.pk), staff, correction_reason=WHY)
        with django_assert_num_queries(4):
            found = corrections_since(visits, issued)
            assert len([(str(c.row), str(c.who)) for c in found]) == 9
        with django_assert_num_queries(6 + 1):  # two, and the reader's memberships
            corrections_since(visits, issued, reader=clerk)
