"""Targets: how many cells, or which, leaders are to attend in a month, a quarter or a half-year."""

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from committees.models import Committee, Leader, LeaderGroup
from committees.scope import OwnedQuerySet
from lib.periods import overlapping, written_day
from lib.vietnamese import NFCCharField, validate_no_formula
from meetings.models import Cell


class TargetQuerySet(OwnedQuerySet):
    def holding_between(self, first: dt.date, last: dt.date):
        """On at least one day from `first` to `last`, both included."""
        return self.filter(overlapping("valid_from", "valid_to", first, last))

    def remaining(self, day: dt.date):
        """In force on `day`, or to come."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))

    def of_same_holder(self, target: "Target"):
        """The others of the same person, group or committee."""
        same = self.filter(committee=target.committee, leader=target.leader, group=target.group)
        return same.exclude(pk=target.pk)

    def for_display(self):
        return self.select_related("committee", "leader").prefetch_related("cells")


class Target(models.Model):
    """What is asked of one leader, of a committee's leader group, or of all its leaders (chỉ tiêu).

    From a day to a day, both included. Another target is another row: what was asked in the past stays.
    """

    class Per(models.TextChoices):
        HALF_YEAR = "half_year", _("In the half-year")
        QUARTER = "quarter", _("Every quarter")
        MONTH = "month", _("Every month")

    LARGEST = 99

    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="targets", verbose_name=_("committee")
    )
    leader = models.ForeignKey(
        Leader,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name=_("leader"),
    )
    group = models.CharField(_("leader group"), max_length=20, choices=LeaderGroup, blank=True)
    per = models.CharField(_("how often"), max_length=20, choices=Per, default=Per.HALF_YEAR)
    number = models.PositiveSmallIntegerField(
        _("number of cells"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LARGEST)],
    )
    # Each of them, where no number is asked for.
    cells = models.ManyToManyField(Cell, blank=True, related_name="targets", verbose_name=_("named cells"))
    valid_from = models.DateField(_("holds from"))
    valid_to = models.DateField(_("holds to"), null=True, blank=True)
    document = NFCCharField(
        _("according to document"), max_length=200, blank=True, validators=[validate_no_formula]
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = TargetQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[cells])

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["valid_from", "pk"]  # rows are locked in it: no join to what may be missing
        constraints = [
            models.CheckConstraint(
                condition=Q(leader__isnull=True) | Q(group=""), name="target_of_a_leader_or_a_group"
            ),
            models.CheckConstraint(
                condition=Q(group__in=["", "leadership", "department"]), name="target_group_known"
            ),
            models.CheckConstraint(
                condition=Q(per__in=["half_year", "quarter", "month"]), name="target_per_known"
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__range=(1, 99)), name="target_number_in_range"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
                name="target_from_before_to",
                violation_error_message=_("The target ends before it begins."),
            ),
            # Targets of one holder do not overlap: the actions see to it, the database to the plainest cases.
            models.UniqueConstraint(
                fields=["committee", "leader", "valid_from"],
                condition=Q(leader__isnull=False),
                name="target_of_a_leader_begins_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["committee", "group", "valid_from"],
                condition=Q(leader__isnull=True),
                name="target_of_a_group_begins_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["committee", "leader"],
                condition=Q(leader__isnull=False, valid_to__isnull=True),
                name="target_of_a_leader_open_once",
            ),
            models.UniqueConstraint(
                fields=["committee", "group"],
                condition=Q(leader__isnull=True, valid_to__isnull=True),
                name="target_of_a_group_open_once",
            ),
        ]

    def __str__(self):
        return f"{self.holder}: {self.asks}"

    @property
    def holder(self) -> str:
        """Of whom it asks."""
        if self.leader:
            return str(self.leader)
        return self.get_group_display() if self.group else gettext("All leaders")

    @property
    def asks(self) -> str:
        """As a sentence has it: "2 cells in the half-year", "1 cell every month"."""
        if self.number is None:
            cells = "; ".join(str(cell) for cell in self.cells.all())
        else:
            cells = ngettext("%(count)d cell", "%(count)d cells", self.number) % {"count": self.number}
        return f"{cells} {self.get_per_display().lower()}"

    @property
    def days(self) -> str:
        since = gettext("from %(day)s") % {"day": written_day(self.valid_from)}
        if not self.valid_to:
            return since
        return f"{written_day(self.valid_from)}–{written_day(self.valid_to)}"
