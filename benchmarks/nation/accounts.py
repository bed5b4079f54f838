"""Who reads the pages: somebody of a commission, of a province, and of the nation."""

import datetime as dt

from attendance.models import Proposal, RegistrationWindow, Target
from committees.models import Committee, Membership, User
from committees.roles import Role
from lib.periods import HalfYear
from meetings.models import Cell

PASSWORD = "benchmark"  # noqa: S105 - of made-up accounts in a made-up database
COMMISSION, PROVINCE, NATION = READERS = ("commission", "province", "nation")
# A small office's one person does what is done there; a province's sees and may do most.
ROLES = {COMMISSION: (Role.STAFF, Role.CLERK), PROVINCE: tuple(Role)}


def accounts() -> User:
    """The national administrator, who also brings in the catalogues."""
    return User.objects.create_superuser(NATION, password=PASSWORD)


def readers(today: dt.date) -> None:
    """The other two, of the first province, and what their committees set up for the half-years."""
    province = Committee.objects.get_first_root_node()
    for name, committee in ((COMMISSION, Committee.objects.get_first_child(province)), (PROVINCE, province)):
        user = User.objects.create_user(name, password=PASSWORD)
        for role in ROLES[name]:
            Membership.objects.create(user=user, role=role, committee=committee)
    _set_up(HalfYear.of(today))


def _set_up(running: HalfYear) -> None:
    nation = User.objects.get(username=NATION)
    for province in Committee.objects.filter(depth=1):
        for half_year in (running.previous, running, running.next):
            begins = half_year.first_day
            days = begins - dt.timedelta(days=45), begins - dt.timedelta(days=10)
            RegistrationWindow.objects.create(
                province=province, half_year=half_year, opens_on=days[0], closes_on=days[1]
            )
    since = running.previous.first_day
    committees = list(Committee.objects.filter(depth=2))
    Target.objects.bulk_create(
        Target(committee=committee, number=20, valid_from=since) for committee in committees
    )
    for committee in committees:
        if committee.kind == Committee.Kind.COMMISSION:
            cells = Cell.objects.filter(committee__path__startswith=committee.path[:4]).order_by("pk")[:20]
            Proposal.objects.bulk_create(
                Proposal(cell=cell, committee=committee, half_year=running.next, proposed_by=nation)
                for cell in cells
            )
