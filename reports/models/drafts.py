"""The report while it is being written: prose with live figures, edited until it is issued."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from committees.models import Committee
from committees.scope import OwnedQuerySet
from lib.models import Job
from lib.periods import HalfYearField
from lib.vietnamese import NFCTextField

from .issued import IssuedReport
from .purposes import Purpose
from .versions import ReportVersion


class ReportDraft(models.Model):
    """The clerk's text for one committee's report of one half-year.

    `sections` maps a section's key to its text with fields in place of figures (reports.prose); a section
    that is not there is drafted from the data anew each time it is shown.

    While it is submitted for signature it is not written in: `submitted` is the version that was fixed, and
    None as long as a job still makes its files.
    """

    class Stage(models.TextChoices):
        WRITING = "writing", _("Draft")
        SUBMITTED = "submitted", _("Submitted for signature")

    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="report_drafts", verbose_name=_("committee")
    )
    half_year = HalfYearField(_("half-year"))
    as_of = models.DateField(_("as at"), null=True, blank=True)
    sections = models.JSONField(default=dict, blank=True)
    stage = models.CharField(_("stage"), max_length=20, choices=Stage, default=Stage.WRITING)
    submitted = models.OneToOneField(
        ReportVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    job = models.OneToOneField(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose, default=Purpose.FIRST)
    follows = models.ForeignKey(
        IssuedReport,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("follows"),
    )
    reason = NFCTextField(_("reason"), blank=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OwnedQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("draft of a report")
        verbose_name_plural = _("drafts of reports")
        ordering = ["-half_year", "committee__path"]
        constraints = [
            models.UniqueConstraint(fields=["committee", "half_year"], name="report_draft_once"),
            models.CheckConstraint(
                condition=Q(stage="submitted") | Q(stage="writing", submitted__isnull=True),
                name="report_draft_submitted_while_so",
            ),
            models.CheckConstraint(
                condition=Q(purpose="first", follows__isnull=True)
                | (~Q(purpose="first") & Q(follows__isnull=False) & ~Q(reason="")),
                name="report_draft_follows_with_reason",
            ),
        ]

    def __str__(self):
        return f"{self.committee.label}, {self.half_year.label}"
