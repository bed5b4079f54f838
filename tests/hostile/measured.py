"""What one answer to a hostile file cost: the process that read it, and the one that asked."""

import logging
from contextlib import contextmanager
from dataclasses import dataclass, field

from lib import confined
from lib.confined.limits import resident

MB = 1024 * 1024
CPU, MEMORY, OURS = 5.0, 200 * MB, 60 * MB  # at most; ours is what the asking process may keep


@dataclass
class Cost:
    cpu: float = 0
    memory: int = 0
    ours: int = 0
    calls: list[dict] = field(default_factory=list)

    @property
    def is_bearable(self) -> bool:
        """Of each process that was begun for the file, and of the one that asked."""
        hangs = any(used["is_late"] and used["cpu"] < 1 for used in self.calls)
        return self.cpu <= CPU and self.memory <= MEMORY and self.ours <= OURS and not hangs


@contextmanager
def measured():
    cost, before = Cost(), resident()

    def note(used, **_kwargs):
        cost.calls.append(used)
        cost.cpu, cost.memory = max(cost.cpu, used["cpu"]), max(cost.memory, used["memory"])

    confined.ended.connect(note)
    logging.disable(logging.WARNING)  # what was given up is the point here
    try:
        yield cost
    finally:
        logging.disable(logging.NOTSET)
        confined.ended.disconnect(note)
        cost.ours = resident() - before
