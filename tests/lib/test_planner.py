"""PostgreSQL plans its queries by what it counted: a large import has it count at once."""

import pytest
from django.db import connection

from meetings.models import Cell


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL's planner counts")
def test_what_a_large_import_brought_is_counted(demo):
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [Cell._meta.db_table])
        assert cursor.fetchone() == (Cell.objects.count(),)
