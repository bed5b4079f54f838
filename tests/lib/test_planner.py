"""PostgreSQL plans its queries by what it counted, at once after a large import, and for all their rows."""

import pytest
from django.db import connection

from meetings.models import Cell

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL's planner counts")


def test_what_a_large_import_brought_is_counted(demo):
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [Cell._meta.db_table])
        assert cursor.fetchone() == (Cell.objects.count(),)


@pytest.mark.django_db
def test_what_is_read_in_parts_is_planned_to_be_read_to_its_end():
    with connection.cursor() as cursor:
        cursor.execute("SHOW cursor_tuple_fraction")
        assert cursor.fetchone() == ("1",)
