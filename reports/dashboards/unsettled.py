"""What earlier meetings left to do: recommendations, cells rated low twice running."""

from dataclasses import dataclass
from functools import cached_property

from attendance.figures import low_ratings, recommendations
from attendance.figures.low_ratings import LowCell
from attendance.figures.recommendations import Asked
from attendance.figures.selection import Selection
from committees.models import Committee
from committees.organisation import named_on
from meetings.models import Evaluation, Recommendation
from reports.half_year.report import HalfYearReport


@dataclass(frozen=True)
class AskedLine:
    """A committee (None: all), and how the cells that it manages itself followed what leaders recommended."""

    committee: Committee | None
    selection: Selection
    asked: Asked


class Unsettled:
    """Each part in a number of queries that no data changes."""

    def __init__(self, report: HalfYearReport):
        self.report, self.selection = report, report.selection

    @property
    def _recommendations(self):
        rows = recommendations.counted(Recommendation.objects.all(), self.selection)
        return rows.visible_to(self.report.user)

    @cached_property
    def asked(self) -> Asked:
        """Of all together: summed where they were counted by committee."""
        if "_by_managing" in vars(self):
            return recommendations.together(self._by_managing.values())
        return recommendations.asked(self._recommendations, self.selection)

    @cached_property
    def _by_managing(self) -> dict[int, Asked]:
        return recommendations.asked_by_managing(self._recommendations, self.selection)

    @cached_property
    def asked_lines(self) -> list[AskedLine]:
        """By the committees that manage the cells, in the tree's order."""
        found = self._by_managing
        committees = named_on(Committee.objects.filter(pk__in=found), self.selection.day)
        return [
            AskedLine(
                committee,
                self.selection.narrow(managing_committee=committee, own_cells=True),
                found[committee.pk],
            )
            for committee in committees
        ]

    @cached_property
    def low_evaluations(self) -> dict[int, list[int]]:
        """By cell; how many cells there are, all that the overview says of them."""
        return low_ratings.low_evaluations(Evaluation.objects.visible_to(self.report.user), self.selection)

    @cached_property
    def low_cells(self) -> list[LowCell]:
        return low_ratings.low_cells(self.low_evaluations)
