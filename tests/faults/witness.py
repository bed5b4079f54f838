"""Who tries to write on every machine of a cluster, all the time, and whether two ever took it."""

import contextlib
import os
import socket
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass

import psycopg

BETWEEN = 0.1  # seconds
TABLE = "create table tries (name text primary key)"
WRITTEN = "insert into tries values (%s) returning substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)"


@dataclass(frozen=True)
class Taken:
    """A row that a machine acknowledged; each promotion begins another timeline."""

    name: str
    node: str
    timeline: int
    at: float


class Witness:
    """Of one machine. A write that waits is waited for: who froze meanwhile answers when he wakes."""

    def __init__(self, node, over: threading.Event):
        self.taken: list[Taken] = []
        self._node, self._over = node, over
        self._connection: psycopg.Connection | None = None
        self._count = 0

    def run(self) -> list[Taken]:
        while not self._over.is_set():
            try:
                self._try()
            except psycopg.Error:
                if self._connection and self._connection.closed:
                    self._connection = None
            self._over.wait(BETWEEN)
        return self.taken

    def give_up(self) -> None:
        """Of a write that may wait for ever: its machine lacks a second one."""
        if self._connection and not self._connection.closed:
            with (
                contextlib.suppress(OSError, psycopg.Error),
                socket.socket(fileno=os.dup(self._connection.fileno())) as shared,
            ):
                shared.shutdown(socket.SHUT_RDWR)

    def _try(self) -> None:
        self._connection = self._connection or self._node.connect()
        if self._connection.execute("select pg_is_in_recovery()").fetchone() == (True,):
            return
        self._count += 1
        name = f"{self._node.name}-{self._count}"
        (timeline,) = self._connection.execute(WRITTEN, [name]).fetchone()
        self.taken.append(Taken(name, self._node.name, int(timeline, 16), time.monotonic()))


def judge(taken: Iterable[Taken], kept: set[str]) -> list[str]:
    """What does not hold, a sentence each. `kept`: the names that are there in the end."""
    taken = sorted(taken, key=lambda each: each.at)
    wrong = [
        f"{each.node} acknowledged {each.name}, and it is lost" for each in taken if each.name not in kept
    ]
    leading: dict[int, str] = {}
    newest = 0
    for each in taken:
        whose = leading.setdefault(each.timeline, each.node)
        if whose != each.node:
            wrong.append(f"{each.node} took {each.name} on {whose}'s timeline {each.timeline}")
        if each.timeline < newest:
            wrong.append(
                f"{each.node} took {each.name} on timeline {each.timeline}, {leading[newest]} was on {newest}"
            )
        newest = max(newest, each.timeline)
    return wrong
