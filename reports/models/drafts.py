"""The report while it is being written: prose with live figures, edited until it is issued."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from committees.models import Committee
from committees.scope import OwnedQuerySet
from lib.periods import HalfYearField


class ReportDraft(models.Model):
    """The clerk's text for one committee's report of one half-year.

    `sections` maps a section's key to its text with fields in place of figures (reports.prose); a section
    that is not there is drafted from the data anew each time it is shown.
    """

    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="report_drafts", verbose_name=_("committee")
    )
    half_year = HalfYearField(_("half-year"))
    as_of = models.DateField(_("as at"), null=True, blank=True)
    sections = models.JSONField(default=dict, blank=True)
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
        ]

    def __str__(self):
        return f"{self.committee.label}, {self.half_year.label}"
