"""The scoring frame: criteria, points and grades, all data."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from lib.versions import VersionByHistory
from lib.vietnamese import NFCCharField, validate_no_formula

from .cells import Meeting, OrganizationType


class RubricQuerySet(models.QuerySet):
    def valid_for(self, organization_type, kind, day):
        """Rubrics in force on `day` for cells of that type and meetings of that kind.

        The most specific first: for the type and the kind, for one of them, for all.
        """
        for_type = Exists(Rubric.organization_types.through.objects.filter(rubric=OuterRef("pk")))
        for_kind = Exists(RubricKind.objects.filter(rubric=OuterRef("pk")))
        return (
            self.filter(
                Q(organization_types=organization_type) | Q(organization_types__isnull=True),
                Q(kinds__kind=kind) | Q(kinds__isnull=True),
                Q(valid_to__isnull=True) | Q(valid_to__gte=day),
                valid_from__lte=day,
            )
            .distinct()
            .annotate(
                made_for_type=Case(When(for_type, then=1), default=0),
                made_for_kind=Case(When(for_kind, then=1), default=0),
            )
            .order_by(
                (F("made_for_type") + F("made_for_kind")).desc(), "-made_for_type", "-valid_from", "-pk"
            )
        )

    def overlapping(self, rubric, types=None, kinds=None):
        """Others in force on some day of it, for some of its organization types and kinds of meeting.

        `types` and `kinds` are those that it is to have; None: those it has.
        """
        others = self.exclude(pk=rubric.pk).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=rubric.valid_from)
        )
        if rubric.valid_to:
            others = others.filter(valid_from__lte=rubric.valid_to)
        types = list(rubric.organization_types.all() if types is None else types)
        if types:
            others = others.filter(Q(organization_types__in=types) | Q(organization_types__isnull=True))
        kinds = rubric.meeting_kinds if kinds is None else kinds
        if kinds:
            others = others.filter(Q(kinds__kind__in=kinds) | Q(kinds__isnull=True))
        return others.distinct().order_by("-valid_from", "code")

    def rivals(self, rubric, types=None, kinds=None) -> list["Rubric"]:
        """Those of `overlapping` that nothing puts before or behind it: not its scope, not its beginning.

        Made for the type alone and made for the kind of meeting alone is of one weight whenever it began. One
        that `is_alike` is so by its beginning only.
        """
        types = list(rubric.organization_types.all() if types is None else types)
        kinds = rubric.meeting_kinds if kinds is None else kinds
        scope, found = (bool(types), bool(kinds)), []
        for other in self.overlapping(rubric, types, kinds).prefetch_related("organization_types", "kinds"):
            others_scope = bool(other.organization_types.all()), bool(other.meeting_kinds)
            other.is_alike = others_scope == scope
            if sum(others_scope) == sum(scope) and (
                not other.is_alike or other.valid_from == rubric.valid_from
            ):
                found.append(other)
        return found


class Rubric(VersionByHistory, models.Model):
    """A version of the scoring frame (khung tiêu chí). Once used, its points no longer change."""

    code = NFCCharField(_("code"), max_length=50, unique=True, validators=[validate_no_formula])
    name = NFCCharField(_("name"), max_length=200, validators=[validate_no_formula])
    document = NFCCharField(_("document"), max_length=200, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    organization_types = models.ManyToManyField(
        OrganizationType,
        blank=True,
        verbose_name=_("organization types"),
        help_text=_("None chosen: for all types."),
    )
    wants_notes = models.BooleanField(
        _("asks why points are taken off"),
        default=False,
        help_text=_("Then an evaluation is finished only with a note on every line below its maximum."),
    )

    objects = RubricQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("rubric")
        verbose_name_plural = _("rubrics")
        ordering = ["-valid_from", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
                name="rubric_from_before_to",
                violation_error_message=_("The rubric ends before it begins."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_used(self) -> bool:
        return self.evaluations.exists()

    @property
    def meeting_kinds(self) -> list[str]:
        """Kinds of meeting that it is made for; none: all."""
        found = {row.kind for row in self.kinds.all()} if self.pk else set()
        return [kind for kind in Meeting.Kind.values if kind in found]

    @property
    def kind_labels(self) -> list[str]:
        return [str(Meeting.Kind(kind).label) for kind in self.meeting_kinds]


class RubricKind(models.Model):
    """A kind of meeting that a rubric is made for; a rubric without any is for all."""

    rubric = models.ForeignKey(Rubric, on_delete=models.CASCADE, related_name="kinds")
    kind = models.CharField(_("kind"), max_length=20, choices=Meeting.Kind)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("kind of meeting")
        verbose_name_plural = _("kinds of meeting")
        ordering = ["rubric", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["rubric", "kind"], name="rubric_kind_once"),
            models.CheckConstraint(condition=Q(kind__in=Meeting.Kind.values), name="rubric_kind_known"),
        ]

    def __str__(self):
        return str(self.get_kind_display())


class Criterion(models.Model):
    """One line of a rubric; a gate must have its maximum for the bands that ask for gates.

    `meetings.rating` says how lines of each kind count.
    """

    class Kind(models.TextChoices):
        POINTS = "points", _("Points")
        LEVELS = "levels", _("Levels")
        YES_NO = "yes_no", _("Yes or no")
        BONUS = "bonus", _("Bonus")

    class Theme(models.TextChoices):
        """What becomes of the line at a meeting without a theme."""

        ALWAYS = "always", _("Scored at every meeting")
        FULL = "full", _("Only with a theme, else counted in full")
        LEFT_OUT = "left_out", _("Only with a theme, else left out of sum and maximum")

    class Measure(models.TextChoices):
        """The meeting's number from which a level is suggested."""

        NONE = "", _("Nothing")
        ATTENDANCE = "attendance", _("Members present, %")
        SPEAKERS = "speakers", _("Members who spoke of those present, %")
        DURATION = "duration", _("Duration, minutes")

    rubric = models.ForeignKey(Rubric, on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    section = NFCCharField(_("section"), max_length=200)
    code = NFCCharField(_("code"), max_length=50, validators=[validate_no_formula])
    text = NFCCharField(_("criterion"), max_length=500, validators=[validate_no_formula])
    maximum = models.DecimalField(
        _("maximum"),
        max_digits=5,
        decimal_places=1,
        validators=[MinValueValidator(Decimal("0.5"))],
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.POINTS)
    is_gate = models.BooleanField(_("gate"), default=False)
    section_maximum = models.DecimalField(
        _("maximum of the section"),
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.5"))],
        help_text=_("On one line of the section. Empty: its lines without bonuses together."),
    )
    not_applicable_when = NFCCharField(
        _("not applicable when"), max_length=200, blank=True, validators=[validate_no_formula]
    )
    theme = models.CharField(_("theme"), max_length=10, choices=Theme, default=Theme.ALWAYS)
    measure = models.CharField(
        _("suggested from"), max_length=10, choices=Measure, default=Measure.NONE, blank=True
    )
    full_from_rate = models.PositiveSmallIntegerField(
        _("full points from attendance rate, %"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_(
            "For the criterion that judges the share of members present: the rate from which points are "
            "suggested in full. Empty for all others."
        ),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["rubric", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["rubric", "code"], name="criterion_code_once"),
            models.UniqueConstraint(
                fields=["rubric", "section"],
                condition=Q(section_maximum__isnull=False),
                name="criterion_section_maximum_once",
            ),
            # Targets of the score's copies.
            models.UniqueConstraint(fields=["id", "rubric", "maximum", "kind"], name="criterion_identity"),
            models.CheckConstraint(condition=Q(maximum__gt=0), name="criterion_maximum_positive"),
            models.CheckConstraint(
                condition=Q(section_maximum__isnull=True) | Q(section_maximum__gt=0),
                name="criterion_section_maximum_positive",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["points", "levels", "yes_no", "bonus"]), name="criterion_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(theme__in=["always", "full", "left_out"]), name="criterion_theme_known"
            ),
            models.CheckConstraint(
                condition=Q(measure__in=["", "attendance", "speakers", "duration"]),
                name="criterion_measure_known",
            ),
            models.CheckConstraint(
                condition=Q(measure="") | Q(kind="levels"), name="criterion_measured_by_levels"
            ),
            models.CheckConstraint(
                condition=Q(full_from_rate__isnull=True) | Q(kind="points"),
                name="criterion_rate_of_points",
            ),
            models.CheckConstraint(
                condition=Q(full_from_rate__isnull=True) | Q(full_from_rate__range=(1, 100)),
                name="criterion_rate_in_per_cent",
            ),
        ]

    def __str__(self):
        return self.text


class Level(models.Model):
    """A stated level of a line: its condition, and the points that it gives.

    `suggested_from` is the least value of the line's measure from which it is suggested.
    """

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="levels")
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=1)
    condition = NFCCharField(_("condition"), max_length=300, validators=[validate_no_formula])
    suggested_from = models.DecimalField(
        _("suggested from"), max_digits=5, decimal_places=1, null=True, blank=True
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        ordering = ["criterion", "-points"]
        constraints = [
            models.UniqueConstraint(fields=["criterion", "points"], name="level_points_once"),
            models.UniqueConstraint(fields=["id", "criterion", "points"], name="level_identity"),
            models.CheckConstraint(condition=Q(points__gte=0), name="level_points_not_negative"),
            models.CheckConstraint(
                condition=Q(suggested_from__isnull=True) | Q(suggested_from__gte=0),
                name="level_suggested_from_not_negative",
            ),
        ]

    def __str__(self):
        return self.condition


class RatingBand(models.Model):
    """A grade (mức xếp loại): reached from `minimum` points, with all gates where it asks so."""

    rubric = models.ForeignKey(Rubric, on_delete=models.CASCADE, related_name="bands")
    label = NFCCharField(_("label"), max_length=50, validators=[validate_no_formula])
    minimum = models.DecimalField(
        _("minimum total"), max_digits=6, decimal_places=1, validators=[MinValueValidator(0)]
    )
    needs_gates = models.BooleanField(_("needs all gates"), default=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("rating band")
        verbose_name_plural = _("rating bands")
        # Highest first: the order in which a total is tried.
        ordering = ["rubric", "-minimum", "-needs_gates", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["rubric", "label"], name="band_label_once"),
            models.UniqueConstraint(fields=["id", "rubric"], name="band_identity"),
            models.CheckConstraint(condition=Q(minimum__gte=0), name="band_minimum_not_negative"),
        ]

    def __str__(self):
        return self.label
