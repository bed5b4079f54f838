"""An index for what stands anywhere in a name: made where PostgreSQL has one, done without where not."""

import logging

import pytest
from django.db import connection

from lib.trigrams import index_names
from meetings.models import Cell

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def is_there():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite reads all names")
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_available_extensions WHERE name = 'pg_trgm'")
        return bool(cursor.rowcount)


def test_a_search_goes_by_the_index(is_there):
    if not is_there:
        pytest.skip("this server comes without pg_trgm")
    index_names(plan=[])
    index_names(plan=[])  # what is there already is left as it is
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")  # of so few names all are read, else
        # "my" is looked for as "mi" too: one index serves both.
        plan = Cell.objects.order_by().search("xóm Mỹ").explain()
        cursor.execute("RESET enable_seqscan")
    assert plan.count("meetings_cell_name_search_trgm") == 2
    assert "Seq Scan" not in plan


def test_without_the_extension_the_log_says_so_and_no_more(is_there, caplog):
    if is_there:
        pytest.skip("this server has pg_trgm")
    with caplog.at_level(logging.INFO, "lib.trigrams"):
        index_names(plan=[])
    (told,) = caplog.messages
    assert told.startswith("Names are searched without an index: ")
    assert list(Cell.objects.search("xóm Mỹ")) == []
