"""What only one transaction does at a time, where there is no row yet to lock."""

from django.db import connection


def one_at_a_time(what: str) -> None:
    """Wait until no other transaction is past this for the same `what`; it holds until this one ends."""
    if connection.vendor == "postgresql":  # on SQLite one writes at a time
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [what])
