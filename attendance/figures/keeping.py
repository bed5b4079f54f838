"""Counting what is to be kept, while others write.

Whoever writes takes away what is kept (`forgetting`), and a row without figures, put there before anything is
read, like any other. What was begun before that row was there has not seen it: it is waited for.
"""

import contextlib
import time
from collections.abc import Iterable, Iterator

from django.db import connection, transaction

from attendance.models import KeptFigures
from lib import jobs
from lib.periods import HalfYear, now

from . import forgetting, kept
from .kept import Scope

PATIENCE = 30.0  # seconds that others' transactions are waited for
LOOKED_EVERY = 0.05


@jobs.kind(kept.KIND, repeatable=True)
def keep_all(argument: Iterable[tuple[str, int, str, bool, str]], run: jobs.Run) -> int:
    """How many could be kept."""
    asked = list(argument)
    number = 0
    for done, (part, ordinal, path, then, group) in enumerate(asked):
        run("", done, len(asked))
        number += keep(part, Scope(HalfYear(ordinal), path, then, group))
    return number


def keep(part: str, scope: Scope) -> bool:
    """Whether it could be kept: not where somebody wrote to it meanwhile."""
    if not (scope.is_settled and forgetting.are_set()):
        return False
    with _alone_on_sqlite():
        with transaction.atomic():
            scope.rows.filter(part=part).delete()
            begun = KeptFigures.objects.create(**vars(scope), part=part, version=kept.VERSION)
        mine = KeptFigures.objects.filter(pk=begun.pk)
        if not _others_have_ended():
            mine.delete()
            return False
        return bool(mine.update(figures=kept.counted(part, scope), made_at=now()))


@contextlib.contextmanager
def _alone_on_sqlite() -> Iterator[None]:
    """There one transaction that writes keeps all others out."""
    with transaction.atomic() if connection.vendor == "sqlite" else contextlib.nullcontext():
        yield


def _others_have_ended() -> bool:
    """The transactions that write now what figures rest on; False where they take too long."""
    if connection.vendor == "sqlite":
        return True
    earlier, until = _writing(), time.monotonic() + PATIENCE
    while earlier:
        if time.monotonic() > until:
            return False
        time.sleep(LOOKED_EVERY)
        earlier &= _writing()
    return True


def _writing() -> set[str]:
    """Others' transactions: each holds the tables that it has written to until it ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT virtualtransaction FROM pg_locks WHERE pid <> pg_backend_pid() "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
            "AND relation = ANY(%s::regclass[]) "
            # Who only reads, and who only cleans up or counts.
            "AND mode NOT IN ('AccessShareLock', 'RowShareLock', 'ShareUpdateExclusiveLock')",
            [list(forgetting.WATCHED)],
        )
        return {transaction for (transaction,) in cursor.fetchall()}
