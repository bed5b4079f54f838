"""Steps of planning taken back.

A visit removed from a draft, a plan copied, a withdrawn visit restored, several visits added, what was
decided about visits on a trip, a visit moved.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attendance.days.actions import expect_as_left, expect_free, expect_status, lock_leaders, lock_visits
from attendance.models import Plan, Visit
from committees.models import Leader
from lib.versions import locked_row, save, sign
from meetings.models import Cell

from .plans import withdraw_visit

# What a list may bring along with a withdrawal.
TOLD = ("note", "source_document", "logged_by", "logged_at")
# What settling a visit on a trip may change.
STANDS = (
    "leader_id",
    "leader_group",
    "month",
    "outcome",
    "origin",
    "carried_from_id",
    "carried_from_month",
    "amendment_reason",
    "override_reason",
)


@transaction.atomic
def put_back(*, removed, by) -> Visit:
    """A visit removed from a draft, as it was; `removed` is the record of its history that tells of it."""
    plan = Plan.objects.select_for_update().filter(pk=removed.plan_id).first()
    known = Leader.objects.filter(pk=removed.leader_id) and Cell.objects.filter(pk=removed.cell_id)
    if not (plan and known):
        raise ValidationError(_("Its plan, leader or cell was deleted meanwhile, so nothing was undone."))
    expect_status(plan, Plan.Status.DRAFT)
    if Visit.history.filter(id=removed.id).latest("history_date", "history_id") != removed:
        raise ValidationError(_("This visit stands in the plan again already."))
    visit = removed.instance
    expect_free(visit.leader, visit.cell, visit.month)
    visit.version += 1
    sign(visit, by=by).save(force_insert=True)
    return visit


@transaction.atomic
def undo_copy(*, copied: Iterable[tuple[Visit, int]], by) -> int:
    """Remove all visits that a copy brought, each as it left them; how many."""
    visits = expect_as_left(copied)
    for visit in visits:
        expect_status(visit.plan, Plan.Status.DRAFT)
        withdraw_visit(visit=visit, by=by)
    return len(visits)


@transaction.atomic
def undo_restore(*, restored: Iterable[tuple[Visit, int]], by) -> None:
    """Withdraw it again, for the reason for which it was withdrawn before."""
    for visit in expect_as_left(restored):
        before = visit.history.filter(outcome=Visit.Outcome.WITHDRAWN).latest("history_date", "history_id")
        # One that came withdrawn with a list has its reason in the note.
        withdraw_visit(visit=visit, reason=before.amendment_reason or before.note, by=by)
        told = [name for name in TOLD if getattr(before, name)]
        if told:
            visit = locked_row(visit)
            for name in told:
                setattr(visit, name, getattr(before, name))
            save(visit, by=by)


@transaction.atomic
def undo_registering(*, registered: Iterable[tuple[Visit, int]], status: str, by) -> int:
    """Remove visits added to a plan that was and is in `status`, each as it was added; how many."""
    visits = expect_as_left(registered)
    for visit in visits:
        expect_status(visit.plan, status)
        _remove(visit, by=by)
    return len(visits)


@transaction.atomic
def undo_settling(*, left: Iterable[tuple[Visit, int]], before: dict[int, int], by) -> int:
    """Visits that fell on a trip stand as `before`, each at its version then; how many.

    What is not in `before` came in their stead and goes. On the trip again, they are asked about again; what
    else speaks against one by then shows as a warning.
    """
    visits = expect_as_left(left)
    lock_leaders(visit.leader_id for visit in visits)
    for visit in visits:
        if visit.pk not in before:
            expect_status(visit.plan, Plan.Status.APPROVED)
            _remove(visit, by=by)
    settled = [visit for visit in visits if visit.pk in before]
    for visit in settled:
        _stand_as(visit, visit.history.filter(version=before[visit.pk]).first(), by=by)
    return len(settled)


@transaction.atomic
def undo_move(*, left: Iterable[tuple[Visit, int]], before: dict[int, int], removed=None, by) -> None:
    """A visit stands as `before`, at its version then; one that was `removed` from a draft is back."""
    if removed is None:
        undo_settling(left=left, before=before, by=by)
    else:
        left = list(left)
        lock_visits((visit for visit, _version in left), cells=[removed.cell_id])
        undo_registering(registered=left, status=Plan.Status.DRAFT, by=by)
        put_back(removed=removed, by=by)


def _remove(visit: Visit, *, by) -> None:
    _expect_not_fixed(visit)
    if visit.attachments.exists():
        raise ValidationError(
            _("Files are attached to the visit of %(month)s. Remove them first.") % {"month": visit.month}
        )
    sign(visit, by=by).delete()


def _expect_not_fixed(visit: Visit) -> None:
    if visit.is_fixed:
        raise ValidationError(
            _(
                "A report that counts it was issued or its plan closed meanwhile, so nothing was undone. "
                "Correct it on the visit's own page, with a reason."
            )
        )


def _stand_as(visit: Visit, record, *, by) -> None:
    """As this record of its history tells."""
    if not (record and Leader.objects.filter(pk=record.leader_id).exists()):
        raise ValidationError(_("Its plan, leader or cell was deleted meanwhile, so nothing was undone."))
    _expect_not_fixed(visit)
    is_moved = (visit.leader_id, visit.month) != (record.leader_id, record.month)
    expect_status(visit.plan, Plan.Status.DRAFT, *([] if is_moved else [Plan.Status.APPROVED]))
    if is_moved:
        expect_free(record.leader, visit.cell, record.month)
    for name in STANDS:
        setattr(visit, name, getattr(record, name))
    save(visit, by=by)
