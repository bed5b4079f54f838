"""Trips: when leaders are away on business."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from committees.models import Leader
from committees.scope import OwnedQuerySet
from lib.periods import HalfYear, Month, written_day
from lib.vietnamese import NFCCharField


class TripQuerySet(OwnedQuerySet):
    committee_at = "leader__committee"

    def during(self, period: Month | HalfYear):
        """On some day of a month or half-year."""
        return self.between(period.first_day, period.last_day)

    def between(self, first: dt.date, last: dt.date):
        """On some day from `first` to `last`, both included."""
        return self.filter(date_from__lte=last, date_to__gte=first)


class Trip(models.Model):
    """A leader's absence on business, both days included (lịch công tác)."""

    leader = models.ForeignKey(
        Leader, on_delete=models.PROTECT, related_name="trips", verbose_name=_("leader")
    )
    date_from = models.DateField(_("from"))
    date_to = models.DateField(_("to"))
    purpose = NFCCharField(_("purpose"), max_length=300, blank=True)
    place = NFCCharField(_("place"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = TripQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("trip")
        verbose_name_plural = _("trips")
        ordering = ["date_from", "leader__name_sort"]
        indexes = [
            # A leader's trips that are not over, of all there ever were.
            models.Index(fields=["leader", "date_to"], include=["date_from"], name="trip_not_over"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["leader", "date_from", "date_to"], name="trip_once"),
            models.CheckConstraint(
                condition=Q(date_from__lte=F("date_to")),
                name="trip_from_before_to",
                violation_error_message=_("The trip ends before it begins."),
            ),
        ]

    def __str__(self):
        return f"{self.leader}: {written_day(self.date_from)}–{written_day(self.date_to)}"
