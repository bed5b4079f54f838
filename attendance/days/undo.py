"""What was just done, kept in the session for as long as it may be taken back.

A room says once what a step of some kind is called and how it is taken back (`step`). Whoever takes one
offers it: on the page that follows and on the next one, as long as the rows are as the step left them.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from attendance.models import Visit
from committees.roles import Permission, require
from lib.periods import now

KEY = "undo"
AGAIN = "undone"  # in the session: what was undone last, until its form is open again
AT_MOST = 5
PAGES = 2
KEPT = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Offer:
    """A step: the rows it left, each at its version; facts that name it; where undoing leads back to."""

    key: str
    step: str
    left: list[tuple[int, int]]
    facts: dict
    back: str
    again: dict | None  # the form that took it, and what was typed into it

    @property
    def what(self) -> str:
        """What is undone, in the language of the page."""
        return _STEPS[self.step].what(self.facts)

    @property
    def undone(self) -> str:
        """That it was undone, in the words of the button."""
        return _("Undone: %(what)s.") % {"what": self.what}

    def take_back(self, *, by) -> str:
        """Undo it, or refuse; what to tell then."""
        return _STEPS[self.step].take_back(self, by=by)


@dataclass(frozen=True)
class _Step:
    what: Callable[[dict], str]
    take_back: Callable[..., str]


_STEPS: dict[str, _Step] = {}


def step(name: str, *, what: Callable[[dict], str]):
    """Decorates what takes steps of this kind back: `(offer, *, by)`, returning what to tell."""

    def register(take_back):
        _STEPS[name] = _Step(what, take_back)
        return take_back

    return register


# --- the session ---


def offer(request, step: str, rows: Iterable[Any], *, back: str, again: dict | None = None, **facts) -> None:
    """Visits, or other rows with a version, as the step left them; `again` as `typed_into` has it."""
    stored = {
        "key": uuid.uuid4().hex,
        "step": step,
        "left": [(row.pk, row.version) for row in rows],
        "facts": facts,
        "back": back,
        "again": again,
        "at": now().isoformat(),
        "pages": 0,
    }
    request.session[KEY] = [*_stored(request), stored][-AT_MOST:]


def shown(request) -> list[Offer]:
    """What stands on this page, the latest first. Parts that htmx asks for are no pages of their own."""
    stored = _stored(request)
    if not stored:
        return []
    if not getattr(request, "htmx", False):
        counted = [s | {"pages": s["pages"] + 1} for s in stored]
        stored = request.session[KEY] = [s for s in counted if s["pages"] <= PAGES]
    return [_offer(s) for s in reversed(stored)]


def take(request, key: str) -> Offer | None:
    """The offer of that key, once; others stay."""
    stored = _stored(request)
    wanted = [s for s in stored if s["key"] == key]
    if not wanted:
        return None
    request.session[KEY] = [s for s in stored if s["key"] != key]
    return _offer(wanted[0])


def _offer(stored: dict) -> Offer:
    left = [(pk, version) for pk, version in stored["left"]]
    again = stored.get("again")  # an earlier release had none
    return Offer(stored["key"], stored["step"], left, stored["facts"], stored["back"], again)


def _stored(request) -> list[dict]:
    since = (now() - KEPT).isoformat()
    # Those of an earlier release named no step.
    return [s for s in request.session.get(KEY, []) if s["at"] > since and s.get("step") in _STEPS]


# --- nothing typed is lost ---


def typed_into(form: str, typed: dict[str, str]) -> dict:
    """For `offer`: undoing leads to that form, with all of this in it."""
    return {"form": form, "typed": typed}


def leads_to(request, offer: Offer) -> str:
    """Where one goes once the step is undone."""
    if not offer.again:
        return offer.back
    request.session[AGAIN] = offer.again
    return offer.again["form"]


def typed_before(request) -> dict[str, str] | None:
    """What is to stand in the form at this address as its step was undone; once."""
    again = request.session.get(AGAIN)
    if not again or again["form"] != request.get_full_path():
        return None
    del request.session[AGAIN]
    return again["typed"]


# --- what the steps of visits have in common ---


def facts_of(visits: list[Visit]) -> dict:
    """Of one visit who goes where and when; of several how many, and the month if they share it."""
    if len(visits) == 1:
        (visit,) = visits
        return {"leader": str(visit.leader), "cell": str(visit.cell), "month": visit.month.month}
    months = {visit.month for visit in visits}
    return {"count": len(visits)} | ({"month": months.pop().month} if len(months) == 1 else {})


def visits_of(offer: Offer, permission: Permission, *, by) -> list[tuple[Visit, int]]:
    """The visits that the step left, each with its version then; `by` must have the right on all of them."""
    versions = dict(offer.left)
    visits = Visit.objects.visible_to(by).filter(pk__in=versions)
    visits = visits.select_related("committee", "leader", "cell")
    for visit in visits:
        require(by, permission, visit.committee)
    if len(visits) < len(versions):
        raise ValidationError(_("A visit is gone or no longer yours to change; nothing was undone."))
    return [(visit, versions[visit.pk]) for visit in visits]
