"""The restore drill: back up, restore elsewhere as docs/operations.md says, compare all, time it.

`python -m tests.faults.restore` makes the demo for it; with DATABASE_URL (and ATTACHMENTS_DIR) it backs up
what is there, reads only, and restores into a server of its own.
"""

import hashlib
import os
import sys
import tempfile
from pathlib import Path

from . import figures, machine
from .drills import Clock, Product, differences

PDF = "%PDF-1.4 biên bản số {}"
ATTACH = """
from django.core.files.base import ContentFile
from attendance.logging import actions
from attendance.models import Visit
from committees.models import User
for number, visit in enumerate(Visit.objects.attended().order_by("pk")[:20]):
    file = ContentFile(%r.format(number).encode(), f"bien-ban-{number}.pdf")
    actions.attach(visit=visit, files=[file], by=User.objects.order_by("pk").first())
"""


def main() -> int:
    with machine.database() as server, tempfile.TemporaryDirectory() as directory:
        found = drill(server, Path(directory))
    figures.tell("make restore-drill", found, keep="--keep" in sys.argv)
    return 1 if found["different"] else 0


def drill(server: machine.Database, directory: Path) -> dict:
    clock = Clock()
    source = _source(server, directory)
    clock.step("back up", lambda: source.manage("back_up", str(directory / "backups")))
    target = _target(server, directory)
    dump, files = sorted((directory / "backups").iterdir())
    restore = ("pg_restore", "--no-owner", "--exit-on-error", "--dbname", target.url, str(dump))
    clock.step("restore the database", lambda: target.run(*restore))
    unpack = ("tar", "--extract", "--gzip", "--file", str(files), "--directory", str(target.files))
    clock.step("restore the files", lambda: target.run(*unpack))
    clock.step("migrate", lambda: target.manage("migrate", "--verbosity", "0"))
    said = clock.step("verify", lambda: target.manage("verify"))
    tables, stored, cells = source.tables(), _checksums(source.files), _cells(source, directory)
    pairs = [
        (tables, target.tables()),
        (stored, _checksums(target.files)),
        (cells, _cells(target, directory)),
    ]
    wrong = [said for before, after in pairs for said in differences(before, after)]
    wrong += [f"{key} came from nowhere" for before, after in pairs for key in after.keys() - before.keys()]
    return {
        "tables": len(tables),
        "rows": sum(rows for rows, _checksum in tables.values()),
        "attached files": len(stored),
        "cells of summaries": len(cells),
        "different": wrong,
        "verify": said.strip().splitlines()[-1].partition(",")[0],
        "seconds": clock.steps,
        "RTO, seconds": round(sum(s for step, s in clock.steps.items() if step != "back up"), 1),
        "RPO": "what was saved since the last back_up began: a day with the timer of deploy/",
        "bytes": {"dump": dump.stat().st_size, "files": files.stat().st_size},
    }


def _source(server: machine.Database, directory: Path) -> Product:
    if given := os.environ.get("DATABASE_URL", ""):
        files = Path(os.environ.get("ATTACHMENTS_DIR") or "var/attachments").resolve()
        return Product(given, files, programs=server.programs)
    files = directory / "attachments"
    files.mkdir()
    source = Product(server.url, files, programs=server.programs)
    source.manage("migrate", "--verbosity", "0")
    source.manage("load_demo")
    source.manage("shell", "--command", ATTACH % PDF)
    source.manage("seal")
    return source


def _target(server: machine.Database, directory: Path) -> Product:
    server.ask("create database restored encoding 'UTF8' template template0")
    files = directory / "restored"
    files.mkdir()
    return Product(server.url.replace("/postgres?", "/restored?"), files, programs=server.programs)


def _checksums(files: Path) -> dict[str, str]:
    return {
        str(path.relative_to(files)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(files.rglob("*"))
        if path.is_file()
    }


def _cells(product: Product, directory: Path) -> dict[str, object]:
    return {
        f"{half_year} {place}": value
        for half_year in product.half_years()
        for place, value in product.summary(half_year, directory).items()
    }


if __name__ == "__main__":
    sys.exit(main())
