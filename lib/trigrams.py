"""Search in long tables on PostgreSQL: an index of every three letters that stand together in a name.

What is looked for may stand anywhere in a name, which no ordinary index finds. The extension pg_trgm has one;
any owner of a database may install it, where the server has it. Without it everything is found as well, by
reading all names.
"""

import logging
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models

from .vietnamese import SEARCHED, SearchKeyField

logger = logging.getLogger(__name__)


def index_names(using: str = DEFAULT_DB_ALIAS, **signal: Any) -> None:
    """After `migrate`, also when it found nothing to do: the extension may have been allowed since."""
    connection = connections[using]
    if connection.vendor != "postgresql" or "plan" not in signal:  # a test's flush has none
        return
    with connection.cursor() as cursor:
        try:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            there = set(connection.introspection.table_names(cursor))
            for field in _search_keys():
                table, name = field.model._meta.db_table, connection.ops.quote_name(field.column)
                if table in there:
                    cursor.execute(
                        f"CREATE INDEX IF NOT EXISTS {table}_{field.column}_trgm ON {table} "
                        f"USING gin (({SEARCHED.format(name)}) gin_trgm_ops)"
                    )
        except DatabaseError as error:
            logger.info("Names are searched without an index: %s", str(error).splitlines()[0])


def _search_keys() -> Iterator[models.Field]:
    for model in apps.get_models():
        yield from (field for field in model._meta.local_fields if isinstance(field, SearchKeyField))
