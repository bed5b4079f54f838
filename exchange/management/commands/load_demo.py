"""Fill an empty database with the demo data and the accounts that show it."""

import datetime as dt
import io
from random import Random

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from attendance.figures.selection import Selection
from attendance.figures.tally import MISSING, Tally, tally
from attendance.models import Plan, Visit
from attendance.planning import actions
from committees.models import Committee, Leader, LeaderGroup, Membership, User
from committees.roles import Role
from exchange import demo
from exchange.demo import frame, frame_of_2025, reform
from exchange.starting import OFFERS, adopt
from exchange.workbook import import_workbook, write_workbook
from lib import periods
from lib.periods import HalfYear, Month, now
from lib.versions import sign
from meetings.models import Cell, Criterion, Evaluation, Recommendation

PASSWORD = "demo-2018"  # noqa: S105 - known to every visitor, of demo accounts only
IMPORTER = "quantri"
ACCOUNTS = [
    ("chuyenvien", Role.STAFF, "Phạm Thu Trang"),
    ("lanhdao", Role.OFFICIAL, "Nguyễn Hữu Thuần"),
    ("vanthu", Role.CLERK, "Đoàn Thị Hải Yến"),
    (IMPORTER, Role.ADMINISTRATOR, "Lâm Quốc Dũng"),
]
FILE_NAME = "du-lieu-mau.xlsx"
RECOMMENDATIONS = [
    ("Gửi trước nội dung sinh hoạt cho đảng viên ít nhất 03 ngày", "Bí thư chi bộ"),
    ("Phân công đảng viên chuẩn bị ý kiến phát biểu tại từng buổi sinh hoạt", "Chi ủy"),
    ("Tổ chức ít nhất một buổi sinh hoạt chuyên đề trong quý", "Bí thư chi bộ"),
]
DAYS_UNTIL_LOGGED = [0, 0, 1, 1, 1, 2, 3, 5, 6, 12, 35]
WORKING_HOUR = dt.time(9, 30)
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

        parser.add_argument(
            "--without-districts",
            action="store_true",
            help="Merge the districts and some communes on 01/07/2025, as provinces did.",
        )

    def handle(self, *, if_empty, without_districts=False, **options):
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
            if without_districts:
                reform.merge_districts(by=User.objects.get(username=IMPORTER))
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
    _suggest_attendance_points(by=importer)
    _recommend(by=users[0])
    _log_as_staff_do()
    today = periods.today()
    if today >= frame_of_2025.VALID_FROM:
        adopt(OFFERS["guidance-2025"], by=importer)
        reform.announce_meetings(month=Month.of(today), by=users[0])
        reform.set_targets(half_year=HalfYear.of(today), by=users[1])


def _log_as_staff_do() -> None:
    """Most results are entered within days of the meeting, not on the day of the demo's import.

    Past the history, which tells truly that they were imported today.
    """
    rng, latest = Random(f"{demo.SEED} logging"), now()  # noqa: S311 - made-up data
    logged = list(Visit.objects.filter(logged_at__isnull=False).select_related("meeting").order_by("pk"))
    for visit in logged:
        day = visit.meeting.date if visit.meeting else visit.month.last_day
        entered = dt.datetime.combine(day + dt.timedelta(days=rng.choice(DAYS_UNTIL_LOGGED)), WORKING_HOUR)
        visit.logged_at = min(timezone.make_aware(entered), latest)
    Visit.objects.bulk_update(logged, ["logged_at"], batch_size=500)


def _suggest_attendance_points(*, by: User) -> None:
    for criterion in Criterion.objects.filter(rubric__code=frame.RUBRIC, code=frame.ATTENDANCE_RATE):
        criterion.full_from_rate = round(100 * frame.MINIMUM_ATTENDANCE)
        sign(criterion, by=by).save()


def _recommend(*, by: User) -> None:
    """One recommendation carried out at the cell's next meeting, one overdue and one due later."""
    today = periods.today()
    by_leaders = Evaluation.objects.final().by_leaders().select_related("meeting").order_by("-meeting__date")
    next_meeting = (
        Evaluation.objects.by_leaders()
        .filter(meeting__cell=OuterRef("meeting__cell"), meeting__date__gt=OuterRef("meeting__date"))
        .order_by("meeting__date")
        .values("meeting__date")[:1]
    )
    met_again = by_leaders.annotate(next_on=Subquery(next_meeting)).filter(next_on__isnull=False)
    carried_out = next(e for e in met_again if e.next_on - e.meeting.date < dt.timedelta(days=184))
    overdue = by_leaders.filter(meeting__date__lte=today - dt.timedelta(days=60)).first()
    latest = by_leaders.first()
    for evaluation, text, responsible, due_on, done_on in [
        (carried_out, *RECOMMENDATIONS[0], carried_out.next_on, carried_out.next_on),
        (overdue, *RECOMMENDATIONS[1], today - dt.timedelta(days=10), None),
        (latest, *RECOMMENDATIONS[2], today + dt.timedelta(days=25), None),
    ]:
        recommendation = Recommendation(
            evaluation=evaluation, text=text, responsible=responsible, due_on=due_on, done_on=done_on
        )
        sign(recommendation, by=by).save()


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
