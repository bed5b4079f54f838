"""A made-up country of visits, the same for the same seed: enough rows to see what grows."""

import random
from dataclasses import dataclass

from django.utils import timezone

from attendance.models import AbsenceReason, Plan, Visit
from committees.models import Committee, Leader, LeaderGroup
from lib.periods import HalfYear
from meetings.models import Cell, Meeting, OrganizationType

LAST = HalfYear.parse("2018-H1")
BATCH = 5000


@dataclass(frozen=True)
class Size:
    committees: int = 34
    cells: int = 2_000  # of each committee
    leaders: int = 60  # of each committee
    visits: int = 300_000  # over all half-years, give or take what is carried over
    half_years: int = 10

    @property
    def visits_of_a_leader(self) -> int:
        """Registered in one half-year."""
        return max(1, self.visits // (self.committees * self.leaders * self.half_years))


def generate(size: Size, seed: int = 2018) -> None:
    """Fill an empty database: one province, `size.half_years` half-years up to 2018-H1."""
    chance = random.Random(seed)  # noqa: S311 - made-up data guards nothing
    _people_and_cells(size)
    half_years = [HalfYear(LAST.ordinal - back) for back in reversed(range(size.half_years))]
    writer = _Visits(size, chance)
    for half_year in half_years:
        writer.write(half_year)


def _people_and_cells(size: Size) -> None:
    province = Committee.objects.add_root(create_kwargs={"code": "TU", "name": "Tỉnh ủy", "kind": "province"})
    for i in range(size.committees):
        Committee.objects.add_child(
            province, create_kwargs={"code": f"CU{i}", "name": f"Đảng ủy {i}", "kind": "district"}
        )
    kinds = OrganizationType.objects.bulk_create(
        OrganizationType(code=f"LH{i}", name=f"Loại hình {i}") for i in range(8)
    )
    committees = _committees()
    Leader.objects.bulk_create(
        (
            Leader(
                code=f"{committee.code}-{i}",
                full_name=f"Nguyễn Văn {i}",
                position="Trưởng phòng",
                group=LeaderGroup.LEADERSHIP if i % 3 == 0 else LeaderGroup.DEPARTMENT,
                committee=committee,
            )
            for committee in committees
            for i in range(size.leaders)
        ),
        batch_size=BATCH,
    )
    Cell.objects.bulk_create(
        (
            Cell(
                code=f"{committee.code}-{i}",
                name=f"Chi bộ {i}",
                committee=committee,
                organization_type=kinds[i % len(kinds)],
            )
            for committee in committees
            for i in range(size.cells)
        ),
        batch_size=BATCH,
    )


def _committees() -> list[Committee]:
    return list(Committee.objects.filter(depth=2))


class _Visits:
    """Writes half-year after half-year; what is missed late may be carried into the next."""

    def __init__(self, size: Size, chance: random.Random):
        self.size, self.chance = size, chance
        self.committees = _committees()
        self.leaders = {committee.pk: list(committee.leaders.all()) for committee in self.committees}
        self.cells = {committee.pk: list(committee.cells.all()) for committee in self.committees}
        self.reasons = list(AbsenceReason.objects.all())
        self.carried_over: list[Visit] = []
        self.number_of_visits = 0

    def write(self, half_year: HalfYear) -> None:
        now = timezone.now()
        plans = Plan.objects.bulk_create(
            Plan(committee=committee, half_year=half_year, status="approved", approved_at=now)
            for committee in self.committees
        )
        self.meetings: dict[tuple, Meeting] = {}
        self.taken: set[tuple] = set()
        carried, self.carried_over = self.carried_over, []
        plan_of = {plan.committee_id: plan for plan in plans}
        visits = [self._carried_in(missed, plan_of[missed.committee_id]) for missed in carried]
        for plan in plans:
            for leader in self.leaders[plan.committee_id]:
                visits += self._registered(plan, leader)
        Meeting.objects.bulk_create(self.meetings.values(), batch_size=BATCH)
        Visit.objects.bulk_create(visits, batch_size=BATCH)

    def _registered(self, plan: Plan, leader: Leader) -> list[Visit]:
        visits = []
        for cell in self.chance.sample(self.cells[plan.committee_id], self.size.visits_of_a_leader):
            month = self.chance.choice(plan.half_year.months)
            if (leader.pk, cell.pk) in self.taken:
                continue
            visit = self._visit(plan, leader, cell, month)
            draw = self.chance.random()
            if draw < 0.78:
                self._attend(visit)
                if draw < 0.03:
                    visit.origin = Visit.Origin.UNPLANNED
            elif draw < 0.95:
                visit.outcome, visit.absence_reason = "missed", self.chance.choice(self.reasons)
                if month >= plan.half_year.months[4]:
                    self.carried_over.append(visit)
            elif draw < 0.98:
                visit.outcome = Visit.Outcome.WITHDRAWN
            visits.append(visit)
        return visits

    def _carried_in(self, missed: Visit, plan: Plan) -> Visit:
        visit = self._visit(plan, missed.leader, missed.cell, plan.half_year.months[0])
        visit.origin = Visit.Origin.CARRIED_IN
        visit.carried_from, visit.carried_from_month = missed, missed.month
        self._attend(visit)
        return visit

    def _visit(self, plan, leader, cell, month) -> Visit:
        self.taken.add((leader.pk, cell.pk))
        self.number_of_visits += 1
        return Visit(
            pk=self.number_of_visits,
            plan=plan,
            committee_id=plan.committee_id,
            half_year=plan.half_year,
            leader=leader,
            leader_group=leader.group,
            cell=cell,
            month=month,
        )

    def _attend(self, visit: Visit) -> None:
        date = visit.month.day(self.chance.randint(1, 28))
        visit.outcome = Visit.Outcome.ATTENDED
        visit.meeting = self.meetings.setdefault(
            (visit.cell_id, date), Meeting(cell_id=visit.cell_id, date=date)
        )
