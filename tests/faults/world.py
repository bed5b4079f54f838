"""A province made for two people at each office, who write to the same rows.

Results belong to the half-year before this one, plans to the next: so it is the same whatever day it is.
"""

from dataclasses import dataclass, field

from django.conf import settings
from django.test import Client

from committees.models import Committee
from committees.roles import Role
from lib.periods import HalfYear
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    CriterionFactory,
    LeaderFactory,
    MembershipFactory,
    OrganizationTypeFactory,
    PlanFactory,
    ProvinceFactory,
    RubricFactory,
    VisitFactory,
)

LOGGED, EVALUATED, MOVED, REGISTERED = 4, 3, 6, 60  # cells for each


@dataclass
class Office:
    """Rows of one commission by what is done to them; ids, for clients know no more."""

    sessions: list[str]
    leaders: list[int]
    criteria: list[int]
    to_log: dict[int, str] = field(default_factory=dict)  # visit: a day of its month
    to_evaluate: list[int] = field(default_factory=list)
    to_move: list[int] = field(default_factory=list)
    cells_to_move: list[int] = field(default_factory=list)
    plan: int = 0
    to_register: list[tuple[int, int, str]] = field(default_factory=list)  # leader, cell, month
    to_submit: int = 0


def build(offices: int) -> list[Office]:
    """Cells are everybody's, so that offices meet in the same meetings; a row belongs to one office."""
    province = ProvinceFactory()
    district = CommitteeFactory(parent=province, kind=Committee.Kind.DISTRICT)
    kind = OrganizationTypeFactory()
    rubric = RubricFactory()
    criteria = [CriterionFactory(rubric=rubric).pk for _number in range(2)]
    count = LOGGED + EVALUATED + MOVED + REGISTERED
    cells = [CellFactory(committee=district, organization_type=kind) for _number in range(count)]
    return [_office(province, cells, criteria) for _number in range(offices)]


def _office(province: Committee, cells: list, criteria: list[int]) -> Office:
    commission, other = CommitteeFactory(parent=province), CommitteeFactory(parent=province)
    leaders = [LeaderFactory(committee=commission) for _number in range(2)]
    before, ahead = HalfYear.current().previous, HalfYear.current().next
    sessions = [_session(commission, other) for _number in range(2)]
    office = Office(sessions, [leader.pk for leader in leaders], criteria)
    for cell in cells[:LOGGED]:
        for leader in leaders:
            for month in before.months[:3]:
                visit = VisitFactory(leader=leader, cell=cell, month=month)
                office.to_log[visit.pk] = f"{month.day(15):%d/%m/%Y}"
    cells = cells[LOGGED:]
    for cell in cells[:EVALUATED]:
        visit = VisitFactory(leader=leaders[0], cell=cell, month=before.months[0], attended=True)
        office.to_evaluate.append(visit.pk)
    cells = cells[EVALUATED:]
    for cell in cells[:MOVED]:
        visit = VisitFactory(leader=leaders[0], cell=cell, month=ahead.months[0])
        office.to_move.append(visit.pk)
        office.cells_to_move.append(cell.pk)
        office.plan = visit.plan_id
    office.to_register = [
        (leader.pk, cell.pk, str(month))
        for cell in cells[MOVED:]
        for leader in leaders
        for month in ahead.months
    ]
    draft = PlanFactory(committee=other, half_year=ahead)
    VisitFactory(plan=draft, leader=LeaderFactory(committee=other), cell=cells[0], month=ahead.months[0])
    office.to_submit = draft.pk
    return office


def _session(*committees: Committee) -> str:
    """Of somebody who registers, logs, evaluates and approves there."""
    user = MembershipFactory(role=Role.STAFF, committee=committees[0]).user
    MembershipFactory(user=user, role=Role.OFFICIAL, committee=committees[0])
    for role in (Role.STAFF, Role.OFFICIAL):
        MembershipFactory(user=user, role=role, committee=committees[1])
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
