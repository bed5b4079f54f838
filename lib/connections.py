"""What `check --deploy` says of servers that passwords and names go to in plain."""

import ipaddress
from typing import Any

from django.conf import settings
from django.core import checks

SMTP = "django.core.mail.backends.smtp.EmailBackend"
ENCIPHERED = ("require", "verify-ca", "verify-full")


@checks.register("connections", deploy=True)
def in_plain(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Database, replica, mail server on other machines without TLS, or with `prefer`, the default, alone."""
    found = [
        checks.Warning(
            f"The database at {host} may be spoken to in plain.",
            hint="Add ?sslmode=verify-full&sslrootcert=… (or at least sslmode=require) to its address.",
            id=f"connections.{alias}",
        )
        for alias, database in settings.DATABASES.items()
        if database["ENGINE"].endswith("postgresql")
        and not _is_here(host := database.get("HOST") or database.get("OPTIONS", {}).get("host", ""))
        and database.get("OPTIONS", {}).get("sslmode") not in ENCIPHERED
    ]
    is_enciphered = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL
    if settings.EMAIL_BACKEND == SMTP and not is_enciphered and not _is_here(settings.EMAIL_HOST):
        hint = "Write smtp+tls:// or smtp+ssl:// in EMAIL_URL."
        words = f"The mail server at {settings.EMAIL_HOST} is spoken to in plain."
        found.append(checks.Warning(words, hint=hint, id="connections.mail"))
    return found


def _is_here(host: str) -> bool:
    """On this machine: a socket, or an address that no network sees."""
    if not host or host.startswith("/") or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
