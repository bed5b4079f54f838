"""Fill an empty database with the demo data and the accounts that show it."""

import datetime as dt
import io

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from attendance import actions, demo
from attendance.exchange import import_workbook, write_workbook
from attendance.figures import MISSING, Selection, Tally, tally
from attendance.models import Plan, Visit
from committees.models import Committee, Leader, LeaderGroup, Membership, User
from committees.roles import Role
from meetings import periods
from meetings.models import Cell

PASSWORD = "demo-2018"  # noqa: S105 - known to every visitor, of demo accounts only
IMPORTER = "quantri"
ACCOUNTS = [
    ("chuyenvien", Role.STAFF, "Phạm Thu Trang"),
    ("lanhdao", Role.OFFICIAL, "Nguyễn Hữu Thuần"),
    ("vanthu", Role.CLERK, "Đoàn Thị Hải Yến"),
    (IMPORTER, Role.ADMINISTRATOR, "Lâm Quốc Dũng"),
]
FILE_NAME = "du-lieu-mau.xlsx"
DAYS_AROUND_REGISTRATION = dt.timedelta(days=14)
GOING_TOGETHER = "Lãnh đạo ban và phòng thống nhất cùng dự để nắm tình hình cơ sở"


class Command(BaseCommand):
    help = "Load the demo: an invented province with plans, results, evaluations and four accounts."

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="Leave a database that already holds data as it is, without an error.",
        )

    def handle(self, *, if_empty, **options):
        if _holds_data():
            if not if_empty:
                raise CommandError(
                    _(
                        "The database already holds committees, leaders, cells or accounts, and the demo "
                        "must not mix with them. Point DATABASE_URL to an empty database, run `migrate` "
                        "there and load the demo again."
                    )
                )
            self.stdout.write(_("The database already holds data; the demo was not loaded."))
            return
        with transaction.atomic():
            load()
        self._report()

    def _report(self):
        selection = Selection(demo.SHOWN)
        self.stdout.write(_("The demo is loaded. In the %(half_year)s:") % {"half_year": demo.SHOWN.label})
        for group in LeaderGroup:
            figures = tally(Visit.objects.all(), selection.narrow(leader_group=group))
            self.stdout.write(f"  {group.label}: {_in_words(figures)}")
        self.stdout.write(f"  {_('Total')}: {_in_words(tally(Visit.objects.all(), selection))}")
        self.stdout.write(_("Sign in with the password %(password)s as:") % {"password": PASSWORD})
        for username, role, _full_name in ACCOUNTS:
            self.stdout.write(f"  {username} – {role.label}")


def _holds_data() -> bool:
    return any(model.objects.exists() for model in (Committee, Leader, Cell, User))


def load() -> None:
    """Create the accounts and import the demo's workbook; raise CommandError if a row is refused."""
    users = [
        User.objects.create_user(username, password=PASSWORD, full_name=full_name, is_demo=True)
        for username, _role, full_name in ACCOUNTS
    ]
    importer = next(user for user in users if user.username == IMPORTER)

    workbook = io.BytesIO()
    write_workbook(demo.build(periods.today()), workbook)
    workbook.seek(0)
    result = import_workbook(workbook, by=importer, filename=FILE_NAME)
    if result.problems:
        raise CommandError("\n".join(str(problem) for problem in result.problems))

    root = Committee.objects.get_first_root_node()
    for user, (_username, role, _full_name) in zip(users, ACCOUNTS, strict=True):
        Membership.objects.create(user=user, role=role, committee=root)
    _register_next_half_year(province=root, by=users[0], administrator=importer)


def _register_next_half_year(*, province: Committee, by: User, administrator: User) -> None:
    """Two plans for the half-year to come, as staff would begin them: one waits for approval."""
    latest = Plan.objects.half_years().first()
    actions.open_registration(
        province=province,
        half_year=latest.next,
        opens_on=periods.today() - DAYS_AROUND_REGISTRATION,
        closes_on=periods.today() + DAYS_AROUND_REGISTRATION,
        by=administrator,
    )
    for number, plan in enumerate(Plan.objects.filter(half_year=latest).order_by("committee__path")[:2]):
        coming = actions.create_plan(committee=plan.committee, half_year=latest.next, by=by)
        actions.copy_plan(plan=coming, by=by)
        if number == 0:
            actions.submit_plan(plan=coming, override_reason=GOING_TOGETHER, by=by)


def _in_words(figures: Tally) -> str:
    """18/22 cells (81,8%), 10 leaders."""
    return _("%(attended)d/%(planned)d cells (%(rate)s), %(leaders)d leaders") % {
        "attended": figures.attended_cells,
        "planned": figures.planned_cells,
        "rate": MISSING if figures.rate is None else f"{number_format(figures.rate, 1)}%",
        "leaders": figures.leaders_attended,
    }
