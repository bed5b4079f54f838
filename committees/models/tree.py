"""The tree of committees, and how they were called and where they stood before."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from committees import roles, scope
from lib.versions import VersionByHistory
from lib.vietnamese import NFCCharField, SearchKeyField, SortKeyField, search_words, validate_no_formula

from .former import Former


class CommitteeQuerySet(MP_NodeQuerySet):
    def existing_on(self, day):
        """Not yet ended on `day`."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=day))

    def permitted(self, user, permission):
        """Where the user has `permission`."""
        return self.within(user.committee_paths(permission))

    def visible_to(self, user):
        return self.permitted(user, roles.Permission.VIEW)

    def administered_by(self, user):
        """Those that the user administers, in the order of the tree."""
        return self.permitted(user, roles.Permission.ADMINISTER)

    def in_trees_administered_by(self, user):
        """The whole trees that the user administers: what only a province's administrator changes.

        Parts of other provinces that the user administers as well are not among them.
        """
        return self.within(user.administered_province_paths())

    def subtree(self, committee):
        """The committee itself and everything below it."""
        return self.within([committee.path])

    def outside(self, committee):
        """All but the committee itself and everything below it."""
        return self.exclude(scope.within([committee.path], committee=""))

    def within(self, paths):
        """Below one of `paths`, as a user's reach is told."""
        return self.filter(scope.within(paths, committee=""))

    def matching(self, text):
        """With every word of `text` in their name or code, without diacritics."""
        condition = Q()
        for key, word in search_words(text):
            condition &= Q(name_search__named=key) | Q(code__icontains=word)
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

    def is_within(self, other: "Committee") -> bool:
        """Whether it is `other` or stands below it, in the tree of today."""
        return self.path.startswith(other.path)


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
