"""What something costs: seconds of the processor in Python and in PostgreSQL, wall, queries."""

import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection

from lib import memory


@dataclass
class Statement:
    seconds: float = 0.0
    sql: str = ""
    params: tuple | None = None


@dataclass
class Reading:
    """All seconds; `database` is the processor's, of the server process that serves us."""

    python: float
    database: float
    wall: float
    queries: int
    slowest: Statement = field(default_factory=Statement)

    @property
    def processor(self) -> float:
        return self.python + self.database


class Queries:
    """Counts and times statements, as Django's `execute_wrapper` calls it."""

    def __init__(self):
        self.number, self.seconds, self.slowest = 0, 0.0, Statement()

    def __call__(self, execute, sql, params, many, context):
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            taken = time.perf_counter() - begun
            self.number, self.seconds = self.number + 1, self.seconds + taken
            if taken > self.slowest.seconds:
                self.slowest = Statement(taken, str(sql), params)


@contextmanager
def alone():
    """Each statement in one process of the server, so that its processor time is seen whole."""
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET max_parallel_workers_per_gather")


def once(act: Callable) -> tuple[Reading, object]:
    """What `act` cost, and what it returned."""
    queries = Queries()
    with connection.execute_wrapper(queries):
        server = server_seconds()
        wall, python = time.perf_counter(), time.process_time()
        result = memory.in_one_piece(act)()  # as pages are served, and jobs worked off
        python, wall = time.process_time() - python, time.perf_counter() - wall
        after = server_seconds()
    database = queries.seconds if server is None or after is None else max(0.0, after - server)
    return Reading(python, database, wall, queries.number, queries.slowest), result


LONG, VERY_LONG = 1.0, 5.0  # seconds
TIMES = 3


def least(act: Callable) -> Reading:
    """The cheapest of warm runs: one of what takes long, the first run itself where it takes very long."""
    first, _result = once(act)
    if first.wall > VERY_LONG:
        return first
    again = [once(act)[0] for _time in range(1 if first.wall > LONG else TIMES)]
    return min(again, key=lambda reading: reading.processor)


def pace() -> float:
    """Milliseconds of the processor that the same small work takes now: a crowded machine is slower."""
    best = 1.0
    for _time in range(3):
        begun = time.process_time()
        sum(number * number for number in range(50_000))
        best = min(best, time.process_time() - begun)
    return best * 1000


def server_seconds() -> float | None:
    """Of the processor, of the connection's server process so far; None where it runs on another machine."""
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except (OSError, IndexError, ValueError):
        return None


def plan_of(statement: Statement) -> str:
    """As PostgreSQL carries it out; only as it would, where it took very long."""
    how = "EXPLAIN (ANALYZE, BUFFERS)" if statement.seconds < VERY_LONG else "EXPLAIN"
    if not statement.sql.lstrip().upper().startswith(("SELECT", "WITH")):
        return "(no query)"
    with connection.cursor() as cursor:
        cursor.execute(f"{how} {statement.sql}", statement.params)
        return "\n".join(row[0] for row in cursor.fetchall())
