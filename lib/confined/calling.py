"""Calling a function in a process of its own, and what comes back of it."""

import io
import json
import logging
import os
import pickle
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from enum import Enum, EnumType
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.dispatch import Signal
from django.utils import translation

from .limits import Limits

logger = logging.getLogger(__name__)

Function = Callable[..., Any]

# Sent with `used`, as the keeper saw it: {"status", "cpu" in seconds, "memory" in bytes, "is_late"}.
ended = Signal()
# Where processes can be copied, limited and told by their number. Elsewhere, on a developer's machine, a call
# is a call: what the readers bound by themselves is bounded there too.
IS_CONFINED = sys.platform == "linux"
BEGUN = b"\n"  # said by a keeper, before what became of the reader
_ATTEMPTS = 2  # the server may be over, having waited long
# What readers know of this process's surroundings: no database, no key, no password, and no .env with them.
_TOLD = (
    "DJANGO_SETTINGS_MODULE",
    "HOME",
    "LANG",
    "LC_ALL",
    "LD_LIBRARY_PATH",
    "PATH",
    "PYTHONPATH",
    "TMPDIR",
    "TZ",
)
_SAID = {
    "DATABASE_URL": "sqlite://:memory:",
    "ENV_FILE": os.devnull,
    "SECRET_KEY": "unknown",
    "MALLOC_ARENA_MAX": "1",  # allocations come from one place, and count
    "RUST_BACKTRACE": "0",  # Rust without memory would wait for itself for ever while it says where it was
}
_PLAIN = {"builtins", "collections", "datetime", "decimal"}  # modules of values


class Ended(Exception):
    """The process that was to read the file took more than it may, or came to a bad end."""


class _NotBegun(Exception):
    """Nobody took the call."""


class _NoAnswer(Exception):
    """What came cannot have been said by a reader that is well."""


def call(function: Function, *arguments: Any, limits: Limits, progress: Function | None = None) -> Any:
    """`function(*arguments)` within these limits. Raises `Ended`, or what the function raised.

    With `progress` it is called with a `progress` of its own, and what it tells that is told this.
    """
    if not IS_CONFINED:
        return function(*arguments, **({"progress": progress} if progress else {}))
    question = pickle.dumps((translation.get_language(), function, arguments, progress is not None))
    for _attempt in range(_ATTEMPTS):
        with suppress(_NotBegun):
            return _called(function, question, limits, progress)
    logger.error("No process can be begun to read files")
    raise Ended


def _called(function: Function, question: bytes, limits: Limits, progress: Function | None) -> Any:
    ours, theirs = Pipe()
    status, told = Pipe(duplex=False)
    with ours, status:
        with theirs, told:
            _server.ask(limits, theirs, told)
        kind: str = ""
        content: Any = None
        for kind, content in _heard(ours, question, limits):
            if kind == "progress" and progress:
                progress(*content)
        ours.close()  # a reader that still speaks is heard no more
        used = _used(status)
    if used:
        ended.send(function, used=used)
    if kind == "result":
        return content
    error, words = content if kind == "raised" else (None, "")
    if isinstance(error, Exception) and (_is_ours(type(error).__module__) or type(error) is ValidationError):
        raise error  # meant for the person who sent the file
    logger.warning("A file was given up in %s: %s\n%s", function.__name__, used, words)
    raise Ended


def _heard(ours: Connection, question: bytes, limits: Limits) -> Iterator[tuple[str, Any]]:
    """What the reader says, in order; the last of it is the answer, unless it did not come to one."""
    with suppress(EOFError, OSError, _NoAnswer):
        ours.send_bytes(question)
        while True:
            yield _loaded(ours.recv_bytes(limits.memory))


def _used(status: Connection) -> dict[str, Any]:
    """Waits for the reader's end, which is bounded. Nothing where its keeper was killed; it went with it."""
    with open(status.fileno(), "rb", closefd=False) as file:
        told = file.read()
    if not told:
        raise _NotBegun
    return dict(json.loads(told)) if told != BEGUN else {}


class _Loaded(pickle.Unpickler):
    """Plain values and the product's own: what a reader sends that somebody has taken over is no program."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == (ValidationError.__module__, ValidationError.__name__):
            return ValidationError
        if (module, name) == ("builtins", "getattr"):
            return _member
        if module in _PLAIN or _is_ours(module):
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name}")


def _member(kind: Any, name: str) -> Enum:
    """Before Python 3.11.4 members of enumerations are pickled as attributes."""
    if not isinstance(kind, EnumType):
        raise pickle.UnpicklingError(name)
    return kind[name]


def _loaded(data: bytes) -> tuple[str, Any]:
    try:
        said = _Loaded(io.BytesIO(data)).load()
    except Exception as error:  # values may be made wrongly in as many ways as there are classes
        raise _NoAnswer from error
    match said:
        case ("result", _) | ("progress", tuple()) | ("raised", (_, str())):
            return tuple(said)
    raise _NoAnswer


def _is_ours(module: str) -> bool:
    """Of the product: one of its apps, beside manage.py."""
    package = module.partition(".")[0]
    return any(
        app.name == package and Path(app.path).parent == settings.BASE_DIR for app in apps.get_app_configs()
    )


# The server


class _Server:
    """That of this process, and of those that it was copied into."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._lock:
            if self._requests is None:
                self._begin()

    def ask(self, limits: Limits, *pipes: Connection) -> None:
        # One packet, taken as a whole: threads and copies of this process may all ask.
        with self._lock:
            if self._sent(limits, pipes):
                return
            self._begin()
            if not self._sent(limits, pipes):
                raise _NotBegun

    def _sent(self, limits: Limits, pipes: tuple[Connection, ...]) -> bool:
        if self._requests is None:
            return False
        try:
            socket.send_fds(self._requests, [limits.as_bytes()], [pipe.fileno() for pipe in pipes])
        except OSError:
            return False
        return True

    def _begin(self) -> None:
        if self._requests is not None:
            self._requests.close()
        self._requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - this very program
                [sys.executable, "-m", f"{__package__}.server", str(theirs.fileno())],
                cwd=settings.BASE_DIR,
                env={name: os.environ[name] for name in _TOLD if name in os.environ} | _SAID,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )


_server = _Server()


def start() -> None:
    """Have a process ready, as whoever is about to send a file will soon want: it takes a second to come."""
    if IS_CONFINED:
        _server.start()
