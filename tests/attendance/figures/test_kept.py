"""Figures kept are those counted, whoever writes what: any other is not shown, but counted."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.models import Q
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from attendance.figures import forgetting, keeping, kept, levels, scores
from attendance.figures.kept import Kept, Part, Scope
from attendance.figures.levels import OF_PLANS
from attendance.figures.selection import Selection
from attendance.figures.tally import reasons_by_id
from attendance.models import AbsenceReason, KeptFigures, Plan, Visit
from committees.models import Committee, FormerParent, LeaderGroup
from committees.scope import within
from lib.bulk import update_rows
from lib.models import Job
from lib.periods import HalfYear, now
from meetings.models import Evaluation, Meeting
from tests.attendance.histories import HALF_YEARS, histories, written
from tests.constraints import refused
from tests.factories import (
    CommitteeFactory,
    EvaluationFactory,
    LeaderFactory,
    PlanFactory,
    RubricFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db

LATER = dt.date(2019, 8, 1)  # all half-years of the histories are over, the last one only just
NEXT = {"pending": "missed", "missed": "withdrawn"}


# --- what may be written, each in a way of its own ---


def _outcome(visits, n):
    """A late result, or another one, by an update of many rows."""
    visit = visits[n % len(visits)]
    outcome = NEXT.get(visit.outcome, "pending")
    reason = AbsenceReason.objects.first() if outcome == "missed" else None
    changes = {"outcome": outcome, "meeting": None, "absence_reason": reason, "no_carry_over": False}
    Visit.objects.filter(pk=visit.pk).update(**changes)


def _group(visits, n):
    for visit in visits[: n + 1]:
        visit.leader_group = LeaderGroup.DEPARTMENT if n % 2 else LeaderGroup.LEADERSHIP
    update_rows(Visit, visits[: n + 1], ["leader_group"])


def _origin(visits, n):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE attendance_visit SET origin = 'unplanned' WHERE origin = 'registered' AND id %% 3 = %s",
            [n % 3],
        )


def _carried_over(visits, n):
    """To a later half-year: a row of that one changes the figures of this one."""
    missed = [visit for visit in visits if visit.outcome == "missed" and not visit.successor]
    if not missed:
        return
    visit = missed[n % len(missed)]
    month = visit.half_year.next.months[n % 6]
    plan = Plan.objects.filter(committee=visit.committee, half_year=month.half_year).first()
    taken = Visit.objects.filter(leader=visit.leader, cell=visit.cell, month=month).exists()
    if plan and not taken:
        carried = {"carried_from": visit, "carried_from_month": visit.month, "origin": "carried_in"}
        place = {"plan": plan, "committee": plan.committee, "half_year": plan.half_year, "month": month}
        who = {"leader": visit.leader, "leader_group": visit.leader_group, "cell": visit.cell}
        latest = Visit.objects.order_by("pk").last()
        Visit.objects.bulk_create([Visit(pk=latest.pk + 1, **carried, **place, **who)])


def _merged(visits, n):
    """Two leaders are one."""
    other = visits[n % len(visits)]
    for visit in visits:
        theirs = Visit.objects.filter(leader=other.leader)
        same = Q(cell=visit.cell, month=visit.month) | Q(meeting=visit.meeting, meeting__isnull=False)
        if not theirs.filter(same).exists():
            Visit.objects.filter(pk=visit.pk).update(leader=other.leader)


def _deleted(visits, n):
    alone = [visit for visit in visits if not visit.successor]
    queryset = Visit.objects.filter(pk=alone[n % len(alone)].pk)
    queryset._raw_delete(queryset.db)


def _plan(visits, n):
    plan = visits[n % len(visits)].plan
    status, at = ("draft", None) if plan.counts else ("approved", timezone.now())
    Plan.objects.filter(pk=plan.pk).update(status=status, approved_at=at, closed_at=None, closing_reason="")


def _evaluated(visits, n):
    attended = [visit for visit in visits if visit.meeting]
    if attended:
        visit, total = attended[n % len(attended)], Decimal(90 + n % 9)
        rubric, by = RubricFactory(), visit.leader if n % 2 else None
        evaluation = Evaluation(meeting=visit.meeting, leader=by, rubric=rubric, total=total, is_draft=False)
        Evaluation.objects.bulk_create([evaluation], ignore_conflicts=True)
        Evaluation.objects.filter(meeting=visit.meeting).update(total=total)


def _moved(visits, n):
    """A committee goes to another one; the tree of then is remembered."""
    lowest = Committee.objects.filter(numchild=0, depth__gt=1).order_by("-path")
    low = lowest.exclude(pk__in=FormerParent.objects.values("committee")).first()
    if low:
        above = Committee.objects.get(path=low.path[:-4])
        FormerParent.objects.create(committee=low, parent=above, until=dt.date(2018, 3, 1))
        Committee.objects.filter(pk=low.pk).update(path=f"{low.path[:4]}{9000 + low.pk}", depth=2)


WRITES = [_outcome, _group, _origin, _carried_over, _merged, _deleted, _plan, _evaluated, _moved]


# --- whatever is written, nothing stale is read ---


ASK = kept.ask


@pytest.fixture(autouse=True)
def nobody_asks(monkeypatch):
    monkeypatch.setattr(kept, "ask", lambda *_asked: None)


def as_counted(path, selection):
    """Of a user who sees all below `path`: what is kept is what is counted. How many parts are kept."""
    user = SimpleNamespace(committee_paths=lambda: [path])
    visits, reasons = Visit.objects.filter(within([path])), list(reasons_by_id())
    by_level, by_half_year = Kept(user).levels(selection), Kept(user).trends([selection])
    if by_level is not None:
        assert by_level == levels.count(visits, selection, OF_PLANS, reasons)
    for half_year, found in by_half_year.items():
        live = levels.count(visits, selection, [("half_year",)], reasons)["half_year",]
        assert ({(half_year,): found.figures} if found.figures else {}) == live
        assert found.means == scores.means_by_half_year(visits, selection).get(half_year)
    return (by_level is not None) + len(by_half_year)


def keep_both(scope):
    for part in Part:
        assert keeping.keep(part, scope)


number = st.integers(0, 30)
steps = st.lists(st.tuples(st.sampled_from(WRITES), number, st.booleans()), min_size=1, max_size=3)


@given(histories(), number, st.sampled_from(["", *LeaderGroup.values]), steps)
def test_after_any_write_what_is_read_is_what_is_counted(history, chosen, group, written_then):
    with written(history, LATER):
        for write, n, again in written_then:
            committee = Committee.objects.order_by("path")[chosen % len(history.paths)]
            cuts = [(committee.path, None), ("", committee), ("", None)]
            selections = [
                (path, Selection(half_year, committee=of, leader_group=group or None))
                for path, of in cuts
                for half_year in HALF_YEARS[:2]
            ]
            for path, selection in selections:
                scope = Kept(SimpleNamespace(committee_paths=lambda path=path: [path]))._scope(selection)
                if not scope.rows.exists():
                    keep_both(scope)
                assert as_counted(path, selection) == 2

            if visits := list(Visit.objects.order_by("pk")):
                write(visits, n)
                if again:
                    write(list(Visit.objects.order_by("pk")), n + 1)

            for path, selection in selections:
                as_counted(path, selection)


@pytest.fixture
def year_before(period):
    return period.previous.previous


@pytest.fixture
def whole(period):
    """What all committees did in a half-year."""
    return lambda half_year=period: Scope(half_year, "", False, "")


def there():
    return set(KeptFigures.objects.values_list("half_year", "part"))


class TestForgotten:
    """Exactly what rests on the rows written."""

    @pytest.fixture
    def visit(self, period, year_before):
        VisitFactory(month=year_before.months[0], attended=True)
        visit = VisitFactory(month=period.months[0], attended=True)
        EvaluationFactory(meeting=visit.meeting, leader=visit.leader)
        return visit

    @pytest.mark.parametrize(
        "write",
        [
            lambda visit: Visit.objects.filter(pk=visit.pk).update(note="…"),
            lambda visit: visit.plan.save(),
            lambda visit: Meeting.objects.filter(pk=visit.meeting_id).update(members_spoke=None),
            lambda visit: Evaluation.objects.update(has_theme=True),
            lambda visit: Evaluation.objects.all().delete(),
            lambda visit: VisitFactory(month=visit.month),
        ],
    )
    def test_of_one_half_year(self, write, visit, whole, period, year_before):
        keep_both(whole())
        keep_both(whole(year_before))

        write(visit)

        assert there() == {(year_before, part) for part in Part}

    def test_of_the_one_that_a_visit_came_from(self, whole, period, year_before):
        missed = VisitFactory(month=year_before.months[5], missed=True)
        keep_both(whole(year_before))
        keep_both(whole(year_before.previous))

        VisitFactory(carried_from=missed, month=period.months[0])

        assert there() == {(year_before.previous, part) for part in Part}

    def test_all_when_the_tree_changes_and_none_for_a_name(self, visit, whole):
        keep_both(whole())
        Committee.objects.filter(pk=visit.committee_id).update(name="Ban Dân vận")
        assert len(there()) == 2

        FormerParent.objects.create(committee=visit.committee, parent=None, until=whole().half_year.last_day)
        assert there() == set()
        keep_both(whole())
        CommitteeFactory().delete()
        assert there() == set()

    def test_what_is_rolled_back_was_not_written(self, visit, whole):
        keep_both(whole())
        with refused("visit_leader_group_known"):
            Visit.objects.filter(pk=visit.pk).update(leader_group="nobody")

        assert len(there()) == 2


class TestKept:
    def test_not_while_the_half_year_runs(self, whole):
        assert not keeping.keep(Part.TREND, whole(HalfYear.current()))

    def test_not_before_its_plans_are_closed(self, whole):
        last = HalfYear.current().previous
        plan = PlanFactory(half_year=last, status="approved")
        assert not keeping.keep(Part.TREND, whole(last))

        Plan.objects.filter(pk=plan.pk).update(status="closed", closed_at=timezone.now())
        assert keeping.keep(Part.TREND, whole(last))

    def test_not_what_is_written_to_meanwhile(self, whole, monkeypatch):
        visit = VisitFactory()
        counted = kept.counted

        def written_to(part, scope):
            Visit.objects.filter(pk=visit.pk).update(note="…")
            return counted(part, scope)

        monkeypatch.setattr(kept, "counted", written_to)

        assert not keeping.keep(Part.TREND, whole())
        assert there() == set()

    def test_what_another_job_has_kept_stays_as_it_is(self, whole, monkeypatch):
        assert keeping.keep(Part.TREND, whole())
        (row,) = KeptFigures.objects.all()
        monkeypatch.setattr(kept, "counted", lambda part, scope: pytest.fail("counted twice"))
        assert keeping.keep(Part.TREND, whole())
        assert list(KeptFigures.objects.all()) == [row]

    def test_not_where_others_write_for_long(self, whole, monkeypatch):
        monkeypatch.setattr(keeping, "others_have_ended", lambda tables, patience: False)

        assert not keeping.keep(Part.TREND, whole())
        assert there() == set()

    def test_not_without_a_trigger(self, whole, monkeypatch):
        monkeypatch.setattr(forgetting, "are_set", lambda: False)
        assert not keeping.keep(Part.TREND, whole())

    def test_not_read_once_the_measures_are_others(self, whole, period, monkeypatch):
        keep_both(whole())
        assert Kept(None).levels(Selection(period)) is not None

        monkeypatch.setattr(kept, "VERSION", "another")
        assert Kept(None).levels(Selection(period)) is None

    def test_not_for_other_cuts_nor_for_who_sees_several_parts(self, whole, period, chief):
        keep_both(whole())
        for cut in ({"leader": chief}, {"as_of": period.last_day}, {"first_month": period.months[1]}):
            assert Kept(None).levels(Selection(period, **cut)) is None
        assert Kept(SimpleNamespace(committee_paths=lambda: ["00010001", "00010002"])).trends(
            [Selection(period)]
        ) == {}  # fmt: skip

    def test_once(self, whole):
        row = {**vars(whole()), "part": "trend"}
        KeptFigures.objects.create(**row)
        with refused("kept_figures_once"):
            KeptFigures.objects.create(**row)


def test_what_was_counted_in_vain_is_not_asked_for_by_every_page(whole, staff):
    def jobs_after_asking() -> int:
        ASK(Part.TREND, [whole()], staff)
        return Job.objects.count()

    def end(**facts):
        Job.objects.update(**{"state": Job.State.DONE, "finished_at": now()} | facts)

    assert [jobs_after_asking(), jobs_after_asking()] == [1, 1]
    end(result=0)  # others wrote meanwhile
    assert jobs_after_asking() == 1
    end(finished_at=now() - kept.AGAIN_AFTER)
    assert jobs_after_asking() == 2
    end(result=1)  # kept, and taken away by a correction
    assert jobs_after_asking() == 3


def test_triggers_are_set_by_migrating_and_go_before(whole):
    keep_both(whole())
    assert forgetting.are_set()

    forgetting.remove(plan=[])
    assert forgetting.are_set()
    assert len(there()) == 2

    forgetting.remove(plan=["a migration"])
    assert not forgetting.are_set()
    assert there() == set()

    forgetting.install()
    assert forgetting.are_set()


def test_other_committees_keep_theirs_apart(period, commission, province):
    """A subtree, chosen by somebody who sees more, or all that somebody sees: the same is kept once."""
    other = CommitteeFactory(parent=province)
    for committee in (commission, other):
        VisitFactory(leader=LeaderFactory(committee=committee), attended=True)
    keep_both(Scope(period, commission.path, False, ""))

    chosen = Kept(None).levels(Selection(period, committee=commission))
    seen = Kept(SimpleNamespace(committee_paths=lambda: [commission.path])).levels(Selection(period))
    assert chosen == seen
    assert chosen[()][()].numbers["attended_cells"] == 1
    assert Kept(None).levels(Selection(period)) is None
