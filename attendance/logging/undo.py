"""What was just logged, kept in the session for as long as it may be taken back."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from attendance.models import Visit
from lib.periods import now

KEY = "undo"
AT_MOST = 5
KEPT = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Offer:
    """The visits logged at once, each at its version, and where undoing leads back to."""

    key: str
    logged: list[tuple[int, int]]
    back: str
    logged_at: dt.datetime

    @property
    def count(self) -> int:
        return len(self.logged)


def offer(request, visits: Iterable[Visit], *, back: str) -> None:
    stored = {
        "key": uuid.uuid4().hex,
        "logged": [(visit.pk, visit.version) for visit in visits],
        "back": back,
        "at": now().isoformat(),
        "shown": False,
    }
    request.session[KEY] = [*_stored(request), stored][-AT_MOST:]


def offers(request) -> list[Offer]:
    """What may still be taken back, the latest first."""
    return [_offer(stored) for stored in reversed(_stored(request))]


def show(request) -> str | None:
    """The key of the latest offer if no page has shown it yet: it stands under its message once."""
    stored = _stored(request)
    if not stored or stored[-1]["shown"]:
        return None
    request.session[KEY] = [*stored[:-1], stored[-1] | {"shown": True}]
    return stored[-1]["key"]


def take(request, key: str) -> Offer | None:
    """The offer of that key, once; others stay."""
    stored = _stored(request)
    wanted = [s for s in stored if s["key"] == key]
    if not wanted:
        return None
    request.session[KEY] = [s for s in stored if s["key"] != key]
    return _offer(wanted[0])


def _offer(stored: dict) -> Offer:
    logged = [tuple(pair) for pair in stored["logged"]]
    return Offer(stored["key"], logged, stored["back"], dt.datetime.fromisoformat(stored["at"]))


def _stored(request) -> list[dict]:
    since = (now() - KEPT).isoformat()
    return [stored for stored in request.session.get(KEY, []) if stored["at"] > since]
