"""Results just logged, and how they are taken back."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from attendance.days import undo
from attendance.logging import actions
from attendance.models import Visit
from committees.roles import Permission

LOGGED = "logged"


def offer(request, visits: list[Visit], *, back: str) -> None:
    undo.offer(request, LOGGED, visits, back=back, **undo.facts_of(visits))


def _what(facts: dict) -> str:
    if "count" not in facts:
        return _("the result of %(leader)s at %(cell)s, month %(month)s") % facts
    if "month" in facts:
        return _("%(count)d visits of month %(month)s") % facts
    return ngettext("%(count)d visit", "%(count)d visits", facts["count"]) % facts


@undo.step(LOGGED, what=_what)
def take_back(offer: undo.Offer, *, by) -> str:
    count = actions.undo_logging(logged=undo.visits_of(offer, Permission.LOG, by=by), by=by)
    return ngettext("Undone: %(count)d visit.", "Undone: %(count)d visits.", count) % {"count": count}
