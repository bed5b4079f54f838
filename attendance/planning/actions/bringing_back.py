"""Visits back where they stood before a trip that was shortened or deleted; and that undone."""

from collections.abc import Iterable
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attendance.days.actions import expect_as_left, lock_leaders, lock_visits, locked_visit
from attendance.models import Visit
from attendance.planning.bringing_back import Displaced, explain
from lib.versions import save

from .plans import change_visit, restore_visit, withdraw_visit


@transaction.atomic
def bring_back(*, lines: Iterable[Displaced], versions: dict[int, int], reason: str, by) -> list[Displaced]:
    """Each of `lines` back on its day, all or none, the rows being as somebody saw them; as they stand now.

    In an approved plan this is an amendment: one visit withdrawn, one restored.
    """
    lines = list(lines)
    lock_visits(visit for line in lines for visit in line.rows)
    lock_leaders(line.leader.pk for line in lines)
    done, refusals = [], []
    for line in lines:
        what = f"{line.leader} · {line.visit.cell} · {line.month}"
        try:
            done.append(_bring_back(line, versions, reason.strip(), by=by))
        except ValidationError as refusal:
            refusals += [f"{what}: {message}" for message in refusal.messages]
    if refusals:
        raise ValidationError([_("Nothing was brought back:"), *refusals])
    return done


def _bring_back(line: Displaced, versions: dict[int, int], reason: str, *, by) -> Displaced:
    fresh = [locked_visit(visit, versions.get(visit.pk, 0)) for visit in line.rows]
    line = replace(line, visit=fresh[0], withdrawn=fresh[1] if line.withdrawn else None)
    explain([line], user=by)
    if line.why_not:
        raise ValidationError(line.why_not)
    if not line.withdrawn:
        visit = change_visit(visit=line.visit, leader=line.leader, month=line.month, by=by)
        return replace(line, visit=visit)
    if not reason:
        raise ValidationError({"reason": _("The plan is approved: say why the visit is moved.")})
    gone, back = _swap(line.visit, line.withdrawn, why_gone=reason, why_back=reason, by=by)
    return replace(line, visit=back, withdrawn=gone)


@transaction.atomic
def undo_bringing_back(*, left: Iterable[tuple[Visit, int]], swapped: Iterable[tuple[int, int]], by) -> int:
    """Move them away again, each as the step left it; `swapped`: (restored, withdrawn) in approved plans."""
    visits = {visit.pk: visit for visit in expect_as_left(left)}
    lock_leaders(visit.leader_id for visit in visits.values())
    count = 0
    for restored, withdrawn in swapped:
        standing, other = visits.pop(restored), visits.pop(withdrawn)
        why = {
            "why_gone": _last_reason(standing, outcome=Visit.Outcome.WITHDRAWN),
            "why_back": _last_reason(other, outcome=Visit.Outcome.PENDING),
        }
        _swap(standing, other, **why, by=by)
        count += 1
    for visit in visits.values():
        before = visit.history.exclude(version=visit.version).latest("history_date", "history_id")
        to = {"leader": before.leader, "month": before.month, "override_reason": before.override_reason}
        change_visit(visit=visit, **to, by=by)
        count += 1
    return count


def _last_reason(visit: Visit, **was) -> str:
    return visit.history.filter(**was).latest("history_date", "history_id").amendment_reason


def _swap(standing: Visit, withdrawn: Visit, *, why_gone: str, why_back: str, by) -> tuple[Visit, Visit]:
    """Withdraw one and restore the other, which takes over whatever missed visit it is to make up for."""
    origin, made_up_for = standing.origin, standing.carried_from
    if made_up_for:
        standing.origin, standing.carried_from, standing.carried_from_month = (
            Visit.Origin.AMENDMENT,
            None,
            None,
        )
        save(standing, by=by)
    withdraw_visit(visit=standing, reason=why_gone, by=by)
    back = restore_visit(visit=withdrawn, reason=why_back, override_reason=withdrawn.override_reason, by=by)
    if made_up_for:
        back.origin, back.carried_from, back.carried_from_month = origin, made_up_for, made_up_for.month
        save(back, by=by)
    standing.refresh_from_db()
    return standing, back
