"""The test database: migrated once and copied from then on, not migrated, emptied and filled anew each time.

Every worker has a database of its own. What takes long to make (the migrated tables, the demo) is kept
once for all of them, on SQLite in a file, on PostgreSQL as a template; putting a copy in place takes
milliseconds. The migrated file of SQLite outlives the run, until a migration changes.
"""

import contextlib
import fcntl
import functools
import hashlib
import importlib.util
import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TransactionTestCase

from attendance.figures import forgetting

MIGRATED = "migrated"
SUFFIXES = "_gw"  # of xdist's workers
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")


class Copies:
    """Copies of the test database by name; `shared` is a directory that all workers of a run see."""

    def __init__(self, shared: Path):
        self.shared = shared
        self.is_sqlite = connection.vendor == "sqlite"

    def put(self, name: str, make: Callable[[], object]) -> None:
        """The test database becomes what `make` made of it when it was first asked for `name`."""
        with self._lock():
            if not self._file(name).exists():
                make()
                self._keep(name)
                return
        self.restore(name)

    def restore(self, name: str) -> None:
        if self.is_sqlite:
            with contextlib.closing(sqlite3.connect(self._file(name))) as kept:
                connection.ensure_connection()
                kept.backup(connection.connection, progress=Patience().count)
        else:
            clone(self._template(name), connection.settings_dict["NAME"])

    def _keep(self, name: str) -> None:
        file = self._file(name)
        if self.is_sqlite:
            part = file.with_suffix(".part")
            part.unlink(missing_ok=True)
            with contextlib.closing(sqlite3.connect(part)) as kept:
                connection.connection.backup(kept)
            part.rename(file)
        else:
            clone(connection.settings_dict["NAME"], self._template(name))
            file.touch()

    def _file(self, name: str) -> Path:
        if self.is_sqlite and name == MIGRATED:
            return directory() / f"{name}-{fingerprint_of_migrations()}.sqlite3"
        return self.shared / f"{name}.template"

    def _template(self, name: str) -> str:
        return f"{connection.creation._get_test_db_name().split(SUFFIXES)[0]}_{name}"

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        """One worker makes what is missing; the others wait for it."""
        with (self.shared / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def drop(self) -> None:
        """Nothing stays on a PostgreSQL that goes on running."""
        if not self.is_sqlite:
            for file in self.shared.glob("*.template"):
                drop(self._template(file.stem))


class Patience:
    """With whoever holds the test database: SQLite's copying would wait for them forever."""

    TIMES = 240  # of a quarter of a second

    def __init__(self):
        self.left = self.TIMES

    def count(self, _status, _remaining, _total) -> None:
        self.left -= 1
        if not self.left:
            raise TimeoutError("the test database is in use: which test leaves a transaction open?")


def directory() -> Path:
    path = settings.VAR_DIR / "tests"
    path.mkdir(parents=True, exist_ok=True)
    return path


@functools.cache
def fingerprint_of_migrations() -> str:
    """Of everything that migrated tables come from: Django, the migrations, the modules they import, and what
    sets up the database after them.
    """
    files = {Path(forgetting.__file__)}
    files |= {file for app in apps.get_app_configs() for file in Path(app.path).glob("migrations/*.py")}
    imports = {
        name
        for file in files
        for name in re.findall(r"^(?:import|from) ([\w.]+)", file.read_text(), re.MULTILINE)
    }
    origins = {spec.origin for name in imports if (spec := importlib.util.find_spec(name))}
    files |= {Path(origin) for origin in origins if origin and origin.endswith(".py")}
    digest = hashlib.sha256(django.__version__.encode())
    for file in sorted(files):
        digest.update(f"{file}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def clone(source: str, target: str) -> None:
    """On PostgreSQL: `target` becomes a copy of `source`; whoever is connected to either is cut off."""
    drop(target)
    with connection._nodb_cursor() as cursor:
        # Threads of tests may have left connections behind.
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [source])
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


def drop(name: str) -> None:
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextlib.contextmanager
def test_database(copies: Copies) -> Iterator[None]:
    """The database of this worker, with its tables; tests that commit get them back as they were."""
    own_name = connection.settings_dict["NAME"]
    if copies.is_sqlite:
        # A file, as in production. In memory, the threads of a live server share one connection, and may
        # wait for each other forever: one of them, in a function of Python's, holds SQLite's lock and wants
        # Python's; the other holds that and wants SQLite's.
        connection.settings_dict["TEST"]["NAME"] = str(copies.shared / f"{WORKER}.sqlite3")
    name = connection.creation._create_test_db(verbosity=0, autoclobber=True)
    connection.close()
    connection.settings_dict["NAME"] = name
    copies.put(MIGRATED, lambda: call_command("migrate", verbosity=0, interactive=False, run_syncdb=True))
    # In place of emptying every table and naming content types and permissions anew.
    TransactionTestCase._fixture_teardown = lambda test_case: copies.restore(MIGRATED)
    yield
    connection.creation.destroy_test_db(own_name, verbosity=0)


@contextlib.contextmanager
def kept_rows(blocker) -> Iterator[None]:
    """For fixtures of a module: what the block writes is there for its tests, which leave it as it was.

    Nothing of it stays when the block ends. Not for modules whose tests commit.
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
