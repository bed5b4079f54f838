"""Forms that their browser keeps until it is told that they are saved."""

import re

from django.conf import settings

COOKIE, HEADER = "saved_forms", "X-Saved-Form"
AT_MOST = 10
KEY = re.compile(r"\d{1,20}\.[\w-]{1,50}", re.ASCII)


def confirm(request, response, key: str):
    """Tell the browser that what was filled in under `key` is saved: whether a script sent it or the page."""
    if KEY.fullmatch(key):
        response[HEADER] = key
        before = [known for known in request.COOKIES.get(COOKIE, "").split("~") if KEY.fullmatch(known)]
        response.set_cookie(
            COOKIE,
            "~".join([*before, key][-AT_MOST:]),
            max_age=7 * 24 * 60 * 60,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
    return response
