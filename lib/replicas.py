"""Reading from a copy of the database that PostgreSQL keeps up to date on another machine.

With DATABASE_REPLICA_URL there is a second database, `replica`. What is read inside `reading()` comes from
it; all that is written, all inside a transaction, and who may do what comes from the primary, as everything
does elsewhere. See docs/decisions/0022-past-one-machine.md.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models

logger = logging.getLogger(__name__)

REPLICA = "replica"
# Who is signed in, with which rights, and how far a job has come is never a matter of seconds ago.
OF_NOW = {"committees.user", "committees.membership", "sessions.session", "lib.job"}
PATIENCE = 0.3  # seconds for the replica to catch up when it is looked at
AWAY = 30.0  # seconds in which nobody tries a replica that failed

_is_reading: ContextVar[bool] = ContextVar("reading from the replica", default=False)


class Router:
    """Django's question which database a model is read from and written to."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str:
        is_now = model._meta.label_lower in OF_NOW or connections[DEFAULT_DB_ALIAS].in_atomic_block
        return REPLICA if _is_reading.get() and not is_now else DEFAULT_DB_ALIAS

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, *rows: models.Model, **hints: Any) -> bool:
        return True  # one is the other's copy

    def allow_migrate(self, db: str, *model: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS


@contextmanager
def reading() -> Iterator[bool]:
    """Inside, rows come from the replica if it is there and up to date: whether they do."""
    token = _is_reading.set(_state.is_good())
    try:
        yield _is_reading.get()
    finally:
        _is_reading.reset(token)


def stop_reading() -> None:
    """From here on this request reads from the primary."""
    _is_reading.set(False)


def give_up(error: Exception) -> None:
    """The replica failed where the primary did not: for a while nobody reads from it."""
    _state.is_away(error)


class _State:
    """What this process knows of the replica; threads may ask twice, which does no harm."""

    def __init__(self) -> None:
        self._good_until = self._away_until = 0.0

    def is_good(self) -> bool:
        """Looked at twice within REPLICA_LAG, so that nothing read is older than that."""
        now = time.monotonic()
        if now < self._away_until:
            return False
        if now >= self._good_until:
            try:
                is_fresh = _has_caught_up()
            except DatabaseError as error:
                self.is_away(error)
                return False
            if not is_fresh:
                logger.warning("The replica is behind: pages are read from the primary")
                return False
            self._good_until = now + settings.REPLICA_LAG / 2
        return True

    def is_away(self, error: Exception) -> None:
        connections[REPLICA].close()
        self._good_until, self._away_until = 0.0, time.monotonic() + AWAY
        logger.warning("The replica is away, pages are read from the primary: %s", error)


_state = _State()


def _has_caught_up() -> bool:
    """Whether the replica has all that the primary had when this began.

    Its own clock would not tell: a replica cut off from the primary has replayed all that it received.
    """
    primary, replica = connections[DEFAULT_DB_ALIAS], connections[REPLICA]
    replica.ensure_connection()
    if primary.vendor != "postgresql":
        return True
    (written,) = _asked(primary, "SELECT pg_current_wal_lsn()")
    until = time.monotonic() + PATIENCE
    while True:
        # NULL where it is none, such as one that was made the primary.
        (is_there,) = _asked(replica, "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [written])
        if is_there or time.monotonic() > until:
            return bool(is_there)
        time.sleep(PATIENCE / 10)


def _asked(connection: Any, sql: str, params: list[Any] | None = None) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()
