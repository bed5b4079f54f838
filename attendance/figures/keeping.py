"""Counting what is to be kept, while others write.

Whoever writes takes away what is kept (`forgetting`), and a row without figures, put there before anything is
read, like any other. What was begun before that row was there has not seen it: it is waited for.
"""

import contextlib
from collections.abc import Iterable, Iterator

from django.db import connection, transaction

from attendance.models import KeptFigures
from lib import jobs
from lib.locks import one_at_a_time, others_have_ended
from lib.periods import HalfYear, now

from . import forgetting, kept
from .kept import Scope

PATIENCE = 30.0  # seconds that others' transactions are waited for


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
            one_at_a_time("attendance.figures.keeping")
            if scope.rows.filter(part=part, version=kept.VERSION, figures__isnull=False).exists():
                return True  # another job was quicker
            scope.rows.filter(part=part).delete()
            begun = KeptFigures.objects.create(**vars(scope), part=part, version=kept.VERSION)
        mine = KeptFigures.objects.filter(pk=begun.pk)
        if not others_have_ended(forgetting.WATCHED, PATIENCE):
            mine.delete()
            return False
        return bool(mine.update(figures=kept.counted(part, scope), made_at=now()))


@contextlib.contextmanager
def _alone_on_sqlite() -> Iterator[None]:
    """There one transaction that writes keeps all others out."""
    with transaction.atomic() if connection.vendor == "sqlite" else contextlib.nullcontext():
        yield
