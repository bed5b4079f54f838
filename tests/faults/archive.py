"""The archive drill: the server burns while people write; what its archive brings back, what not.

`python -m tests.faults.archive`. The server goes when the newest file of the archive is so many seconds old
as `--age` says: just before the next one is due, as by default, is the worst moment.
"""

import argparse
import contextlib
import functools
import hashlib
import logging
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from . import figures, machine
from .archiving import AGE, SEGMENTS, Archived, archived
from .drills import Clock, Product, differences
from .ledger import Write, judge
from .restore import ATTACH, PDF

PAUSE = 1.0  # seconds between two writes of one client, so that time fills the archive and not their number


def main() -> int:
    asked = _asked()
    with archived() as server, tempfile.TemporaryDirectory() as directory:
        os.environ |= {"DATABASE_URL": server.url, "FILES": "database", "ATTACHMENTS_DIR": directory}
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        import django

        django.setup()
        from benchmarks.nation import process

        process.begin()
        logging.disable(logging.WARNING)  # of this process, which only builds and looks
        found = _tried(asked, server, Path(directory))
    figures.tell("make archive-drill", found, keep=asked.keep)
    return 1 if found["wrong"] else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.faults.archive", description=__doc__)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--age", type=float, default=230, help="seconds; archive_timeout of deploy/ is 240")
    parser.add_argument("--keep", action="store_true", help="write the figures into docs/reliability.md")
    return parser.parse_args()


@dataclass(frozen=True)
class Burnt:
    """What there was: at a moment between two backups, and when the server went."""

    moment: str
    tables: dict[str, tuple[int, str]]
    files: dict[str, str]
    writes: list[Write]
    age: int  # seconds, of the archive's newest file when the server went
    at: float


def _tried(asked: argparse.Namespace, server: Archived, directory: Path) -> dict:
    from . import world

    clock, product = Clock(), Product(server.url, directory)
    clock.step("load", lambda: _load(product))
    offices = world.build((asked.clients + 1) // 2)
    clock.step("nightly dump", lambda: product.manage("back_up", str(directory / "dumps")))
    clock.step("full backup", lambda: server.backrest("backup", "--type=full"))
    # These, and whatever follows, are in the archived changes only.
    product.manage("shell", "--command", ATTACH % PDF)
    product.manage("seal")
    web = machine.Web(2, directory / "gunicorn.log")
    try:
        with _writing(range(asked.clients), web, offices) as clients:
            threading.Event().wait(10)
        clock.step("differential backup", lambda: server.backrest("backup", "--type=diff"))
        before = _burnt(asked, server, product, web, offices, clients)
    finally:
        web.close()
    found = _newest(server, product, offices, before, clock)
    found["wrong"] += _moment(server, product, before, clock)
    return {
        "rows": sum(rows for rows, _checksum in before.tables.values()),
        "attached files": len(before.files),
        **found,
        "seconds": clock.steps,
        "archive, bytes": sum(path.stat().st_size for path in server.archive.rglob("*") if path.is_file()),
        "readable for others": server.readable_for_others(),
    }


def _load(product: Product) -> None:
    from benchmarks.nation.load import load
    from benchmarks.nation.sizes import SIZES
    from lib.periods import today

    product.manage("migrate", "--verbosity", "0")
    load(SIZES["XS"], today())


def _burnt(
    asked, server: Archived, product: Product, web: machine.Web, offices: list, earlier: list
) -> Burnt:
    """Write on, and lose the server when the newest file of the archive is as old as asked."""
    moment, tables, files = server.ask("select clock_timestamp()::text"), product.tables(), _files()
    with _writing(range(asked.clients, 2 * asked.clients), web, offices) as clients:
        pushed = server.ask(SEGMENTS)
        until = functools.partial(machine.until, patience=asked.age + 300, every=0.5)
        until(lambda: server.ask(SEGMENTS) > pushed, "the next file of the archive")
        until(lambda: server.ask(AGE) >= asked.age, "its age")
        age, at = round(server.ask(AGE)), time.monotonic()
        server.destroy()
    writes = [write for client in [*earlier, *clients] for write in client.ledger.writes]
    return Burnt(moment, tables, files, writes, age, at)


@contextlib.contextmanager
def _writing(numbers: range, web: machine.Web, offices: list) -> Iterator[list]:
    from .clients import Client

    over = threading.Event()
    clients = [Client(n, web.port, offices[n // 2 % len(offices)], lambda: over.wait(PAUSE)) for n in numbers]
    with ThreadPoolExecutor(len(numbers)) as pool:
        running = [pool.submit(client.run) for client in clients]
        try:
            yield clients
        finally:
            over.set()
        for each in running:
            each.result()


def _newest(server: Archived, product: Product, offices: list, before: Burnt, clock: Clock) -> dict:
    """As far as the archive goes: a beginning of what was written, whole, and nothing beside it."""
    from django.db import connection

    from . import evidence

    connection.close()
    clock.step("restore the newest", lambda: server.backrest("restore"))
    clock.step("replay", server.start)
    kept = evidence.histories(offices, before.writes)
    tokens = {record.token for records in kept.values() for record in records}
    lost = [write for write in before.writes if write.is_acknowledged and write.token not in tokens]
    wrong = judge([write for write in before.writes if write not in lost], [], kept, evidence.RECORDS)
    since = min((write.ended for write in lost), default=before.at)
    wrong += [
        f"{write.kind} {write.token} is there, an earlier one is lost"
        for write in before.writes
        if write.token in tokens and write.begun > since
    ]
    wrong += differences(before.files, _files())
    said = clock.step("verify", lambda: product.manage("verify"))
    return {
        "acknowledged": sum(write.is_acknowledged for write in before.writes),
        "newest file of the archive, seconds old": before.age,
        "acknowledged and lost": len(lost),
        "seconds lost": round(before.at - since, 1),
        "verify": said.strip().splitlines()[-1].partition(",")[0],
        "wrong": wrong,
    }


def _moment(server: Archived, product: Product, before: Burnt, clock: Clock) -> list[str]:
    """Every row as it was then."""
    server.destroy()
    asked = ("--type=time", f"--target={before.moment}", "--target-action=promote")
    clock.step("restore to a moment", lambda: server.backrest("restore", *asked))
    clock.step("replay to it", server.start)
    return differences(before.tables, product.tables())


def _files() -> dict[str, str]:
    """Of each attached file the digest of what can be read of it."""
    from django.core.files.storage import default_storage

    from lib import backups

    return {
        name: hashlib.sha256(default_storage.open(name).read()).hexdigest() for name in backups.file_names()
    }


if __name__ == "__main__":
    sys.exit(main())
