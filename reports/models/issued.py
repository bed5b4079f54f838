"""Reports as they were issued: figures, the rows behind them, text and files, never changed again."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from committees.models import Committee
from committees.scope import OwnedQuerySet
from lib import seals
from lib.periods import HalfYearField, written_day
from lib.vietnamese import NFCCharField, NFCTextField

from .frozen import FrozenFile, FrozenModel, FrozenQuerySet
from .layouts import LayoutPreset
from .purposes import Purpose
from .register import RegisterEntry
from .versions import ReportVersion


class IssuedReportQuerySet(OwnedQuerySet, FrozenQuerySet):
    def light(self):
        """Without what is large: figures, rows and text."""
        return self.defer("figures", "rows", "sections")

    def valid(self):
        """Those that say what holds: neither withdrawn nor followed by one that takes their place."""
        return self._without_later(_later().exclude(purpose=Purpose.ADDENDUM))

    def in_force(self):
        """Of each chain the one whose figures hold: an addendum's, where there is one."""
        return self._without_later(_later())

    def _without_later(self, later: models.QuerySet):
        return self.filter(~Exists(later), withdrawal__isnull=True)


def _later() -> models.QuerySet:
    """Of the same chain as a report around it, and not withdrawn."""
    return IssuedReport.objects.filter(
        committee=OuterRef("committee"),
        half_year=OuterRef("half_year"),
        pk__gt=OuterRef("pk"),
        withdrawal__isnull=True,
    )


class IssuedReport(FrozenModel):
    """A summary frozen at issue (báo cáo đã ban hành).

    The reports of a committee's half-year are one chain: each follows the one issued before it, whether that
    was withdrawn, corrected, replaced or added to.
    """

    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="issued_reports", verbose_name=_("committee")
    )
    half_year = HalfYearField(_("half-year"))
    as_of = models.DateField(_("as at"), null=True, blank=True)
    number = models.PositiveIntegerField(_("number"))
    number_text = models.CharField(max_length=10, blank=True)  # as written: 05; "" of one issued without
    symbol = NFCCharField(_("symbol after the number"), max_length=50)
    place = NFCCharField(_("place"), max_length=100)
    issued_on = models.DateField(_("date"))
    superior_body = NFCCharField(_("superior body"), max_length=200, blank=True)
    issuing_body = NFCCharField(_("issuing body"), max_length=200)
    signatory_title = NFCTextField(_("title of the signatory"))
    signatory_name = NFCCharField(_("signatory"), max_length=150)
    recipients = NFCTextField(_("recipients"), blank=True)
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose, default=Purpose.FIRST)
    follows = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name=_("follows"),
    )
    reason = NFCTextField(_("reason"), blank=True)
    # None: issued before versions were kept, or before there was a register.
    report_version = models.OneToOneField(
        ReportVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="issued"
    )
    entry = models.ForeignKey(
        RegisterEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="reports"
    )
    # None: issued before there were presets.
    layout_preset = models.ForeignKey(
        LayoutPreset, on_delete=models.PROTECT, null=True, blank=True, related_name="issued_reports"
    )
    figures = models.JSONField(blank=True)  # the summary as exported: half_year.exported
    rows = models.JSONField(blank=True)  # the visits behind the figures, one list of plain values each
    sections = models.JSONField(blank=True)  # [[heading, [paragraph, …]], …] as printed
    gaps = models.JSONField(default=dict, blank=True)  # what was not ready, knowingly: {kind: count}
    seal = models.CharField(max_length=64, blank=True)  # the head of the histories' chain by then (lib.seals)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(auto_now_add=True)

    objects = IssuedReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("issued report")
        verbose_name_plural = _("issued reports")
        ordering = ["-issued_on", "-pk"]
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "half_year"],
                condition=Q(follows__isnull=True),
                name="issued_report_first_once",
            ),
            models.CheckConstraint(
                condition=Q(follows__isnull=True) | ~Q(follows=F("id")),
                name="issued_report_follows_another",
            ),
            models.CheckConstraint(
                condition=Q(purpose="first", follows__isnull=True)
                | (~Q(purpose="first") & Q(follows__isnull=False) & ~Q(reason="")),
                name="issued_report_follows_with_reason",
            ),
        ]

    def __str__(self):
        return f"{self.full_number}, {written_day(self.issued_on)}"

    @property
    def seal_printed(self) -> str:
        return seals.printed(self.seal)

    @property
    def full_number(self) -> str:
        """Such as 127-BC/BTCTU, or 05-BC/ĐU."""
        return f"{self.number_text or self.number}-{self.symbol}"


class IssuedFile(FrozenFile):
    """A file of an issued report, byte for byte as it was made."""

    class Kind(models.TextChoices):
        DOCUMENT = "docx", _("Word document")
        PAGES = "pdf", _("PDF")
        WORKBOOK = "xlsx", _("Excel workbook")
        SUMMARY = "json", _("Figures as data (JSON)")

    report = models.ForeignKey(IssuedReport, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=10, choices=Kind)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of an issued report")
        verbose_name_plural = _("files of issued reports")
        ordering = ["report", "kind"]
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["report", "kind"], name="issued_file_once_per_kind"),
        ]
