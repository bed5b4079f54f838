"""Reports as they were issued: figures, the rows behind them, text and files, never changed again."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from committees.models import Committee
from committees.scope import OwnedQuerySet
from lib.periods import HalfYearField, written_day
from lib.vietnamese import NFCCharField, NFCTextField


class Frozen(Exception):
    """Somebody tried to change or delete what was issued."""


class FrozenQuerySet(models.QuerySet):
    """Rows are added, and that is all."""

    def _refuse(self, *args, **kwargs):
        raise Frozen(self.model._meta.label)

    update = delete = bulk_update = update_or_create = _raw_delete = _update = _refuse

    def bulk_create(self, objs, *args, update_conflicts=False, **kwargs):
        if update_conflicts:
            self._refuse()
        return super().bulk_create(objs, *args, **kwargs)


class FrozenModel(models.Model):
    """A row that can be added, and neither changed nor deleted."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise Frozen(self._meta.label)
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def save_base(self, *args, raw=False, **kwargs):
        # Fixtures are saved past `save`: into an empty database they may, over what there is they may not.
        if raw and type(self)._base_manager.filter(pk=self.pk).exists():
            raise Frozen(self._meta.label)
        super().save_base(*args, raw=raw, **kwargs)

    def delete(self, *args, **kwargs):
        raise Frozen(self._meta.label)


class IssuedReportQuerySet(OwnedQuerySet, FrozenQuerySet):
    def light(self):
        """Without what is large: figures, rows and text."""
        return self.defer("figures", "rows", "sections")

    def in_force(self):
        """Not replaced by a later one."""
        return self.filter(replaced_by__isnull=True)


class IssuedReport(FrozenModel):
    """A summary frozen at issue (báo cáo đã ban hành); a replacement report names the one it replaces."""

    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="issued_reports", verbose_name=_("committee")
    )
    half_year = HalfYearField(_("half-year"))
    as_of = models.DateField(_("as at"), null=True, blank=True)
    number = models.PositiveIntegerField(_("number"))
    symbol = NFCCharField(_("symbol after the number"), max_length=50)
    place = NFCCharField(_("place"), max_length=100)
    issued_on = models.DateField(_("date"))
    superior_body = NFCCharField(_("superior body"), max_length=200, blank=True)
    issuing_body = NFCCharField(_("issuing body"), max_length=200)
    signatory_title = NFCTextField(_("title of the signatory"))
    signatory_name = NFCCharField(_("signatory"), max_length=150)
    recipients = NFCTextField(_("recipients"), blank=True)
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )
    replacement_reason = NFCTextField(_("reason of the replacement"), blank=True)
    figures = models.JSONField(blank=True)  # the summary as exported: reports.half_year.as_dict
    rows = models.JSONField(blank=True)  # the visits behind the figures, one list of plain values each
    sections = models.JSONField(blank=True)  # [[heading, [paragraph, …]], …] as printed
    gaps = models.JSONField(default=dict, blank=True)  # what was not ready, knowingly: {kind: count}
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
                condition=Q(replaces__isnull=True),
                name="issued_report_first_once",
            ),
            models.UniqueConstraint(
                fields=["committee", "number", "symbol", "issued_on"], name="issued_report_number_once"
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")),
                name="issued_report_replaces_another",
            ),
        ]

    def __str__(self):
        return f"{self.full_number}, {written_day(self.issued_on)}"

    @property
    def full_number(self) -> str:
        """Such as 127-BC/BTCTU."""
        return f"{self.number}-{self.symbol}"


class IssuedFile(FrozenModel):
    """A file of an issued report, byte for byte as it was made."""

    class Kind(models.TextChoices):
        DOCUMENT = "docx", _("Word document")
        WORKBOOK = "xlsx", _("Excel workbook")
        SUMMARY = "json", _("Figures as data (JSON)")

    report = models.ForeignKey(IssuedReport, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of an issued report")
        verbose_name_plural = _("files of issued reports")
        ordering = ["report", "kind"]
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["report", "kind"], name="issued_file_once_per_kind"),
        ]

    def __str__(self):
        return self.name
