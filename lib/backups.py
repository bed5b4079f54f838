"""A backup: the database as one file, and the stored files that its rows name as another."""

import contextlib
import os
import sqlite3
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection, models

from .periods import now, stamped

SHOWN = 20
SUFFIXES = (".dump", ".sqlite3", ".tar.gz")
UNFINISHED = ".part"


class BackupError(Exception):
    """Something that belongs into a backup is not in it; the message says what, and what to do."""


def back_up(directory: Path) -> list[Path]:
    """Write database and files into `directory`, under names of this second; returns the two files, the first
    alone where files are in the database.

    The database first: a file without its row is harmless, a row without its file is not. Both are read
    again before they get their names, and an earlier backup is never written over. Where stored files are
    missing, what is there is kept all the same.

    Raises BackupError, and OSError where the directory cannot be written.
    """
    directory.mkdir(parents=True, exist_ok=True)
    name = stamped(now())
    database = directory / f"{name}.{'dump' if connection.vendor == 'postgresql' else 'sqlite3'}"
    files = directory / f"{name}.tar.gz"
    with _written(database) as part:
        _dump(part)
    named = file_names()
    if not isinstance(default_storage, FileSystemStorage):
        if missing := sorted(name for name in named if not default_storage.exists(name)):
            raise BackupError(_told(missing, "the database"))
        return [database]
    with _written(files) as part:
        packed = _pack(part)
    # Somebody may have deleted one meanwhile.
    if missing := sorted((named - packed) & file_names()):
        raise BackupError(_told(missing, f"{settings.MEDIA_ROOT} (ATTACHMENTS_DIR)"))
    return [database, files]


def _told(missing: list[str], where: str) -> str:
    names = "\n".join(f"  {name}" for name in missing[:SHOWN])
    return f"{len(missing)} files that the database names are not in {where}:\n{names}"


def outdated(directory: Path, days: int) -> list[Path]:
    """The backups older than `days`, and what was not finished then; never the newest backup of all."""
    oldest_kept = now().timestamp() - days * 24 * 60 * 60
    old = sorted(path for path in directory.iterdir() if path.stat().st_mtime < oldest_kept)
    whole = sorted(path.name for path in directory.iterdir() if path.name.endswith(SUFFIXES))
    newest = whole[-1].split(".")[0] if whole else ""
    endings = (*SUFFIXES, *(suffix + UNFINISHED for suffix in SUFFIXES))
    return [path for path in old if path.name.endswith(endings) and path.name.split(".")[0] != newest]


@contextlib.contextmanager
def _written(path: Path) -> Iterator[Path]:
    """Where to write what becomes `path` once it is whole."""
    part = path.with_name(path.name + UNFINISHED)
    for taken in (path, part):
        if taken.exists():
            raise BackupError(f"{taken} is there already: is another backup running?")
    part.touch(mode=0o600, exist_ok=False)
    try:
        yield part
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


def _dump(path: Path) -> None:
    if connection.vendor == "postgresql":
        address, password = _address()
        _run("pg_dump", "--format=custom", f"--file={path}", f"--dbname={address}", password=password)
        _run("pg_restore", "--list", str(path))
        return
    connection.ensure_connection()
    with contextlib.closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
        (answer,) = copy.execute("PRAGMA integrity_check").fetchone()
    if answer != "ok":
        raise BackupError(f"The copy of the database is damaged: {answer}")


def _address() -> tuple[str, str]:
    """As the settings have it, and the password: the connection's own has words that older ones refuse."""
    from psycopg import pq
    from psycopg.conninfo import make_conninfo

    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()} - {"client_encoding"}
    told = {name: value for name, value in connection.get_connection_params().items() if name in known}
    password = told.pop("password", "")
    return make_conninfo(**told), password


def _run(*command: str, password: str = "") -> None:
    """The password goes through the environment: command lines are seen by every account."""
    environment = os.environ | ({"PGPASSWORD": password} if password else {})
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError:
        raise BackupError(f"{command[0]} is missing: install postgresql-client.") from None
    if done.returncode:
        raise BackupError(f"{command[0]} failed: {done.stderr.strip()}")


def _pack(path: Path) -> set[str]:
    """The names, below the storage's root, of the stored files that are in the archive now."""
    root = Path(settings.MEDIA_ROOT)
    with tarfile.open(path, "w:gz") as archive:
        for stored in sorted(root.rglob("*")):
            with contextlib.suppress(FileNotFoundError):  # deleted meanwhile
                archive.add(stored, arcname=str(stored.relative_to(root)), recursive=False)
    with tarfile.open(path) as archive:
        return {member.name for member in archive if member.isfile()}


def file_names() -> set[str]:
    """The names, below the storage's root, of files that rows have."""
    return {
        name
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.FileField) and field.storage is default_storage
        for name in model._default_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True)
    }
