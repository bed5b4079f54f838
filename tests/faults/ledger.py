"""What clients did and were told, the rows' histories, and whether the one agrees with the other.

A row's versions are its order of events. Who was told "saved" on version 4 has made version 5: so it is seen
which writes are lost or doubled, which overwrote another unseen, and which reads came too early.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

Row = tuple[str, int]  # what kind of row, its id


@dataclass
class Write:
    """One form, sent until an answer came; `token` is typed into it and nowhere else."""

    kind: str
    token: str
    row: Row
    version: int  # that the form was opened on
    begun: float = 0.0
    ended: float = 0.0
    answer: int | None = None  # the last one; None where there was none at all
    sent: int = 0

    @property
    def is_acknowledged(self) -> bool:
        return self.answer == 302

    @property
    def is_refused(self) -> bool:
        return self.answer is not None and not self.is_acknowledged and self.answer < 500


@dataclass(frozen=True)
class Read:
    """The version that a page showed; 0 where it showed no such row."""

    row: Row
    version: int
    begun: float


@dataclass
class Ledger:
    """Of one client."""

    writes: list[Write] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)
    answers: Counter = field(default_factory=Counter)


@dataclass(frozen=True)
class Kept:
    """A record of a row's history: its version then, and the token that stood in it first with it."""

    version: int
    token: str


def judge(
    writes: Iterable[Write], reads: Iterable[Read], histories: dict[Row, list[Kept]], expected: dict[str, int]
) -> list[str]:
    """What does not hold, a sentence each. `expected`: how many records one write of a kind leaves."""
    writes = list(writes)
    found: dict[str, list[tuple[Row, Kept]]] = defaultdict(list)
    for row, records in histories.items():
        for record in records:
            if record.token:
                found[record.token].append((row, record))
    return [
        *_gaps(histories),
        *(said for write in writes for said in _of_write(write, found[write.token], expected[write.kind])),
        *_stale(writes, reads),
        *_nobodys(found, {write.token for write in writes}),
    ]


def _gaps(histories: dict[Row, list[Kept]]) -> Iterator[str]:
    for row, records in histories.items():
        versions = [record.version for record in records]
        if versions != list(range(versions[0], versions[0] + len(versions))):
            yield f"{row}: the versions of its history are {versions}"


def _of_write(write: Write, found: list[tuple[Row, Kept]], expected: int) -> Iterator[str]:
    what = f"{write.kind} {write.token} on {write.row}"
    if write.is_acknowledged and not found:
        yield f"{what} was acknowledged and is lost"
    elif write.is_refused and found:
        yield f"{what} was refused ({write.answer}) and is there"
    elif found and len(found) < expected:
        yield f"{what} is half there"
    elif len(found) > expected:
        yield f"{what} is there {len(found)} times"
    own = [record.version for row, record in found if row == write.row]
    if own and own[0] != write.version + 1:
        yield f"{what} was written on version {own[0] - 1}, and its form showed {write.version}"


def _stale(writes: Iterable[Write], reads: Iterable[Read]) -> Iterator[str]:
    """A page asked for after a write was acknowledged shows that write or a later one."""
    by_row: dict[Row, list[Write]] = defaultdict(list)
    for write in writes:
        if write.is_acknowledged:
            by_row[write.row].append(write)
    for read in reads:
        due = max((w.version + 1 for w in by_row[read.row] if w.ended < read.begun), default=0)
        if read.version < due:
            yield f"{read.row}: a page showed version {read.version} when {due} was acknowledged"


def _nobodys(found: dict[str, list], known: set[str]) -> Iterator[str]:
    for token in found.keys() - known:
        yield f"{token} is there and was never sent"


def together(ledgers: Iterable[Ledger]) -> tuple[list[Write], list[Read], Counter]:
    """Of all clients: what they wrote and read, and how often each status was an answer."""
    ledgers = list(ledgers)
    writes = [write for each in ledgers for write in each.writes]
    reads = [read for each in ledgers for read in each.reads]
    return writes, reads, sum((each.answers for each in ledgers), Counter())


def summed(writes: list[Write], reads: list[Read], answers: Counter) -> dict:
    return {
        "acknowledged": dict(Counter(write.kind for write in writes if write.is_acknowledged)),
        "refused": sum(write.is_refused for write in writes),
        "without an answer": sum(not write.is_acknowledged and not write.is_refused for write in writes),
        "sent more than once": sum(write.sent > 1 for write in writes),
        "pages read": len(reads),
        "answers": {str(status): count for status, count in sorted(answers.items())},
    }


def refusing(answers: Counter) -> list[str]:
    """Answers that no fault may bring about."""
    wrong = [status for status in answers if status >= 500 and status != 503]
    return [f"{answers[status]} answers were {status}" for status in wrong]
