"""The scoring frame: criteria, points and grades, all data."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from lib.versions import VersionByHistory
from lib.vietnamese import NFCCharField, validate_no_formula

from .cells import OrganizationType


class RubricQuerySet(models.QuerySet):
    def valid_for(self, organization_type, day):
        """Rubrics in force on `day` for that type; one made for the type before a general one."""
        return (
            self.filter(
                Q(organization_types=organization_type) | Q(organization_types__isnull=True),
                Q(valid_to__isnull=True) | Q(valid_to__gte=day),
                valid_from__lte=day,
            )
            .distinct()
            .annotate(is_general=Q(organization_types__isnull=True))
            .order_by("is_general", "-valid_from", "-pk")
        )

    def overlapping(self, rubric):
        """Others in force on some day of it, for some of its organization types."""
        others = self.exclude(pk=rubric.pk).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=rubric.valid_from)
        )
        if rubric.valid_to:
            others = others.filter(valid_from__lte=rubric.valid_to)
        types = list(rubric.organization_types.all())
        if types:
            others = others.filter(Q(organization_types__in=types) | Q(organization_types__isnull=True))
        return others.distinct().order_by("-valid_from", "code")


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


class Criterion(models.Model):
    """One line of a rubric; a gate must have its maximum for the bands that ask for gates."""

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
    is_gate = models.BooleanField(_("gate"), default=False)
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
            models.UniqueConstraint(fields=["id", "rubric", "maximum"], name="criterion_identity"),
            models.CheckConstraint(condition=Q(maximum__gt=0), name="criterion_maximum_positive"),
            models.CheckConstraint(
                condition=Q(full_from_rate__isnull=True) | Q(full_from_rate__range=(1, 100)),
                name="criterion_rate_in_per_cent",
            ),
        ]

    def __str__(self):
        return self.text


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
