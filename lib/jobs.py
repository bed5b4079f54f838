"""What runs longer than a request: jobs, kept in the database, run by any process, by none twice.

A kind of job is a function registered under a name:

    @jobs.kind("export", repeatable=True)
    def make(number: int, run: jobs.Run): ...

It is called with the job's argument and the `Run`, which it tells how far it has come and asks whether the
job is still its own. `start` asks for a job; threads of this process run it, or `manage.py work` elsewhere
(`JOBS_RUN_BY`). See docs/decisions/0015-one-job-engine.md.
"""

import contextlib
import datetime as dt
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import DatabaseError, connection, models, transaction
from django.db.models import F
from django.utils import translation

from . import away, confined, memory, processes
from .models import Job
from .periods import now

logger = logging.getLogger(__name__)

TOLD_EVERY = 2.0  # seconds between two signs of life
ATTEMPTS = 3  # of a job whose processes end, or whose database goes away
KEPT = dt.timedelta(days=7)  # what is finished
STOPPED = "the server was stopped meanwhile"
_WRITTEN_AGAIN = 5  # times, where the database does not take how a job ended


class GivenUp(Exception):
    """The job was cancelled, or is run by another: what this run did counts for nothing."""


Function = Callable[[Any, "Run"], Any]


@dataclass(frozen=True)
class Kind:
    function: Function
    is_repeatable: bool  # begun again from the beginning where its process ended midway


_kinds: dict[str, Kind] = {}


def kind(name: str, *, repeatable: bool = False) -> Callable[[Function], Function]:
    """Register a function as what jobs of this kind do; what it returns, as JSON, is the job's result."""

    def register(function: Function) -> Function:
        _kinds[name] = Kind(function, repeatable)
        return function

    return register


# Asking for jobs


def start(name: str, argument: Any, *, owner: AbstractBaseUser) -> Job:
    """A new job, begun once the transaction is through, in the language of now."""
    if name not in _kinds:
        raise LookupError(name)
    Job.objects.filter(finished_at__lt=now() - KEPT).delete()
    job = Job.objects.create(
        kind=name, argument=argument, owner_id=owner.pk, language=_language(), asked_at=now()
    )
    transaction.on_commit(wake)
    return job


def restart(job: Job) -> None:
    """From the beginning, whatever became of it; whoever still runs it is given up."""
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.WAITING, resumed=0, language=_language(), asked_at=now(), **_NOTHING_DONE
    )
    job.refresh_from_db()
    transaction.on_commit(wake)


def cancel(job: Job) -> None:
    """It is not begun; where it runs already, it stops the next time it tells how far it has come."""
    Job.objects.filter(pk=job.pk, state__in=[Job.State.WAITING, Job.State.RUNNING]).update(
        state=Job.State.CANCELLED, finished_at=now()
    )
    job.refresh_from_db()


def look_after(job: Job | None) -> None:
    """Whoever shows a job sees to it that somebody runs it, where its process ended."""
    if job is None:
        return
    if job.is_lost:
        _give_back(job)
        job.refresh_from_db()
        wake()
    elif job.state == Job.State.WAITING and now() - job.asked_at > Job.SILENCE:
        wake()


_NOTHING_DONE = {"stage": "", "done": 0, "total": 0, "result": None, "error": "", "finished_at": None}


def _language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


# Running them


def wake() -> None:
    """Have a thread do what waits, where threads are to; it does not keep the server from stopping."""
    if settings.JOBS_RUN_BY == "threads":
        threading.Thread(target=_work_off, name="jobs", daemon=True).start()


def _work_off() -> None:
    try:
        work_off()
    except DatabaseError:
        logger.exception("Jobs cannot be run")
    finally:
        connection.close()


@memory.in_one_piece
def work_off(is_over: Callable[[], bool] = lambda: False) -> None:
    """Run what waits until nothing does, or `is_over` says so between two jobs."""
    while not is_over() and (job := claim()):
        run(job)


def claim() -> Job | None:
    """The job that has waited longest is now this process's; None where nothing waits."""
    for job in Job.objects.filter(state=Job.State.RUNNING):
        if job.is_lost:
            _give_back(job)
    waiting = Job.objects.filter(state=Job.State.WAITING, kind__in=_kinds).order_by("asked_at", "pk")
    # The update is the lock, on either database: of all who found the row, one still finds it waiting.
    while job := waiting.first():
        mine = Job.objects.filter(pk=job.pk, state=Job.State.WAITING, attempt=job.attempt)
        if mine.update(
            state=Job.State.RUNNING,
            attempt=job.attempt + 1,
            host=processes.HOST,
            pid=os.getpid(),
            born=processes.born(os.getpid()),
            heartbeat_at=now(),
        ):
            job.refresh_from_db()
            return job
    return None


def _give_back(job: Job) -> None:
    """A job whose process is gone waits again, where that is no harm and may help; else it has failed."""
    lost = Job.objects.filter(
        pk=job.pk, state=Job.State.RUNNING, attempt=job.attempt, heartbeat_at=job.heartbeat_at
    )
    if _may_begin_again(job):
        if lost.update(state=Job.State.WAITING, resumed=F("resumed") + 1, **_NOTHING_DONE):
            logger.warning("Job %s (%s) waits again: its process is gone", job.pk, job.kind)
    elif lost.update(state=Job.State.FAILED, error=STOPPED, finished_at=now()):
        logger.error("Job %s (%s) failed: its process is gone", job.pk, job.kind)


def _may_begin_again(job: Job) -> bool:
    known = _kinds.get(job.kind)
    return known is not None and known.is_repeatable and job.resumed + 1 < ATTEMPTS


def run(job: Job) -> None:
    """Do a claimed job. Whatever goes wrong, the job says so."""
    with translation.override(job.language), confined.unhurried(), Run(job) as this:
        try:
            result = _kinds[job.kind].function(job.argument, this)
            this.finish(state=Job.State.DONE, result=result)
        except GivenUp:
            logger.info("Job %s (%s) was given up", job.pk, job.kind)
        except Exception as error:
            if away.is_away(error) and _may_begin_again(job):
                logger.warning("Job %s (%s) waits again", job.pk, job.kind, exc_info=True)
                this.give_back()
                return
            logger.exception("Job %s (%s) failed", job.pk, job.kind)
            words = f"{type(error).__name__}: {error}".replace("\0", "")
            this.finish(state=Job.State.FAILED, error=words)


class Run:
    """One attempt at a job. Called with the stage, and how much of how much of it is done.

    A thread of its own tells the database, over a connection of its own: what is told is seen by others
    while the job's own transaction is open. On SQLite it is not, as long as that transaction writes.
    """

    def __init__(self, job: Job):
        self.job, self._is_given_up, self._over = job, False, threading.Event()
        self._stage, self._done, self._total = "", 0, 0
        self._teller = threading.Thread(target=self._keep_telling, name=f"job-{job.pk}", daemon=True)

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Raises GivenUp."""
        self._stage, self._done, self._total = stage, done, total
        if self._is_given_up:
            raise GivenUp

    def one_more(self) -> None:
        self(self._stage, self._done + 1, self._total)

    def tell(self) -> None:
        # More may have been done than was counted beforehand.
        done = min(self._done, self._total) if self._total else self._done
        told = self._row().update(stage=self._stage, done=done, total=self._total, heartbeat_at=now())
        self._is_given_up = not told

    @contextlib.contextmanager
    def ours(self) -> Iterator[None]:
        """What is written in the block is written while the job is this run's. Raises GivenUp."""
        with transaction.atomic():
            if not self._row().select_for_update().exists():
                raise GivenUp
            yield

    def finish(self, **facts: Any) -> None:
        self._end(finished_at=now(), **facts)

    def give_back(self) -> None:
        """Somebody is to begin it once more."""
        self._end(state=Job.State.WAITING, resumed=F("resumed") + 1, **_NOTHING_DONE)

    def _end(self, **facts: Any) -> None:
        # The thread goes on telling meanwhile, so that nobody takes the job for lost.
        for once_more in reversed(range(_WRITTEN_AGAIN)):
            try:
                self.tell()
                self._row().update(**facts)
                return
            except away.ERRORS as error:
                if not once_more or not away.is_away(error):
                    raise
                logger.exception("How job %s ended cannot be written yet", self.job.pk)
                connection.close()
                time.sleep(TOLD_EVERY)

    def _row(self) -> models.QuerySet[Job]:
        return Job.objects.filter(pk=self.job.pk, attempt=self.job.attempt, state=Job.State.RUNNING)

    def __enter__(self) -> "Run":
        self._teller.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._over.set()
        self._teller.join()

    def _keep_telling(self) -> None:
        try:
            while not self._over.wait(TOLD_EVERY):
                try:
                    _wait_no_longer_than_a_moment()
                    self.tell()
                except DatabaseError:  # locked, by the job itself, or away: the next time, then
                    connection.close()
        finally:
            connection.close()


def _wait_no_longer_than_a_moment() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA busy_timeout = 500")
        else:
            cursor.execute("SET lock_timeout = '500ms'")
