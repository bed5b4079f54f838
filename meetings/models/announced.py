"""When a cell meets in a month: the day announced for it, else the cell's usual one."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, ExtractDay
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from committees.scope import within
from lib.periods import HalfYear, Month, MonthField, MonthOf, written_day, written_time
from lib.vietnamese import NFCCharField


class AnnouncedMeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Wherever the cell is seen."""
        return self.filter(within(user.province_paths(), "cell__committee"))


class AnnouncedMeeting(models.Model):
    """Day, hour and place for which a cell's meeting of a month was announced (lịch sinh hoạt)."""

    cell = models.ForeignKey(
        "meetings.Cell",
        on_delete=models.PROTECT,
        related_name="announced_meetings",
        verbose_name=_("cell"),
    )
    month = MonthField(_("month"))
    date = models.DateField(_("date"))
    begins_at = models.TimeField(_("hour"), null=True, blank=True)
    place = NFCCharField(_("place"), max_length=200, blank=True)
    contact = NFCCharField(_("contact"), max_length=200, blank=True)
    source_document = NFCCharField(_("according to document"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AnnouncedMeetingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("announced meeting")
        verbose_name_plural = _("announced meetings")
        ordering = ["date", "cell"]
        constraints = [
            models.UniqueConstraint(fields=["cell", "month"], name="announced_once_a_month"),
            models.CheckConstraint(
                condition=Q(month=MonthOf("date")),
                name="announced_day_in_its_month",
                violation_error_message=_("The day lies in another month."),
            ),
        ]

    def __str__(self):
        return f"{self.cell}, {written_day(self.date)}"

    @property
    def hour(self) -> str:
        """14:00; "" where it is not known."""
        return written_time(self.begins_at) if self.begins_at else ""

    @property
    def written(self) -> str:
        """Hour, if known, and day: 14:00 05/03/2018."""
        return f"{self.hour} {written_day(self.date)}".lstrip()


def day_number(cell: str = "cell", month: str = "month") -> Coalesce:
    """For the database: as `Cell.meets_on`, the number of the day in the month; NULL where nobody knows.

    `cell` and `month` are the lookup paths of the row asked about. A usual day of 29 to 31 may be too
    high for its month.
    """
    announced = AnnouncedMeeting.objects.filter(cell=OuterRef(cell), month=OuterRef(month)).order_by()
    number = Subquery(announced.values(number=ExtractDay("date"))[:1])
    return Coalesce(number, F(f"{cell}__meeting_day"), output_field=models.IntegerField())


class Announcements:
    """What was announced for some cells, read at the first question.

    One query for the half-years that it is made for, that asked about and the next one; one more for each
    half-year outside.
    """

    def __init__(self, cells: Iterable[int], half_years: Iterable[HalfYear] = ()):
        self._cells, self._expected = set(cells), set(half_years)
        # By ordinals of months: a page asks thousands of times, and numbers are compared without a call.
        self._read: set[int] = set()
        self._found: dict[tuple[int, int], AnnouncedMeeting] = {}

    def of(self, cell: int, month: Month) -> AnnouncedMeeting | None:
        if month.ordinal not in self._read and cell in self._cells:
            self._read_around(month.half_year)
        return self._found.get((cell, month.ordinal))

    def suppose(self, meetings: Iterable[AnnouncedMeeting]) -> None:
        """From now on as if these were announced; nothing is stored."""
        for meeting in meetings:
            if meeting.cell_id in self._cells:
                self.of(meeting.cell_id, meeting.month)  # what is stored is read before, never over it
                self._found[meeting.cell_id, meeting.month.ordinal] = meeting

    def _read_around(self, half_year: HalfYear) -> None:
        first, last = half_year, half_year
        if not self._read:
            first = min(self._expected | {half_year})
            last = max(self._expected | {half_year}).next
        months = first.months[0], last.months[-1]
        rows = AnnouncedMeeting.objects.filter(cell__in=self._cells, month__range=months).order_by()
        self._found |= {(row.cell_id, row.month.ordinal): row for row in rows}
        self._read |= set(range(months[0].ordinal, months[1].ordinal + 1))


class SharedAnnouncements(models.QuerySet):
    """Rows read together know together what was announced for their cells: no query for each."""

    @staticmethod
    def cell_of(row: Any) -> Any:
        """The cell of a row, where it was read along with it."""
        raise NotImplementedError

    def _fetch_all(self) -> None:
        is_fresh = self._result_cache is None
        super()._fetch_all()
        if is_fresh:
            self._share(self._result_cache)

    def iterator(self, chunk_size: int | None = None) -> Iterator[Any]:
        found = super().iterator(chunk_size)
        while rows := list(islice(found, chunk_size or 2000)):
            self._share(rows)
            yield from rows

    def _share(self, rows: Iterable[Any]) -> None:
        """Whichever of the rows' cells is asked first reads for all of them."""
        rows = [row for row in rows if isinstance(row, models.Model)]
        cells = [cell for row in rows if (cell := self.cell_of(row))]
        half_years = {vars(row)["half_year"] for row in rows if "half_year" in vars(row)}
        shared = Announcements((cell.pk for cell in cells), half_years)
        for cell in cells:
            cell.announcements = shared
