"""Work that takes longer than a request, known to every process of every machine; seals of histories."""

import datetime as dt

from django.conf import settings
from django.db import connection, models
from django.db.models import Q

from . import processes
from .periods import now


class Job(models.Model):
    """One piece of work, by `kind` and `argument`; `lib.jobs` alone writes it.

    `attempt` goes up with every claim: whoever holds an older number has nothing more to say. `resumed`
    counts the attempts that ended with their process since the job was asked for.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    SILENCE = dt.timedelta(seconds=30)  # after which whoever runs it is taken for dead

    kind = models.CharField(max_length=50)
    argument = models.JSONField(null=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=20)

    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    attempt = models.PositiveIntegerField(default=0)
    resumed = models.PositiveSmallIntegerField(default=0)
    stage = models.CharField(max_length=50, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)  # 0: nobody knows
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)  # for the administrator

    host = models.CharField(max_length=255, blank=True)
    pid = models.PositiveIntegerField(default=0)
    born = models.CharField(max_length=40, blank=True)  # processes.born of `pid`
    heartbeat_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "asked_at"], name="job_state_asked")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "failed", "cancelled"]),
                name="job_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(heartbeat_at__isnull=False, attempt__gte=1) & ~Q(host=""),
                name="job_running_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"], finished_at__isnull=True)
                | Q(state__in=["done", "failed", "cancelled"], finished_at__isnull=False),
                name="job_finished_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_under_way(self) -> bool:
        """Waiting, or run by somebody who is alive."""
        return self.state == self.State.WAITING or (self.state == self.State.RUNNING and not self.is_lost)

    @property
    def is_lost(self) -> bool:
        """It says it is running, and whoever ran it is gone.

        On this machine a process that ended is seen at once. Silence is a sign of death, but on SQLite: a
        job whose own transaction is open holds the only lock there is for writing, and cannot be heard.
        """
        if self.state != self.State.RUNNING:
            return False
        if self.host == processes.HOST:
            if not processes.is_there(self.pid, self.born):
                return True
            if connection.vendor == "sqlite":
                return False
        return now() - self.heartbeat_at > self.SILENCE


class Seal(models.Model):
    """A link of the chain over histories and frozen rows; `lib.seals` alone makes it.

    `parts`: of each table that had new rows the keys, how many, which columns, and the digest. `reached`: of
    every table the last key that is sealed.
    """

    sealed_at = models.DateTimeField()
    parts = models.JSONField()
    reached = models.JSONField(default=dict)
    before = models.CharField(max_length=64, blank=True)  # the head of the seal before; "" of the first
    head = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["head"], name="seal_head_once"),
            models.UniqueConstraint(fields=["before"], name="seal_one_after_another"),
        ]

    def __str__(self) -> str:
        return self.head


class StoredFile(models.Model):
    """A file's bytes, where files are kept in the database: `lib.stored_files` alone asks for them."""

    name = models.CharField(max_length=200)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    stored_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name"], name="stored_file_once")]

    def __str__(self) -> str:
        return self.name
