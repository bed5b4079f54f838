"""The second step of signing in: who must have one, who has, and what is told of it.

allauth keeps the steps themselves (docs/decisions/0024-sign-in.md).
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.db.models import Count, QuerySet
from django.dispatch import receiver
from django.utils.translation import ngettext

from lib.clients import address_of

from .events import record
from .models import Membership, Office, SecurityEvent, User
from .roles import Role

MISSING = "second_step_missing"  # in the session: must be set up before anything else
STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
Kind = SecurityEvent.Kind


def steps_of(user: User) -> set[str]:
    """Which ones the user has set up, of `STEPS`."""
    return set(Authenticator.objects.filter(user=user, type__in=STEPS).values_list("type", flat=True))


def demanding() -> list[str]:
    """The roles that must have one."""
    return Office.objects.values_list("second_step_roles", flat=True).first() or []


def without_one() -> QuerySet[User]:
    """Those who can sign in and have set up none."""
    have = Authenticator.objects.filter(type__in=STEPS).values("user")
    return User.objects.filter(is_active=True).exclude(pk__in=have)


@dataclass(frozen=True)
class Lacking:
    """How many people of a `role` (None: superusers) have no second step yet; whether the reader is one."""

    role: Role | None
    people: int
    is_reader_one: bool


def lacking(reader: User) -> list[Lacking]:
    """Of each role, in the order of roles.py, then of superusers. Four queries."""
    people = without_one()
    is_without = people.filter(pk=reader.pk).exists()
    counted = Membership.objects.filter(user__in=people).values_list("role")
    count = dict(counted.annotate(people=Count("user", distinct=True)).order_by())
    own = {membership.role for membership in reader.memberships.all()}
    of_roles = [Lacking(role, count.get(role, 0), is_without and role in own) for role in Role]
    superusers = people.filter(is_superuser=True).count()
    return [*of_roles, Lacking(None, superusers, is_without and reader.is_superuser)]


def must_have_one(user: User) -> bool:
    """By one of the user's roles; a superuser as an administrator does."""
    asked = demanding()
    has = {membership.role for membership in user.memberships.all()} if asked else set()
    return not has.isdisjoint(asked) or (user.is_superuser and Role.ADMINISTRATOR in asked)


def passkeys_work() -> bool:
    """Browsers make passkeys for names over HTTPS only, and on the machine itself."""
    address = urlsplit(settings.BASE_URL)
    host = address.hostname or ""
    is_name = not host.replace(".", "").isdigit() and ":" not in host
    return is_name and (address.scheme == "https" or host == "localhost")


@receiver(user_logged_in, dispatch_uid="committees.second_step")
def ask_for_it(request, user, **kwargs):
    if must_have_one(user) and not steps_of(user):
        request.session[MISSING] = True


@receiver(signals.authenticator_added, dispatch_uid="committees.second_step")
def added(request, user, authenticator, **kwargs):
    is_step = authenticator.type in STEPS
    if is_step:
        request.session.pop(MISSING, None)
    record(Kind.FACTOR_ADDED if is_step else Kind.CODES, address=address_of(request), user=user)


@receiver(signals.authenticator_reset, dispatch_uid="committees.second_step")
def codes_made(request, user, **kwargs):
    record(Kind.CODES, address=address_of(request), user=user)


@receiver(signals.authenticator_used, dispatch_uid="committees.second_step")
def used(request, authenticator, **kwargs):
    """Whoever signs in with a recovery code is told how many there are still."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        authenticator.refresh_from_db()  # another instance of it was used
        left = len(authenticator.wrap().get_unused_codes())
        said = ngettext(
            "You have used a recovery code; %(left)s is left. Make new ones under “My account”.",
            "You have used a recovery code; %(left)s are left. You can make new ones under “My account”.",
            left,
        )
        messages.warning(request, said % {"left": left})


@receiver(signals.authenticator_removed, dispatch_uid="committees.second_step")
def removed(request, user, authenticator, **kwargs):
    if authenticator.type in STEPS:
        record(Kind.FACTOR_REMOVED, address=address_of(request), user=user)
        ask_for_it(request, user)
