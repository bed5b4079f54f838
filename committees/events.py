"""What happens at the door, told to administrators and to the server's log."""

import logging

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from lib.clients import address_of

from .models import SecurityEvent, User

logger = logging.getLogger("security")


def record(kind: SecurityEvent.Kind, *, address: str, user: User | None, key: str = "") -> SecurityEvent:
    tell(kind, address=address, user=user)
    return SecurityEvent.objects.create(kind=kind, address=address, user=user, key=key)


def tell(kind: SecurityEvent.Kind, *, address: str, user: User | None) -> None:
    """To the log only: a line without names of persons or anything that was typed."""
    known = {"id": user.pk, "name": user.username} if user else {"id": "-", "name": "-"}
    logger.info("event=%s user=%s name=%s address=%s", kind.value, known["id"], known["name"], address or "-")


@receiver(user_logged_in, dispatch_uid="committees.events")
def signed_in(request, user, **kwargs):
    record(SecurityEvent.Kind.SIGNED_IN, address=address_of(request), user=user)


@receiver(user_logged_out, dispatch_uid="committees.events")
def signed_out(request, user, **kwargs):
    if user:
        record(SecurityEvent.Kind.SIGNED_OUT, address=address_of(request), user=user)
