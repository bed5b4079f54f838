"""Clients write while processes are killed; nothing acknowledged may be lost, doubled or half there.

`python -m tests.faults --clients 32 --kills 300`: so many kills of each kind, at random moments.
"""

import argparse
import logging
import os
import random
import sys
import tempfile
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import figures, machine

KINDS = ("worker", "backend ended", "backend killed", "database", "job")


def main() -> int:
    asked = _asked()
    with machine.database() as database, tempfile.TemporaryDirectory() as directory:
        os.environ |= {"DATABASE_URL": database.url, "ATTACHMENTS_DIR": directory}
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        import django

        django.setup()
        from benchmarks.nation import process

        process.begin()
        logging.disable(logging.WARNING)  # of this process, which only builds and looks
        found = _tried(asked, database, Path(directory))
    figures.tell("make faults", found, keep=asked.keep)
    return 1 if found["wrong"] else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.faults", description=__doc__)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--workers", type=int, default=4, help="of gunicorn")
    parser.add_argument("--kills", type=int, default=30, help="of each kind")
    parser.add_argument("--pause", type=float, default=0.6, help="seconds between two kills, on average")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--keep", action="store_true", help="write the figures into docs/reliability.md")
    return parser.parse_args()


def _tried(asked: argparse.Namespace, database: machine.Database, directory: Path) -> dict:
    from django.core.management import call_command

    from . import evidence, jobs, ledger, world

    call_command("migrate", verbosity=0)
    offices = world.build((asked.clients + 1) // 2)
    exports = jobs.Exports(asked.kills)
    web = machine.Web(asked.workers, directory / "gunicorn.log")
    try:
        kills, ledgers = _under_fire(asked, database, web, offices, exports)
        exports.finish()
    finally:
        web.close()
        exports.close()
    writes, reads, answers = ledger.together(ledgers)
    wrong = ledger.judge(writes, reads, evidence.histories(offices, writes), evidence.RECORDS)
    wrong += [*evidence.halves(offices), *ledger.refusing(answers), *exports.wrong()]
    if 500 in answers:
        wrong.append((directory / "gunicorn.log").read_text()[-4000:])
    return {
        "seed": asked.seed,
        "clients": asked.clients,
        "kills": dict(kills),
        **ledger.summed(writes, reads, answers),
        "jobs": exports.told(),
        "deadlocks": database.deadlocks(),
        "wrong": wrong,
    }


def _under_fire(asked, database, web, offices, exports) -> tuple[Counter, list]:
    from . import clients

    over = threading.Event()
    started = [
        clients.Client(number, web.port, offices[number // 2], over.is_set) for number in range(asked.clients)
    ]
    with ThreadPoolExecutor(asked.clients) as pool:
        running = [pool.submit(client.run) for client in started]
        try:
            machine.until(lambda: all(client.ledger.reads for client in started), "clients at work")
            kills = _killed(asked, database, web, exports)
        finally:
            over.set()
        return kills, [each.result() for each in running]


def _killed(asked, database, web, exports) -> Counter:
    """All kinds in a mixed order, and a moment after the last one for those who were interrupted."""
    by_kind = {
        "worker": web.kill_worker,
        "backend ended": database.end_backend,
        "backend killed": database.kill_backend,
        "database": database.stop_at_once,
        "job": exports.kill_midway,
    }
    dice, done = random.Random(asked.seed), Counter()
    planned = [kind for kind in KINDS for _number in range(asked.kills)]
    dice.shuffle(planned)
    pause = threading.Event()
    for kind in planned:
        pause.wait(dice.uniform(0, 2 * asked.pause))
        by_kind[kind]()
        done[kind] += 1
    pause.wait(3)
    return done


if __name__ == "__main__":
    sys.exit(main())
