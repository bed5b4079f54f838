"""WHAT: cells and the guidance for their meetings, meetings held, and how well they were run."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from committees.constraints import CompositeForeignKey
from committees.models import Committee, Leader
from committees.names import (
    NFCCharField,
    NFCTextField,
    SearchKeyField,
    SortKeyField,
    search_key,
    validate_no_formula,
)
from committees.roles import within

from .periods import HalfYearField, HalfYearOf


class OrganizationType(models.Model):
    """Kind of cell (loại hình tổ chức đảng): village, agency, enterprise, police…"""

    code = NFCCharField(_("code"), max_length=50, unique=True, validators=[validate_no_formula])
    name = NFCCharField(_("name"), max_length=200, validators=[validate_no_formula])

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("organization type")
        verbose_name_plural = _("organization types")
        ordering = ["code"]

    def __str__(self):
        return self.name


class Guidance(models.Model):
    """The document that fixes content and procedure for one organization type (hướng dẫn).

    The one issued last is in force.
    """

    organization_type = models.ForeignKey(
        OrganizationType,
        on_delete=models.PROTECT,
        related_name="guidance",
        verbose_name=_("organization type"),
    )
    number = NFCCharField(_("number"), max_length=50)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    issuer = NFCCharField(_("issuer"), max_length=200, blank=True)
    title = NFCCharField(_("title"), max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("guidance")
        verbose_name_plural = _("guidance documents")
        ordering = ["organization_type", F("issued_on").desc(nulls_last=True), "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization_type", "number"], name="guidance_number_once_per_type"
            )
        ]

    def __str__(self):
        return self.number


class CellQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every cell of the province: leaders of one committee visit the cells of others."""
        return self.filter(within(user.province_paths()))

    def existing(self, first_day, last_day):
        """Founded and not yet dissolved on some day from `first_day` to `last_day`."""
        return self.filter(
            Q(established_on__isnull=True) | Q(established_on__lte=last_day),
            Q(dissolved_on__isnull=True) | Q(dissolved_on__gte=first_day),
        )

    def search(self, text):
        return self.filter(name_search__contains=search_key(text))


class Cell(models.Model):
    """The smallest party organisation (chi bộ). Never deleted once used: it is dissolved."""

    code = NFCCharField(_("code"), max_length=50, unique=True, validators=[validate_no_formula])
    name = NFCCharField(_("name"), max_length=200, validators=[validate_no_formula])
    committee = models.ForeignKey(
        Committee,
        on_delete=models.PROTECT,
        related_name="cells",
        verbose_name=_("managing committee"),
    )
    organization_type = models.ForeignKey(
        OrganizationType,
        on_delete=models.PROTECT,
        related_name="cells",
        verbose_name=_("organization type"),
    )
    members_total = models.PositiveIntegerField(_("party members"), null=True, blank=True)
    meeting_day = models.PositiveSmallIntegerField(
        _("meeting day of the month"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(31)],
    )
    place = NFCCharField(_("place"), max_length=200, blank=True)
    established_on = models.DateField(_("established on"), null=True, blank=True)
    dissolved_on = models.DateField(_("dissolved on"), null=True, blank=True)
    name_search = SearchKeyField(source="name")
    name_sort = SortKeyField(source="name")

    objects = CellQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["name_search", "name_sort"])

    class Meta:
        verbose_name = _("cell")
        verbose_name_plural = _("cells")
        ordering = ["name_sort", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(meeting_day__isnull=True) | Q(meeting_day__range=(1, 31)),
                name="cell_meeting_day_1_to_31",
            ),
            models.CheckConstraint(
                condition=Q(established_on__isnull=True)
                | Q(dissolved_on__isnull=True)
                | Q(established_on__lte=F("dissolved_on")),
                name="cell_established_before_dissolved",
                violation_error_message=_("The cell is dissolved before it is established."),
            ),
        ]

    def __str__(self):
        return self.name


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """That a cell met is known wherever the cell is; who judged it how is not (Evaluation)."""
        return self.filter(within(user.province_paths(), "cell__committee"))


class Meeting(models.Model):
    """A meeting that a cell held (buổi sinh hoạt). A cell holds at most one on a day."""

    class Kind(models.TextChoices):
        REGULAR = "regular", _("Regular")
        THEMATIC = "thematic", _("Thematic")
        EXTRAORDINARY = "extraordinary", _("Extraordinary")

    cell = models.ForeignKey(Cell, on_delete=models.PROTECT, related_name="meetings", verbose_name=_("cell"))
    date = models.DateField(_("date"))
    half_year = models.GeneratedField(
        expression=HalfYearOf("date"), output_field=HalfYearField(), db_persist=True
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.REGULAR)
    members_total = models.PositiveIntegerField(_("party members"), null=True, blank=True)
    members_present = models.PositiveIntegerField(_("members present"), null=True, blank=True)
    members_spoke = models.PositiveIntegerField(_("members who spoke"), null=True, blank=True)

    objects = MeetingQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["half_year"])

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["date", "cell"]
        constraints = [
            models.UniqueConstraint(fields=["cell", "date"], name="meeting_once_a_day"),
            # Targets of the visit's copies: the visit's cell and half-year are the meeting's.
            models.UniqueConstraint(fields=["id", "cell", "half_year"], name="meeting_identity"),
            models.CheckConstraint(
                condition=Q(kind__in=["regular", "thematic", "extraordinary"]),
                name="meeting_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(members_present__isnull=True)
                | Q(members_total__isnull=True)
                | Q(members_present__lte=F("members_total")),
                name="meeting_present_within_total",
                violation_error_message=_("More members present than the cell has."),
            ),
            models.CheckConstraint(
                condition=Q(members_spoke__isnull=True)
                | Q(members_present__isnull=True)
                | Q(members_spoke__lte=F("members_present")),
                name="meeting_spoke_within_present",
                violation_error_message=_("More members spoke than were present."),
            ),
            models.CheckConstraint(
                condition=Q(members_spoke__isnull=True)
                | Q(members_total__isnull=True)
                | Q(members_spoke__lte=F("members_total")),
                name="meeting_spoke_within_total",
                violation_error_message=_("More members spoke than the cell has."),
            ),
        ]

    def __str__(self):
        return f"{self.cell}, {self.date:%d/%m/%Y}"


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


class Rubric(models.Model):
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

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["rubric", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["rubric", "code"], name="criterion_code_once"),
            models.UniqueConstraint(fields=["id", "rubric", "maximum"], name="criterion_identity"),
            models.CheckConstraint(condition=Q(maximum__gt=0), name="criterion_maximum_positive"),
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


class Finding(models.Model):
    """A catalogued strength, limitation or cause, so that they can be counted (nhận định)."""

    class Kind(models.TextChoices):
        STRENGTH = "strength", _("Strength")
        LIMITATION = "limitation", _("Limitation")
        CAUSE = "cause", _("Cause")

    code = NFCCharField(_("code"), max_length=50, unique=True, validators=[validate_no_formula])
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    text = NFCCharField(_("text"), max_length=500, validators=[validate_no_formula])
    is_active = models.BooleanField(_("offered in forms"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["kind", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["strength", "limitation", "cause"]), name="finding_kind_known"
            )
        ]

    def __str__(self):
        return self.text


class EvaluationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Of one's own leaders, or of cells that one's committees manage.

        Pages about a visit start from the visit and show the cell's own evaluation beside it.
        """
        paths = user.committee_paths()
        return self.filter(within(paths, "leader__committee") | within(paths, "meeting__cell__committee"))

    def final(self):
        return self.filter(is_draft=False)

    def by_the_cell(self):
        return self.filter(leader__isnull=True)

    def by_leaders(self):
        return self.filter(leader__isnull=False)


class Evaluation(models.Model):
    """Scores, findings and remarks on one meeting by one scorer: a leader, or the cell itself.

    `total` and `band` follow from the scores (`meetings.rating`) and are written with them.
    Without a rubric it holds findings and remarks only.
    """

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="evaluations", verbose_name=_("meeting")
    )
    leader = models.ForeignKey(
        Leader,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluations",
        verbose_name=_("scored by"),
        help_text=_("Empty: the cell itself."),
    )
    rubric = models.ForeignKey(
        Rubric,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluations",
        verbose_name=_("rubric"),
    )
    total = models.DecimalField(
        _("total"), max_digits=6, decimal_places=1, null=True, blank=True, editable=False
    )
    band = models.ForeignKey(
        RatingBand,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="evaluations",
        verbose_name=_("rating"),
    )
    findings = models.ManyToManyField(
        Finding, blank=True, related_name="evaluations", verbose_name=_("findings")
    )
    remarks = NFCTextField(_("remarks"), blank=True)
    is_draft = models.BooleanField(_("draft"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = EvaluationQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[findings])

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        ordering = ["meeting", F("leader").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "leader"], name="evaluation_once_per_scorer"),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(leader__isnull=True),
                name="evaluation_once_by_the_cell",
            ),
            models.UniqueConstraint(fields=["id", "rubric"], name="evaluation_identity"),
            CompositeForeignKey(
                fields=["band", "rubric"],
                to_fields=["id", "rubric"],
                name="evaluation_band_of_its_rubric",
            ),
            models.CheckConstraint(
                condition=Q(rubric__isnull=False) | Q(total__isnull=True, band__isnull=True),
                name="evaluation_scored_only_with_rubric",
            ),
        ]

    def __str__(self):
        return f"{self.meeting} · {self.scorer}"

    @property
    def scorer(self) -> str:
        return self.leader.full_name if self.leader else str(_("The cell itself"))


class Score(models.Model):
    """Points for one criterion, between 0 and its maximum, in halves."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="scores")
    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="+")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    maximum = models.DecimalField(max_digits=5, decimal_places=1)
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=1)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "criterion"], name="score_once_per_criterion"),
            models.CheckConstraint(
                condition=Q(points__gte=0, points__lte=F("maximum")),
                name="score_between_0_and_maximum",
            ),
            CompositeForeignKey(
                fields=["criterion", "rubric", "maximum"],
                to_fields=["id", "rubric", "maximum"],
                name="score_maximum_is_the_criterions",
            ),
            CompositeForeignKey(
                fields=["evaluation", "rubric"],
                to_fields=["id", "rubric"],
                name="score_rubric_is_the_evaluations",
            ),
        ]

    def __str__(self):
        return f"{self.criterion}: {self.points}"
