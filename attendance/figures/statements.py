"""SQL above queries: what Django has no words for is said of rows that it finds."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet


def read(parts: Mapping[str, QuerySet], above: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """What the statement `above` answers, with its own `parameters`, of rows named as in `parts`.

    Nothing where the rows of one can be none.
    """
    named, values, using = [], [], next(iter(parts.values())).db
    try:
        for name, rows in parts.items():
            sql, its = rows.order_by().query.get_compiler(using).as_sql()
            named.append(f"{name} AS ({sql})")
            values += its
    except EmptyResultSet:
        return []
    with connections[using].cursor() as cursor:
        cursor.execute(f"WITH {', '.join(named)} {above}", [*values, *parameters])
        return cursor.fetchall()
