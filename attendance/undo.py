"""What was just logged, kept in the session for as long as its button is there to press."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from .models import Visit

KEY = "undo"


@dataclass(frozen=True)
class Offer:
    """The visits just logged, each at its version, and where undoing leads back to."""

    key: str
    logged: list[tuple[int, int]]
    back: str


def offer(request, visits: Iterable[Visit], *, back: str) -> None:
    request.session[KEY] = {
        "key": uuid.uuid4().hex,
        "logged": [(visit.pk, visit.version) for visit in visits],
        "back": back,
        "shown": False,
    }


def show(request) -> str | None:
    """The key of an offer that no page has shown yet: the button stands under its message once."""
    offered = request.session.get(KEY)
    if not offered or offered["shown"]:
        return None
    request.session[KEY] = offered | {"shown": True}
    return offered["key"]


def take(request, key: str) -> Offer | None:
    """The offer of that key, once; another one, of a page opened since, stays."""
    offered = request.session.get(KEY)
    if not offered or offered["key"] != key:
        return None
    del request.session[KEY]
    return Offer(key, [tuple(pair) for pair in offered["logged"]], offered["back"])
