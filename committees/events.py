"""What happens at the door, told to administrators and to the server's log."""

import logging

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from lib.clients import address_of

from .models import SecurityEvent, User
from .names import called

logger = logging.getLogger("security")


def record(
    kind: SecurityEvent.Kind, *, address: str, user: User | None, by: User | str | None = None, key: str = ""
) -> SecurityEvent:
    """`by`: who did it to `user`, or the command of the server that did; to oneself it need not be said."""
    by = None if by == user else by
    tell(kind, address=address, user=user, by=by)
    acted_by = called(by.full_name, by.username) if isinstance(by, User) else by or ""
    return SecurityEvent.objects.create(kind=kind, address=address, user=user, acted_by=acted_by, key=key)


def tell(kind: SecurityEvent.Kind, *, address: str, user: User | None, by: User | str | None = None) -> None:
    """To the log only: a line without names of persons or anything that was typed."""
    known = {"id": user.pk, "name": user.username} if user else {"id": "-", "name": "-"}
    line = "event=%s user=%s name=%s address=%s"
    facts = [kind.value, known["id"], known["name"], address or "-"]
    if by:
        line, facts = f"{line} by=%s", [*facts, by.username if isinstance(by, User) else by]
    logger.info(line, *facts)


@receiver(user_logged_in, dispatch_uid="committees.events")
def signed_in(request, user, **kwargs):
    record(SecurityEvent.Kind.SIGNED_IN, address=address_of(request), user=user)


@receiver(user_logged_out, dispatch_uid="committees.events")
def signed_out(request, user, **kwargs):
    if user:
        record(SecurityEvent.Kind.SIGNED_OUT, address=address_of(request), user=user)
