"""Plans: what each committee registers for a half-year."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from committees.models import Committee
from committees.roles import Permission
from committees.scope import OwnedQuerySet, within
from lib.periods import HalfYear, HalfYearField, day_of, written_day
from lib.vietnamese import NFCTextField

from .conditions import counted, planned


class PlanQuerySet(OwnedQuerySet):
    def approved(self):
        """Plans that count in figures: approved, or closed since."""
        return self.filter(status__in=Plan.COUNTING)

    def waiting_for(self, user):
        """Handed in, and `user` may judge them; whoever has waited longest comes first."""
        mine = self.permitted(user, Permission.APPROVE)
        return mine.filter(status=Plan.Status.SUBMITTED).order_by("submitted_at", "pk")

    def settled(self):
        """Approved ones that may close: the half-year is over, the report is out, nothing is pending."""
        over = self.filter(half_year__lt=HalfYear.current())
        reported = over.filter(status=Plan.Status.APPROVED, reported_at__isnull=False)
        return reported.exclude(visits__outcome="pending")

    def half_years(self):
        """The half-years that have plans, latest first."""
        return self.order_by("-half_year").values_list("half_year", flat=True).distinct()

    def with_counts(self):
        """With `visits_left`, the visits planned (rule 3), and `visits_open`, those without result."""
        still_open = counted() & Q(outcome="pending")
        return self.annotate(visits_left=_visits(planned()), visits_open=_visits(still_open))

    def with_return(self):
        """With `is_returned`: a draft again by the official's comment, not because staff took it back."""
        taken_back = Plan.history.filter(id=OuterRef("pk"), submitted_at__gt=OuterRef("submitted_at"))
        returned = Q(status=Plan.Status.DRAFT) & ~Q(comment="") & ~Exists(taken_back)
        return self.annotate(is_returned=returned)


def _visits(condition: Q) -> Coalesce:
    """How many of each plan, counted by itself: PostgreSQL does so for the rows of a page only."""
    visits = Plan.visits.rel.related_model.objects.filter(condition, plan=OuterRef("pk")).order_by()
    return Coalesce(Subquery(visits.values("plan").annotate(n=Count("pk")).values("n")), 0)


class RegistrationWindowQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(within(user.province_paths(), "province"))

    def of(self, committee, half_year):
        """The window that binds `committee`: its province's."""
        return self.filter(province__path=committee.path[: Committee.steplen], half_year=half_year)


class RegistrationWindow(models.Model):
    """When a province's plans for a half-year are to be handed in, both days included.

    A plan may be drafted before it opens; one handed in after it closes is late, and flagged.
    """

    province = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="registration_windows", verbose_name=_("province")
    )
    half_year = HalfYearField(_("half-year"))
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"))
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RegistrationWindowQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("registration window")
        verbose_name_plural = _("registration windows")
        ordering = ["-half_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "half_year"],
                name="registration_window_once",
                violation_error_message=_("This half-year already has a registration window."),
            ),
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("closes_on")),
                name="registration_window_opens_before_it_closes",
                violation_error_message=_("Registration closes before it opens."),
            ),
        ]

    def __str__(self):
        return f"{self.half_year.label}: {written_day(self.opens_on)}–{written_day(self.closes_on)}"


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
    # A plan handed in on time and returned for a correction is not late.
    first_submitted_at = models.DateTimeField(_("first submitted"), null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    # Why an administrator closed it with the half-year; "" where it closed by itself, all being settled.
    closing_reason = NFCTextField(_("reason of the closing"), blank=True)
    # When the first valid report was issued that it belongs to: of its committee, or of one above.
    reported_at = models.DateTimeField(_("report issued"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PlanQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["reported_at"])  # nobody's change of the plan

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["-half_year", "committee__path"]
        indexes = [
            # Those that wait for somebody, of all that ever were.
            models.Index(
                fields=["committee", "half_year"],
                condition=Q(status__in=["draft", "submitted"]),
                name="plan_not_approved",
            ),
        ]
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
            models.CheckConstraint(
                condition=Q(status="closed") | Q(closing_reason=""),
                name="plan_only_a_closed_one_was_closed_for_a_reason",
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

    @property
    def is_closed(self) -> bool:
        """Nothing is open in it any more: results change by corrections with a reason only."""
        return self.status == self.Status.CLOSED

    @property
    def closed_on(self) -> dt.date | None:
        """The day in the office's time zone."""
        return self.closed_at and day_of(self.closed_at)

    @property
    def reported_on(self) -> dt.date | None:
        """The day on which its report was issued, in the office's time zone."""
        return self.reported_at and day_of(self.reported_at)

    # As visits have them: of every result in the plan, those still to come included.

    @property
    def is_fixed(self) -> bool:
        return self.is_closed

    @property
    def fixed_on(self) -> dt.date | None:
        return self.closed_on
