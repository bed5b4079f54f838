"""Begins the processes that read files: `python -m lib.confined.server FD`, once for whoever calls.

It has loaded the product and waits, so that beginning one takes milliseconds; it has one thread and no
connection to anything, so that it may be copied at any moment. Each call comes with two pipes. A keeper, with
the call's limits on it, begins the reader and waits: for its end, or for the time to be over.
"""

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
from multiprocessing.connection import Connection
from typing import Any, NoReturn

from django.utils import translation
from django.utils.functional import Promise

from . import calling
from .limits import Limits, resident

IDLE = 600  # seconds without a call, after which nothing is kept ready any longer
_MESSAGE_AT_MOST = 4096


def serve(requests: socket.socket) -> None:
    """Until whoever calls is gone, or has not called for long."""
    calling.IS_CONFINED = False  # what a reader calls is within its limits already
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # meant for who started this
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # keepers need no burial
    gc.collect()
    gc.freeze()
    while select.select([requests], [], [], IDLE)[0]:
        message, pipes, _flags, _address = socket.recv_fds(requests, _MESSAGE_AT_MOST, 2)
        if not message:
            return
        if os.fork() == 0:
            requests.close()
            _keep(Limits.from_bytes(message), *pipes)
        for pipe in pipes:
            os.close(pipe)


def _keep(limits: Limits, call: int, status: int) -> NoReturn:
    """Tell what became of the reader and what it took: {"status", "cpu", "memory", "is_late"}."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    place, before = tempfile.mkdtemp(prefix="reading-"), resident()
    try:
        limits.impose()
        reader = os.fork()
        if reader == 0:
            os.close(status)
            tempfile.tempdir = place
            _read(Connection(call))
        os.close(call)
        is_late = signal.sigtimedwait([signal.SIGCHLD], limits.wall) is None
        if is_late:
            os.kill(reader, signal.SIGKILL)
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


def _read(connection: Connection) -> NoReturn:
    """Answer one call. What it raises goes back as it is, if that can be told."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
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
