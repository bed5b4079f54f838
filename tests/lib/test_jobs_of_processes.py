"""Several processes and one database: no job is run twice, none is forgotten when a process is killed.

What the processes do is in `tests.lib.worker`.
"""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.db import connection

from lib import jobs
from lib.models import Job
from lib.periods import now
from tests.factories import UserFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


class Outside:
    """The test database as other processes have it: on SQLite a file, copied there and back."""

    def __init__(self, directory):
        self.file = None
        if connection.vendor == "sqlite":
            self.file = directory / "db.sqlite3"
            with contextlib.closing(sqlite3.connect(self.file)) as copy:
                connection.connection.backup(copy)
            self.url = f"sqlite:///{self.file}"
        else:
            name = connection.settings_dict["NAME"]
            self.url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()

    @contextlib.contextmanager
    def workers(self, count: int, *options: str):
        """That many processes, all let go at the same moment."""
        command = [sys.executable, "-m", "tests.lib.worker", *options]
        environment = os.environ | {"DATABASE_URL": self.url}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        started = [subprocess.Popen(command, env=environment, **pipes) for _number in range(count)]  # noqa: S603
        try:
            for process in started:
                assert process.stdout.readline() == "ready\n"
            for process in started:
                say(process, "go")
            yield started
        finally:
            for process in started:
                process.kill()
                process.communicate()

    def look(self) -> None:
        if self.file:
            with contextlib.closing(sqlite3.connect(self.file)) as copy:
                copy.backup(connection.connection)


def say(process, line: str) -> None:
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def job(kind: str, argument) -> Job:
    owner = UserFactory()
    return Job.objects.create(kind=kind, argument=argument, owner=owner, language="vi", asked_at=now())


def test_every_job_is_run_once(tmp_path):
    for number in range(40):
        job("count", number)
    outside = Outside(tmp_path)

    with outside.workers(3, "--once") as workers:
        said = [process.communicate()[0].split() for process in workers]
        assert [process.returncode for process in workers] == [0, 0, 0]

    assert sorted(int(number) for numbers in said for number in numbers) == list(range(40))
    outside.look()
    rows = Job.objects.order_by("pk").values_list("state", "attempt", "result")
    assert list(rows) == [(Job.State.DONE, 1, number) for number in range(40)]


def test_killed_midway_it_is_run_by_another(tmp_path):
    asked = job("listen", "hello")
    outside = Outside(tmp_path)

    with outside.workers(1, "--once") as (process,):
        assert process.stdout.readline() == "hello\n"
        outside.look()
        asked.refresh_from_db()
        assert (asked.state, asked.stage, asked.done, asked.total) == (Job.State.RUNNING, "listening", 1, 2)
        assert (asked.pid, asked.is_lost) == (process.pid, False)
        process.send_signal(signal.SIGKILL)
        process.wait()
    outside.look()
    asked.refresh_from_db()
    assert (asked.state, asked.is_lost) == (Job.State.RUNNING, True)

    with outside.workers(1, "--once") as (process,):
        assert process.stdout.readline() == "hello\n"
        process.communicate("thanks\n")
    outside.look()
    asked.refresh_from_db()
    assert (asked.state, asked.attempt, asked.resumed, asked.result) == (Job.State.DONE, 2, 1, "thanks")
    assert Job.objects.filter(kind="never").count() == 1  # what the killed one wrote went with it


def test_asked_to_end_it_ends_after_its_job(tmp_path):
    first, second = job("listen", "hello"), job("listen", "again")
    outside = Outside(tmp_path)

    with outside.workers(1) as (process,):
        assert process.stdout.readline() == "hello\n"
        process.send_signal(signal.SIGTERM)
        assert process.communicate("thanks\n")[0] == ""
        assert process.returncode == 0
    outside.look()
    states = dict(Job.objects.values_list("pk", "state"))
    assert (states[first.pk], states[second.pk]) == (Job.State.DONE, Job.State.WAITING)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite one writer keeps all others out")
def test_it_is_heard_while_its_own_transaction_is_open(tmp_path):
    asked = job("listen", "hello")
    outside = Outside(tmp_path)

    with outside.workers(1, "--once") as (process,):
        assert process.stdout.readline() == "hello\n"
        first, heard = now(), now()
        while heard <= first:
            heard = Job.objects.get(pk=asked.pk).heartbeat_at
        process.communicate("thanks\n")


def test_threads_run_what_is_asked_for(settings):
    settings.JOBS_RUN_BY = "threads"
    jobs.kind("double")(lambda number, run: 2 * number)
    try:
        asked = jobs.start("double", 21, owner=UserFactory())
        while asked.state != Job.State.DONE:
            asked.refresh_from_db()
    finally:
        del jobs._kinds["double"]
    assert asked.result == 42
