"""Steps of planning taken back: a visit removed from a draft, a plan copied, a withdrawn visit restored."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attendance.days.actions import expect_as_left, expect_free, expect_status
from attendance.models import Plan, Visit
from committees.models import Leader
from lib.versions import locked_row, save, sign
from meetings.models import Cell

from .plans import withdraw_visit

# What a list may bring along with a withdrawal.
TOLD = ("note", "source_document", "logged_by", "logged_at")


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
