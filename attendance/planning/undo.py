"""Steps of planning that can be taken back, and how."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from attendance.days import undo
from attendance.models import Plan, Visit
from attendance.planning import actions
from attendance.planning.bringing_back import Displaced
from attendance.planning.settlements import Settlement
from committees.roles import Permission, require

REMOVED, COPIED, RESTORED, BROUGHT_BACK = "removed", "copied", "restored", "brought back"
SEVERAL, SETTLED, MOVED = "several", "settled", "moved"


def offer_removed(request, visit: Visit, *, back: str) -> None:
    undo.offer(request, REMOVED, [visit], back=back, **undo.facts_of([visit]))


@undo.step(REMOVED, what=lambda facts: _("the removal of %(leader)s at %(cell)s, month %(month)s") % facts)
def put_back(offer: undo.Offer, *, by) -> str:
    ((pk, version),) = offer.left
    visit = actions.put_back(removed=_removed(pk, version, by=by), by=by)
    return _("In the plan again: %(visit)s.") % {"visit": visit}


def _removed(pk: int, version: int, *, by):
    """What the history tells of a visit removed from a draft that `by` may change."""
    removed = Visit.history.filter(id=pk, history_type="-", version=version).order_by("history_id").last()
    plan = removed and Plan.objects.visible_to(by).filter(pk=removed.plan_id).first()
    if not plan:
        raise ValidationError(_("A visit is gone or no longer yours to change; nothing was undone."))
    require(by, Permission.REGISTER, plan.committee)
    return removed


def offer_copied(request, visits: list[Visit], *, back: str) -> None:
    undo.offer(request, COPIED, visits, back=back, count=len(visits))


@undo.step(COPIED, what=lambda facts: _("the copying of %(count)d visits") % facts)
def undo_copy(offer: undo.Offer, *, by) -> str:
    count = actions.undo_copy(copied=undo.visits_of(offer, Permission.REGISTER, by=by), by=by)
    return _copied_told(count)


def _copied_told(count: int) -> str:
    told = ngettext(
        "Undone: %(count)d copied visit is removed.", "Undone: %(count)d copied visits are removed.", count
    )
    return told % {"count": count}


def offer_restored(request, visit: Visit, *, back: str) -> None:
    undo.offer(request, RESTORED, [visit], back=back, **undo.facts_of([visit]))


@undo.step(RESTORED, what=lambda facts: _("the restoring of %(leader)s at %(cell)s, month %(month)s") % facts)
def undo_restore(offer: undo.Offer, *, by) -> str:
    actions.undo_restore(restored=undo.visits_of(offer, Permission.REGISTER, by=by), by=by)
    return offer.undone


def offer_brought_back(request, lines: list[Displaced], *, back: str) -> None:
    rows = [visit for line in lines for visit in line.rows]
    swapped = [(line.visit.pk, line.withdrawn.pk) for line in lines if line.withdrawn]
    undo.offer(request, BROUGHT_BACK, rows, back=back, count=len(lines), swapped=swapped)


@undo.step(BROUGHT_BACK, what=lambda facts: _("bringing back %(count)d visits") % facts)
def move_away_again(offer: undo.Offer, *, by) -> str:
    left = undo.visits_of(offer, Permission.REGISTER, by=by)
    actions.undo_bringing_back(left=left, swapped=offer.facts["swapped"], by=by)
    return offer.undone


def offer_several(request, visits: list[Visit], *, back: str) -> None:
    facts = {
        "leader": str(visits[0].leader),
        "months": ", ".join(str(visit.month.month) for visit in visits),
        "status": visits[0].plan.status,
    }
    undo.offer(request, SEVERAL, visits, back=back, **facts)


@undo.step(SEVERAL, what=lambda facts: _("planning %(leader)s, months %(months)s") % facts)
def remove_several(offer: undo.Offer, *, by) -> str:
    registered = undo.visits_of(offer, Permission.REGISTER, by=by)
    actions.undo_registering(registered=registered, status=offer.facts["status"], by=by)
    return offer.undone


def offer_settled(request, settlements: list[Settlement], *, back: str) -> None:
    rows = [row for settlement in settlements for row in settlement.rows]
    before = [settlement.before for settlement in settlements]
    versions = [(visit.pk, visit.version) for visit in before]
    undo.offer(request, SETTLED, rows, back=back, before=versions, **undo.facts_of(before))


def _what_was_settled(facts: dict) -> str:
    if "count" not in facts:
        return _("what was decided on the trip: %(leader)s at %(cell)s, month %(month)s") % facts
    return _("what was decided on %(count)d visits on the trip") % facts


@undo.step(SETTLED, what=_what_was_settled)
def unsettle(offer: undo.Offer, *, by) -> str:
    left = undo.visits_of(offer, Permission.REGISTER, by=by)
    actions.undo_settling(left=left, before=dict(offer.facts["before"]), by=by)
    return offer.undone


def offer_moved(request, before: Visit, after: Visit, *, back: str) -> None:
    """`before`: the visit as it stood."""
    still = Visit.objects.filter(pk=before.pk).first()
    rows = [after] if still in (None, after) else [still, after]
    where = {"before": [(before.pk, before.version)], "is_removed": still is None}
    undo.offer(request, MOVED, rows, back=back, **where, **undo.facts_of([before]))


@undo.step(MOVED, what=lambda facts: _("moving %(leader)s at %(cell)s, month %(month)s") % facts)
def move_back(offer: undo.Offer, *, by) -> str:
    left = undo.visits_of(offer, Permission.REGISTER, by=by)
    ((pk, version),) = before = offer.facts["before"]
    removed = _removed(pk, version, by=by) if offer.facts["is_removed"] else None
    actions.undo_move(left=left, before=dict(before), removed=removed, by=by)
    return offer.undone
