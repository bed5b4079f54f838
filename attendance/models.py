"""PLAN v ACTUAL: what was registered, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from committees.constraints import CompositeForeignKey
from committees.models import Committee, Leader, LeaderGroup
from committees.names import NFCCharField, NFCTextField, validate_no_formula
from committees.roles import within
from meetings.models import Cell, Meeting
from meetings.periods import HalfYearField, MonthField


class PlanQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(within(user.committee_paths()))

    def approved(self):
        """Plans that count in figures: approved, or closed since."""
        return self.filter(status__in=Plan.COUNTING)

    def half_years(self):
        """The half-years that have plans, latest first."""
        return self.order_by("-half_year").values_list("half_year", flat=True).distinct()

    def with_counts(self):
        """With `visits_left`, the visits in the plan now, and `visits_open`, those without result."""
        in_plan = ~Q(visits__outcome=Visit.Outcome.WITHDRAWN) & ~Q(visits__origin=Visit.Origin.UNPLANNED)
        return self.annotate(
            visits_left=Count("visits", filter=in_plan),
            visits_open=Count("visits", filter=in_plan & Q(visits__outcome=Visit.Outcome.PENDING)),
        )


class Plan(models.Model):
    """One committee's registration for one half-year (kế hoạch đăng ký)."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        APPROVED = "approved", _("Approved")
        CLOSED = "closed", _("Closed")

    COUNTING = (Status.APPROVED, Status.CLOSED)

    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="plans", verbose_name=_("committee")
    )
    half_year = HalfYearField(_("half-year"))
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    comment = NFCTextField(_("comment on return"), blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PlanQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["-half_year", "committee__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "half_year"],
                name="plan_once_per_half_year",
                violation_error_message=_("This committee already has a plan for the half-year."),
            ),
            models.UniqueConstraint(fields=["id", "committee", "half_year"], name="plan_identity"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "submitted", "approved", "closed"]),
                name="plan_status_known",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "submitted"], approved_at__isnull=True)
                | Q(status__in=["approved", "closed"], approved_at__isnull=False),
                name="plan_counts_once_approved",
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False)
                | (~Q(status="closed") & Q(closed_at__isnull=True)),
                name="plan_closed_has_its_time",
            ),
        ]

    def __str__(self):
        return f"{self.committee.label}, {self.half_year.label}"

    @property
    def is_editable(self) -> bool:
        """Visits may be registered freely only while the plan is a draft."""
        return self.status == self.Status.DRAFT

    @property
    def counts(self) -> bool:
        return self.status in self.COUNTING


class AbsenceReason(models.Model):
    """Why a leader missed a meeting (lý do vắng). Its code is the key in exported summaries."""

    TRIP, ILLNESS, OTHER_DUTY = "trip", "illness", "other_duty"
    CELL_POSTPONED, OTHER = "cell_postponed", "other"

    code = models.SlugField(_("code"), max_length=50, unique=True)
    label = NFCCharField(
        _("name in Excel lists"), max_length=100, unique=True, validators=[validate_no_formula]
    )
    description = NFCCharField(_("description"), max_length=200, blank=True)
    requires_note = models.BooleanField(_("asks for a note"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("absence reason")
        verbose_name_plural = _("absence reasons")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.description or self.label


class VisitQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(within(user.committee_paths()))

    def approved(self):
        """In plans that count."""
        return self.filter(plan__status__in=Plan.COUNTING)

    def in_period(self, half_year):
        return self.filter(half_year=half_year)

    def pending(self):
        return self.filter(outcome=Visit.Outcome.PENDING)

    def attended(self):
        return self.filter(outcome=Visit.Outcome.ATTENDED)

    def for_display(self):
        """With everything that a row of a list shows."""
        return self.select_related(
            "plan",
            "committee",
            "leader",
            "cell__committee",
            "cell__organization_type",
            "meeting",
            "absence_reason",
            "carried_from__leader",
            "carried_to__leader",
        )


class Visit(models.Model):
    """One leader registered for one cell's meeting in one month (lượt dự sinh hoạt).

    Committee, half-year and leader group are as they were when it was registered: a leader
    promoted or transferred later does not change an old figure.
    """

    class Origin(models.TextChoices):
        REGISTERED = "registered", _("Registered")
        AMENDMENT = "amendment", _("Added by amendment")
        CARRIED_IN = "carried_in", _("Carried in")
        UNPLANNED = "unplanned", _("Unplanned")

    class Outcome(models.TextChoices):
        PENDING = "pending", _("Not logged yet")
        ATTENDED = "attended", _("Attended")
        MISSED = "missed", _("Missed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="visits", verbose_name=_("plan"))
    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="visits", verbose_name=_("committee")
    )
    half_year = HalfYearField(_("half-year"))
    leader = models.ForeignKey(
        Leader, on_delete=models.PROTECT, related_name="visits", verbose_name=_("leader")
    )
    leader_group = models.CharField(_("leader group"), max_length=20, choices=LeaderGroup)
    cell = models.ForeignKey(Cell, on_delete=models.PROTECT, related_name="visits", verbose_name=_("cell"))
    month = MonthField(_("month"))
    origin = models.CharField(_("origin"), max_length=20, choices=Origin, default=Origin.REGISTERED)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, default=Outcome.PENDING)
    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("meeting attended"),
    )
    absence_reason = models.ForeignKey(
        AbsenceReason,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("reason of absence"),
    )
    carried_from = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="carried_to",
        verbose_name=_("carried over from"),
    )
    carried_from_month = MonthField(null=True, blank=True, editable=False)
    note = NFCTextField(_("note"), blank=True)
    amendment_reason = NFCTextField(_("reason of the amendment"), blank=True)
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    logged_at = models.DateTimeField(_("logged"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = VisitQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["half_year", "month", "leader__name_sort", "cell__name_sort", "pk"]
        indexes = [
            models.Index(
                fields=["half_year", "committee", "leader_group", "cell"],
                include=["outcome"],
                name="visit_figures",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["leader", "cell", "month"],
                name="visit_once_a_month",
                violation_error_message=_("This leader is already registered for this cell in that month."),
            ),
            models.UniqueConstraint(fields=["leader", "meeting"], name="visit_once_per_meeting"),
            models.UniqueConstraint(fields=["id", "month", "cell"], name="visit_identity"),
            CompositeForeignKey(
                fields=["plan", "committee", "half_year"],
                to_fields=["id", "committee", "half_year"],
                name="visit_committee_and_half_year_are_the_plans",
            ),
            CompositeForeignKey(
                fields=["meeting", "cell", "half_year"],
                to_fields=["id", "cell", "half_year"],
                name="visit_meeting_of_its_cell_in_its_half_year",
            ),
            CompositeForeignKey(
                fields=["carried_from", "carried_from_month", "cell"],
                to_fields=["id", "month", "cell"],
                name="visit_carried_from_same_cell",
            ),
            # With the copy above kept true, a chain can only go forward, so it cannot loop.
            models.CheckConstraint(
                condition=Q(carried_from__isnull=True, carried_from_month__isnull=True)
                | Q(
                    carried_from__isnull=False,
                    carried_from_month__isnull=False,
                    carried_from_month__lt=F("month"),
                ),
                name="visit_carried_forward",
            ),
            models.CheckConstraint(
                condition=Q(
                    origin="carried_in",
                    carried_from_month__isnull=False,
                    carried_from_month__lt=F("half_year") * 6,
                )
                | (
                    Q(origin__in=["registered", "amendment", "unplanned"])
                    & (Q(carried_from_month__isnull=True) | Q(carried_from_month__gte=F("half_year") * 6))
                ),
                name="visit_carried_in_from_earlier_half_year",
            ),
            models.CheckConstraint(
                condition=Q(month__gte=F("half_year") * 6, month__lt=F("half_year") * 6 + 6),
                name="visit_month_in_half_year",
            ),
            models.CheckConstraint(
                condition=Q(outcome="attended", meeting__isnull=False, absence_reason__isnull=True)
                | Q(outcome="missed", meeting__isnull=True, absence_reason__isnull=False)
                | Q(
                    outcome__in=["pending", "withdrawn"],
                    meeting__isnull=True,
                    absence_reason__isnull=True,
                ),
                name="visit_attended_with_meeting_missed_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(leader_group__in=["leadership", "department"]),
                name="visit_leader_group_known",
            ),
        ]

    def __str__(self):
        return f"{self.leader} · {self.cell} · {self.month}"

    @property
    def successor(self):
        """The visit that this missed one was moved to, or None."""
        return getattr(self, "carried_to", None)


class TripQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(within(user.committee_paths(), "leader__committee"))

    def covering(self, day):
        return self.filter(date_from__lte=day, date_to__gte=day)


class Trip(models.Model):
    """A leader's absence on business, both days included (lịch công tác)."""

    leader = models.ForeignKey(
        Leader, on_delete=models.PROTECT, related_name="trips", verbose_name=_("leader")
    )
    date_from = models.DateField(_("from"))
    date_to = models.DateField(_("to"))
    purpose = NFCCharField(_("purpose"), max_length=300, blank=True)
    place = NFCCharField(_("place"), max_length=200, blank=True)

    objects = TripQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("trip")
        verbose_name_plural = _("trips")
        ordering = ["date_from", "leader__name_sort"]
        constraints = [
            models.UniqueConstraint(fields=["leader", "date_from", "date_to"], name="trip_once"),
            models.CheckConstraint(
                condition=Q(date_from__lte=F("date_to")),
                name="trip_from_before_to",
                violation_error_message=_("The trip ends before it begins."),
            ),
        ]

    def __str__(self):
        return f"{self.leader}: {self.date_from:%d/%m/%Y}–{self.date_to:%d/%m/%Y}"
