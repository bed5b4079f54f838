"""Results: attended at a meeting, missed with a reason, or open again."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attendance.days.actions import expect_open_to_results, expect_reason, lock_visits, locked_visit
from attendance.days.actions.closing import settle
from attendance.models import AbsenceReason, Visit
from committees.models import Leader
from lib.periods import now, today, written_day
from lib.versions import save, sign
from meetings.actions import move_marks
from meetings.models import Meeting

NUMBERS = ("members_total", "members_present", "members_spoke")
# Told less often: how long it lasted, and who need not come or did not.
FURTHER = ("starts_at", "ends_at", "members_exempt", "absent_excused", "absent_unexcused")
FACTS = (*NUMBERS, *FURTHER)


@dataclass(frozen=True)
class MeetingFacts:
    """What is told of a meeting beside its day; None: nothing."""

    kind: str | None = None
    members_total: int | None = None
    members_present: int | None = None
    members_spoke: int | None = None
    starts_at: dt.time | None = None
    ends_at: dt.time | None = None
    members_exempt: int | None = None
    absent_excused: int | None = None
    absent_unexcused: int | None = None


@dataclass(frozen=True)
class Miss:
    """Why a visit was missed, by which paper; and whether it is decided that it is not made up for."""

    reason: AbsenceReason
    note: str = ""
    source_document: str = ""
    no_carry_over: bool = False


@transaction.atomic
def log_attended(
    *,
    visit: Visit,
    date: dt.date,
    facts: MeetingFacts | None = None,
    note: str = "",
    source_document: str = "",
    correction_reason: str = "",
    by,
    version: int | None = None,
) -> Visit:
    """The leader attended the cell's meeting of `date`, any day of the visit's half-year.

    `source_document` is the paper by which `by` logs it for the leader. A `correction_reason` is asked
    for where the visit is fixed, or the meeting through another leader's visit.
    """
    visit, reason = _loggable(visit, version, correction_reason)
    expect_possible_day(visit, date)
    before = visit.meeting
    meeting = _save_meeting(visit, date, facts or MeetingFacts(), correction_reason, reason=reason, by=by)
    told = {"note": note, "source_document": source_document}
    _set_result(visit, Visit.Outcome.ATTENDED, meeting=meeting, **told, by=by, reason=reason)
    if before and before != meeting:
        _leave_meeting(before, visit.leader, meeting, by=by, reason=reason)
    settle([visit], by=by)
    return visit


def _save_meeting(
    visit: Visit, date: dt.date, facts: MeetingFacts, correction_reason: str, *, reason: str, by
) -> Meeting:
    """The meeting that the visit counts for, with what is told of it.

    Leaders at one meeting share it: what is left out here keeps what another has logged, unless this
    visit was at the meeting before, so that its numbers were there to be seen and taken out.
    """
    before = visit.meeting
    date_before = before and before.date
    meeting = _meeting_on(visit, date)
    is_known, facts_before = bool(meeting.pk), _facts(meeting)
    is_moved = is_known and before and before.pk == meeting.pk and date_before != date
    if meeting.pk and visit.leader.visits.filter(meeting=meeting).exclude(pk=visit.pk).exists():
        raise ValidationError(
            _("Another visit of %(leader)s already counts for the meeting of %(date)s.")
            % {"leader": visit.leader, "date": written_day(date)}
        )
    if facts.kind:
        meeting.kind = facts.kind
    for name in FACTS:
        value = getattr(facts, name)
        if value is not None or before == meeting:
            setattr(meeting, name, value)
    # Of its cell, which is locked, it is the only one on that day: `_meeting_on` has looked.
    meeting.full_clean(exclude=["half_year", "cell"])
    if is_moved or not is_known or _facts(meeting) != facts_before:
        why = reason or (_expect_reason_for(meeting, visit, correction_reason) if is_known else "")
        sign(meeting, by=by, reason=why).save()
    if is_moved:
        move_marks(cell=visit.cell, before=date_before, after=date, by=by, correction_reason=reason)
    return meeting


def _facts(meeting: Meeting) -> tuple:
    return tuple(getattr(meeting, name) for name in ("kind", *FACTS))


def _expect_reason_for(meeting: Meeting, visit: Visit, correction_reason: str) -> str:
    """Leaders share the meeting, so another's report may have been issued with its numbers."""
    if not (other := meeting.visits.exclude(pk=visit.pk).first_fixed()):
        return ""
    message = _(
        "The numbers of this meeting stand in a report that was issued (entered on %(day)s). Say why they "
        "are corrected."
    )
    return expect_reason(other, correction_reason, message)


@dataclass(frozen=True)
class MonthEntry:
    """One line of a month's list: the visit as it was seen there, when its meeting was, and its numbers."""

    visit: Visit
    date: dt.date
    version: int | None = None
    facts: MeetingFacts | None = None


@transaction.atomic
def log_month(*, entries: Iterable[MonthEntry], by) -> list[Visit]:
    """Log these visits as attended, all or none; a refusal names each one's reason by its id."""
    entries = list(entries)
    lock_visits(entry.visit for entry in entries)
    logged, refusals = [], {}
    for entry in entries:
        try:
            logged.append(
                log_attended(
                    visit=entry.visit, date=entry.date, facts=entry.facts, by=by, version=entry.version
                )
            )
        except ValidationError as refusal:
            refusals[str(entry.visit.pk)] = refusal.messages
    if refusals:
        raise ValidationError(refusals)
    return logged


@transaction.atomic
def log_missed(
    *, visit: Visit, miss: Miss, correction_reason: str = "", by, version: int | None = None
) -> Visit:
    """The leader did not attend. Some reasons ask for a note that explains them."""
    missed = miss_visit(visit=visit, miss=miss, correction_reason=correction_reason, by=by, version=version)
    settle([missed], by=by)
    return missed


def miss_visit(*, visit: Visit, miss: Miss, correction_reason: str, by, version: int | None) -> Visit:
    """The same, before its plan is looked at: the miss may still be moved."""
    visit, reason = _loggable(visit, version, correction_reason)
    if visit.origin == Visit.Origin.UNPLANNED:
        raise ValidationError(_("An unplanned visit was never registered, so it cannot be missed."))
    expect_told(miss)
    before = visit.meeting
    _expect_no_evaluation(visit)
    told = {"note": miss.note, "source_document": miss.source_document, "no_carry_over": miss.no_carry_over}
    _set_result(visit, Visit.Outcome.MISSED, absence_reason=miss.reason, **told, by=by, reason=reason)
    if before:
        _leave_meeting(before, visit.leader, None, by=by, reason=reason)
    return visit


@transaction.atomic
def clear_result(
    *, visit: Visit, correction_reason: str = "", by, version: int | None = None
) -> Visit | None:
    """Back to pending: the result was logged by mistake.

    An unplanned visit is nothing without its result: it goes (None); the history keeps it. A result that
    a report counted stays fixed, so that logging it again asks for a reason too.
    """
    visit, reason = _loggable(visit, version, correction_reason)
    before = visit.meeting
    _expect_no_evaluation(visit)
    if visit.origin == Visit.Origin.UNPLANNED:
        _delete_unplanned(visit, by=by, reason=reason)
        visit_left = None
    else:
        _set_result(visit, Visit.Outcome.PENDING, by=by, reason=reason)
        visit_left = visit
    if before:
        _leave_meeting(before, visit.leader, None, by=by, reason=reason)
    return visit_left


def _delete_unplanned(visit: Visit, *, by, reason: str) -> None:
    if visit.attachments.exists():
        raise ValidationError(_("Files are attached to this visit. Remove them first."))
    sign(visit, by=by, reason=reason).delete()


def _loggable(visit: Visit, version: int | None, correction_reason: str) -> tuple[Visit, str]:
    """The visit, locked, and the reason to keep with what changes."""
    visit = locked_visit(visit, version)
    reason = expect_open_to_results(visit, correction_reason)
    if visit.successor:
        raise ValidationError(
            _("This visit was moved to %(month)s. Undo the move first.") % {"month": visit.successor.month}
        )
    if visit.outcome == Visit.Outcome.WITHDRAWN:
        raise ValidationError(_("This visit was withdrawn. Restore it first."))
    return visit, reason


def expect_told(miss: Miss) -> None:
    if miss.reason.requires_note and not miss.note.strip():
        raise ValidationError({"note": _("Write down the reason in a few words.")})


def expect_possible_day(visit: Visit, date: dt.date) -> None:
    when = {"date": written_day(date), "half_year": visit.half_year.label}
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
    expect_held(date)


def expect_held(date: dt.date) -> None:
    if date > today():
        raise ValidationError({"date": _("The meeting lies in the future. Log it after it was held.")})


def _meeting_on(visit: Visit, date: dt.date) -> Meeting:
    """The cell's meeting of that day: known, or the one logged before with its date corrected."""
    meeting = Meeting.objects.order_by().filter(cell=visit.cell, date=date).first()
    if meeting:
        return meeting
    before = visit.meeting
    if before and not before.visits.exclude(pk=visit.pk).exists():
        before.date = date
        return before
    return Meeting(cell=visit.cell, date=date)


def _leave_meeting(before: Meeting, leader: Leader, after: Meeting | None, *, by, reason: str) -> None:
    """The leader's evaluation goes along; a meeting that nothing rests on any more goes away."""
    evaluation = before.evaluations.filter(leader=leader).first()
    if evaluation and after:
        evaluation.meeting = after
        save(evaluation, by=by, reason=reason)
    if not before.visits.exists() and not before.evaluations.exists():
        sign(before, by=by, reason=reason).delete()


def is_scored_by_leader(visit: Visit) -> bool:
    """By the leader who attended: the meeting can then not be taken from the visit."""
    return bool(visit.meeting) and visit.meeting.evaluations.filter(leader=visit.leader).exists()


def _expect_no_evaluation(visit: Visit) -> None:
    if is_scored_by_leader(visit):
        raise ValidationError(
            _("%(leader)s has evaluated this meeting. Delete that evaluation first.")
            % {"leader": visit.leader}
        )


NOTHING_TOLD = {
    "meeting": None,
    "absence_reason": None,
    "note": "",
    "source_document": "",
    "no_carry_over": False,
}


def _set_result(visit: Visit, outcome, *, by, reason: str, **told) -> None:
    """`told`: what belongs to the result, of what NOTHING_TOLD names."""
    visit.outcome = outcome
    for name, value in (NOTHING_TOLD | told).items():
        setattr(visit, name, value)
    pending = outcome == Visit.Outcome.PENDING
    visit.logged_by, visit.logged_at = (None, None) if pending else (by, now())
    save(visit, by=by, reason=reason)
