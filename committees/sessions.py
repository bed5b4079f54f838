"""How long somebody stays signed in: until an hour after the last thing done, and twelve hours in all."""

import datetime as dt

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.db import SessionStore
from django.dispatch import receiver

from lib.periods import now

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


def is_new(request) -> bool:
    """Whether its user has signed in just now."""
    return now().timestamp() - request.session.get(SIGNED_IN_AT, 0) < NEW.total_seconds()


def end(users=None) -> int:
    """Of these users, or of everybody; returns how many there were."""
    if users is None:
        UserSession.objects.all().delete()
        return SessionStore.get_model_class().objects.all().delete()[0]
    listed = UserSession.objects.filter(user__in=users)
    for session in listed:
        session.end()
    return len(listed)


def _end(session) -> dt.datetime:
    since = EPOCH + dt.timedelta(seconds=session[SIGNED_IN_AT])
    return min(now() + settings.SESSION_IDLE, since + settings.SESSION_AT_MOST)
