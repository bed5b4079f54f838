"""The made-up nation is one that the product takes for true: its rules hold, its figures are the oracle's."""

import datetime as dt

import pytest
from django.db import connection
from django.db.models import F

from attendance.figures.selection import Selection
from attendance.figures.tally import tally
from attendance.models import Visit
from benchmarks.nation.load import load
from benchmarks.nation.pages import pages
from benchmarks.nation.sizes import SIZES
from committees.models import Committee
from lib import periods
from lib.periods import HalfYear, day_of
from meetings.models import Evaluation
from tests.attendance.figures import oracle
from tests.attendance.figures.test_oracle import as_tally

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="rows are copied into PostgreSQL only"),
]

TODAY = dt.date(2018, 5, 20)


def rules() -> list[tuple]:
    """Every constraint and index of the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated"
            " FROM pg_constraint WHERE conrelid <> 0 UNION SELECT tablename, indexname, indexdef, true"
            " FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2, 3"
        )
        return cursor.fetchall()


def rows() -> list[oracle.Row]:
    found = Visit.objects.select_related("plan", "committee", "cell__committee", "meeting", "absence_reason")
    return [
        oracle.Row(
            pk=visit.pk,
            plan_status=visit.plan.status,
            committee=visit.committee.path,
            half_year=visit.half_year.ordinal,
            leader=visit.leader_id,
            leader_group=visit.leader_group,
            cell=visit.cell_id,
            cell_committee=visit.cell.committee.path,
            cell_type=visit.cell.organization_type_id,
            month=visit.month.ordinal,
            origin=visit.origin,
            outcome=visit.outcome,
            met_on=visit.meeting and visit.meeting.date,
            reason=visit.absence_reason and visit.absence_reason.code,
            carried_from=visit.carried_from_id,
            meeting_day=visit.meets_on and visit.meets_on.day,
            logged_on=visit.logged_at and day_of(visit.logged_at),
        )
        for visit in found
    ]


def test_the_nation_holds_to_the_rules(monkeypatch):
    monkeypatch.setattr(periods, "localdate", lambda *_: TODAY)
    before = rules()

    load(SIZES["XS"], TODAY)

    assert rules() == before
    assert Committee.objects.find_problems() == ([], [], [], [], [])
    history = rows()
    for half_year in (HalfYear.of(TODAY), HalfYear.of(TODAY).previous):
        of_it = oracle.cut(history, half_year.ordinal)
        counted = as_tally(oracle.count(of_it, history, today=TODAY))
        assert tally(Visit.objects.all(), Selection(half_year)) == counted
    assert {visit.outcome for visit in history} == set(Visit.Outcome.values)
    assert {visit.origin for visit in history} == set(Visit.Origin.values)
    changed = Visit.history.filter(history_type="~").count()
    assert changed == sum(visit.outcome != "pending" for visit in history)
    judged = Evaluation.objects.select_related("rubric").first()
    assert judged.total == sum(score.points for score in judged.scores.all())
    assert not Visit.objects.filter(plan__status="closed", outcome="pending").exists()
    assert not Visit.objects.filter(carried_from__outcome="attended").exists()
    assert Visit.objects.exclude(leader__committee=F("committee")).count() == 0

    measured = pages("commission", "visit-list$|reports:overview")
    assert [page.name for page in measured] == ["reports:overview", "attendance:visit-list"]
