"""WHO: the tree of committees, the leaders who attend, the users and their roles."""

import datetime as dt
import hashlib

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from lib.periods import now
from lib.versions import VersionByHistory
from lib.vietnamese import (
    NFCCharField,
    PersonSortKeyField,
    SearchKeyField,
    SortKeyField,
    search_key,
    validate_no_formula,
)

from . import roles, scope


class CommitteeQuerySet(MP_NodeQuerySet):
    def existing(self, day):
        """Not yet ended on `day`."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=day))

    def visible_to(self, user):
        return self.filter(scope.within(user.committee_paths(), committee=""))

    def administered_by(self, user):
        """Those that the user administers, in the order of the tree."""
        return self.filter(scope.within(user.committee_paths(roles.Permission.ADMINISTER), committee=""))

    def in_trees_administered_by(self, user):
        """The whole trees that the user administers: what only a province's administrator changes.

        Parts of other provinces that the user administers as well are not among them.
        """
        return self.filter(scope.within(user.administered_province_paths(), committee=""))

    def subtree(self, committee):
        """The committee itself and everything below it."""
        return self.filter(path__startswith=committee.path)

    def matching(self, text):
        """With every word of `text` in their name or code, without diacritics."""
        condition = Q()
        for word in search_key(text).split():
            condition &= Q(name_search__contains=word) | Q(code__icontains=word)
        return self.filter(condition)


class CommitteeManager(MP_NodeManager.from_queryset(CommitteeQuerySet)):
    def get_queryset(self):
        return CommitteeQuerySet(self.model, using=self._db).order_by("path")


class Committee(VersionByHistory, MP_Node):
    """A node of the organisation tree (cấp ủy, cơ quan đảng). Levels are data, not code.

    One that was merged into another ends, and stays for the reports of its time.
    """

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
    ended_on = models.DateField(_("last day"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("merged into"),
    )
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
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(ended_on__isnull=False),
                name="committee_successor_only_once_ended",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")),
                name="committee_not_its_own_successor",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def label(self) -> str:
        """The short name where there is one: what tables show."""
        return self.short_name or self.name


class FormerQuerySet(models.QuerySet):
    def on(self, day):
        """Of each row the one that held on `day`; rows without any are as they are now."""
        same = {self.model.of: OuterRef(self.model.of)}
        earlier = self.model.objects.filter(until__gte=day, until__lt=OuterRef("until"), **same)
        return self.filter(until__gte=day).exclude(Exists(earlier))


class Former(models.Model):
    """What held of a row until a day, that day included: of the rows of one model, `of` names which.

    What holds since the last of these days stands in the row itself.
    """

    of: str

    until = models.DateField(_("until"))

    objects = FormerQuerySet.as_manager()

    class Meta:
        abstract = True


class FormerName(Former):
    """How a committee was called before it was renamed."""

    of = "committee"

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="former_names")
    name = NFCCharField(_("name"), max_length=200, validators=[validate_no_formula])
    short_name = NFCCharField(_("short name"), max_length=100, blank=True, validators=[validate_no_formula])
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        constraints = [
            models.UniqueConstraint(fields=["committee", "until"], name="former_name_once_a_day"),
        ]

    def __str__(self):
        return self.name


class FormerParent(Former):
    """Below which committee a committee stood before it was moved; none: at the top."""

    of = "committee"

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="former_parents")
    parent = models.ForeignKey(
        Committee,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("superior committee"),
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("former place")
        verbose_name_plural = _("former places")
        constraints = [
            models.UniqueConstraint(fields=["committee", "until"], name="former_parent_once_a_day"),
        ]

    def __str__(self):
        return f"{self.committee} ← {self.parent or '—'}"


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


class User(VersionByHistory, AbstractUser):
    """An account. Vietnamese names are not split into first and last name."""

    first_name = None
    last_name = None
    full_name = NFCCharField(_("full name"), max_length=150, blank=True)
    is_demo = models.BooleanField(_("demo account"), default=False, editable=False)
    wants_reminders = models.BooleanField(_("reminders by e-mail"), default=True)
    # Part of the signed address of the user's calendar: a new one revokes the address. "": none given out.
    feed_key = models.CharField(max_length=40, blank=True, default="", editable=False)

    history = HistoricalRecords(excluded_fields=["password", "last_login", "feed_key"])

    class Meta(AbstractUser.Meta):
        pass

    def __str__(self):
        return self.full_name or self.username

    def save(self, *args, update_fields=None, **kwargs):
        # Signing in is no change that its history should tell.
        if update_fields is not None and set(update_fields) <= {"last_login", "password", "feed_key"}:
            self.skip_history_when_saving = True
        try:
            super().save(*args, update_fields=update_fields, **kwargs)
        finally:
            vars(self).pop("skip_history_when_saving", None)

    def get_full_name(self):
        return self.full_name

    def get_short_name(self):
        """The given name, which is the last word: what people are called by."""
        return self.full_name.split()[-1] if self.full_name.split() else self.username

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
        return bool(self.administered_province_paths())

    def administered_province_paths(self) -> list[str]:
        """Path prefixes of the whole trees that the user administers; [""] means all of them."""
        return [p for p in self.committee_paths(roles.Permission.ADMINISTER) if len(p) <= Committee.steplen]

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
        cls.objects.filter(user=user, sent_at__lt=now() - cls.KEPT).delete()
        typed = data.copy()
        typed.pop("csrfmiddlewaretoken", None)
        digest = hashlib.sha256(typed.urlencode().encode()).hexdigest()
        return cls.objects.get_or_create(key=key, digest=digest, user=user)

    @classmethod
    def forget(cls, user) -> None:
        """What was undone may be sent again as it was."""
        cls.objects.filter(user=user).delete()
