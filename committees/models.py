"""WHO: the tree of committees, the leaders who attend, the users and their roles."""

import datetime as dt
import hashlib

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Case, F, Q, When
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from . import roles
from .names import (
    NFCCharField,
    PersonSortKeyField,
    SearchKeyField,
    SortKeyField,
    search_key,
    validate_no_formula,
)


class CommitteeQuerySet(MP_NodeQuerySet):
    def visible_to(self, user):
        return self.filter(roles.within(user.committee_paths(), committee=""))

    def subtree(self, committee):
        """The committee itself and everything below it."""
        return self.filter(path__startswith=committee.path)


class CommitteeManager(MP_NodeManager.from_queryset(CommitteeQuerySet)):
    def get_queryset(self):
        return CommitteeQuerySet(self.model, using=self._db).order_by("path")


class Committee(MP_Node):
    """A node of the organisation tree (cấp ủy, cơ quan đảng). Levels are data, not code."""

    class Kind(models.TextChoices):
        PROVINCE = "province", _("Provincial committee")
        COMMISSION = "commission", _("Commission")
        OFFICE = "office", _("Office")
        DISTRICT = "district", _("District committee")
        COMMUNE = "commune", _("Commune committee")
        GRASSROOTS = "grassroots", _("Grassroots committee")

    code = NFCCharField(_("code"), max_length=50, unique=True, validators=[validate_no_formula])
    name = NFCCharField(_("name"), max_length=200, validators=[validate_no_formula])
    short_name = NFCCharField(_("short name"), max_length=100, blank=True, validators=[validate_no_formula])
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name_search = SearchKeyField(source="name")
    name_sort = SortKeyField(source="name")

    objects = CommitteeManager()
    history = HistoricalRecords(excluded_fields=["name_search", "name_sort", "numchild"])

    class Meta:
        verbose_name = _("committee")
        verbose_name_plural = _("committees")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "province",
                        "commission",
                        "office",
                        "district",
                        "commune",
                        "grassroots",
                    ]
                ),
                name="committee_kind_known",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def label(self) -> str:
        """The short name where there is one: what tables show."""
        return self.short_name or self.name


class LeaderGroup(models.TextChoices):
    """The bulletin reports the two groups apart."""

    LEADERSHIP = "leadership", _("Commission leadership")
    DEPARTMENT = "department", _("Heads and deputy heads of department")


class LeaderQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(roles.within(user.committee_paths()))

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


class Leader(models.Model):
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


class User(AbstractUser):
    """An account. Vietnamese names are not split into first and last name."""

    first_name = None
    last_name = None
    full_name = NFCCharField(_("full name"), max_length=150, blank=True)
    is_demo = models.BooleanField(_("demo account"), default=False, editable=False)

    class Meta(AbstractUser.Meta):
        pass

    def __str__(self):
        return self.full_name or self.username

    def get_full_name(self):
        return self.full_name

    def get_short_name(self):
        return self.full_name or self.username

    @cached_property
    def _memberships(self):
        return list(self.memberships.select_related("committee"))

    def committee_paths(self, permission=roles.Permission.VIEW) -> list[str]:
        """Path prefixes of the subtrees where the user has `permission`; [""] means everywhere."""
        if self.is_superuser:
            return [""]
        paths = sorted(m.committee.path for m in self._memberships if permission in roles.RIGHTS[m.role])
        # A subtree inside another adds nothing but a slower query.
        return [p for i, p in enumerate(paths) if not any(p.startswith(q) for q in paths[:i])]

    def may(self, permission, committee) -> bool:
        return any(committee.path.startswith(path) for path in self.committee_paths(permission))

    def has_right(self, permission) -> bool:
        """Whether the user has `permission` anywhere at all: what navigation asks."""
        return bool(self.committee_paths(permission))

    @property
    def is_administrator(self) -> bool:
        return self.has_right(roles.Permission.ADMINISTER)

    @property
    def is_administrator_of_province(self) -> bool:
        """Administers a whole tree, not only a part of one: may change what everybody shares."""
        return any(len(p) <= Committee.steplen for p in self.committee_paths(roles.Permission.ADMINISTER))

    def province_paths(self) -> list[str]:
        """Path prefixes of the whole trees that the user's committees belong to."""
        return sorted({path[: Committee.steplen] for path in self.committee_paths()})


class Membership(models.Model):
    """A user's role in a committee and everything below it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=roles.Role)
    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("committee")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "committee"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(role__in=["staff", "official", "clerk", "administrator"]),
                name="membership_role_known",
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.get_role_display()} · {self.committee}"


class Submission(models.Model):
    """A form that was sent and saved: sent again unchanged, it leads where it led the first time."""

    KEPT = dt.timedelta(days=7)

    key = models.CharField(max_length=60)
    # Of what was typed: corrected and sent anew, it is another submission.
    digest = models.CharField(max_length=64, default="")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)
    location = models.TextField(blank=True)

    class Meta:
        verbose_name = _("form sent")
        verbose_name_plural = _("forms sent")
        indexes = [models.Index(fields=["user", "sent_at"], name="submission_user_sent")]
        constraints = [models.UniqueConstraint(fields=["key", "digest"], name="submission_once")]

    def __str__(self):
        return self.key

    @classmethod
    def claim(cls, key: str, data: QueryDict, user) -> tuple["Submission", bool]:
        """The submission of `data` under `key` and whether it is new; two at once wait for each other.

        To be called in the transaction of what the form saves: undone with it.
        """
        cls.objects.filter(user=user, sent_at__lt=timezone.now() - cls.KEPT).delete()
        typed = data.copy()
        typed.pop("csrfmiddlewaretoken", None)
        digest = hashlib.sha256(typed.urlencode().encode()).hexdigest()
        return cls.objects.get_or_create(key=key, digest=digest, user=user)

    @classmethod
    def forget(cls, user) -> None:
        """What was undone may be sent again as it was."""
        cls.objects.filter(user=user).delete()
