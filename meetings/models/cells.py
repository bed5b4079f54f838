"""Cells, the guidance for their meetings, and the meetings they held."""

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, IntegerField, Q, When
from django.db.models.functions import Coalesce, ExtractHour, ExtractMinute
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from committees.models import Committee, Former
from committees.scope import OwnedQuerySet, within
from lib.constraints import ChecksAtOnce
from lib.periods import HalfYear, HalfYearField, HalfYearOf, Month, overlapping, overlaps, written_day
from lib.versions import VersionByHistory
from lib.vietnamese import (
    NFCCharField,
    SearchKeyField,
    SortKeyField,
    search_words,
    validate_no_formula,
)

from .announced import AnnouncedMeeting, Announcements, SharedAnnouncements

SHORTEST, SHORTEST_COMBINED = 90, 120  # minutes a meeting lasts at least, as long as nobody says otherwise
LONGEST = 600


def _minutes(label: str, default: int) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, default=default, validators=[MaxValueValidator(LONGEST)])


class OrganizationType(VersionByHistory, models.Model):
    """Kind of cell (loại hình tổ chức đảng): village, agency, enterprise, police…

    Below `shortest` minutes a meeting of its cells is called short (0: never); a meeting that is the month's
    regular and thematic one in one, below `shortest_combined`.
    """

    code = NFCCharField(_("code"), max_length=50, unique=True, validators=[validate_no_formula])
    name = NFCCharField(_("name"), max_length=200, validators=[validate_no_formula])
    shortest = _minutes(_("shortest meeting, in minutes"), SHORTEST)
    shortest_combined = _minutes(_("shortest regular and thematic meeting, in minutes"), SHORTEST_COMBINED)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("organization type")
        verbose_name_plural = _("organization types")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(shortest__range=(0, LONGEST), shortest_combined__range=(0, LONGEST)),
                name="type_shortest_meetings_possible",
            ),
        ]

    def __str__(self):
        return self.name


class Guidance(VersionByHistory, models.Model):
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


class CellQuerySet(SharedAnnouncements, OwnedQuerySet):
    @staticmethod
    def cell_of(row):
        return row

    def visible_to(self, user):
        """Every cell of the province: leaders of one committee visit the cells of others."""
        return self.filter(within(user.province_paths()))

    def existing(self, period: Month | HalfYear):
        """Founded and not yet dissolved on some day of a month or half-year."""
        return self.existing_between(period.first_day, period.last_day)

    def existing_on(self, day: dt.date):
        return self.existing_between(day, day)

    def existing_between(self, first: dt.date, last: dt.date):
        """Founded and not yet dissolved on some day from `first` to `last`."""
        return self.filter(overlapping("established_on", "dissolved_on", first, last))

    def remaining(self, day: dt.date):
        """Not dissolved before `day`; founded, or still to be."""
        return self.filter(Q(dissolved_on__isnull=True) | Q(dissolved_on__gte=day))

    def dissolved_before(self, day: dt.date):
        return self.filter(dissolved_on__lt=day)

    def search(self, text):
        return self.filter(name_search__named=text)

    def matching(self, text):
        """With every word of `text` in their name, their managing committee's, or their code."""
        condition = Q()
        for key, word in search_words(text):
            condition &= (
                Q(name_search__named=key) | Q(committee__name_search__named=key) | Q(code__icontains=word)
            )
        return self.filter(condition)


class Cell(VersionByHistory, models.Model):
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
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_from",
        verbose_name=_("merged into"),
    )
    name_search = SearchKeyField(source="name")
    name_sort = SortKeyField(source="name")

    objects = CellQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["name_search", "name_sort"])

    class Meta:
        base_manager_name = "objects"  # cells read along with other rows share their announcements too
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
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(dissolved_on__isnull=False),
                name="cell_merged_only_once_dissolved",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="cell_not_merged_into_itself",
            ),
        ]

    def __str__(self):
        return self.name

    def refresh_from_db(self, *args, **kwargs):
        vars(self).pop("announcements", None)
        super().refresh_from_db(*args, **kwargs)

    @cached_property
    def announcements(self) -> Announcements:
        """Of this cell alone, where it was not read together with others."""
        return Announcements([] if self._state.adding else [self.pk])

    def announced(self, month: Month) -> AnnouncedMeeting | None:
        return self.announcements.of(self.pk, month)

    def meets_on(self, month: Month) -> dt.date | None:
        """The day announced for the month, else the usual one; None where nobody knows."""
        if announced := self.announced(month):
            return announced.date
        return month.day(self.meeting_day) if self.meeting_day else None

    def place_in(self, month: Month) -> str:
        """Where it meets in the month: the place announced, else the usual one."""
        announced = self.announced(month)
        return (announced and announced.place) or self.place

    def exists_in(self, period: Month | HalfYear) -> bool:
        """As the queryset's `existing` has it."""
        return self.exists_between(period.first_day, period.last_day)

    def exists_between(self, first: dt.date, last: dt.date) -> bool:
        return overlaps(self.established_on, self.dissolved_on, first, last)


class FormerManagement(Former):
    """The committee that managed a cell before the cell was moved or the committee merged."""

    of = "cell"

    cell = models.ForeignKey(Cell, on_delete=models.CASCADE, related_name="former_managements")
    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("former management")
        verbose_name_plural = _("former managements")
        constraints = [
            models.UniqueConstraint(fields=["cell", "until"], name="former_management_once_a_day"),
        ]

    def __str__(self):
        return f"{self.cell} ← {self.committee}"


# What the rows of meetings say, for the database; `Meeting` has the same of one.
# Whoever of its members a cell can name at a meeting: no more than it has.
COUNTED_MEMBERS = (
    Coalesce(F("members_exempt"), 0)
    + Coalesce(F("members_present"), 0)
    + Coalesce(F("absent_excused"), 0)
    + Coalesce(F("absent_unexcused"), 0)
)
LACKS_NUMBERS = Q(members_total=None) | Q(members_present=None) | Q(members_spoke=None)
MINUTES = models.ExpressionWrapper(
    (ExtractHour("ends_at") - ExtractHour("starts_at")) * 60
    + ExtractMinute("ends_at")
    - ExtractMinute("starts_at"),
    output_field=IntegerField(),
)
SHORTEST_OF = Case(
    When(kind="combined", then=F("cell__organization_type__shortest_combined")),
    default=F("cell__organization_type__shortest"),
)


def members_expected(meeting: str = "") -> models.ExpressionWrapper:
    """For the database, as `Meeting.members_expected`; `meeting` is the path to it, with two underscores."""
    exempt = Coalesce(F(f"{meeting}members_exempt"), 0)  # old rows know none
    return models.ExpressionWrapper(F(f"{meeting}members_total") - exempt, output_field=IntegerField())


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """That a cell met is known wherever the cell is; who judged it how is not (Evaluation)."""
        return self.filter(within(user.province_paths(), "cell__committee"))

    def measured(self):
        """With `expected`, who was to attend; `lasted`, in minutes; `least`, what it was to last."""
        return self.annotate(expected=members_expected(), lasted=MINUTES, least=SHORTEST_OF)


class Meeting(ChecksAtOnce, models.Model):
    """A meeting that a cell held (buổi sinh hoạt). A cell holds at most one on a day.

    Exempt members (miễn công tác, sinh hoạt) need not come: shares of those present are of the others.
    """

    class Kind(models.TextChoices):
        REGULAR = "regular", _("Regular")
        THEMATIC = "thematic", _("Thematic")
        COMBINED = "combined", _("Regular and thematic")
        EXTRAORDINARY = "extraordinary", _("Extraordinary")

    cell = models.ForeignKey(Cell, on_delete=models.PROTECT, related_name="meetings", verbose_name=_("cell"))
    date = models.DateField(_("date"))
    half_year = models.GeneratedField(
        expression=HalfYearOf("date"), output_field=HalfYearField(), db_persist=True
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.REGULAR)
    starts_at = models.TimeField(_("start"), null=True, blank=True)
    ends_at = models.TimeField(_("end"), null=True, blank=True)
    members_total = models.PositiveIntegerField(_("party members"), null=True, blank=True)
    members_exempt = models.PositiveIntegerField(_("exempt members"), null=True, blank=True)
    members_present = models.PositiveIntegerField(_("members present"), null=True, blank=True)
    absent_excused = models.PositiveIntegerField(_("absent with a reason"), null=True, blank=True)
    absent_unexcused = models.PositiveIntegerField(_("absent without a reason"), null=True, blank=True)
    members_spoke = models.PositiveIntegerField(_("members who spoke"), null=True, blank=True)

    objects = MeetingQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["half_year"])

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["date", "cell"]
        indexes = [
            models.Index(fields=["half_year"], condition=LACKS_NUMBERS, name="meeting_without_numbers"),
            models.Index(fields=["date"], include=["id"], name="meeting_date"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["cell", "date"], name="meeting_once_a_day"),
            # Targets of the visit's copies: the visit's cell and half-year are the meeting's.
            models.UniqueConstraint(fields=["id", "cell", "half_year"], name="meeting_identity"),
            models.CheckConstraint(
                condition=Q(kind__in=["regular", "thematic", "combined", "extraordinary"]),
                name="meeting_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(starts_at__lt=F("ends_at")),
                name="meeting_starts_before_it_ends",
                violation_error_message=_("The meeting ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(members_total__isnull=True) | Q(members_total__gte=COUNTED_MEMBERS),
                name="meeting_members_within_total",
                violation_error_message=_("More members present, absent and exempt than the cell has."),
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
        return f"{self.cell}, {written_day(self.date)}"

    @property
    def has_theme(self) -> bool:
        return self.kind in (self.Kind.THEMATIC, self.Kind.COMBINED)

    @property
    def members_expected(self) -> int | None:
        """Who is to attend, as `members_expected` has it."""
        return None if self.members_total is None else self.members_total - (self.members_exempt or 0)

    @property
    def minutes(self) -> int | None:
        """How long it lasted, as MINUTES has it."""
        if self.starts_at is None or self.ends_at is None:
            return None
        return _of_day(self.ends_at) - _of_day(self.starts_at)

    @property
    def shortest(self) -> int:
        """The minutes that it is to last, as SHORTEST_OF has it."""
        kind = self.cell.organization_type
        return kind.shortest_combined if self.kind == self.Kind.COMBINED else kind.shortest

    @property
    def is_short(self) -> bool:
        return self.minutes is not None and self.minutes < self.shortest


def _of_day(time: dt.time) -> int:
    return time.hour * 60 + time.minute
