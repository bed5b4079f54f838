"""Root certificates that an administrator trusts: what lead to one of them is a known person's signature."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from lib.periods import now
from lib.vietnamese import NFCCharField


class TrustedCertificate(models.Model):
    """Of an authority that certifies who signs; kept when it is trusted no longer."""

    name = NFCCharField(_("name"), max_length=200)
    organisation = NFCCharField(_("organization"), max_length=200, blank=True)
    content = models.BinaryField()  # DER
    sha256 = models.CharField(_("fingerprint"), max_length=64, unique=True)
    valid_from = models.DateTimeField(_("valid from"))
    valid_to = models.DateTimeField(_("valid to"))
    is_active = models.BooleanField(_("trusted"), default=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords(excluded_fields=["content"])

    class Meta:
        verbose_name = _("trusted certificate")
        verbose_name_plural = _("trusted certificates")
        ordering = ["-is_active", "name", "pk"]

    def __str__(self):
        return self.name

    @property
    def fingerprint(self) -> str:
        """In pairs, as authorities publish it."""
        pairs = [self.sha256[at : at + 2] for at in range(0, len(self.sha256), 2)]
        return " ".join(pairs).upper()

    @property
    def has_expired(self) -> bool:
        return self.valid_to < now()
