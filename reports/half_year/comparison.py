"""A half-year beside an earlier one, at the same point of both."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from attendance.figures.selection import Selection
from attendance.figures.tally import Tally
from lib.periods import HalfYear, Month, today


class Compare(TextChoices):
    PREVIOUS = "previous", _("the half-year before")
    LAST_YEAR = "last-year", _("the same one last year")


HALF_YEARS_BACK = {Compare.PREVIOUS: 1, Compare.LAST_YEAR: 2}


def earlier(selection: Selection, compare: str) -> Selection:
    """The same selection of the earlier half-year.

    As at the corresponding day where a past day is asked about, or where the half-year still runs:
    half of it beside the whole of another would say nothing.
    """
    back = HALF_YEARS_BACK[Compare(compare)]
    half_year = HalfYear(selection.half_year.ordinal - back)
    day = selection.as_of or (today() if today() in selection.half_year else None)
    if day:
        month = Month.of(day)
        # The last day of a month corresponds to the last one of another.
        day = (month + -6 * back).day(31 if day == month.last_day else day.day)
    months = {
        name: month + -6 * back
        for name in ("first_month", "last_month")
        if (month := getattr(selection, name))
    }
    return selection.narrow(half_year=half_year, as_of=day, **months)


@dataclass(frozen=True)
class Change:
    """A rate beside the earlier one; None where either has no plan.

    Of before, cells planned and attended are known, and nothing else.
    """

    now: Tally
    before: Tally

    @property
    def points(self) -> Decimal | None:
        if self.now.rate is None or self.before.rate is None:
            return None
        return self.now.rate - self.before.rate

    @property
    def points_down(self) -> Decimal:
        return -self.points
