"""How a committee's documents look: its letterhead, and the Word template that everybody's are made from."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from committees.models import Committee
from committees.scope import OwnedQuerySet
from lib.vietnamese import NFCCharField, NFCTextField

from .layouts import LayoutPreset, millimetres


class Letterhead(models.Model):
    """What stands around the text of a committee's reports (thể thức văn bản).

    The next report starts with these values; an issued one keeps its own. Where layout or
    margins are empty, the preset of the document's date says them.
    """

    committee = models.OneToOneField(
        Committee, on_delete=models.PROTECT, related_name="letterhead", verbose_name=_("committee")
    )
    superior_body = NFCCharField(_("superior body"), max_length=200, blank=True)
    issuing_body = NFCCharField(_("issuing body"), max_length=200)
    symbol = NFCCharField(_("symbol after the number"), max_length=50)  # BC/BTCTU
    place = NFCCharField(_("place"), max_length=100)
    signatory_title = NFCTextField(_("title of the signatory"))  # several lines: K/T TRƯỞNG BAN…
    signatory_name = NFCCharField(_("signatory"), max_length=150, blank=True)
    recipients = NFCTextField(_("recipients"), blank=True)  # one a line
    layout_preset = models.ForeignKey(
        LayoutPreset,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="letterheads",
        verbose_name=_("layout"),
    )
    font = NFCCharField(_("font"), max_length=50, default="Times New Roman")
    body_size = models.PositiveSmallIntegerField(
        _("size of the text, points"),
        default=14,
        validators=[MinValueValidator(12), MaxValueValidator(16)],
    )
    margin_top = millimetres(_("top margin, mm"), null=True, blank=True)
    margin_bottom = millimetres(_("bottom margin, mm"), null=True, blank=True)
    margin_left = millimetres(_("left margin, mm"), null=True, blank=True)
    margin_right = millimetres(_("right margin, mm"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OwnedQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("letterhead")
        verbose_name_plural = _("letterheads")

    def __str__(self):
        return self.issuing_body


class DocumentTemplate(models.Model):
    """A Word template that an administrator uploaded; without a current one the product's own is used."""

    name = NFCCharField(_("file name"), max_length=200)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    is_current = models.BooleanField(default=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("document template")
        verbose_name_plural = _("document templates")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=Q(is_current=True), name="document_template_one_current"
            ),
        ]

    def __str__(self):
        return self.name
