"""Numbers of outgoing documents: terms of office, and the register in which every number stands once."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from committees.models import Committee
from committees.scope import OwnedQuerySet
from lib.periods import written_day
from lib.vietnamese import NFCCharField, NFCTextField, validate_no_formula


class TermOfOffice(models.Model):
    """A committee's term of office (nhiệm kỳ), within which each kind of document is numbered from 1.

    A day that lies in no term is numbered by its calendar year.
    """

    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="terms", verbose_name=_("committee")
    )
    name = NFCCharField(_("name"), max_length=100, help_text=_("Such as 2025–2030."))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OwnedQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("term of office")
        verbose_name_plural = _("terms of office")
        ordering = ["committee__path", "-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["committee", "starts_on"], name="term_of_office_once_a_day"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="term_of_office_ends_after_start",
                violation_error_message=_("The term ends before it begins."),
            ),
        ]

    def __str__(self):
        return self.name


class RegisterEntry(models.Model):
    """One line of a committee's register of outgoing documents (sổ văn bản đi).

    Reports that were issued here have theirs; a document that was written elsewhere is entered by hand.
    """

    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="register_entries", verbose_name=_("committee")
    )
    number = models.PositiveIntegerField(_("number"))
    symbol = NFCCharField(_("symbol after the number"), max_length=50, validators=[validate_no_formula])
    kind = models.CharField(max_length=20, editable=False)  # what stands before the stroke: BC of BC/BTCTU
    issued_on = models.DateField(_("date"))
    title = NFCCharField(_("what it is about"), max_length=300, validators=[validate_no_formula])
    signatory_name = NFCCharField(_("signatory"), max_length=150, blank=True)
    recipients = NFCTextField(_("recipients"), blank=True)
    note = NFCCharField(_("note"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OwnedQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("entry of the register")
        verbose_name_plural = _("entries of the register")
        ordering = ["-issued_on", "-number", "-pk"]
        indexes = [models.Index(fields=["committee", "kind", "issued_on"], name="register_series")]
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "kind", "number", "issued_on"], name="register_entry_number_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="register_entry_numbered_from_one"),
        ]

    def __str__(self):
        return f"{self.full_number}, {written_day(self.issued_on)}"

    def save(self, *args, **kwargs):
        self.kind = kind_of(self.symbol)
        super().save(*args, **kwargs)

    @property
    def full_number(self) -> str:
        """Such as 127-BC/BTCTU."""
        return f"{self.number}-{self.symbol}"


def kind_of(symbol: str) -> str:
    """The kind of document that a symbol names: BC of BC/BTCTU. It has a series of numbers of its own."""
    return symbol.split("/")[0].strip().upper()[:20]
