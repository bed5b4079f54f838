"""Figures of settled half-years, counted once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.periods import HalfYearField


class KeptFigures(models.Model):
    """Figures of a half-year, of a committee with all below it, of a leader group.

    `attendance.figures.kept` alone reads and writes them. Whatever is written that they rest on takes the
    row away, by triggers of the database. Without `figures` they are being counted: so nothing that is
    written meanwhile is missed.
    """

    half_year = HalfYearField(_("half-year"))
    path = models.CharField(max_length=255, blank=True)  # of the committee; "" is everybody
    then = models.BooleanField()  # what was below it on the half-year's last day; else what is today
    leader_group = models.CharField(max_length=20, blank=True)  # "" is all
    part = models.CharField(max_length=20)  # which figures
    version = models.CharField(max_length=64)  # of the measures
    figures = models.JSONField(null=True)
    made_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("kept figures")
        verbose_name_plural = _("kept figures")
        constraints = [
            models.UniqueConstraint(
                fields=["half_year", "path", "then", "leader_group", "part"], name="kept_figures_once"
            )
        ]

    def __str__(self):
        return f"{self.part} · {self.half_year} · {self.path} · {self.leader_group}"
