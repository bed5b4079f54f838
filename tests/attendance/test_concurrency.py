"""Sixteen writers at once on PostgreSQL: nothing lost, nothing doubled.

SQLite lets one writer in at a time, and the others wait.
"""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from attendance.logging import actions as logging_actions
from attendance.logging.corrections import corrections_since
from attendance.models import AbsenceReason, Plan, Proposal, Visit
from attendance.planning import actions as planning_actions
from committees.actions.organisation import locked_committee
from lib.form_keys import new_form_key
from lib.periods import Month, now
from lib.versions import StaleVersion
from meetings.models import Meeting
from tests.factories import AbsenceReasonFactory, CellFactory, CommitteeFactory, PlanFactory, VisitFactory

WRITERS = 16
MARCH = Month.parse("03/2018")

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="writers meet on PostgreSQL only"),
]


def at_once(write) -> list:
    """What `write(number)` returned in each of the writers, all let go at the same moment."""
    gate = threading.Barrier(WRITERS)

    def run(number):
        try:
            gate.wait()
            return write(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(run, range(WRITERS)))


@pytest.fixture
def illness(db):
    return AbsenceReasonFactory(code="illness")


@pytest.fixture
def visit(chief, cell):
    return VisitFactory(leader=chief, cell=cell)


class TestLostUpdate:
    """All opened the visit in the same state; each logs another note."""

    @pytest.fixture
    def answers(self, visit, illness, staff):
        def everybody_logs():
            opened = visit.version

            def log(number):
                try:
                    logging_actions.log_missed(
                        visit=visit,
                        miss=logging_actions.Miss(reason=illness, note=f"{number}"),
                        by=staff,
                        version=opened,
                    )
                except StaleVersion:
                    return "told"
                return "saved"

            return sorted(at_once(log))

        return everybody_logs

    def test_happens_without_the_version_check(self, answers, visit, monkeypatch):
        monkeypatch.setattr("attendance.days.actions.check_version", lambda row, version: None)
        assert answers() == ["saved"] * WRITERS
        # Sixteen were told that their note is saved; one note is there.
        assert Visit.objects.get().note in {str(number) for number in range(WRITERS)}

    def test_does_not_with_it(self, answers, visit):
        assert answers() == ["saved"] + ["told"] * (WRITERS - 1)
        assert Visit.objects.get().version == visit.version + 1


def test_whoever_is_told_and_tries_again_loses_nothing(visit, illness, staff):
    def add_a_word(number):
        while True:
            now = Visit.objects.get(pk=visit.pk)
            note = f"{now.note} {number}".strip()
            try:
                return logging_actions.log_missed(
                    visit=now,
                    miss=logging_actions.Miss(reason=illness, note=note),
                    by=staff,
                    version=now.version,
                )
            except StaleVersion:
                continue

    at_once(add_a_word)
    assert sorted(Visit.objects.get().note.split(), key=int) == [str(number) for number in range(WRITERS)]
    assert Visit.objects.get().version == visit.version + WRITERS


@pytest.fixture
def plan(commission, period):
    return PlanFactory(committee=commission, half_year=period, status="approved")


def close(committee, half_year, by) -> int:
    """How many plans the administrator closed; none where another was faster."""
    about = {"province": committee, "half_year": half_year}
    try:
        return len(planning_actions.close_half_year(**about, reason="Hết kỳ", by=by))
    except ValidationError:
        return 0


def amendment(chief, cell) -> dict:
    return {"leader": chief.pk, "cell": cell.pk, "month": "03/2018", "reason": "Cấp ủy đề nghị"}


def test_one_form_sent_by_many_clicks_saves_once(plan, chief, cell, staff):
    typed = amendment(chief, cell) | {"form_key": new_form_key(staff)}
    url = reverse("attendance:visit-create", args=[plan.pk])

    def click(_number):
        client = Client()
        client.force_login(staff)
        response = client.post(url, typed)
        return response.status_code, response.url

    assert len(set(at_once(click))) == 1
    assert Visit.objects.count() == 1


def test_one_visit_registered_by_many_is_there_once(plan, chief, cell, staff):
    url = reverse("attendance:visit-create", args=[plan.pk])

    def register(_number):
        client = Client()
        client.force_login(staff)
        return client.post(url, amendment(chief, cell)).status_code

    assert sorted(at_once(register)) == [302] + [422] * (WRITERS - 1)
    assert Visit.objects.count() == 1


def test_two_plans_are_never_begun_for_one_half_year(visit, illness, staff, commission):
    """Sixteen misses carried into a half-year that has no plan yet."""
    cells = [VisitFactory(leader=visit.leader, missed=True, reason="illness") for _number in range(WRITERS)]
    at_once(
        lambda number: logging_actions.carry_over(visit=cells[number], month=Month.parse("07/2018"), by=staff)
    )
    half_years = commission.plans.order_by("half_year").values_list("half_year", flat=True)
    assert [str(half_year) for half_year in half_years] == ["2018-H1", "2018-H2"]
    assert Visit.objects.filter(origin="carried_in").count() == WRITERS
    assert AbsenceReason.objects.filter(visits__carried_to__isnull=False).distinct().count() == 1


def test_one_cell_proposed_by_many_is_proposed_once(commission, chief, cell, official):
    def tap(_number):
        client = Client()
        client.force_login(official)
        sent = {"cell": cell.pk, "committee": commission.code}
        return client.post(reverse("attendance:proposal-create"), sent).status_code

    assert at_once(tap) == [302] * WRITERS
    assert (Proposal.objects.count(), Proposal.history.count()) == (1, 1)


class TestSharedThings:
    """What several people touch at once without sharing a visit."""

    def test_leaders_at_one_new_meeting_share_it(self, cell, staff):
        visits = [VisitFactory(cell=cell) for _number in range(WRITERS)]
        day = visits[0].month.day(15)
        at_once(lambda number: logging_actions.log_attended(visit=visits[number], date=day, by=staff).outcome)
        assert Visit.objects.attended().values("meeting").distinct().count() == 1

    def test_one_unplanned_visit_is_there_once(self, plan, chief, cell, staff):
        def log(_number):
            try:
                logging_actions.log_unplanned(
                    leader=chief, cell=cell, date=plan.half_year.first_day, by=staff
                )
            except ValidationError:
                return "told"
            return "saved"

        assert sorted(at_once(log)) == ["saved"] + ["told"] * (WRITERS - 1)

    def test_misses_handed_to_one_substitute_in_one_month(self, visit, illness, cell, staff, department_head):
        missed = [VisitFactory(cell=cell, missed=True, reason="illness") for _number in range(WRITERS)]

        def hand_over(number):
            try:
                month = Month.parse("05/2018")
                logging_actions.carry_over(
                    visit=missed[number], month=month, leader=department_head, by=staff
                )
            except ValidationError:
                return "told"
            return "saved"

        assert sorted(at_once(hand_over)) == ["saved"] + ["told"] * (WRITERS - 1)

    def test_one_leader_sent_to_many_meetings_of_a_day_goes_to_one(self, plan, province, chief, staff):
        """Of two plans: what locks the plan alone would not see the other's."""
        plans = [plan, PlanFactory(committee=province, half_year=plan.half_year, status="approved")]
        cells = [CellFactory(meeting_day=15) for _number in range(WRITERS)]

        def register(number):
            about = {"plan": plans[number % 2], "leader": chief, "cell": cells[number], "month": MARCH}
            try:
                planning_actions.register_visit(**about, reason="Cấp ủy đề nghị", by=staff)
            except ValidationError:
                return "told"
            return "saved"

        assert sorted(at_once(register)) == ["saved"] + ["told"] * (WRITERS - 1)

    def test_months_logged_in_any_order_do_not_wait_for_each_other_for_ever(self, plan, chief, staff):
        visits = [VisitFactory(plan=plan, leader=chief) for _number in range(6)]

        def log(number):
            ordered = visits if number % 2 else visits[::-1]
            entries = [logging_actions.MonthEntry(v, v.month.day(15), v.version) for v in ordered]
            try:
                logging_actions.log_month(entries=entries, by=staff)
            except ValidationError:
                return "told"
            return "saved"

        assert sorted(at_once(log)) == ["saved"] + ["told"] * (WRITERS - 1)

    def test_a_draft_changed_and_submitted_at_once_ends_one_way_or_the_other(self, commission, chief, staff):
        plan = PlanFactory(committee=commission)
        visit = VisitFactory(plan=plan, leader=chief, cell__dissolved_on="2018-01-01")

        def write(number):
            try:
                if number % 2:
                    planning_actions.submit_plan(plan=plan, override_reason="Đã thống nhất", by=staff)
                else:
                    month = Month.parse("04/2018") + number % 3
                    planning_actions.change_visit(
                        visit=visit, leader=chief, month=month, override_reason="x", by=staff
                    )
            except ValidationError:
                return "told"
            return "saved"

        assert set(at_once(write)) <= {"saved", "told"}
        plan.refresh_from_db()
        assert plan.status == "submitted"


class TestClosedPlans:
    """Corrections, each with a reason, and the closing itself."""

    @pytest.fixture
    def attended(self, commission, period, chief, cell):
        plan = PlanFactory(committee=commission, half_year=period, status="closed")
        return VisitFactory(plan=plan, leader=chief, cell=cell, attended=True)

    def test_one_correction_is_saved_the_others_are_told(self, attended, staff):
        opened = attended.version

        def correct(number):
            try:
                logging_actions.log_attended(
                    visit=attended,
                    date=attended.meeting.date,
                    facts=logging_actions.MeetingFacts(members_total=number),
                    correction_reason=f"Lần {number}",
                    by=staff,
                    version=opened,
                )
            except StaleVersion:
                return "told"
            return "saved"

        assert sorted(at_once(correct)) == ["saved"] + ["told"] * (WRITERS - 1)
        total = Meeting.objects.get().members_total
        assert attended.history.get(version=opened + 1).history_change_reason == f"Lần {total}"

    def test_closing_while_results_are_logged_asks_the_late_ones_for_a_reason(
        self, chief, official, staff, commission, period
    ):
        plan = PlanFactory(committee=commission, half_year=period, status="approved")
        visits = [VisitFactory(plan=plan, leader=chief, month=MARCH) for _number in range(WRITERS - 1)]

        def write(number):
            if number == WRITERS - 1:
                return close(commission, period, official)
            try:
                logging_actions.log_attended(visit=visits[number], date=MARCH.day(15), by=staff)
            except ValidationError as refusal:
                return next(iter(refusal.error_dict))
            return "saved"

        answers = at_once(write)
        assert answers[-1] == 1
        assert set(answers[:-1]) <= {"saved", "correction_reason"}
        # Whatever was saved was saved before the figures were taken.
        closed_at = Plan.history.get(status="closed").history_date
        assert Visit.objects.attended().count() == answers[:-1].count("saved")
        assert corrections_since(Visit.objects.filter(plan=plan), closed_at) == []

    def test_issue_while_results_are_logged_fixes_those_that_it_counts(
        self, chief, official, staff, commission, period
    ):
        plan = PlanFactory(committee=commission, half_year=period, status="approved")
        visits = [VisitFactory(plan=plan, leader=chief, month=MARCH) for _number in range(WRITERS - 1)]

        def write(number):
            if number < WRITERS - 1:
                logging_actions.log_attended(visit=visits[number], date=MARCH.day(15), by=staff)
                return []
            about = {"committee": commission, "half_year": period}
            with transaction.atomic():
                planning_actions.lock_plans(**about)
                counted = list(Visit.objects.attended().order_by("pk").values_list("pk", flat=True))
                planning_actions.report_results(**about, visits=counted, at=now(), by=official)
            return counted

        (*_logged, counted) = at_once(write)
        assert Visit.objects.attended().count() == WRITERS - 1
        fixed = Visit.objects.filter(reported_at__isnull=False).order_by("pk")
        assert list(fixed.values_list("pk", flat=True)) == counted
        # Whoever came last settled the plan: the report, or one of those that it did not count.
        assert Plan.objects.get().status == "closed"

    def test_plans_closed_by_many_close_once(self, commission, official, period):
        for _number in range(5):
            committee = CommitteeFactory(parent=commission)
            PlanFactory(committee=committee, half_year=period, status="approved")
        closed = at_once(lambda _number: close(commission, period, official))
        assert sorted(closed) == [0] * (WRITERS - 1) + [5]
        assert Plan.history.filter(status="closed").count() == 5


def test_a_change_of_the_tree_keeps_nobody_from_planning_for_the_province(province, period):
    """Who logs holds a cell that a merger may wait for: waiting for each other, one of them would fail."""

    def plan():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            return PlanFactory(committee=province, half_year=period).committee
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        locked_committee(province)
        assert pool.submit(plan).result() == province
