"""What belongs to an export: of a half-year or all, of a committee with those below it or all."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from attendance.models import Plan, Target, Trip, Visit
from committees.models import Committee, Leader
from lib.periods import HalfYear
from meetings.models import AnnouncedMeeting, Cell, Evaluation, Meeting

from .ledger import BATCH, batches
from .shared import Shared

_OF_EVALUATIONS = ("meeting", "leader", "rubric", "band")
# Fields of visits that have no column, or another row tells.
_DO_NOT_TRAVEL = ("amendment_reason", "override_reason", "source_document", "no_carry_over",
                  "logged_by", "logged_at", "reported_at", "version")  # fmt: skip


class Extent:
    """Everything that belongs to the export of a half-year and committee; `warnings` say what does not."""

    def __init__(self, half_year: HalfYear | None, committee: Committee | None):
        self.half_year, self.committee = half_year, committee
        self.warnings: list[str] = []
        self._shared = Shared()
        plans = Plan.objects.all()
        if half_year:
            plans = plans.filter(half_year=half_year)
        if committee:
            plans = plans.filter(committee__path__startswith=committee.path)
        self.visits = self._visits(plans)
        self.visit_ids = {visit.pk for visit in self.visits}
        drafts = plans.exclude(status__in=Plan.COUNTING).count()
        if drafts:
            self.warnings.append(
                _("%(count)d plans that are not approved were left out.") % {"count": drafts}
            )
        self._warn_of_moves_into_drafts(plans)
        self.meetings = self._meetings()
        self.evaluations = self._evaluations()
        self.targets = self._targets()

    def _visits(self, plans) -> list[Visit]:
        """Visits in order of half-year, month and entry, so that an import enters them in this order."""
        related = Visit.objects.approved().select_related("carried_from__leader").defer(*_DO_NOT_TRAVEL)
        found = {visit.pk: visit for visit in related.filter(plan__in=plans).iterator(chunk_size=BATCH)}
        # Without the visit that it was moved to, a missed one would not count as carried over.
        found |= {visit.pk: visit for visit in related.filter(carried_from__plan__in=plans)}
        missing = {visit.carried_from_id for visit in found.values()} - {None} - set(found)
        while missing:
            earlier = {}
            for batch in batches(sorted(missing)):
                earlier |= {visit.pk: visit for visit in related.filter(pk__in=batch)}
            found |= earlier
            missing = {visit.carried_from_id for visit in earlier.values()} - {None} - set(found)
        self._shared.give(list(found.values()), "committee", "leader", "cell", "absence_reason")
        return sorted(found.values(), key=lambda visit: (visit.half_year, visit.month, visit.pk))

    def _warn_of_moves_into_drafts(self, plans) -> None:
        moved = Visit.objects.approved().filter(plan__in=plans, carried_to__isnull=False)
        count = moved.exclude(carried_to__plan__status__in=Plan.COUNTING).count()
        if count:
            self.warnings.append(
                _(
                    "%(count)d missed visits were moved into plans not approved yet; "
                    "in the file they are missed, not carried over."
                )
                % {"count": count}
            )

    def _meetings(self) -> list[Meeting]:
        meetings = Meeting.objects.all()
        if self.half_year:
            meetings = meetings.filter(date__range=(self.half_year.first_day, self.half_year.last_day))
        if self.committee:
            meetings = meetings.filter(cell__committee__path__startswith=self.committee.path)
        found = {meeting.pk: meeting for meeting in meetings}
        attended = {visit.meeting_id for visit in self.visits} - {None} - set(found)
        for batch in batches(sorted(attended)):
            found |= {m.pk: m for m in Meeting.objects.filter(pk__in=batch)}
        self._shared.give(list(found.values()), "cell")
        self._shared.learn(found.values())
        self._shared.give(self.visits, "meeting")
        return sorted(found.values(), key=lambda meeting: (meeting.cell.code, meeting.date))

    def announced(self, cells: list[Cell]) -> list[AnnouncedMeeting]:
        """Of these cells, by day; none after a cell's end."""
        rows, found = AnnouncedMeeting.objects.order_by(), []
        if self.half_year:
            rows = rows.filter(month__in=self.half_year.months)
        by_pk = {cell.pk: cell for cell in cells}
        for batch in batches(sorted(by_pk)):
            for row in rows.filter(cell__in=batch):
                row.cell = by_pk[row.cell_id]
                if row.cell.exists_between(row.date, row.date):
                    found.append(row)
        return sorted(found, key=lambda row: (row.date, row.cell.code))

    def _evaluations(self) -> list[Evaluation]:
        """By cells themselves, and by leaders whose exported visit attended the meeting.

        Of the half-year asked for only: a later meeting is there for the visit moved to it.
        """
        attended = {(visit.meeting_id, visit.leader_id) for visit in self.visits if visit.meeting_id}
        found, left_out = [], 0
        meetings = [m.pk for m in self.meetings if not self.half_year or m.date in self.half_year]
        for batch in batches(meetings):
            evaluations = Evaluation.objects.final().filter(meeting__in=batch)
            for evaluation in self._shared.give(list(evaluations.order_by()), *_OF_EVALUATIONS):
                if evaluation.leader_id is None or (evaluation.meeting_id, evaluation.leader_id) in attended:
                    found.append(evaluation)
                elif not self.committee:
                    left_out += 1
        if left_out:
            self.warnings.append(
                _("%(count)d evaluations by leaders without an approved visit were left out.")
                % {"count": left_out}
            )
        return sorted(found, key=_evaluation_order)

    def leaders(self) -> list[Leader]:
        leaders = Leader.objects.select_related("committee")
        if self.committee:
            found = {
                leader.pk: leader
                for leader in leaders.filter(committee__path__startswith=self.committee.path)
            }
            named = {visit.leader_id for visit in self.visits}
            named |= {target.leader_id for target in self.targets} - {None}
            for batch in batches(sorted(named - set(found))):
                found |= {leader.pk: leader for leader in leaders.filter(pk__in=batch)}
            leaders = found.values()
        return by_code(leaders)

    def cells(self) -> list[Cell]:
        cells = Cell.objects.select_related("committee", "organization_type")
        if self.committee:
            found = {cell.pk: cell for cell in cells.filter(committee__path__startswith=self.committee.path)}
            named = {visit.cell_id for visit in self.visits}
            named |= {cell.pk for target in self.targets for cell in target.cells.all()}
            for batch in batches(sorted(named - set(found))):
                found |= {cell.pk: cell for cell in cells.filter(pk__in=batch)}
            cells = found.values()
        return by_code(cells)

    def committees(self, cells: list[Cell], leaders: list[Leader]) -> list[Committee]:
        if not self.committee:
            return list(Committee.objects.all())
        named = [self.committee, *(cell.committee for cell in cells)]
        named += [leader.committee for leader in leaders] + [visit.committee for visit in self.visits]
        paths = {
            committee.path[:end]
            for committee in named
            for end in range(Committee.steplen, len(committee.path) + 1, Committee.steplen)
        }
        found = {committee.path: committee for committee in Committee.objects.subtree(self.committee)}
        for batch in batches(sorted(paths - set(found))):
            found |= {committee.path: committee for committee in Committee.objects.filter(path__in=batch)}
        return [found[path] for path in sorted(found)]

    def trips(self, leaders: list[Leader]) -> list[Trip]:
        trips = Trip.objects.select_related("leader")
        if self.half_year:
            trips = trips.filter(
                date_from__lte=self.half_year.last_day, date_to__gte=self.half_year.first_day
            )
        if self.committee:
            found = []
            for batch in batches(leader.pk for leader in leaders):
                found += trips.filter(leader__in=batch)
            trips = found
        return sorted(trips, key=lambda trip: (trip.leader.code, trip.date_from, trip.date_to))

    def _targets(self) -> list[Target]:
        """Of the committees asked for, that hold on some day of the half-year."""
        targets = Target.objects.for_display()
        if self.half_year:
            targets = targets.holding_between(self.half_year.first_day, self.half_year.last_day)
        if self.committee:
            targets = targets.filter(committee__path__startswith=self.committee.path)
        return sorted(targets.order_by(), key=_target_order)


def by_code(instances: Iterable) -> list:
    """In the same order on every database, whatever its collation."""
    return sorted(instances, key=lambda instance: instance.code)


def _evaluation_order(evaluation: Evaluation) -> tuple:
    """By cell and day; the cell's own evaluation before those of leaders."""
    leader = evaluation.leader.code if evaluation.leader else ""
    return evaluation.meeting.cell.code, evaluation.meeting.date, leader


def _target_order(target: Target) -> tuple:
    leader = target.leader.code if target.leader else ""
    return target.committee.code, leader, target.group, target.valid_from
