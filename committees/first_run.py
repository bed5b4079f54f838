"""The first account of an empty installation: made in the browser by whoever reads the server's output.

The token is a keyed hash of nothing but the secret key, so that every worker prints the same one and nothing
need be stored before there is anybody; it opens a page only while no account exists, so once.
"""

import logging

from django.conf import settings
from django.db import DatabaseError
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from .models import User

logger = logging.getLogger(__name__)


def token() -> str:
    return salted_hmac("committees.first_run", "token", algorithm="sha256").hexdigest()[:40]


def is_open() -> bool:
    """Whether nobody has an account yet."""
    return not User.objects.exists()


def is_token(text: str) -> bool:
    return constant_time_compare(text, token())


def address() -> str:
    return f"{settings.BASE_URL}{reverse('committees:first-run', args=[token()])}"


def announce() -> None:
    """Print the address at the start of a server where nobody has an account yet."""
    try:
        if is_open():
            logger.warning("No account exists yet. Make the first one at %s", address())
    except DatabaseError:
        logger.warning("The database has no tables yet: run manage.py migrate.")
