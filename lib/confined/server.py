"""Begins the processes that read files: `python -m lib.confined.server FD`, once for whoever calls.

It has loaded the product and waits, so that beginning one takes milliseconds; it has one thread and no
connection to anything, so that it may be copied at any moment. Each call comes with two pipes. A keeper, with
the call's limits on it, begins the reader and waits: for its end, for the time to be over, or until nobody
wants to know any more.
"""

import ctypes
import gc
import io
import json
import os
import pickle
import select
import shutil
import signal
import socket
import sys
import tempfile
import traceback
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, NoReturn

from django.utils import translation
from django.utils.functional import Promise

from . import calling
from .calling import BEGUN
from .limits import Limits, resident

IDLE = 600  # seconds without a call, after which nothing is kept ready any longer
AT_ONCE = 4  # readers of one server; threads of a web process may call together
_MESSAGE_AT_MOST = 4096
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def serve(requests: socket.socket) -> None:
    """Until whoever calls is gone, or has not called for long."""
    calling.IS_CONFINED = False  # what a reader calls is within its limits already
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # meant for who started this
    gc.collect()
    gc.freeze()
    keepers: dict[int, _Keeper] = {}
    while True:
        is_full = len(keepers) >= AT_ONCE  # the others wait in the socket
        waiting = [*keepers] if is_full else [*keepers, requests.fileno()]
        ready = select.select(waiting, [], [], IDLE)[0]
        for handle in keepers.keys() & set(ready):
            keepers.pop(handle).bury()
        if requests.fileno() in ready:
            message, pipes, _flags, _address = socket.recv_fds(requests, _MESSAGE_AT_MOST, 2)
            if not message:
                return
            keeper = _begun(requests, Limits.from_bytes(message), *pipes)
            keepers[keeper.handle] = keeper
            for pipe in pipes:
                os.close(pipe)
        if not ready and not keepers:
            return


@dataclass(frozen=True)
class _Keeper:
    pid: int
    handle: int  # readable when it has ended
    place: str

    def bury(self) -> None:
        """With what it left behind, where it was killed."""
        os.waitpid(self.pid, 0)
        os.close(self.handle)
        shutil.rmtree(self.place, ignore_errors=True)


def _begun(requests: socket.socket, limits: Limits, call: int, status: int) -> _Keeper:
    place = tempfile.mkdtemp(prefix="reading-")
    pid = os.fork()
    if pid == 0:
        requests.close()
        _keep(limits, place, call, status)
    return _Keeper(pid, os.pidfd_open(pid), place)


def _keep(limits: Limits, place: str, call: int, status: int) -> NoReturn:
    """Tell that there is a reader, then what became of it: {"status", "cpu", "memory", "is_late"}."""
    try:
        os.write(status, BEGUN)
        before, keeper = resident(), os.getpid()
        limits.impose()
        reader = os.fork()
        if reader == 0:
            _end_with(keeper)
            os.close(status)
            tempfile.tempdir = place
            _read(Connection(call))
        os.close(call)
        is_late = not _ended(reader, status, limits.wall)
        _pid, ended, used = os.wait4(reader, 0)
        told = {
            "status": os.waitstatus_to_exitcode(ended),
            "cpu": used.ru_utime + used.ru_stime,
            "memory": max(used.ru_maxrss * 1024 - before, 0),
            "is_late": is_late,
        }
        shutil.rmtree(place, ignore_errors=True)
        os.write(status, json.dumps(told).encode())
    finally:
        os._exit(0)


def _ended(reader: int, status: int, seconds: float) -> bool:
    """Whether the reader ended within its time. It is killed as well where nobody waits for it any more."""
    waiting = select.poll()
    waiting.register(os.pidfd_open(reader), select.POLLIN)
    waiting.register(status, 0)  # tells that the other end was closed
    found = waiting.poll(seconds * 1000)
    os.kill(reader, signal.SIGKILL)  # one that has ended already takes no notice
    return bool(found)


def _end_with(keeper: int) -> None:
    """Without a keeper there is no clock."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != keeper:
        os._exit(os.EX_UNAVAILABLE)


def _read(connection: Connection) -> NoReturn:
    """Answer one call. What it raises goes back as it is, if that can be told."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    try:
        answer = _answer(connection)
    except MemoryError:
        os._exit(os.EX_UNAVAILABLE)
    except BaseException as error:  # a panic of a library is no Exception
        answer = _raised(error)
    try:
        connection.send_bytes(answer)
    except BaseException:  # nobody listens any more, or what it found is too much to be told
        os._exit(os.EX_UNAVAILABLE)
    os._exit(0)


def _answer(connection: Connection) -> bytes:
    language, function, arguments, is_told = pickle.loads(connection.recv_bytes())  # noqa: S301 - the product's own
    translation.activate(language)

    def tell(*progress: Any) -> None:
        connection.send_bytes(_said("progress", progress))

    more = {"progress": tell} if is_told else {}
    return _said("result", function(*arguments, **more))


def _raised(error: BaseException) -> bytes:
    try:
        return _said("raised", (error, traceback.format_exc()))
    except Exception:
        return _said("raised", (None, traceback.format_exc()))


def _said(kind: str, content: Any) -> bytes:
    target = io.BytesIO()
    _Pickler(target).dump((kind, content))
    return target.getvalue()


class _Pickler(pickle.Pickler):
    """Translations that still wait become texts: functions are not taken from a reader."""

    def reducer_override(self, value: Any) -> Any:
        return (str, (str(value),)) if isinstance(value, Promise) else NotImplemented


if __name__ == "__main__":
    import django

    django.setup()
    serve(socket.socket(fileno=int(sys.argv[1])))
