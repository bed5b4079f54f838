"""Files that take longer than a page may: made in the background, fetched when they are ready."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib.models import Job
from lib.periods import now
from lib.uploads import PDF


def export_path(export, filename: str) -> str:
    return f"exports/{uuid.uuid4()}"


class ExportQuerySet(models.QuerySet):
    def outdated(self):
        return self.filter(asked_at__lt=now() - Export.KEPT)


class Export(models.Model):
    """One file asked for by one user, who alone may fetch it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Being made")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Failed")

    KEPT = dt.timedelta(days=7)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    address = models.TextField()  # of the page that asked for it, with its filters
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=100)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.WAITING)
    job = models.OneToOneField(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    reach = models.TextField(editable=False, default="")  # what its user saw when asking: `reach_of`
    file = models.FileField(upload_to=export_path, max_length=200, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["user", "asked_at"], name="export_user_asked")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "failed"]), name="export_state_known"
            ),
        ]

    def __str__(self):
        return self.name

    @staticmethod
    def reach_of(user) -> str:
        """The subtrees that the user sees, as the file holds them."""
        return " ".join(user.committee_paths())

    @property
    def is_pdf(self) -> bool:
        """Made in one piece: nobody can tell how far it has come."""
        return self.content_type == PDF

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.DONE

    @property
    def is_under_way(self) -> bool:
        is_unfinished = self.state in (self.State.WAITING, self.State.RUNNING)
        return is_unfinished and self.job is not None and self.job.is_under_way

    @property
    def has_failed(self) -> bool:
        """It said so, or its job did not come to an end: the server was started anew meanwhile."""
        return not (self.is_ready or self.is_under_way)
