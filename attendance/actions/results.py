"""Results: attended at a meeting, missed with a reason, or open again."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from attendance.models import AbsenceReason, Visit
from committees.models import Leader
from meetings.actions import move_marks
from meetings.models import Meeting
from meetings.periods import today

from .rows import expect_open_to_results, lock_visits, locked_visit, save


@transaction.atomic
def log_attended(
    *,
    visit: Visit,
    date: dt.date,
    kind: str | None = None,
    members_total: int | None = None,
    members_present: int | None = None,
    members_spoke: int | None = None,
    note: str = "",
    source_document: str = "",
    by,
    version: int | None = None,
) -> Visit:
    """The leader attended the cell's meeting of `date`, any day of the visit's half-year.

    Leaders at one meeting share it: what is left out here keeps what another has logged, unless this
    visit was at the meeting before, so that its numbers were there to be seen and taken out.
    `source_document` is the paper by which `by` logs it for the leader.
    """
    visit = _loggable(visit, version)
    _expect_possible_day(visit, date)
    before = visit.meeting
    date_before = before and before.date
    meeting = _meeting_on(visit, date)
    if meeting.pk and visit.leader.visits.filter(meeting=meeting).exclude(pk=visit.pk).exists():
        raise ValidationError(
            _("Another visit of %(leader)s already counts for the meeting of %(date)s.")
            % {"leader": visit.leader, "date": f"{date:%d/%m/%Y}"}
        )
    if kind:
        meeting.kind = kind
    for name, value in {
        "members_total": members_total,
        "members_present": members_present,
        "members_spoke": members_spoke,
    }.items():
        if value is not None or before == meeting:
            setattr(meeting, name, value)
    meeting.full_clean(exclude=["half_year"])
    meeting._history_user = by
    meeting.save()
    if before and before.pk == meeting.pk and date_before != date:
        move_marks(cell=visit.cell, before=date_before, after=date, by=by)
    _set_result(
        visit,
        Visit.Outcome.ATTENDED,
        meeting=meeting,
        note=note,
        source_document=source_document,
        by=by,
    )
    if before and before != meeting:
        _leave_meeting(before, visit.leader, meeting, by=by)
    return visit


@dataclass(frozen=True)
class MonthEntry:
    """One line of a month's list: the visit as it was seen there, and when its meeting was."""

    visit: Visit
    date: dt.date
    version: int | None = None


@transaction.atomic
def log_month(*, entries: Iterable[MonthEntry], by) -> list[Visit]:
    """Log these visits as attended, all or none; a refusal names each one's reason by its id."""
    entries = list(entries)
    lock_visits(entry.visit for entry in entries)
    logged, refusals = [], {}
    for entry in entries:
        try:
            logged.append(log_attended(visit=entry.visit, date=entry.date, by=by, version=entry.version))
        except ValidationError as refusal:
            refusals[str(entry.visit.pk)] = refusal.messages
    if refusals:
        raise ValidationError(refusals)
    return logged


@transaction.atomic
def log_missed(
    *,
    visit: Visit,
    reason: AbsenceReason,
    note: str = "",
    source_document: str = "",
    no_carry_over: bool = False,
    by,
    version: int | None = None,
) -> Visit:
    """The leader did not attend. Some reasons ask for a note that explains them.

    `no_carry_over`: it is decided already that the visit will not be made up for.
    """
    visit = _loggable(visit, version)
    if visit.origin == Visit.Origin.UNPLANNED:
        raise ValidationError(_("An unplanned visit was never registered, so it cannot be missed."))
    if reason.requires_note and not note.strip():
        raise ValidationError({"note": _("Write down the reason in a few words.")})
    before = visit.meeting
    _expect_no_evaluation(visit)
    _set_result(
        visit,
        Visit.Outcome.MISSED,
        absence_reason=reason,
        note=note,
        source_document=source_document,
        no_carry_over=no_carry_over,
        by=by,
    )
    if before:
        _leave_meeting(before, visit.leader, None, by=by)
    return visit


@transaction.atomic
def clear_result(*, visit: Visit, by, version: int | None = None) -> Visit | None:
    """Back to pending: the result was logged, or the visit withdrawn, by mistake.

    An unplanned visit is nothing without its result: it goes (None); the history keeps it.
    """
    visit = _loggable(visit, version, allow_withdrawn=True)
    before = visit.meeting
    _expect_no_evaluation(visit)
    if visit.origin == Visit.Origin.UNPLANNED:
        _delete_unplanned(visit, by=by)
        visit_left = None
    else:
        _set_result(visit, Visit.Outcome.PENDING, by=by)
        visit_left = visit
    if before:
        _leave_meeting(before, visit.leader, None, by=by)
    return visit_left


def _delete_unplanned(visit: Visit, *, by) -> None:
    if visit.attachments.exists():
        raise ValidationError(_("Files are attached to this visit. Remove them first."))
    visit._history_user = by
    visit.delete()


def _loggable(visit: Visit, version: int | None, *, allow_withdrawn: bool = False) -> Visit:
    visit = locked_visit(visit, version)
    expect_open_to_results(visit.plan)
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
        save(evaluation, by=by)
    if not before.visits.exists() and not before.evaluations.exists():
        before._history_user = by
        before.delete()


def _expect_no_evaluation(visit: Visit) -> None:
    if visit.meeting and visit.meeting.evaluations.filter(leader=visit.leader).exists():
        raise ValidationError(
            _("%(leader)s has evaluated this meeting. Delete that evaluation first.")
            % {"leader": visit.leader}
        )


def _set_result(
    visit: Visit,
    outcome,
    *,
    meeting=None,
    absence_reason=None,
    note="",
    source_document="",
    no_carry_over=False,
    by,
) -> None:
    visit.outcome, visit.meeting, visit.absence_reason = outcome, meeting, absence_reason
    visit.note, visit.source_document, visit.no_carry_over = note, source_document, no_carry_over
    pending = outcome == Visit.Outcome.PENDING
    visit.logged_by, visit.logged_at = (None, None) if pending else (by, timezone.now())
    save(visit, by=by)
