"""What only one transaction does at a time, where there is no row yet to lock; and waiting for others."""

import time
from collections.abc import Iterable

from django.db import connection

LOOKED_EVERY = 0.05  # seconds


def one_at_a_time(what: str) -> None:
    """Wait until no other transaction is past this for the same `what`; it holds until this one ends."""
    if connection.vendor == "postgresql":  # on SQLite one writes at a time
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [what])


def others_have_ended(tables: Iterable[str], patience: float) -> bool:
    """Wait for whoever writes to these tables now; False where that takes more than `patience` seconds.

    On SQLite nobody is between writing and coming out with it while another reads.
    """
    if connection.vendor == "sqlite":
        return True
    earlier, until = _writing(list(tables)), time.monotonic() + patience
    while earlier:
        if time.monotonic() > until:
            return False
        time.sleep(LOOKED_EVERY)
        earlier &= _writing(list(tables))
    return True


def _writing(tables: list[str]) -> set[str]:
    """Others' transactions: each holds the tables that it has written to until it ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT virtualtransaction FROM pg_locks WHERE pid <> pg_backend_pid() "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
            "AND relation = ANY(%s::regclass[]) "
            # Who only reads, and who only cleans up or counts.
            "AND mode NOT IN ('AccessShareLock', 'RowShareLock', 'ShareUpdateExclusiveLock')",
            [tables],
        )
        return {transaction for (transaction,) in cursor.fetchall()}
