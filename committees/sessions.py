"""How long somebody stays signed in: until an hour after the last thing done, and twelve hours in all."""

import datetime as dt
from collections.abc import Iterable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.db import SessionStore
from django.dispatch import receiver
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from lib.periods import now

from .events import record
from .models import SecurityEvent, User

SIGNED_IN_AT = "signed_in_at"
LISTED_AS = "listed_as"  # under which key allauth's list of the user's sessions has it
UNATTENDED = "X-Unattended"  # header of what a page asks for by itself, with nobody before it
NEW = dt.timedelta(minutes=5)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
# Not written anew for each page: an hour is then up to a minute less.
AT_LEAST = dt.timedelta(minutes=1)


@receiver(user_logged_in, dispatch_uid="committees.sessions")
def begin(request, **kwargs):
    request.session[SIGNED_IN_AT] = now().timestamp()
    request.session.set_expiry(_end(request.session))
    request.session[LISTED_AS] = request.session.session_key  # by allauth, at the same signal


def go_on(request) -> None:
    """To be asked after a page: its user is still there, unless it was asked for by itself."""
    session = request.session
    # Only where the page has looked who it is: it would cost pages for everybody a query.
    if not session.accessed or SESSION_KEY not in session:
        return
    # Another password or SECRET_KEY gives it another key; of before there was a list it has none.
    if session.get(LISTED_AS) != session.session_key and request.user.is_authenticated:
        UserSession.objects.create_from_request(request)
        session[LISTED_AS] = session.session_key
    if SIGNED_IN_AT not in session:  # of before there were limits
        begin(request)
    elif UNATTENDED in request.headers:
        return
    elif _end(session) - session.get_expiry_date() >= AT_LEAST:
        session.set_expiry(_end(session))
        UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=now())


def end(sessions: Iterable[UserSession], *, address: str, by: User | str | None = None) -> int:
    """Whoever is there is out, and is told so at the next page; `by`: who it was where not their user.

    Returns how many there were.
    """
    sessions = list(sessions)
    for session in sessions:
        key = _mark(session.session_key)
        session.end()
        record(SecurityEvent.Kind.SESSIONS, address=address, user=session.user, by=by, key=key)
    return len(sessions)


def why_ended(request) -> str:
    """What to tell whoever is signed in no more; "" where nobody ended it, or nothing is known of it."""
    cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not cookie:
        return ""
    ended = SecurityEvent.objects.filter(kind=SecurityEvent.Kind.SESSIONS, key=_mark(cookie)).first()
    if ended is None:
        return ""
    if ended.acted_by:
        return _(
            "An administrator signed you out everywhere. Sign in again; where the second step of your"
            " account was removed, set up a new one."
        )
    return _(
        "You were signed out here from another place where you are signed in. If that was not you, tell an "
        "administrator, then change your password."
    )


def _mark(session_key: str) -> str:
    return salted_hmac("committees.sessions", session_key, algorithm="sha256").hexdigest()


def is_new(request) -> bool:
    """Whether its user has signed in just now."""
    return now().timestamp() - request.session.get(SIGNED_IN_AT, 0) < NEW.total_seconds()


def end_all() -> int:
    """Of everybody, listed or not; how many there were."""
    UserSession.objects.all().delete()
    return SessionStore.get_model_class().objects.all().delete()[0]


def _end(session) -> dt.datetime:
    since = EPOCH + dt.timedelta(seconds=session[SIGNED_IN_AT])
    return min(now() + settings.SESSION_IDLE, since + settings.SESSION_AT_MOST)
