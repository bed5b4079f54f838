"""What PostgreSQL's planner knows of the tables."""

from django.db import connection


def count_tables() -> None:
    """Let PostgreSQL count its tables now (ANALYZE): to be called once many rows are committed.

    It does so by itself, but what it counts while a large transaction is under way are empty tables, and a
    query planned for empty tables can take minutes on full ones.
    """
    if connection.vendor == "postgresql":
        tables = map(connection.ops.quote_name, connection.introspection.django_table_names())
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(tables)}")
