"""Many rows at once: changed each to values of its own, and remembered in their history."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection, models
from simple_history.utils import get_history_manager_for_model

from lib.periods import now

CREATED, CHANGED = "+", "~"


def update_rows(model: type[models.Model], rows: Sequence[models.Model], names: Collection[str]) -> None:
    """Store the fields `names` of `rows`, as `bulk_update` does.

    PostgreSQL takes them as columns and joins them once. `bulk_update` words a condition for each value: of
    an import of twenty thousand results that was four fifths.
    """
    if not rows or not names:
        return
    fields = [model._meta.get_field(name) for name in sorted(names)]
    if connection.vendor != "postgresql":
        model._base_manager.bulk_update(rows, [field.name for field in fields])
        return
    for field in fields:
        if field.is_relation:
            _follow_what_was_saved(field, rows)
    key, table = model._meta.pk, _quote(model._meta.db_table)
    given = ", ".join(f"%s::{field.cast_db_type(connection)}[]" for field in (key, *fields))
    changes = ", ".join(f"{_quote(field.column)} = given.{_quote(field.column)}" for field in fields)
    statement = (
        f"UPDATE {table} SET {changes} FROM unnest({given}) AS given({_quoted((key, *fields))}) "  # noqa: S608 - names of ours
        f"WHERE {table}.{_quote(key.column)} = given.{_quote(key.column)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [_column(field, rows) for field in (key, *fields)])


def _follow_what_was_saved(field: models.Field, rows: Sequence[models.Model]) -> None:
    """What a row refers to may have been saved, and so numbered, after the row got it."""
    for row in rows:
        if field.is_cached(row) and (related := field.get_cached_value(row)) is not None:
            setattr(row, field.attname, related.pk)


def _column(field: models.Field, rows: Sequence[models.Model]) -> list[Any]:
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows]


def remember(rows: Sequence[models.Model], kind: str, *, by: Any, reason: str | None) -> None:
    """An entry in the history of each of `rows`, all of one model and stored as they are: by one statement.

    `kind` is CREATED or CHANGED; `by` a user or None. Without relations to many: simple_history keeps them in
    tables of their own.
    """
    if not rows:
        return
    table, key = rows[0]._meta.db_table, rows[0]._meta.pk
    history = get_history_manager_for_model(type(rows[0])).model
    told = {"date": now(), "type": kind, "change_reason": reason, "user": by and by.pk}
    fields = [history._meta.get_field(f"history_{name}") for name in told]
    tracked = _quoted(history.tracked_fields)
    statement = (
        f"INSERT INTO {_quote(history._meta.db_table)} ({_quoted(fields)}, {tracked}) "  # noqa: S608 - names of ours
        f"SELECT {', '.join(f'CAST(%s AS {field.cast_db_type(connection)})' for field in fields)}, {tracked} "
        f"FROM {_quote(table)} WHERE {_quote(key.column)} IN ({', '.join(['%s'] * len(rows))}) "
        f"ORDER BY {_quote(key.column)}"
    )
    values = [
        field.get_db_prep_save(value, connection) for field, value in zip(fields, told.values(), strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *(row.pk for row in rows)])


def _quote(name: str) -> str:
    return connection.ops.quote_name(name)


def _quoted(fields: Iterable[models.Field]) -> str:
    return ", ".join(_quote(field.column) for field in fields)
