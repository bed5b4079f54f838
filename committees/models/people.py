"""The leaders who attend, and the committees they belonged to before."""

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from committees import protocol
from committees.scope import OwnedQuerySet
from lib.periods import HalfYear, Month, overlapping, overlaps
from lib.versions import VersionByHistory
from lib.vietnamese import (
    NFCCharField,
    PersonSortKeyField,
    SearchKeyField,
    search_words,
    validate_no_formula,
)

from .former import Former
from .tree import Committee


class LeaderGroup(models.TextChoices):
    """The bulletin reports the two groups apart."""

    LEADERSHIP = "leadership", _("Commission leadership")
    DEPARTMENT = "department", _("Heads and deputy heads of department")


class LeaderQuerySet(OwnedQuerySet):
    def serving(self, period: Month | HalfYear):
        """In office on at least one day of a month or half-year."""
        return self.serving_between(period.first_day, period.last_day)

    def serving_on(self, day: dt.date):
        return self.serving_between(day, day)

    def serving_between(self, first: dt.date, last: dt.date):
        """In office on at least one day from `first` to `last`, both included."""
        return self.filter(overlapping("valid_from", "valid_to", first, last))

    def remaining(self, day: dt.date):
        """Not out of office before `day`; in office, or still to take it."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))

    def left_before(self, day: dt.date):
        return self.filter(valid_to__lt=day)

    def search(self, text):
        return self.filter(name_search__named=text)

    def matching(self, text):
        """With every word of `text` in their name, or as their code, without diacritics."""
        condition = Q()
        for key, word in search_words(text):
            condition &= Q(name_search__named=key) | Q(code__iexact=word)
        return self.filter(condition)

    def in_protocol_order(self):
        """By group, then as official papers list them; of equal rank by name."""
        return self.order_by(
            Case(When(group=LeaderGroup.LEADERSHIP, then=0), default=1), "protocol_sort", "name_sort", "code"
        )


class Leader(VersionByHistory, models.Model):
    """A person who is to attend cell meetings (cán bộ lãnh đạo). Never deleted once used."""

    code = NFCCharField(_("code"), max_length=50, unique=True, validators=[validate_no_formula])
    full_name = NFCCharField(_("full name"), max_length=150, validators=[validate_no_formula])
    position = NFCCharField(_("job title"), max_length=150, validators=[validate_no_formula])
    group = models.CharField(_("group"), max_length=20, choices=LeaderGroup)
    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="leaders", verbose_name=_("committee")
    )
    valid_from = models.DateField(_("in office from"), null=True, blank=True)
    valid_to = models.DateField(_("in office to"), null=True, blank=True)
    protocol_order = models.PositiveSmallIntegerField(
        _("place in the order of protocol"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(protocol.LARGEST)],
    )
    name_search = SearchKeyField(source="full_name")
    name_sort = PersonSortKeyField(source="full_name")
    protocol_sort = protocol.ProtocolKeyField()

    objects = LeaderQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["name_search", "name_sort", "protocol_sort"])

    class Meta:
        verbose_name = _("leader")
        verbose_name_plural = _("leaders")
        ordering = ["name_sort", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(group__in=["leadership", "department"]), name="leader_group_known"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_from__lte=F("valid_to")),
                name="leader_from_before_to",
                violation_error_message=_("The last day in office is before the first."),
            ),
            models.CheckConstraint(
                condition=Q(protocol_order__isnull=True) | Q(protocol_order__range=(1, protocol.LARGEST)),
                name="leader_protocol_order_in_range",
            ),
        ]

    def __str__(self):
        return self.full_name

    def serves(self, period: Month | HalfYear) -> bool:
        """As the queryset's `serving` has it."""
        return self.serves_between(period.first_day, period.last_day)

    def serves_between(self, first: dt.date, last: dt.date) -> bool:
        return overlaps(self.valid_from, self.valid_to, first, last)

    @property
    def protocol_key(self) -> tuple:
        """Sorts as `in_protocol_order` does."""
        return self.group != LeaderGroup.LEADERSHIP, self.protocol_sort, self.name_sort, self.code


class FormerOffice(Former):
    """The committee that a leader belonged to before a transfer or a merger."""

    of = "leader"

    leader = models.ForeignKey(Leader, on_delete=models.CASCADE, related_name="former_offices")
    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("former office")
        verbose_name_plural = _("former offices")
        constraints = [
            models.UniqueConstraint(fields=["leader", "until"], name="former_office_once_a_day"),
        ]

    def __str__(self):
        return f"{self.leader} ← {self.committee}"
