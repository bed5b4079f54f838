"""Whose product this is: what the header of every page shows."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from lib.vietnamese import NFCCharField


class Office(models.Model):
    """The name and the emblem of the office that runs the product; the one row there may be.

    The picture lies in the database: every machine has it, and so has every backup. At most
    `EMBLEM_AT_MOST` bytes.
    """

    EMBLEM_AT_MOST = 200 * 1024

    name = NFCCharField(_("name in the header"), max_length=100, blank=True)
    emblem = models.BinaryField(_("emblem"), blank=True, default=bytes)
    emblem_type = models.CharField(_("type of the emblem's file"), max_length=20, blank=True)
    emblem_digest = models.CharField(_("checksum of the emblem"), max_length=64, blank=True)
    # Roles (roles.py) whose holders sign in with a second step.
    second_step_roles = models.JSONField(_("roles with a second step"), default=list, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="office_only_one"),
            models.CheckConstraint(
                condition=Q(emblem_digest="", emblem_type="")
                | Q(emblem_type__in=["image/png", "image/jpeg"]) & ~Q(emblem_digest=""),
                name="office_emblem_is_a_picture",
            ),
        ]

    def __str__(self):
        return self.name
