"""Rows into PostgreSQL's tables by COPY, and tables bare of indexes meanwhile."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from queue import Empty, SimpleQueue

from django.core.management.color import no_style
from django.db import connection

NULL = r"\N"
LOADING = "SET synchronous_commit = off; SET work_mem = '256MB'; SET maintenance_work_mem = '512MB'"


def value(given) -> str:
    """As COPY's text format has it."""
    if given is None:
        return NULL
    if isinstance(given, bool):
        return "t" if given else "f"
    return str(given).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def line(*values) -> str:
    return "\t".join(map(value, values)) + "\n"


class Copies:
    """Writes behind the caller's back, while it makes up the next rows; told errors come out at the end."""

    def __init__(self):
        parameters = connection.get_connection_params()
        self._connection = connection.get_new_connection(parameters)
        self._connection.autocommit = True
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._waiting = []

    def write(self, table: str, columns: str, lines: Iterable[str]) -> None:
        """`columns` with spaces between; `lines` as `line` makes them."""
        text = "".join(lines)
        if not text:
            return
        while len(self._waiting) > 8:
            self._waiting.pop(0).result()
        self._waiting.append(self._thread.submit(self._copy, table, columns.split(), text))

    def _copy(self, table: str, columns: list[str], text: str) -> None:
        names = ", ".join(f'"{column}"' for column in columns)
        with (
            self._connection.cursor() as cursor,
            cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy,
        ):
            copy.write(text)

    def wait(self) -> None:
        while self._waiting:
            self._waiting.pop(0).result()

    def close(self) -> None:
        self._thread.shutdown()
        self._connection.close()


@contextmanager
def copying() -> Iterator[Copies]:
    copies = Copies()
    try:
        yield copies
        copies.wait()
    finally:
        copies.close()


@contextmanager
def bare(models: Iterable[type]) -> Iterator[None]:
    """Tables without foreign keys, unique constraints and indexes; after the block all are made anew.

    Making one looks at every row, so whatever breaks a constraint is refused then; CHECKs stay, and refuse
    at once.
    """
    tables = [model._meta.db_table for model in models]
    constraints, indexes = _constraints(tables), _indexes(tables)
    with connection.cursor() as cursor:
        for table, name, _kind, _definition in constraints:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    together(definition for _name, definition in indexes)
    made_anew = [
        (kind, f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
        for table, name, kind, definition in constraints
    ]
    # A foreign key leads to columns that are unique already.
    together(statement for kind, statement in made_anew if kind != "f")
    together(statement for kind, statement in made_anew if kind == "f")


def together(statements: Iterable[str]) -> None:
    """Two at a time, each on a connection of its own: a process of the server keeps one core busy."""
    waiting: SimpleQueue = SimpleQueue()
    for statement in statements:
        waiting.put(statement)

    def work() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute(LOADING)
                while True:
                    cursor.execute(waiting.get_nowait())
        except Empty:
            pass
        finally:
            connection.close()  # the thread's own

    with ThreadPoolExecutor(max_workers=2) as threads:
        for done in [threads.submit(work) for _time in range(2)]:
            done.result()


def _constraints(tables: list[str]) -> list[tuple]:
    """(table, name, kind, definition): foreign keys from and to the tables, then what those lead to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, contype, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE (conrelid = ANY(%s::regclass[]) OR contype = 'f' AND confrelid = ANY(%s::regclass[]))"
            " AND contype IN ('f', 'u', 'p') ORDER BY contype <> 'f', conname",
            [tables, tables],
        )
        return cursor.fetchall()


def _indexes(tables: list[str]) -> list[tuple]:
    """(name, definition) of those that no constraint has made."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
            " LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype IN ('u', 'p')"
            " WHERE i.indrelid = ANY(%s::regclass[]) AND c.oid IS NULL ORDER BY 1",
            [tables],
        )
        return [(name.strip('"'), definition) for name, definition in cursor.fetchall()]


def go_on_numbering(models: Iterable[type]) -> None:
    """New rows get numbers after those that were copied."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)
