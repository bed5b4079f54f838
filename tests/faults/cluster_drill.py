"""Machines of a cluster fail while clients write: nothing acknowledged is lost, never do two take writes.

`python -m tests.faults.cluster_drill --rounds 20 --clients 4`: so many rounds of each fault, in a mixed
order. A round lasts until all three machines are back at work.
"""

import argparse
import logging
import math
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from . import cluster, figures, machine, witness

PORT = 8000  # HAProxy's for pages
MODULE = "tests.faults.cluster_drill"
NOTICED = 3.0  # seconds that a fault lasts on once another machine has taken over
AWAY = 12.0  # seconds without one or all of etcd: longer than Patroni waits for it
SETTLED = 2.0  # seconds that all must be well: who follows may still find that he has to go back first


@dataclass(frozen=True)
class Round:
    fault: str
    begun: float
    ended: float


@dataclass
class Seen:
    """Of all rounds."""

    rounds: list[Round] = field(default_factory=list)
    ledgers: list = field(default_factory=list)
    taken: list[witness.Taken] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def main() -> int:
    cluster.go_apart(MODULE)
    asked = _asked()
    with cluster.running() as machines, tempfile.TemporaryDirectory() as directory:
        os.environ |= {"DATABASE_URL": cluster.URL, "FILES": "database", "JOBS": "workers"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        import django

        django.setup()
        from benchmarks.nation import process

        process.begin()
        logging.disable(logging.WARNING)
        try:
            found = _tried(asked, machines, Path(directory))
        finally:
            if asked.logs:
                _keep_logs(machines, Path(directory), Path(asked.logs))
    figures.tell("make cluster-drill", found, keep=asked.keep)
    return 1 if found["wrong"] else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=MODULE, description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="of each fault")
    parser.add_argument("--faults", default=",".join(FAULTS), help=f"of {', '.join(FAULTS)}")
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--workers", type=int, default=2, help="of each of the two gunicorns")
    parser.add_argument("--minutes", type=float, default=math.inf, help="after which no other round begins")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--logs", help="directory for the logs of all machines")
    parser.add_argument("--keep", action="store_true", help="write the figures into docs/reliability.md")
    asked = parser.parse_args()
    asked.faults = [name.strip() for name in asked.faults.split(",")]
    if unknown := set(asked.faults) - set(FAULTS):
        parser.error(f"no such fault: {', '.join(unknown)}")
    return asked


# The faults: each returns what is to be done once another machine has taken over, if one has to.


def _kill_postgres(machines: cluster.Cluster) -> None:
    machines.primary().send(signal.SIGKILL, "postgres")


def _kill_patroni_too(machines: cluster.Cluster) -> None:
    failed = machines.primary()
    failed.send(signal.SIGKILL, "patroni", "postgres")
    machines.another_than(failed)
    failed.start("patroni")


def _freeze(machines: cluster.Cluster) -> None:
    failed = machines.primary()
    failed.send(signal.SIGSTOP, *cluster.KINDS)
    machines.another_than(failed)
    _wait(NOTICED)
    failed.send(signal.SIGCONT, *cluster.KINDS)


def _partition(machines: cluster.Cluster) -> None:
    failed = machines.primary()
    failed.cut_off()
    machines.another_than(failed)
    _wait(NOTICED)
    failed.connect_again()


def _kill_one_etcd(machines: cluster.Cluster) -> None:
    _kill_etcd(random.sample(machines.nodes, 1))


def _kill_all_etcd(machines: cluster.Cluster) -> None:
    _kill_etcd(machines.nodes)


def _kill_etcd(nodes: list[cluster.Node]) -> None:
    for node in nodes:
        node.send(signal.SIGKILL, "etcd")
    _wait(AWAY)
    for node in nodes:
        node.start("etcd")


def _switch_over(machines: cluster.Cluster) -> None:
    leading, following = machines.primary(), machines.synchronous()
    both = ("--master", leading.name, "--candidate", following.name)
    leading.patronictl("switchover", *both, "--force", "sinhhoat")
    machines.another_than(leading)


def _freeze_synchronous(machines: cluster.Cluster) -> None:
    failed = machines.synchronous()
    failed.send(signal.SIGSTOP, *cluster.KINDS)
    _wait(AWAY)
    failed.send(signal.SIGCONT, *cluster.KINDS)


FAULTS: dict[str, Callable[[cluster.Cluster], None]] = {
    "primary killed": _kill_postgres,
    "Patroni and primary killed": _kill_patroni_too,
    "primary's machine frozen": _freeze,
    "primary's machine cut off": _partition,
    "one etcd killed": _kill_one_etcd,
    "all of etcd killed": _kill_all_etcd,
    "switchover": _switch_over,
    "synchronous standby's machine frozen": _freeze_synchronous,
}


def _wait(seconds: float) -> None:
    threading.Event().wait(seconds)


def _tried(asked: argparse.Namespace, machines: cluster.Cluster, directory: Path) -> dict:
    from django.core.management import call_command

    from . import jobs, world

    web = [machine.Web(asked.workers, directory / f"web{number}.log") for number in (1, 2)]
    exports = None
    try:
        machines.balance((web[0].port, web[1].port))
        machine.until(_is_reached, "the database through HAProxy")
        call_command("migrate", verbosity=0)
        offices = world.build((asked.clients + 1) // 2)
        exports = jobs.Exports(1)
        seen = _under_fire(asked, machines, offices, exports)
        exports.finish()
        kept = {name for (name,) in machines.primary().ask("select name from tries")}
    finally:
        for each in web:
            each.close()
        if exports:
            exports.close()
    return _told(asked, offices, exports, seen, kept)


def _told(asked: argparse.Namespace, offices: list, exports, seen: Seen, kept: set[str]) -> dict:
    from . import evidence, ledger

    writes, reads, answers = ledger.together(seen.ledgers)
    acknowledged = sorted(write.ended for write in writes if write.is_acknowledged)
    wrong = ledger.judge(writes, reads, evidence.histories(offices, writes), evidence.RECORDS)
    wrong += [
        *evidence.halves(offices),
        *exports.wrong(),
        *witness.judge(seen.taken, kept),
        *ledger.refusing(answers),
    ]
    return {
        "seed": asked.seed,
        "clients": asked.clients,
        "rounds": dict(Counter(each.fault for each in seen.rounds)),
        "seconds without an acknowledged write": _gaps(seen.rounds, acknowledged),
        **ledger.summed(writes, reads, answers),
        "jobs": exports.told(),
        "rows acknowledged to the witness": len(seen.taken),
        "promotions": len({each.timeline for each in seen.taken}) - 1,
        "wrong": seen.wrong + wrong,
    }


def _is_reached() -> bool:
    from django.db import DatabaseError, connection

    try:
        connection.ensure_connection()
    except DatabaseError:
        return False
    return True


def _under_fire(asked, machines, offices, exports) -> Seen:
    from . import clients

    seen, over = Seen(), threading.Event()
    with machines.primary().connect() as connection:
        connection.execute(witness.TABLE)
    people = [clients.Client(n, PORT, offices[n // 2], over.is_set) for n in range(asked.clients)]
    witnesses = [witness.Witness(node, over) for node in machines.nodes]
    with ThreadPoolExecutor(asked.clients + len(witnesses)) as pool:
        writing = [pool.submit(each.run) for each in people]
        watching = [pool.submit(each.run) for each in witnesses]
        try:
            machine.until(lambda: all(person.ledger.reads for person in people), "clients at work")
            _all_rounds(asked, machines, exports, seen)
        finally:
            over.set()
            for each in witnesses:
                each.give_up()
        seen.ledgers = [each.result() for each in writing]
        seen.taken = [taken for each in watching for taken in each.result()]
    return seen


def _all_rounds(asked, machines, exports, seen: Seen) -> None:
    """Lap by lap, so that each fault has had its turn whenever time is up; none after one without an end."""
    dice, until = random.Random(asked.seed), time.monotonic() + asked.minutes * 60
    for _lap in range(asked.rounds):
        exports.ask()
        for fault in dice.sample(asked.faults, len(asked.faults)):
            begun = time.monotonic()
            if begun > until:
                return
            try:
                FAULTS[fault](machines)
                machine.until(lambda: _is_whole_for_good(machines), "three machines")
            except RuntimeError as error:
                seen.wrong.append(f"{fault}: {error}")
                return
            seen.rounds.append(Round(fault, begun, time.monotonic()))
            words = f"{len(seen.rounds)}. {fault}: whole after {time.monotonic() - begun:.0f} s"
            print(words, file=sys.stderr, flush=True)


def _is_whole_for_good(machines: cluster.Cluster) -> bool:
    if machines.is_whole():
        _wait(SETTLED)
        return machines.is_whole()
    return False


def _gaps(rounds: list[Round], acknowledged: list[float]) -> dict[str, str]:
    """By fault the longest time of a round in which nobody's write was acknowledged; each goes to stderr."""
    by_fault: dict[str, list[float]] = {}
    for number, each in enumerate(rounds, start=1):
        gap = _gap(each, acknowledged)
        print(f"{number}. {each.fault}: {gap:.1f} s without a write", file=sys.stderr)
        for name in (each.fault, "all"):
            by_fault.setdefault(name, []).append(gap)
    return {fault: _of_them(sorted(by_fault[fault])) for fault in [*FAULTS, "all"] if fault in by_fault}


def _gap(each: Round, acknowledged: list[float]) -> float:
    """Of times that end in the round: one may begin with the last write before it."""
    ending = [after - before for before, after in pairwise(acknowledged) if each.begun < after <= each.ended]
    return max(ending, default=each.ended - each.begun)


def _of_them(gaps: list[float]) -> str:
    """Nearest rank: a value that was there."""
    half, most = (gaps[math.ceil(share * len(gaps)) - 1] for share in (0.5, 0.95))
    return f"p50 {half:.1f}, p95 {most:.1f}, max {gaps[-1]:.1f}"


def _keep_logs(machines: cluster.Cluster, directory: Path, place: Path) -> None:
    place.mkdir(parents=True, exist_ok=True)
    logs = [*directory.glob("*.log"), *machines.nodes[0].directory.parent.glob("*.log")]
    for log in logs:
        (place / log.name).write_bytes(log.read_bytes())
    for node in machines.nodes:
        for log in node.directory.glob("*.log"):
            (place / f"{node.name}-{log.name}").write_bytes(log.read_bytes())


if __name__ == "__main__":
    sys.exit(main())
