"""Visits: what each leader was to attend, and what became of it."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from committees.models import Committee, Leader, LeaderGroup
from committees.scope import OwnedQuerySet
from lib.constraints import CompositeForeignKey
from lib.periods import HalfYear, HalfYearField, MonthField, day_of, now
from lib.versions import VersionByHistory
from lib.vietnamese import NFCCharField, NFCTextField, validate_no_formula
from meetings.models import AnnouncedMeeting, Cell, Meeting, SharedAnnouncements

from .plans import Plan


class AbsenceReason(VersionByHistory, models.Model):
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


class VisitQuerySet(SharedAnnouncements, OwnedQuerySet):
    @staticmethod
    def cell_of(row):
        return Visit._meta.get_field("cell").get_cached_value(row, default=None)

    def approved(self) -> "VisitQuerySet":
        """In plans that count."""
        return self.filter(plan__status__in=Plan.COUNTING)

    def fixed(self) -> "VisitQuerySet":
        """Those whose result changes with a reason only: a report counted it, or the plan is closed."""
        return self.filter(Q(reported_at__isnull=False) | Q(plan__status=Plan.Status.CLOSED))

    def first_fixed(self) -> "Visit | None":
        """The one that has been fixed longest."""
        fixed = self.fixed().select_related("plan")
        return fixed.order_by(Coalesce("reported_at", "plan__closed_at"), "pk").first()

    def in_period(self, half_year: HalfYear) -> "VisitQuerySet":
        return self.filter(half_year=half_year)

    def with_held(self, first: dt.date, last: dt.date) -> "VisitQuerySet":
        """With `held`, the meeting, if on one of these days: one without days reads those of all years."""
        on_these_days = Q(meeting__date__range=(first, last))
        return self.alias(held=FilteredRelation("meeting", condition=on_these_days))

    def standing(self) -> "VisitQuerySet":
        """Not withdrawn: somebody was to go, whatever became of it."""
        return self.exclude(outcome=Visit.Outcome.WITHDRAWN)

    def planned(self) -> "VisitQuerySet":
        """By whatever way they came into the plan: all but those that were merely logged."""
        return self.exclude(origin=Visit.Origin.UNPLANNED)

    def pending(self):
        return self.filter(outcome=Visit.Outcome.PENDING)

    def attended(self):
        return self.filter(outcome=Visit.Outcome.ATTENDED)

    def with_modification(self):
        """With what a calendar says, and `modified_at`: when it, or when the cell meets, was last saved."""
        saved = Visit.history.filter(id=OuterRef("pk"))
        announced = AnnouncedMeeting.history.filter(cell=OuterRef("cell"), month=OuterRef("month"))
        saved, announced = (
            Subquery(of.order_by("-history_id").values("history_date")[:1]) for of in (saved, announced)
        )
        never = Value(now(), models.DateTimeField())
        saved = Coalesce(saved, never)
        rows = self.select_related("plan", "committee", "leader", "cell__committee", "meeting")
        return rows.annotate(modified_at=Greatest(saved, Coalesce(announced, saved)))

    def for_columns(self):
        """With what days/columns.py reads of a row.

        `for_display` joins more, and PostgreSQL plans that longer than it takes to find fifty rows.
        """
        return self.select_related(
            "plan", "committee", "leader", "cell__committee", "meeting", "absence_reason", "carried_to"
        )

    def for_step(self):
        """With what forms about one visit read.

        PostgreSQL plans the joins of `for_display` for longer than a question for each of the others takes.
        """
        return self.select_related("plan", "committee", "leader", "cell", "meeting")

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

    # Nobody goes there any more.
    GONE = (Outcome.MISSED, Outcome.WITHDRAWN)

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="visits", verbose_name=_("plan"))
    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="visits", verbose_name=_("committee")
    )
    half_year = HalfYearField(_("half-year"))
    leader = models.ForeignKey(
        Leader, on_delete=models.PROTECT, db_index=False, related_name="visits", verbose_name=_("leader")
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
    override_reason = NFCTextField(_("reason for planning it despite a warning"), blank=True)
    # The decision by which the leader goes to the cell every month: the same cell again is meant.
    repeated_by = NFCTextField(_("goes every month according to"), blank=True)
    source_document = NFCCharField(_("according to document"), max_length=200, blank=True)
    no_carry_over = models.BooleanField(_("will not be made up for"), default=False)
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    logged_at = models.DateTimeField(_("logged"), null=True, blank=True)
    # When the first valid report was issued that counted its result; stays when the result is corrected.
    reported_at = models.DateTimeField(_("counted by a report"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = VisitQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["reported_at"])  # nobody's change of the visit

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = [
            "half_year",
            "month",
            "leader__protocol_sort",
            "leader__name_sort",
            "cell__name_sort",
            "pk",
        ]
        indexes = [
            models.Index(
                fields=["half_year", "committee", "leader_group", "cell"],
                include=["outcome"],
                name="visit_figures",
            ),
            # What is still to be logged, of all that ever was: the number beside "My work" on every page.
            models.Index(fields=["committee", "month"], condition=Q(outcome="pending"), name="visit_pending"),
            # Which visits of a half-year were moved on to a later one.
            models.Index(
                fields=["carried_from_month"],
                include=["carried_from"],
                condition=Q(origin="carried_in"),
                name="visit_carried_in",
            ),
            # Evaluations of meetings attended unplanned are told beside the others.
            models.Index(fields=["half_year"], condition=Q(origin="unplanned"), name="visit_unplanned"),
            # Of a leader, in all half-years or in those that run: in place of the key's own index.
            models.Index(fields=["leader", "half_year"], name="visit_of_leader"),
            # The list of all visits, latest first.
            models.Index(fields=["month"], name="visit_month"),
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
                condition=Q(no_carry_over=False) | Q(outcome="missed"),
                name="visit_only_a_missed_one_is_not_carried_over",
            ),
            models.CheckConstraint(
                condition=Q(leader_group__in=["leadership", "department"]),
                name="visit_leader_group_known",
            ),
        ]

    def __str__(self):
        return f"{self.leader} · {self.cell} · {self.month}"

    # Django's own look through all choices, each time: of a list of fifty that takes as long as its query.
    def get_outcome_display(self) -> str:
        return str(self.Outcome(self.outcome).label)

    def get_origin_display(self) -> str:
        return str(self.Origin(self.origin).label)

    @property
    def meets_on(self) -> dt.date | None:
        """When the cell meets in the visit's month, as far as anybody knows."""
        return self.cell.meets_on(self.month)

    @property
    def announced(self) -> AnnouncedMeeting | None:
        """What was announced about the cell's meeting of the visit's month."""
        return self.cell.announced(self.month)

    @property
    def place(self) -> str:
        """Where the cell meets in the visit's month."""
        return self.cell.place_in(self.month)

    @property
    def is_gone(self) -> bool:
        """Neither took place nor still may."""
        return self.outcome in self.GONE

    @property
    def is_fixed(self) -> bool:
        """An issued report counted its result, or its plan is closed: it changes with a reason only."""
        return self.reported_at is not None or self.plan.is_closed

    @property
    def fixed_on(self) -> dt.date | None:
        """Since when, in the office's time zone."""
        return day_of(self.reported_at) if self.reported_at else self.plan.closed_on

    @property
    def successor(self):
        """The visit that this missed one was moved to, or None."""
        return getattr(self, "carried_to", None)


class AttachmentQuerySet(OwnedQuerySet):
    committee_at = "visit__committee"


def attachment_path(attachment, filename: str) -> str:
    """Under a name that nobody typed: the given one is data, kept in `name`."""
    return f"visits/{attachment.visit_id}/{uuid.uuid4()}"


class Attachment(models.Model):
    """A file that belongs to a visit: a scan of the minutes, a travel order.

    Stored outside the web root and served only to those who may see the visit.
    """

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="attachments")
    file = models.FileField(upload_to=attachment_path, max_length=200)
    name = NFCCharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["uploaded_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "sha256"], name="attachment_once_per_visit"),
        ]

    def __str__(self):
        return self.name
