"""Who may hand in the totals of which meetings, and who was there to give points."""

from collections import defaultdict

from committees.models import Leader
from committees.roles import Permission
from committees.scope import within
from meetings.models import Cell, Evaluation

from .book import Book
from .kinds import SELF_SCORED
from .ledger import batches
from .reader import Row
from .sheets import TOTALS


class Scorers:
    def __init__(self, book: Book):
        self.book = book
        self.hidden, self._allowed, self.attended = self._hidden(), self._managed(), self._attended()

    def may(self, row: Row, cell: Cell) -> bool:
        """Of a cell that others manage: where a leader of one's own attended, as on the visit's page."""
        if self._allowed is None:
            return True
        leaders = self.attended.get((cell.pk, row["date"]), {})
        if row["scorer"] in (None, SELF_SCORED):
            return cell.pk in self._allowed or bool(leaders)
        return row["scorer"] in leaders

    def _hidden(self) -> set[int]:
        """Within bounds: evaluations that do not exist for the user."""
        if not self.book.terms.is_bounded:
            return set()
        stored = [e.pk for e in self.book.evaluations.by_key.values() if e.pk]
        seen = set()
        for batch in batches(stored):
            visible = Evaluation.objects.visible_to(self.book.by).filter(pk__in=batch)
            seen |= set(visible.order_by().values_list("pk", flat=True))
        return set(stored) - seen

    def _managed(self) -> set[int] | None:
        """Within bounds: the cells that are managed where the user evaluates."""
        if not self.book.terms.is_bounded:
            return None
        paths = self.book.by.committee_paths(Permission.EVALUATE)
        return set(Cell.objects.filter(within(paths)).order_by().values_list("pk", flat=True))

    def _attended(self) -> dict[tuple, dict[str, Leader]]:
        """By cell and day the leaders who attended, by their codes; within bounds those whose visits the user
        evaluates.
        """
        found: dict[tuple, dict[str, Leader]] = defaultdict(dict)
        terms = self.book.terms
        for visit in self.book.visits.by_key.values():
            if visit.meeting and (not terms.is_bounded or terms.may(TOTALS, visit.plan.committee)):
                found[visit.cell_id, visit.meeting.date][visit.leader.code] = visit.leader
        return found
