"""Writes over several rows: one verb each, keyword-only, atomic, `by` whom.

A refusal is a ValidationError whose message tells the user what to do instead; nothing is saved.
"""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from committees.models import Committee, Leader
from meetings.actions import check_version
from meetings.models import Cell, Meeting
from meetings.periods import HalfYear, Month, today

from .models import AbsenceReason, Plan, Visit


def _locked(row, version: int | None = None):
    """The row as it is now, locked until the transaction ends."""
    fresh = type(row).objects.select_for_update().get(pk=row.pk)
    check_version(fresh, version)
    return fresh


def _save(row, *, by):
    row.version += 1
    row._history_user = by
    row.save()
    return row


# --- plans: draft → submitted → approved → closed ---


@transaction.atomic
def create_plan(*, committee: Committee, half_year: HalfYear, by) -> Plan:
    plan, created = Plan.objects.get_or_create(committee=committee, half_year=half_year)
    if not created:
        raise ValidationError(_("This committee already has a plan for the half-year: open that one."))
    return plan


@transaction.atomic
def delete_plan(*, plan: Plan, by) -> None:
    """Drop a draft that was begun by mistake and has no visits; the history keeps it."""
    plan = _locked(plan)
    _expect(plan, Plan.Status.DRAFT)
    if plan.visits.exists():
        raise ValidationError(_("The plan has visits. Remove them first, then delete the plan."))
    plan._history_user = by
    plan.delete()


@transaction.atomic
def submit_plan(*, plan: Plan, by, version: int | None = None) -> Plan:
    plan = _locked(plan, version)
    _expect(plan, Plan.Status.DRAFT)
    if not plan.visits.exists():
        raise ValidationError(_("The plan has no visits yet. Add at least one, then submit."))
    plan.status = Plan.Status.SUBMITTED
    plan.submitted_by, plan.submitted_at = by, timezone.now()
    return _save(plan, by=by)


@transaction.atomic
def return_plan(*, plan: Plan, comment: str, by, version: int | None = None) -> Plan:
    """Back to draft, with a comment that says what to change."""
    plan = _locked(plan, version)
    _expect(plan, Plan.Status.SUBMITTED)
    plan.status, plan.comment = Plan.Status.DRAFT, comment
    return _save(plan, by=by)


@transaction.atomic
def approve_plan(*, plan: Plan, by, version: int | None = None) -> Plan:
    """From now on the plan counts, and changes by amendment only."""
    plan = _locked(plan, version)
    _expect(plan, Plan.Status.SUBMITTED)
    plan.status, plan.comment = Plan.Status.APPROVED, ""
    plan.approved_by, plan.approved_at = by, timezone.now()
    return _save(plan, by=by)


@transaction.atomic
def close_plan(*, plan: Plan, by) -> Plan:
    """The report of the period is issued: figures rest on this plan."""
    plan = _locked(plan)
    _expect(plan, Plan.Status.APPROVED)
    plan.status, plan.closed_at = Plan.Status.CLOSED, timezone.now()
    return _save(plan, by=by)


def _expect(plan: Plan, *statuses) -> None:
    if plan.status not in statuses:
        raise ValidationError(
            _("The plan is “%(status)s” now, so this is no longer possible. Reload the page.")
            % {"status": plan.get_status_display()}
        )


@transaction.atomic
def register_visit(*, plan: Plan, leader: Leader, cell: Cell, month: Month, by, reason: str = "") -> Visit:
    """Add a visit: registered while the plan is a draft, an amendment with a reason afterwards."""
    plan = _locked(plan)
    _expect(plan, Plan.Status.DRAFT, Plan.Status.APPROVED)
    if plan.counts and not reason.strip():
        raise ValidationError(_("The plan is approved: say why the visit is added."))
    origin = Visit.Origin.AMENDMENT if plan.counts else Visit.Origin.REGISTERED
    _expect_free(leader, cell, month)
    return _create_visit(plan, leader, cell, month, origin=origin, amendment_reason=reason, by=by)


@transaction.atomic
def withdraw_visit(*, visit: Visit, reason: str = "", by, version: int | None = None) -> None:
    """Take a visit out of the plan: gone from a draft, kept as withdrawn with a reason afterwards."""
    visit = _locked(visit, version)
    plan = _locked(visit.plan)
    _expect(plan, Plan.Status.DRAFT, Plan.Status.APPROVED)
    if visit.outcome != Visit.Outcome.PENDING:
        raise ValidationError(_("A result is logged for this visit. Clear the result first."))
    if not plan.counts and visit.carried_from is None:
        visit._history_user = by
        visit.delete()
        return
    if not reason.strip():
        raise ValidationError(_("Say why the visit is withdrawn."))
    visit.outcome, visit.amendment_reason = Visit.Outcome.WITHDRAWN, reason
    _save(visit, by=by)


def _expect_free(leader: Leader, cell: Cell, month: Month) -> None:
    if Visit.objects.filter(leader=leader, cell=cell, month=month).exists():
        raise ValidationError(
            _("%(leader)s is already registered for %(cell)s in %(month)s. Choose another month.")
            % {"leader": leader, "cell": cell, "month": month}
        )


def _create_visit(plan: Plan, leader: Leader, cell: Cell, month: Month, *, by, **fields) -> Visit:
    visit = Visit(
        plan=plan,
        committee_id=plan.committee_id,
        half_year=plan.half_year,
        leader=leader,
        leader_group=leader.group,
        cell=cell,
        month=month,
        **fields,
    )
    visit._history_user = by
    visit.save()
    return visit


# --- results ---


@transaction.atomic
def log_attended(
    *,
    visit: Visit,
    date: dt.date,
    kind: str = Meeting.Kind.REGULAR,
    members_total: int | None = None,
    members_present: int | None = None,
    members_spoke: int | None = None,
    note: str = "",
    by,
    version: int | None = None,
) -> Visit:
    """The leader attended the cell's meeting of `date`, any day of the visit's half-year.

    Leaders at one meeting share it: what is left out here keeps what another has logged, unless this
    visit was at the meeting before, so that its numbers were there to be seen and taken out.
    """
    visit = _loggable(visit, version)
    _expect_possible_day(visit, date)
    before = visit.meeting
    meeting = _meeting_on(visit, date)
    if meeting.pk and visit.leader.visits.filter(meeting=meeting).exclude(pk=visit.pk).exists():
        raise ValidationError(
            _("Another visit of %(leader)s already counts for the meeting of %(date)s.")
            % {"leader": visit.leader, "date": f"{date:%d/%m/%Y}"}
        )
    for name, value in {
        "kind": kind,
        "members_total": members_total,
        "members_present": members_present,
        "members_spoke": members_spoke,
    }.items():
        if value is not None or before == meeting:
            setattr(meeting, name, value)
    meeting.full_clean(exclude=["half_year"])
    meeting._history_user = by
    meeting.save()
    _set_result(visit, Visit.Outcome.ATTENDED, meeting=meeting, note=note, by=by)
    if before and before != meeting:
        _leave_meeting(before, visit.leader, meeting, by=by)
    return visit


@transaction.atomic
def log_missed(
    *, visit: Visit, reason: AbsenceReason, note: str = "", by, version: int | None = None
) -> Visit:
    """The leader did not attend. Some reasons ask for a note that explains them."""
    visit = _loggable(visit, version)
    if visit.origin == Visit.Origin.UNPLANNED:
        raise ValidationError(_("An unplanned visit was never registered, so it cannot be missed."))
    if reason.requires_note and not note.strip():
        raise ValidationError({"note": _("Write down the reason in a few words.")})
    before = visit.meeting
    _expect_no_evaluation(visit)
    _set_result(visit, Visit.Outcome.MISSED, absence_reason=reason, note=note, by=by)
    if before:
        _leave_meeting(before, visit.leader, None, by=by)
    return visit


@transaction.atomic
def clear_result(*, visit: Visit, by, version: int | None = None) -> Visit:
    """Back to pending: the result was logged, or the visit withdrawn, by mistake."""
    visit = _loggable(visit, version, allow_withdrawn=True)
    before = visit.meeting
    _expect_no_evaluation(visit)
    _set_result(visit, Visit.Outcome.PENDING, by=by)
    if before:
        _leave_meeting(before, visit.leader, None, by=by)
    return visit


def _loggable(visit: Visit, version: int | None, *, allow_withdrawn: bool = False) -> Visit:
    visit = _locked(visit, version)
    if visit.plan.status != Plan.Status.APPROVED:
        raise ValidationError(
            _("The plan is “%(status)s”: results are logged in approved plans only.")
            % {"status": visit.plan.get_status_display()}
        )
    if visit.successor:
        raise ValidationError(
            _("This visit was moved to %(month)s. Undo the move first.") % {"month": visit.successor.month}
        )
    if visit.outcome == Visit.Outcome.WITHDRAWN and not allow_withdrawn:
        raise ValidationError(_("This visit was withdrawn. Restore it first."))
    return visit


def _expect_possible_day(visit: Visit, date: dt.date) -> None:
    when = {"date": f"{date:%d/%m/%Y}", "half_year": visit.half_year.label}
    if date < visit.half_year.first_day:
        raise ValidationError({"date": _("%(date)s lies before the %(half_year)s. Check the date.") % when})
    if date > visit.half_year.last_day:
        raise ValidationError(
            {
                "date": _(
                    "%(date)s lies after the %(half_year)s. If the leader went later, log this visit as "
                    "missed and move it; if the date is a slip, correct it."
                )
                % when
            }
        )
    if date > today():
        raise ValidationError({"date": _("The meeting lies in the future. Log it after it was held.")})


def _meeting_on(visit: Visit, date: dt.date) -> Meeting:
    """The cell's meeting of that day: known, or the one logged before with its date corrected."""
    meeting = Meeting.objects.filter(cell=visit.cell, date=date).first()
    if meeting:
        return meeting
    before = visit.meeting
    if before and not before.visits.exclude(pk=visit.pk).exists():
        before.date = date
        return before
    return Meeting(cell=visit.cell, date=date)


def _leave_meeting(before: Meeting, leader: Leader, after: Meeting | None, *, by) -> None:
    """The leader's evaluation goes along; a meeting that nothing rests on any more goes away."""
    evaluation = before.evaluations.filter(leader=leader).first()
    if evaluation and after:
        evaluation.meeting = after
        _save(evaluation, by=by)
    if not before.visits.exists() and not before.evaluations.exists():
        before._history_user = by
        before.delete()


def _expect_no_evaluation(visit: Visit) -> None:
    if visit.meeting and visit.meeting.evaluations.filter(leader=visit.leader).exists():
        raise ValidationError(
            _("%(leader)s has evaluated this meeting. Delete that evaluation first.")
            % {"leader": visit.leader}
        )


def _set_result(visit: Visit, outcome, *, meeting=None, absence_reason=None, note="", by) -> None:
    visit.outcome, visit.meeting, visit.absence_reason = outcome, meeting, absence_reason
    visit.note = note
    pending = outcome == Visit.Outcome.PENDING
    visit.logged_by, visit.logged_at = (None, None) if pending else (by, timezone.now())
    _save(visit, by=by)


# --- carry-over ---


@transaction.atomic
def carry_over(
    *, visit: Visit, month: Month, leader: Leader | None = None, by, version: int | None = None
) -> Visit:
    """Move a missed visit to a later month, for the same leader or a substitute; the new visit.

    The missed one keeps its month, reason and place in its own half-year. Into another half-year
    the new visit is `carried_in`, in the plan of the same committee, begun as a draft if need be.
    """
    visit = _locked(visit, version)
    leader = leader or visit.leader
    if visit.outcome != Visit.Outcome.MISSED:
        raise ValidationError(_("Only a missed visit can be moved to a later month."))
    if visit.successor:
        raise ValidationError(
            _("This visit was already moved to %(month)s.") % {"month": visit.successor.month}
        )
    if month <= visit.month:
        raise ValidationError(_("Choose a month after %(month)s.") % {"month": visit.month})
    plan = visit.plan
    if month.half_year != visit.half_year:
        plan, _created = Plan.objects.get_or_create(
            committee_id=visit.committee_id, half_year=month.half_year
        )
    if plan.status == Plan.Status.CLOSED:
        raise ValidationError(
            _("The plan for the %(half_year)s is closed. Choose a later month.")
            % {"half_year": plan.half_year.label}
        )
    _expect_free(leader, visit.cell, month)
    carried_in = plan.half_year != visit.half_year
    return _create_visit(
        plan,
        leader,
        visit.cell,
        month,
        origin=Visit.Origin.CARRIED_IN if carried_in else Visit.Origin.AMENDMENT,
        carried_from=visit,
        carried_from_month=visit.month,
        by=by,
    )


@transaction.atomic
def miss_and_carry_over(
    *,
    visit: Visit,
    reason: AbsenceReason,
    note: str = "",
    month: Month | None = None,
    leader: Leader | None = None,
    by,
    version: int | None = None,
) -> Visit:
    """Log as missed and, where a month is given, move on in one step: both or neither."""
    missed = log_missed(visit=visit, reason=reason, note=note, by=by, version=version)
    if month:
        carry_over(visit=missed, month=month, leader=leader, by=by)
    return missed


@transaction.atomic
def undo_carry_over(*, visit: Visit, by) -> None:
    """Take back a move made by mistake, while nothing is logged for the later visit."""
    visit = _locked(visit)
    successor = visit.successor
    if not successor:
        raise ValidationError(_("This visit has not been moved."))
    successor = _locked(successor)
    if successor.outcome != Visit.Outcome.PENDING:
        raise ValidationError(
            _("The visit of %(month)s has a result already. Clear that result first.")
            % {"month": successor.month}
        )
    if successor.plan.status == Plan.Status.CLOSED:
        raise ValidationError(
            _("The plan for the %(half_year)s is closed.") % {"half_year": successor.half_year.label}
        )
    successor._history_user = by
    successor.delete()
