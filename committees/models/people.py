"""The leaders who attend, and the committees they belonged to before."""

from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from committees import scope
from lib.versions import VersionByHistory
from lib.vietnamese import NFCCharField, PersonSortKeyField, SearchKeyField, search_key, validate_no_formula

from .former import Former
from .tree import Committee


class LeaderGroup(models.TextChoices):
    """The bulletin reports the two groups apart."""

    LEADERSHIP = "leadership", _("Commission leadership")
    DEPARTMENT = "department", _("Heads and deputy heads of department")


class LeaderQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(scope.within(user.committee_paths()))

    def in_office(self, first_day, last_day):
        """In office on at least one day from `first_day` to `last_day`, both included."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=last_day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=first_day),
        )

    def search(self, text):
        return self.filter(name_search__contains=search_key(text))

    def in_protocol_order(self):
        """By group, heads before their deputies, as official papers list them; then by name."""
        is_deputy = Q(position__istartswith="Phó") | Q(position__istartswith="PHÓ")
        return self.order_by(
            Case(When(group=LeaderGroup.LEADERSHIP, then=0), default=1),
            Case(When(is_deputy, then=1), default=0),
            "name_sort",
            "code",
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
    name_search = SearchKeyField(source="full_name")
    name_sort = PersonSortKeyField(source="full_name")

    objects = LeaderQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["name_search", "name_sort"])

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
        ]

    def __str__(self):
        return self.full_name

    def is_in_office(self, first_day, last_day) -> bool:
        """As the queryset's `in_office` has it."""
        return (self.valid_from is None or self.valid_from <= last_day) and (
            self.valid_to is None or self.valid_to >= first_day
        )

    @property
    def protocol_key(self) -> tuple:
        """Sorts one group as `in_protocol_order` does."""
        return self.position.casefold().startswith("phó"), self.name_sort, self.code


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
