"""How much a process that reads somebody's file may take: the more, the larger the file that was sent."""

import json
import os
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

MB = 1024 * 1024
FREE_BYTES = MB  # of a file, within what any file may take
_CPU = 4  # seconds
_MEMORY, _MEMORY_PER_MB = 190 * MB, 90 * MB
_WAITED_FOR = 8  # as many seconds as it may compute: others want the processor too
_FILES_WRITTEN = 400 * MB


def weight(data: bytes) -> int:
    """How much there is in a file, in bytes: what is merely repeated, packed or not, counts once."""
    return len(data) if len(data) <= FREE_BYTES else len(zlib.compress(data, 1))


@dataclass(frozen=True)
class Limits:
    """`cpu` and `wall` in seconds, `memory` in bytes beyond what the process begins with."""

    cpu: int
    memory: int
    wall: int

    @classmethod
    def of(cls, data: bytes, seconds: float = 4) -> Self:
        """For this file as it was sent, with `seconds` of CPU for each MB of a large one."""
        more = max(weight(data) - FREE_BYTES, 0) / MB
        cpu = _CPU + round(seconds * more)
        return cls(cpu, _MEMORY + round(_MEMORY_PER_MB * more), cpu * _WAITED_FOR)

    def as_bytes(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        return cls(**json.loads(data))

    def impose(self) -> None:
        """On the processes that this one begins; of its own, only what it takes from now on counts."""
        import resource  # which is not everywhere

        room = _pages(0) + self.memory
        resource.setrlimit(resource.RLIMIT_AS, (room, room))
        resource.setrlimit(resource.RLIMIT_CPU, (self.cpu, self.cpu + 1))
        resource.setrlimit(resource.RLIMIT_FSIZE, (_FILES_WRITTEN, _FILES_WRITTEN))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def resident() -> int:
    """Bytes of this process that lie in memory."""
    return _pages(1)


def _pages(which: int) -> int:
    return int(Path("/proc/self/statm").read_text().split()[which]) * os.sysconf("SC_PAGE_SIZE")
