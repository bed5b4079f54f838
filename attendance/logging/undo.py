"""Results, and decisions about them, just saved, and how they are taken back."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from attendance.days import undo
from attendance.logging import actions
from attendance.models import Visit
from committees.roles import Permission
from lib.periods import written_day
from lib.versions import recorded
from meetings.actions import reopen
from meetings.follow_up import may_settle
from meetings.models import Recommendation

LOGGED, WAIVED, DONE = "logged", "waived", "recommendation done"
UNDONE_AT_ONCE = gettext_noop("Undone right after it was saved")


def offer(request, visits: list[Visit], *, back: str, again: dict | None = None) -> None:
    """Visits logged in one step, all with the same result."""
    facts = {"outcome": visits[0].outcome} | undo.facts_of(visits)
    undo.offer(request, LOGGED, visits, back=back, again=again, **facts)


def _what(facts: dict) -> str:
    result = Visit.Outcome(facts.get("outcome", Visit.Outcome.ATTENDED)).label
    facts = facts | {"result": str(result).lower()}
    if "count" not in facts:
        return _("%(result)s, %(leader)s at %(cell)s, month %(month)s") % facts
    if "month" in facts:
        return _("%(result)s, %(count)d visits of month %(month)s") % facts
    return ngettext("%(result)s, %(count)d visit", "%(result)s, %(count)d visits", facts["count"]) % facts


@undo.step(LOGGED, what=_what)
def take_back(offer: undo.Offer, *, by) -> str:
    actions.undo_logging(logged=undo.visits_of(offer, Permission.LOG, by=by), by=by)
    return offer.undone


def offer_waived(request, visit: Visit, *, back: str) -> None:
    undo.offer(request, WAIVED, [visit], back=back, **undo.facts_of([visit]))


@undo.step(WAIVED, what=lambda facts: _("no making up, %(leader)s at %(cell)s, month %(month)s") % facts)
def decide_again(offer: undo.Offer, *, by) -> str:
    actions.undo_waiving(waived=undo.visits_of(offer, Permission.LOG, by=by), by=by)
    return _("Undone: whether the visit is made up for is still to be decided.")


def offer_done(request, recommendation: Recommendation, *, back: str) -> None:
    facts = {
        "cell": str(recommendation.evaluation.meeting.cell),
        "day": written_day(recommendation.done_on),
    }
    undo.offer(request, DONE, [recommendation], back=back, **facts)


@undo.step(DONE, what=lambda facts: _("carried out on %(day)s, %(cell)s") % facts)
def open_again(offer: undo.Offer, *, by) -> str:
    ((pk, version),) = offer.left
    recommendation = Recommendation.objects.visible_to(by).given().for_display().filter(pk=pk).first()
    if recommendation is None:
        raise ValidationError(_("The recommendation is gone, so nothing was undone."))
    if not may_settle(by, recommendation):
        raise PermissionDenied
    if recommendation.version != version:
        raise ValidationError(_("Somebody changed the recommendation since, so nothing was undone."))
    reopen(recommendation=recommendation, reason=recorded(UNDONE_AT_ONCE), by=by, version=version)
    return _("It is open again.")
