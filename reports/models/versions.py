"""The report as it is submitted for signature (trình ký): versions 1, 2, … of its text, figures and files."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from committees.models import Committee
from committees.scope import OwnedQuerySet
from lib.periods import HalfYearField
from lib.vietnamese import NFCTextField

from .documents import DocumentTemplate
from .frozen import FrozenFile, FrozenModel, FrozenQuerySet
from .purposes import Purpose


class ReportVersionQuerySet(OwnedQuerySet, FrozenQuerySet):
    def light(self):
        """Without what is large."""
        return self.defer("figures", "rows", "sections", "annexes", "visits")


class ReportVersion(FrozenModel):
    """Everything that a report says but its number and date, fixed when it was submitted for signature."""

    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="report_versions", verbose_name=_("committee")
    )
    half_year = HalfYearField(_("half-year"))
    ordinal = models.PositiveIntegerField(_("version"))  # 1, 2, … of the committee's half-year
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose, default=Purpose.FIRST)
    follows = models.ForeignKey(
        "reports.IssuedReport",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("follows"),
    )
    reason = NFCTextField(_("reason"), blank=True)
    as_of = models.DateField(_("as at"), null=True, blank=True)
    letterhead = models.JSONField(blank=True)  # reports.document.letterheads.FIELDS
    template = models.ForeignKey(
        DocumentTemplate, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.JSONField(blank=True)  # trích yếu, line by line
    figures = models.JSONField(blank=True)  # as an issued report's, and so are the next four
    rows = models.JSONField(blank=True)
    sections = models.JSONField(blank=True)
    annexes = models.JSONField(blank=True)  # the tables of the Word document: reports.issuing.kept_tables
    gaps = models.JSONField(default=dict, blank=True)
    visits = models.JSONField(default=list, blank=True)  # keys of the visits whose results it counts
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(auto_now_add=True)

    objects = ReportVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version submitted for signature")
        verbose_name_plural = _("versions submitted for signature")
        ordering = ["committee", "half_year", "ordinal"]
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "half_year", "ordinal"], name="report_version_ordinal_once"
            ),
            models.CheckConstraint(
                condition=Q(purpose="first", follows__isnull=True)
                | (~Q(purpose="first") & Q(follows__isnull=False) & ~Q(reason="")),
                name="report_version_follows_with_reason",
            ),
        ]

    def __str__(self):
        return f"{self.committee.label}, {self.half_year.label}: {self.ordinal}"


class VersionFile(FrozenFile):
    """A file of a version as it was submitted, without number and date."""

    version = models.ForeignKey(ReportVersion, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=10)  # one of IssuedFile.Kind

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a version")
        verbose_name_plural = _("files of versions")
        ordering = ["version", "kind"]
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["version", "kind"], name="version_file_once_per_kind"),
        ]


class VersionReturn(FrozenModel):
    """A version taken back to draft, with the comment that says why."""

    version = models.OneToOneField(ReportVersion, on_delete=models.PROTECT, related_name="returned")
    comment = NFCTextField(_("comment"))
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(auto_now_add=True)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("version taken back")
        verbose_name_plural = _("versions taken back")
        base_manager_name = "objects"
        constraints = [models.CheckConstraint(condition=~Q(comment=""), name="version_return_says_why")]

    def __str__(self):
        return f"{self.version}: {self.comment}"
