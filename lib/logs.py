"""Log records for programs: one JSON object a line, with the request and the account that it is about."""

import json
import logging
from contextvars import ContextVar
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest

current: ContextVar[HttpRequest | None] = ContextVar("request", default=None)
EXTRAS = ("method", "route", "status", "milliseconds")  # of a request that is over


class JSONFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        request = current.get()
        facts: dict[str, Any] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request is not None:
            facts |= {"request": getattr(request, "log_id", ""), "user": user_of(request)}
        facts |= {name: getattr(record, name) for name in EXTRAS if hasattr(record, name)}
        if record.exc_info:
            facts["exception"] = self.formatException(record.exc_info)
        return json.dumps(facts, ensure_ascii=False, default=str)


def user_of(request: HttpRequest) -> str:
    """The key of whoever is signed in; "" where nobody is, or nothing has asked yet.

    Asks nothing itself: what is told may be that the session cannot be loaded.
    """
    session = getattr(request, "session", None)
    return getattr(session, "_session_cache", {}).get(SESSION_KEY, "")
