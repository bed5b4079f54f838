"""How much a process that reads somebody's file may take: the more, the larger the file that was sent."""

import io
import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from lib.uploads import has_too_many_parts

MB = 1024 * 1024
FREE_BYTES = MB  # of a file, within what any file may take
_CPU = 4  # seconds
_MEMORY, _MEMORY_PER_MB = 190 * MB, 90 * MB
_WAITED_FOR = 8  # as many seconds as it may compute: others want the processor too
_READ = (".xml", ".rels")  # of an archive's parts
_FILES_WRITTEN = 400 * MB
# At most, however large the file: CPU, memory and the clock where a page waits, so that the web server does
# not give the page up before; and in a job.
_FOR_A_PAGE = 15, 600 * MB, 90
_FOR_A_JOB = 300, 1_500 * MB, 2_400
_at_most = ContextVar("at_most", default=_FOR_A_PAGE)


@contextmanager
def unhurried() -> Iterator[None]:
    """No page waits for what is read within: a large file may take long."""
    before = _at_most.set(_FOR_A_JOB)
    try:
        yield
    finally:
        _at_most.reset(before)


def weight(data: bytes) -> int:
    """How much there is to be read in a file, in bytes.

    What is merely repeated, packed or not, counts once; of an archive only its XML does.
    """
    return len(data) if len(data) <= FREE_BYTES else max(len(zlib.compress(data, 1)) - _aside(data), 0)


def _aside(data: bytes) -> int:
    """Bytes of an archive's pictures and the like, as it lists them."""
    if has_too_many_parts(data):
        return 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(m.compress_size for m in archive.infolist() if not m.filename.endswith(_READ))
    except Exception:  # no archive; zipfile raises all kinds of errors
        return 0


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
        most_cpu, most_memory, most_wall = _at_most.get()
        cpu = min(_CPU + round(seconds * more), most_cpu)
        memory = min(_MEMORY + round(_MEMORY_PER_MB * more), most_memory)
        return cls(cpu, memory, min(cpu * _WAITED_FOR, most_wall))

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
