"""Seals over what is never changed: histories, and rows that are frozen.

Each seal holds, for every such table, a digest of the rows that came since the one before, and the head of
the chain: a digest of all of that and of the head before. Who rewrites a row past the product would have to
make every later seal anew; heads stand where the database's owner cannot reach them, on paper and in logs.
Docs: docs/decisions/0026-sealed-histories.md.
"""

import hashlib
import json
import logging
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from .locks import one_at_a_time, others_have_ended
from .models import Seal
from .periods import now

AT_ONCE = 2000  # rows read at a time
LARGE_AT_ONCE = 5  # of tables with whole files or reports in a row
PRINTED = 16  # letters
logger = logging.getLogger(__name__)


class StillWriting(Exception):
    """Somebody's transaction has been open all the while; its rows may belong below those to be sealed."""


def sealed_models() -> list[type[models.Model]]:
    """Histories, and models that say of themselves that their rows never change; by table."""
    found = [
        model
        for model in apps.get_models()
        if hasattr(model, "instance_type") or getattr(model, "is_frozen", False)
    ]
    return sorted(found, key=lambda model: model._meta.db_table)


def seal(*, patience: float = 60) -> Seal | None:
    """Seal what came since the last one; None where nothing came. Waits for `patience` seconds.

    Raises StillWriting.
    """
    last_rows = {
        model: model._base_manager.aggregate(last=models.Max("pk"))["last"] for model in sealed_models()
    }
    # Whoever has taken a key below those, and has not come out with the row yet.
    if not others_have_ended([model._meta.db_table for model in last_rows], patience):
        raise StillWriting
    with transaction.atomic():
        one_at_a_time("lib.seals")
        before, reached = _state(Seal.objects.order_by("pk").last())
        parts = {
            model._meta.db_table: part
            for model, last in last_rows.items()
            if last and (part := _part(model, reached.get(model._meta.db_table, 0), last))
        }
        if not parts:
            return None
        last = {table: part["last"] for table, part in parts.items()}
        made = Seal(sealed_at=now(), parts=parts, reached=reached | last, before=before)
        made.head = head_of(made)
        made.save()
    logger.info("Histories sealed: %s", made.head)
    return made


def last_head() -> str:
    """Of all that is sealed; "" where nothing is."""
    return Seal.objects.order_by("-pk").values_list("head", flat=True).first() or ""


def printed(head: str) -> str:
    """The beginning of a head, long enough for paper: `3f2a 9c41 0b7d e655`."""
    return " ".join(head[at : at + 4] for at in range(0, PRINTED, 4))


def head_of(made: Seal) -> str:
    words = json.dumps([made.before, made.sealed_at.isoformat(), made.parts, made.reached], sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()


def broken(since: Seal | None = None) -> Iterator[tuple[Seal, str]]:
    """Each seal after that one that does not hold, with the table whose rows are not those sealed.

    With "" where it does not follow from the one before: another head, or rows that were passed over.
    """
    tables = {model._meta.db_table: model for model in sealed_models()}
    before, reached = _state(since)
    for made in Seal.objects.filter(pk__gt=since.pk if since else 0).order_by("pk"):
        passes_over = any(part["after"] != reached.get(table, 0) for table, part in made.parts.items())
        reached = reached | {table: part["last"] for table, part in made.parts.items()}
        if passes_over or (made.before, made.head, made.reached) != (before, head_of(made), reached):
            yield made, ""
        before = made.head
        for table, part in sorted(made.parts.items()):
            model = tables.get(table)
            if not model or _part(model, part["after"], part["last"], part["columns"]) != part:
                yield made, table


def _state(last: Seal | None) -> tuple[str, dict[str, int]]:
    """The chain's head, and of each table the last key that is sealed, after that seal."""
    return (last.head, last.reached) if last else ("", {})


def _part(
    model: type[models.Model], after: int, last: int, columns: list[str] | None = None
) -> dict[str, Any]:
    """What a seal keeps of the rows with `after` < key <= `last`; nothing where there are none.

    `columns` as they were when it was made: columns that came later are no part of it. Nothing either
    where one of them is gone.
    """
    known = sorted(field.column for field in model._meta.concrete_fields)
    columns = columns or known
    if not set(columns) <= set(known):
        return {}
    quote, key = connection.ops.quote_name, model._meta.pk.column
    names = ", ".join(map(quote, columns))
    statement = (
        f"SELECT {names} FROM {quote(model._meta.db_table)} "  # noqa: S608 (names of our own models)
        f"WHERE {quote(key)} > %s AND {quote(key)} <= %s ORDER BY {quote(key)}"
    )
    is_large = any(isinstance(field, models.BinaryField | models.JSONField) for field in model._meta.fields)
    digest, count, at_once = hashlib.sha256(), 0, LARGE_AT_ONCE if is_large else AT_ONCE
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, [after, last])
        while rows := cursor.fetchmany(at_once):
            for row in rows:
                digest.update(json.dumps(row, default=_written, ensure_ascii=False).encode() + b"\n")
            count += len(rows)
    facts = {"after": after, "last": last, "rows": count, "columns": columns, "digest": digest.hexdigest()}
    return facts if count else {}


def _written(value: Any) -> str:
    """What JSON has no word for, as the database gives it."""
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes | memoryview) else str(value)
