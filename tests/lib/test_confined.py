"""What is called in a process of its own harms nobody else, whatever becomes of it."""

import datetime as dt
import io
import os
import pickle
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.workbook.problems import UnreadableWorkbook
from lib import confined
from lib.confined import Limits, calling
from lib.confined.server import AT_ONCE
from lib.models import Job
from lib.periods import HalfYear, today

MB = 1024 * 1024
LIMITS = Limits(cpu=1, memory=50 * MB, wall=20)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are confined on Linux only")


@pytest.fixture
def used():
    """What the last call took."""
    told = {}

    def note(used, **_kwargs):
        told.update(used)

    confined.ended.connect(note)
    yield told
    confined.ended.disconnect(note)


# What is called


def plain(*values):
    return values


def refuse(message):
    raise ValidationError(message, code="odd")


def refuse_file(message):
    raise UnreadableWorkbook(message)


def fail():
    raise KeyError("a mistake of a library")


def spin():
    while True:
        pass


def fill_memory():
    return len(bytearray(200 * MB))


def kill_myself():
    os.kill(os.getpid(), signal.SIGSEGV)


def answer_without_end():
    return bytes(60 * MB)


def leave_files(told):
    """`told`: a path, to which the place of the file is written."""
    path = Path(tempfile.mkdtemp()) / "left"
    path.write_bytes(b"x")
    Path(told).write_text(str(path))
    kill_myself()


def sleep():
    time.sleep(60)


def kill_my_keeper(begun):
    """`begun`: a path; a number is added to the file, that of this process."""
    with open(begun, "a") as file:
        print(os.getpid(), tempfile.mkdtemp(), file=file)
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(60)


def sleep_after_telling(begun, progress):
    with open(begun, "a") as file:
        print(os.getpid(), file=file)
    progress()
    time.sleep(600)


def meet(place, number):
    """Wait until so many have come."""
    (Path(place) / str(os.getpid())).touch()
    while len(os.listdir(place)) < number:
        time.sleep(0.01)
    return True


def ended_soon(pid):
    """Whether the process is gone, or waits for its burial only, within a minute."""
    for _attempt in range(600):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.1)
    return False


class Made:
    """Comes back as what `how` makes."""

    def __init__(self, *how):
        self.how = how

    def __reduce__(self):
        return self.how


def trick():
    return Made(os.system, ("true",))


def answer_no_number():
    return Made(int, ("no number",))


def say(*words, progress=None):
    reader = sys._getframe(1)
    for word in words:
        reader.f_locals["connection"].send_bytes(pickle.dumps(word))
    os._exit(0)


def refuse_later():
    raise ValidationError(gettext_lazy("The file is empty. Choose another one."))


def surroundings():
    return settings.SECRET_KEY, settings.DATABASES["default"]["NAME"], dict(os.environ)


def count(number, progress):
    for done in range(number):
        progress(done, number)
    return number


def in_words():
    return _("The file is empty. Choose another one.")


class TestCall:
    def test_it_gives_what_the_function_gives(self, used):
        values = [None, "ạ", 1.5, {"a": (1, {2})}, dt.date(2026, 3, 1), Decimal("0.5"), HalfYear.of(today())]
        assert confined.call(plain, *values, limits=LIMITS) == tuple(values)
        assert used["status"] == 0

    @pytest.mark.parametrize(
        ("function", "error"), [(refuse, ValidationError), (refuse_file, UnreadableWorkbook)]
    )
    def test_it_refuses_as_the_function_does(self, function, error):
        with pytest.raises(error, match="tệp hỏng"):
            confined.call(function, "tệp hỏng", limits=LIMITS)

    def test_it_refuses_in_words_that_were_not_translated_yet(self):
        with translation.override("vi"), pytest.raises(ValidationError) as refused:
            confined.call(refuse_later, limits=LIMITS)
        assert refused.value.messages == ["Tệp rỗng. Hãy chọn tệp khác."]

    def test_it_speaks_the_language_of_its_caller(self):
        with translation.override("en"):
            assert confined.call(in_words, limits=LIMITS) == "The file is empty. Choose another one."
        with translation.override("vi"):
            assert confined.call(in_words, limits=LIMITS) == "Tệp rỗng. Hãy chọn tệp khác."

    def test_it_tells_how_far_it_has_come(self):
        told = []
        assert confined.call(count, 3, limits=LIMITS, progress=lambda *so_far: told.append(so_far)) == 3
        assert told == [(0, 3), (1, 3), (2, 3)]

    def test_whoever_gives_up_while_told_is_free(self):
        def give_up(*_so_far):
            raise LookupError

        with pytest.raises(LookupError):
            confined.call(count, 3, limits=LIMITS, progress=give_up)

    def test_it_knows_neither_database_nor_secret(self, monkeypatch):
        secrets = (
            "EMAIL_URL",
            "METRICS_TOKEN",
            "SECRET_KEY_FALLBACKS",
            "DATABASE_REPLICA_URL",
            "ONE_OF_TOMORROW",
        )
        for name in secrets:
            monkeypatch.setenv(name, "secret")
        monkeypatch.setattr(calling, "_server", calling._Server())
        key, database, environment = confined.call(surroundings, limits=LIMITS)
        assert key != settings.SECRET_KEY
        assert connection.settings_dict["NAME"] not in (database, environment["DATABASE_URL"])
        assert not environment.keys() & set(secrets)
        assert environment["ENV_FILE"] == os.devnull  # where .env would tell it all the same


class AsAttribute:
    """What pickle makes an attribute of something of."""

    def __init__(self, owner, name):
        self.owner, self.name = owner, name

    def __reduce__(self):
        return getattr, (self.owner, self.name)


def answer_a_member():
    """As every enumeration is pickled before Python 3.11.4."""
    return AsAttribute(Job.State, "DONE")


def answer_an_attribute():
    return AsAttribute(Job, "objects")


def test_members_of_enumerations_come_back_whatever_the_python():
    assert confined.call(answer_a_member, limits=LIMITS) is Job.State.DONE


class TestEnd:
    @pytest.mark.parametrize(
        ("function", "status"),
        [
            (spin, -signal.SIGXCPU),
            (fill_memory, os.EX_UNAVAILABLE),
            (answer_without_end, os.EX_UNAVAILABLE),
            (kill_myself, -signal.SIGSEGV),
            (fail, 0),
            (trick, 0),
            (answer_an_attribute, 0),
            (answer_no_number, 0),
        ],
    )
    def test_whatever_it_comes_to_is_one_answer(self, used, function, status):
        with pytest.raises(confined.Ended):
            confined.call(function, limits=LIMITS)
        assert used["status"] == status
        assert used["cpu"] < 2
        assert used["memory"] < 60 * MB
        assert confined.call(plain, 1, limits=LIMITS) == (1,)  # the next one is none the worse

    @pytest.mark.parametrize(
        "word", [5, (), ("result",), ("raised", 5), ("raised", (None,)), ("progress", 5), ("else", 1)]
    )
    def test_what_is_no_answer_is_none(self, word):
        with pytest.raises(confined.Ended):
            confined.call(say, word, limits=LIMITS, progress=print)

    def test_nobody_waits_for_one_that_sleeps(self, used):
        with pytest.raises(confined.Ended):
            confined.call(sleep, limits=Limits(cpu=1, memory=50 * MB, wall=1))
        assert (used["status"], used["is_late"]) == (-signal.SIGKILL, True)

    def test_no_file_is_left_behind(self, tmp_path):
        with pytest.raises(confined.Ended):
            confined.call(leave_files, str(tmp_path / "told"), limits=LIMITS)
        left = Path((tmp_path / "told").read_text())
        assert (left.name, left.parent.parent.exists()) == ("left", False)


class TestKeeper:
    def test_where_it_is_killed_the_reader_goes_too_and_the_file_is_not_read_again(self, tmp_path):
        with pytest.raises(confined.Ended):
            confined.call(kill_my_keeper, str(tmp_path / "begun"), limits=LIMITS)
        [line] = (tmp_path / "begun").read_text().splitlines()
        pid, place = line.split()
        assert ended_soon(pid)
        assert confined.call(plain, 1, limits=LIMITS) == (1,)  # the server has buried the one before
        assert not Path(place).parent.exists()

    def test_it_ends_a_reader_for_whom_nobody_waits(self, tmp_path):
        def give_up():
            raise LookupError

        limits = Limits(cpu=1, memory=50 * MB, wall=600)
        with pytest.raises(LookupError):
            confined.call(sleep_after_telling, str(tmp_path / "begun"), limits=limits, progress=give_up)
        assert ended_soon((tmp_path / "begun").read_text().strip())


class TestServer:
    def test_one_that_ended_is_begun_anew(self, monkeypatch):
        monkeypatch.setattr(calling, "_server", server := calling._Server())
        confined.start()
        server._process.kill()
        server._process.wait()
        assert confined.call(plain, 1, limits=LIMITS) == (1,)
        server._requests.shutdown(socket.SHUT_RDWR)
        server._process.wait()

    def test_it_has_so_many_readers_at_once_and_no_more(self, tmp_path):
        def call(number):
            with suppress(confined.Ended):
                return confined.call(
                    meet, str(tmp_path), number, limits=Limits(cpu=1, memory=50 * MB, wall=2)
                )

        number = AT_ONCE + 1
        with ThreadPoolExecutor(number) as threads:
            met = list(threads.map(call, [number] * number))
        assert met.count(True) == 1  # the one that came when the others were given up

    def test_none_at_all_is_an_answer_too(self, monkeypatch):
        monkeypatch.setattr(calling, "_server", calling._Server())
        monkeypatch.setattr(sys, "executable", "/bin/false")
        with pytest.raises(confined.Ended):
            confined.call(plain, 1, limits=LIMITS)

    def test_it_ends_with_whoever_began_it(self):
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-m", "lib.confined.server", str(theirs.fileno())]
        server = subprocess.Popen(command, cwd=settings.BASE_DIR, pass_fds=[theirs.fileno()])  # noqa: S603
        theirs.close()
        ours.close()
        assert server.wait(60) == 0


def test_where_processes_cannot_be_confined_a_call_is_a_call(monkeypatch):
    monkeypatch.setattr(calling, "IS_CONFINED", False)
    assert confined.call(os.getpid, limits=LIMITS) == os.getpid()


@pytest.mark.parametrize(
    ("data", "cpu", "memory"),
    [
        (b"", 4, 190),
        (bytes(MB), 4, 190),
        (bytes(11 * MB), 4, 190),
        (random.Random(1).randbytes(3 * MB), 12, 370),
        (random.Random(1).randbytes(11 * MB), 15, 600),
    ],
)
def test_more_is_given_to_a_file_with_more_in_it(data, cpu, memory):
    found = Limits.of(data)
    assert (found.cpu, found.memory // MB, found.wall) == (cpu, memory, min(8 * cpu, 90))


def test_more_still_where_no_page_waits():
    data = random.Random(1).randbytes(11 * MB)
    with confined.unhurried():
        assert (Limits.of(data).cpu, Limits.of(data).memory // MB) == (44, 1090)
        assert Limits.of(data, seconds=40).cpu == 300
    assert Limits.of(data) == Limits(cpu=15, memory=600 * MB, wall=90)


def test_pictures_buy_nothing():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/media/image1.png", random.Random(1).randbytes(11 * MB))
    assert Limits.of(target.getvalue()) == Limits.of(b"")
