"""How often somebody may try a password: counted in the database, for all processes and machines together.

A try is entered before the password is looked at, and stays where it was wrong: many at once are never more
than the limit. A name is stopped only where it was tried, so that nobody locks a colleague out.
"""

import datetime as dt
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lib.locks import one_at_a_time
from lib.periods import now

from .events import record, tell
from .models import SecurityEvent, User

Kind = SecurityEvent.Kind
WITHIN = dt.timedelta(minutes=15)
OF_NAME = 5  # wrong tries of one name at one address
OF_ADDRESS = 50
# A process that died while it looked at a password looks at none any more.
LOOKED_AT = dt.timedelta(seconds=10)


class Stopped(ValidationError):
    """Not looked at; `wait`: how many seconds until the next try will be; `limited`: the key of too many."""

    def __init__(self, message: str, wait: int, limited: str = ""):
        super().__init__(message, code="stopped")
        self.wait = wait
        self.limited = limited


@contextmanager
def one(name: str, address: str, *, user: User | None = None, failure: Kind = Kind.FAILED) -> Iterator[None]:
    """A try that is looked at inside; a ValidationError there is a wrong one. Raises Stopped."""
    attempt = begin(name, address, user=user)
    try:
        yield
    except ValidationError:
        attempt.kind = failure
        attempt.save(update_fields=["kind"])
        tell(failure, address=address, user=attempt.user)
        raise
    except BaseException:
        attempt.delete()  # neither wrong nor right: the server failed, or was asked to end
        raise
    # The wrong ones before it count no more for the name; for the address they do.
    SecurityEvent.objects.filter(key=attempt.key).exclude(pk=attempt.pk).update(key="")
    attempt.delete()


def begin(name: str, address: str, *, user: User | None = None) -> SecurityEvent:
    """Enters a try that may be looked at now; raises Stopped."""
    user = user or User.objects.filter(username=name).first()
    key = _key(name, address)
    try:
        _expect_few(key, address)  # whoever is stopped waits for nobody
        with transaction.atomic(durable=True):
            one_at_a_time("committees.attempts")
            _expect_few(key, address)
            _expect_free_hands()
            return SecurityEvent.objects.create(kind=Kind.TRIED, address=address, user=user, key=key)
    except Stopped as stopped:
        # Here, as the transaction takes back what is written in it.
        if stopped.limited:
            _note(stopped.limited, address, user if stopped.limited == key else None)
        raise


def spend(code: str, address: str, *, user: User) -> bool:
    """Whether a right code is used for the first time: it stays right for a while, and may have been seen."""
    key = _key(code, "")
    with transaction.atomic(durable=True):
        one_at_a_time("committees.attempts")
        used = SecurityEvent.objects.filter(kind=Kind.SECOND_STEP, key=key, at__gt=now() - WITHIN)
        if used.exists():
            return False
        record(Kind.SECOND_STEP, address=address, user=user, key=key)
    return True


def _key(name: str, address: str) -> str:
    spelled = unicodedata.normalize("NFKC", name).casefold()
    return salted_hmac("committees.attempts", f"{address} {spelled}", algorithm="sha256").hexdigest()


def _tries() -> QuerySet[SecurityEvent]:
    return SecurityEvent.objects.filter(
        kind__in=[Kind.TRIED, Kind.FAILED, Kind.CODE_FAILED], at__gt=now() - WITHIN
    )


def _expect_few(key: str, address: str) -> None:
    of_name, of_address = _tries().filter(key=key), _tries().filter(address=address)
    limited = key
    if free_at := _free_at(of_name, OF_NAME):
        message = _(
            "Too many wrong tries for this user name at this computer. Try again at %(time)s, "
            "or ask an administrator for a link for a new password."
        )
    elif free_at := _free_at(of_address, OF_ADDRESS):
        limited = _key("", address)  # once, whatever names are tried there
        message = _("Too many wrong tries from this computer or its network. Try again at %(time)s.")
    else:
        return
    # The minute after: at the one before its seconds may be missing.
    time = localtime(free_at + dt.timedelta(minutes=1))
    wait = int((free_at - now()).total_seconds()) + 1
    raise Stopped(message % {"time": f"{time:%H:%M}"}, wait, limited)


def _expect_free_hands() -> None:
    if _tries().filter(kind=Kind.TRIED, at__gt=now() - LOOKED_AT).count() >= settings.SIGN_INS_AT_ONCE:
        raise Stopped(_("Many are signing in at this moment. Try again in a few seconds."), wait=3)


def _note(limited: str, address: str, user: User | None) -> None:
    """Once, however often it is tried on."""
    if not SecurityEvent.objects.filter(kind=Kind.LIMITED, key=limited, at__gt=now() - WITHIN).exists():
        record(Kind.LIMITED, address=address, user=user, key=limited)


def _free_at(tries: QuerySet[SecurityEvent], at_most: int) -> dt.datetime | None:
    """When they will be fewer than `at_most`; None where they are."""
    newest = list(tries.order_by("-at").values_list("at", flat=True)[:at_most])
    return newest[-1] + WITHIN if len(newest) == at_most else None
