"""A PostgreSQL of Debian whose changes go into an archive, by the files of deploy/ as they are."""

import contextlib
import os
import secrets
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg

from .drills import ROOT
from .machine import until

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
STANZA = "--stanza=sinhhoat"
AGE = "select extract(epoch from clock_timestamp() - last_archived_time) from pg_stat_archiver"  # seconds
SEGMENTS = "select archived_count from pg_stat_archiver"


class Archived:
    """Server and archive below one directory; the archive is enciphered, which takes longer than without."""

    def __init__(self, directory: Path):
        self.data, self.archive, self._directory = directory / "data", directory / "archive", directory
        # PostgreSQL refuses to run as root.
        self._user = "postgres" if os.geteuid() == 0 else None
        self._environment = {
            "PATH": os.environ["PATH"],
            "PGBACKREST_CONFIG": str(directory / "pgbackrest.conf"),
            "PGBACKREST_PG1_PATH": str(self.data),
            "PGBACKREST_PG1_SOCKET_PATH": str(directory),
            "PGBACKREST_PG1_USER": "postgres",
            "PGBACKREST_REPO1_PATH": str(self.archive),
            "PGBACKREST_REPO1_CIPHER_TYPE": "aes-256-cbc",
            "PGBACKREST_REPO1_CIPHER_PASS": secrets.token_urlsafe(),
            "PGBACKREST_LOCK_PATH": str(directory / "lock"),
        }
        for name in ("pgbackrest.conf", "postgresql-archive.conf"):
            shutil.copy(ROOT / "deploy" / name, directory)
        self.archive.mkdir(mode=0o700)
        if self._user:
            for path in (directory, *directory.iterdir()):
                shutil.chown(path, self._user, self._user)
        self._run(
            PROGRAMS / "initdb", "--encoding=UTF8", "--locale=C.UTF-8", "--username=postgres", self.data
        )
        with (self.data / "postgresql.conf").open("a") as settings:
            settings.write(f"listen_addresses = ''\nunix_socket_directories = '{directory}'\n")
            settings.write(f"include '{directory / 'postgresql-archive.conf'}'\n")
        self.start()
        self.backrest("stanza-create")

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/postgres?host={self._directory}"

    def start(self) -> None:
        """Up, and all replayed that a restore has to replay."""
        log = self._directory / "postgresql.log"
        self._run(PROGRAMS / "pg_ctl", "start", "--wait", "--pgdata", self.data, "--log", log)
        until(lambda: not self.ask("select pg_is_in_recovery()"), "the end of the recovery")

    def ask(self, statement: str):
        """The first answer of it."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(statement).fetchone()[0]

    def backrest(self, *arguments: str) -> str:
        return self._run("pgbackrest", STANZA, *arguments)

    def destroy(self) -> None:
        """As when the machine burns: processes and data are gone, nothing is written down before."""
        server = psutil.Process(int((self.data / "postmaster.pid").read_text().splitlines()[0]))
        for process in [server, *server.children()]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        until(lambda: not server.is_running() or server.status() == psutil.STATUS_ZOMBIE, "the end")
        shutil.rmtree(self.data)

    def readable_for_others(self) -> list[str]:
        """Files of the archive that another account of the machine could read."""
        return [
            str(path.relative_to(self.archive))
            for path in self.archive.rglob("*")
            if not path.is_symlink() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
        ]

    def _run(self, *command: object) -> str:
        # A file, not a pipe: the server goes on holding what pg_ctl was given.
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(  # noqa: S603
                [str(part) for part in command],
                cwd=self._directory,
                env=self._environment,
                user=self._user,
                group=self._user,
                extra_groups=[] if self._user else None,
                umask=0o077,  # as deploy/hardening.conf
                stdout=said,
                stderr=said,
                check=False,
            )
            said.seek(0)
            output = said.read()
        if done.returncode:
            raise SystemExit(f"{' '.join(map(str, command))}:\n{output[-4000:]}")
        return output


@contextlib.contextmanager
def archived() -> Iterator[Archived]:
    if not shutil.which("pgbackrest") or not (PROGRAMS / "initdb").exists():
        raise SystemExit("This needs Debian's own: apt install postgresql-15 pgbackrest")
    # A short path: PostgreSQL's socket lives below it, and socket paths end at 107 characters.
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp", ignore_cleanup_errors=True) as directory:
        server = Archived(Path(directory))
        try:
            yield server
        finally:
            if server.data.exists():
                server.destroy()
