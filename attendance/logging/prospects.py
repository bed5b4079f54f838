"""What moving a missed visit, or not, would do to the figures, said before it is done."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Value, When
from django.utils.translation import gettext as _

from attendance.days.conflicts import Availability
from attendance.figures.measures import FATES, Fate
from attendance.figures.selection import Selection
from attendance.models import Plan, Visit
from committees.models import Leader
from lib.periods import HalfYear, Month


@dataclass(frozen=True)
class Prospect:
    """The figures of the visit's plan, had it been missed, as its other visits to the cell stand."""

    visit: Visit
    others: list[Visit]  # each with `fate`, what it would make of the cell by itself

    @classmethod
    def of(cls, visit: Visit) -> "Prospect":
        selection = Selection(visit.half_year, committee=visit.committee, own_plan=True)
        others = (
            selection.apply(Visit.objects.filter(cell=visit.cell_id))
            .filter(selection.counted)
            .exclude(pk=visit.pk)
            .annotate(fate=Case(*(When(getattr(selection, mark), Value(f)) for f, mark in FATES.items())))
        )
        return cls(visit, list(others))

    def fate(self, month: Month | None) -> Fate:
        """Of the cell in the visit's half-year once the visit is moved to `month` (None: not moved)."""
        of_rows = {other.fate for other in self.others}
        if month is None:
            of_rows.add(Fate.MISSED)
        else:
            of_rows.add(Fate.CARRIED_OVER if month.half_year > self.visit.half_year else Fate.PENDING)
        return next(fate for fate in FATES if fate in of_rows)

    def sentence(self, month: Month | None, *, decided: bool = False) -> str:
        """What `fate` means, in words; `decided`: not moved is the last word."""
        if month is None:
            when = _("Not made up for") if decided else _("Decided later")
            return f"{when}: {self._here(month)}"
        if month.half_year == self.visit.half_year:
            return _("Moved to %(month)s, within the half-year: counted once; %(fate)s") % {
                "month": month,
                "fate": self._here(month),
            }
        sentence = _("Moved to %(month)s: %(fate)s In the %(next)s it is one more visit planned.")
        if not self._counts_in(month.half_year):
            sentence = _(
                "Moved to %(month)s: %(fate)s In the %(next)s it is one more visit planned once that "
                "half-year's plan is approved."
            )
        return sentence % {
            "month": month,
            "fate": self._here(month),
            "next": month.half_year.label,
        }

    def _counts_in(self, half_year: HalfYear) -> bool:
        plans = Plan.objects.approved().filter(half_year=half_year)
        return plans.filter(committee=self.visit.committee_id).exists()

    def _here(self, month: Month | None) -> str:
        still_open = [o.month for o in self.others if o.fate == Fate.PENDING]
        within = month is not None and month.half_year == self.visit.half_year
        waits_for = sorted({*still_open, *([month] if within else [])})
        facts = {
            "half_year": self.visit.half_year.label,
            "months": ", ".join(str(m) for m in waits_for),
        }
        match self.fate(month):
            case Fate.ATTENDED:
                return _("the cell counts as attended in the %(half_year)s, by another visit.") % facts
            case Fate.CARRIED_OVER if waits_for:
                return (
                    _(
                        "the cell counts as carried over in the %(half_year)s, not as attended, unless the "
                        "visit of %(months)s is attended."
                    )
                    % facts
                )
            case Fate.CARRIED_OVER:
                return _("the cell counts as carried over in the %(half_year)s, not as attended.") % facts
            case Fate.PENDING:
                return (
                    _("the cell stays open in the %(half_year)s until the visit of %(months)s is logged.")
                    % facts
                )
            case _missed:
                return _("the cell counts as missed in the %(half_year)s.") % facts


def candidates(visit: Visit, leaders: Iterable[Leader], month: Month) -> dict[int, str]:
    """By leader: how many visits the half-year of `month` has, and what keeps each from that meeting."""
    leaders = list(leaders)
    availability = Availability.read([leader.pk for leader in leaders], [month.half_year])
    against = availability.notes(leaders, visit.cell, month, but=visit)
    notes = {}
    for leader in leaders:
        count = availability.load(leader, month.half_year)
        busy = _("visits in the half-year: %(count)d") % {"count": count}
        notes[leader.pk] = " · ".join([busy, *against[leader.pk]])
    return notes
