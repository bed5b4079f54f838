"""How often somebody may try a password: counted in the database, for all processes and machines together.

A try is entered before the password is looked at, and stays where it was wrong: many at once are never more
than the limit. A name is stopped only where it was tried: nobody locks a colleague out from elsewhere;
the second step of an account wherever it is tried, as only who has its password can.
"""

import datetime as dt
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from lib.locks import one_at_a_time
from lib.periods import now, written_hour

from .events import record, tell
from .models import SecurityEvent, User

Kind = SecurityEvent.Kind
WITHIN = dt.timedelta(minutes=15)
OF_NAME = 5  # wrong tries of one name at one address
OF_ADDRESS = 50
OF_SECOND_STEP = 20  # wrong ones of one account, wherever: whoever tries them has its password
SECOND_STEP_WITHIN = dt.timedelta(hours=1)
# A process that died while it looked at a password looks at none any more.
LOOKED_AT = dt.timedelta(seconds=10)


@dataclass(frozen=True)
class _Limit:
    """How many wrong tries there may be before no other is looked at."""

    tries: QuerySet[SecurityEvent]
    at_most: int
    message: str
    key: str  # under which it is written down that it was reached, once for all who try on
    user: User | None = None
    within: dt.timedelta = WITHIN

    def free_at(self) -> dt.datetime | None:
        """When they will be fewer; None where they are."""
        recent = self.tries.filter(at__gt=now() - self.within)
        newest = list(recent.order_by("-at").values_list("at", flat=True)[: self.at_most])
        return newest[-1] + self.within if len(newest) == self.at_most else None


class Stopped(ValidationError):
    """Not looked at; `wait`: how many seconds until the next try will be; `limit`: which one was reached."""

    def __init__(self, message: str, wait: int, limit: _Limit | None = None):
        super().__init__(message, code="stopped")
        self.wait = wait
        self.limit = limit


@contextmanager
def one(name: str, address: str, *, user: User | None = None, failure: Kind = Kind.FAILED) -> Iterator[None]:
    """A try that is looked at inside; a ValidationError there is a wrong one. Raises Stopped."""
    attempt = begin(name, address, user=user, failure=failure)
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


def begin(name: str, address: str, *, user: User | None = None, failure: Kind = Kind.FAILED) -> SecurityEvent:
    """Enters a try that may be looked at now, and is a `failure` where it is wrong; raises Stopped.

    `user`: who is known already, by being signed in or by the password before the second step.
    """
    is_known = user is not None
    user = user or User.objects.filter(username=name).first()
    key = _key(name, address)
    limits = list(_limits_of_user(key, user, failure))
    if not is_known:  # what others do at a shared address stops nobody who has come in
        limits.append(_limit_of_address(address))
    try:
        _expect_few(limits)  # whoever is stopped waits for nobody
        with transaction.atomic(durable=True):
            one_at_a_time("committees.attempts")
            _expect_few(limits)
            _expect_free_hands()
            return SecurityEvent.objects.create(kind=Kind.TRIED, address=address, user=user, key=key)
    except Stopped as stopped:
        if stopped.limit:  # here, as the transaction takes back what is written in it
            _note(stopped.limit, address)
        raise


@dataclass(frozen=True)
class Pause:
    """That no try of an account is looked at, at an `address` (None: at none), and until when."""

    address: str | None
    until: dt.datetime


def pauses(user: User) -> list[Pause]:
    """Of the account, as they are now. Two queries."""
    recent = _tries().filter(user=user, at__gt=now() - WITHIN).exclude(key="").order_by("-at")
    tries = defaultdict(list)
    for key, address, at in recent.values_list("key", "address", "at"):
        tries[key, address].append(at)
    found = [
        Pause(address, _minute_after(times[OF_NAME - 1] + WITHIN))
        for (_key, address), times in tries.items()
        if len(times) >= OF_NAME
    ]
    everywhere = _limit_of_codes(user).free_at()
    return found + ([Pause(None, _minute_after(everywhere))] if everywhere else [])


def forgive(user: User) -> None:
    """The wrong passwords count no more for the account's name, which has or gets another one.

    For their addresses they do, and so do wrong codes.
    """
    SecurityEvent.objects.filter(user=user, kind=Kind.FAILED).exclude(key="").update(key="")


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
    return SecurityEvent.objects.filter(kind__in=[Kind.TRIED, Kind.FAILED, Kind.CODE_FAILED])


def _limits_of_user(key: str, user: User | None, failure: Kind) -> Iterator[_Limit]:
    of_name = _(
        "Too many wrong tries for this user name from this computer or its network. Try again at %(time)s, "
        "or ask an administrator for a link for a new password."
    )
    yield _Limit(_tries().filter(key=key), OF_NAME, of_name, key, user)
    if user and failure == Kind.CODE_FAILED:
        yield _limit_of_codes(user)


def _limit_of_codes(user: User) -> _Limit:
    wrong = SecurityEvent.objects.filter(kind=Kind.CODE_FAILED, user=user)
    message = _(
        "Too many wrong codes for this account. Try again at %(time)s. If they were not yours, somebody "
        "knows your password: ask an administrator for a link for a new one."
    )
    known_as = _key(f"code {user.pk}", "")
    return _Limit(wrong, OF_SECOND_STEP, message, known_as, user, SECOND_STEP_WITHIN)


def _limit_of_address(address: str) -> _Limit:
    message = _("Too many wrong tries from this computer or its network. Try again at %(time)s.")
    return _Limit(_tries().filter(address=address), OF_ADDRESS, message, _key("", address))


def _minute_after(time: dt.datetime) -> dt.datetime:
    """To be written without seconds: at the minute itself they may be missing."""
    return time + dt.timedelta(minutes=1)


def _expect_few(limits: list[_Limit]) -> None:
    for limit in limits:
        if free_at := limit.free_at():
            time = written_hour(_minute_after(free_at))
            wait = int((free_at - now()).total_seconds()) + 1
            raise Stopped(limit.message % {"time": time}, wait, limit)


def _expect_free_hands() -> None:
    looked_at = SecurityEvent.objects.filter(kind=Kind.TRIED, at__gt=now() - LOOKED_AT)
    if looked_at.count() >= settings.SIGN_INS_AT_ONCE:
        raise Stopped(_("Many are signing in at this moment. Try again in a few seconds."), wait=3)


def _note(limit: _Limit, address: str) -> None:
    noted = SecurityEvent.objects.filter(kind=Kind.LIMITED, key=limit.key, at__gt=now() - WITHIN)
    if not noted.exists():
        record(Kind.LIMITED, address=address, user=limit.user, key=limit.key)
