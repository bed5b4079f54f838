"""The key of one filling of a form: whose it is and when it was opened, signed against making one up."""

import base64
import datetime as dt
import re
import secrets
from typing import Any

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from lib.periods import now

SIGNATURE = 22  # letters: 128 bits
_KEY = re.compile(rf"(\d{{1,9}})\.([0-9a-f]{{8}}[\w-]{{16}})([\w-]{{{SIGNATURE}}})", re.ASCII)


def new_form_key(user: Any) -> str:
    """For a form that is shown to `user` now: stored with what it saves, so that it saves once."""
    filling = f"{int(now().timestamp()):08x}{secrets.token_urlsafe(12)}"
    return f"{user.pk}.{filling}{_signature(user.pk, filling, settings.SECRET_KEY)}"


def opened_by(key: str, within: dt.timedelta) -> int | None:
    """The id of the user to whom the form was shown; None for a key of nobody's, or an older one."""
    parts = _KEY.fullmatch(key)
    if parts is None:
        return None
    user_id, filling, signature = parts.groups()
    known = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    signed = [_signature(user_id, filling, secret) for secret in known]
    if not any(constant_time_compare(signature, possible) for possible in signed):
        return None
    opened_at = int(filling[:8], 16)
    return int(user_id) if opened_at >= (now() - within).timestamp() else None


def _signature(user_id: int | str, filling: str, secret: str) -> str:
    signed = f"{user_id}.{filling}"
    digest = salted_hmac("lib.form_keys", signed, secret=secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode()[:SIGNATURE]
