"""The command that loads the demo."""

import datetime as dt
import io
from unittest import mock

import pytest
from django.core.management import CommandError, call_command

from attendance.figures.selection import Selection
from attendance.figures.tally import tally
from attendance.models import AbsenceReason, Plan, Target, Visit
from committees.models import Committee, Leader, User
from committees.roles import RIGHTS, Role
from exchange import demo
from lib.periods import HalfYear, Month
from meetings.models import AnnouncedMeeting, Cell, Evaluation, Meeting, OrganizationType
from tests.databases import kept_rows
from tests.factories import CellFactory

from .counting import (
    CLOSED,
    GROUPS,
    TODAY,
    count,
    evaluations_of,
)


@pytest.fixture
def pinned_day(monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: TODAY)


def load_demo(**options):
    out = io.StringIO()
    call_command("load_demo", stdout=out, **options)
    return out.getvalue()


@pytest.fixture(scope="class")
def told(django_db_setup, django_db_blocker):
    """The demo of TODAY, and what the command says of it."""
    with kept_rows(django_db_blocker), mock.patch("lib.periods.localdate", return_value=TODAY):
        yield load_demo()


@pytest.mark.slow
@pytest.mark.django_db
class TestTheDemo:
    def test_the_product_counts_the_demo_as_its_rows_do(self, told, sheets):
        code = dict(AbsenceReason.objects.values_list("label", "code"))
        zeros = dict.fromkeys(code.values(), 0)
        for half_year in [*CLOSED, "2026-H2"]:
            selection = Selection(HalfYear.parse(half_year))
            for label, group in [*GROUPS.items(), (None, None)]:
                expected = count(sheets, half_year, label)
                expected["reasons"] = zeros | {code[word]: n for word, n in expected["reasons"].items()}
                counted = tally(Visit.objects.all(), selection.narrow(leader_group=group)).as_dict()
                assert counted == counted | expected

        assert Plan.objects.approved().count() == 6 * 5
        waiting = Plan.objects.exclude(pk__in=Plan.objects.approved())
        assert [(plan.half_year, plan.status) for plan in waiting] == [
            (HalfYear.of(TODAY).next, "submitted"),
            (HalfYear.of(TODAY).next, "draft"),
        ]
        assert Cell.objects.count() == 124
        assert Meeting.objects.count() == len(sheets["Buổi sinh hoạt"])
        assert Evaluation.objects.filter(band__isnull=False).count() == len(evaluations_of(sheets))
        for figure in ("18/22", "28/32", "46/54", "81,8%", "demo-2018"):
            assert figure in told

    def test_one_demo_account_for_each_role_in_the_whole_province(self, told):
        root = Committee.objects.get(code="TU")
        for username, role in [
            ("chuyenvien", Role.STAFF),
            ("lanhdao", Role.OFFICIAL),
            ("vanthu", Role.CLERK),
            ("quantri", Role.ADMINISTRATOR),
        ]:
            user = User.objects.get(username=username)
            assert user.is_demo
            assert not user.is_superuser
            assert user.full_name
            assert user.check_password("demo-2018")
            assert [user.may(permission, root) for permission in RIGHTS[role]] == [True] * len(RIGHTS[role])
        assert User.objects.count() == 4
        assert Cell.history.filter(history_user__username="quantri").count() == 124

    def test_a_month_is_announced_targets_are_set_and_the_guidance_of_2025_is_in_force(self, told):
        announced = AnnouncedMeeting.objects.all()
        assert {str(row.month) for row in announced} == {"11/2026"}
        cells = Cell.objects.existing(Month.of(TODAY)).filter(committee__code="XPL")
        unvisited = cells.exclude(visits__month=Month.of(TODAY))
        assert {cell.pk for cell in unvisited} <= {row.cell_id for row in announced}
        assert sorted(Target.objects.values_list("committee__code", "group", "per", "number")) == [
            ("BTCTU", "department", "quarter", 1),
            ("BTCTU", "leadership", "half_year", 2),
        ]
        assert {kind.guidance.first().number for kind in OrganizationType.objects.all()} == {"42-HD/BTCTW"}


def tallied():
    figures = tally(Visit.objects.all(), Selection(demo.SHOWN))
    return figures.attended_cells, figures.planned_cells


@pytest.mark.slow
@pytest.mark.django_db
def test_it_loads_on_any_day(monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 3, 15))
    load_demo()
    assert tallied() == (46, 54)


@pytest.mark.slow
@pytest.mark.django_db
def test_without_districts_2018_is_counted_as_it_was(monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2026, 7, 1))
    load_demo(without_districts=True)
    assert tallied() == (46, 54)
    ended = Committee.objects.exclude(ended_on=None)
    assert {committee.ended_on for committee in ended} == {dt.date(2025, 6, 30)}
    assert sorted(ended.values_list("code", flat=True)) == sorted(
        ["THUBS", "TXMG", "HUTL", "HUPK", "HUHD", "HUST", "PTP", "TTTL", "XKT", "XTD"]
    )
    assert not Cell.objects.remaining(TODAY).exclude(committee__ended_on=None).exists()
    successor = Committee.objects.get(code="XPL")
    assert (successor.name, successor.depth) == ("Đảng ủy xã Phú Khê", 2)


@pytest.mark.django_db
def test_it_refuses_a_database_in_use():
    CellFactory()
    before = Committee.objects.count()
    with pytest.raises(CommandError, match="DATABASE_URL"):
        load_demo()
    assert (Committee.objects.count(), Leader.objects.count(), User.objects.count()) == (before, 0, 0)


@pytest.mark.django_db
def test_an_account_alone_makes_a_database_in_use():
    User.objects.create_user("first")
    with pytest.raises(CommandError):
        load_demo()
    assert Committee.objects.count() == 0


@pytest.mark.django_db
def test_if_empty_leaves_a_database_in_use_alone():
    CellFactory()
    assert load_demo(if_empty=True).count("\n") == 1
    assert (Cell.objects.count(), User.objects.count()) == (1, 0)


@pytest.mark.slow
@pytest.mark.django_db
def test_a_refused_row_leaves_nothing_behind(monkeypatch, pinned_day):
    rows = demo.build(TODAY) | {"Đánh giá": [], "Nhận định buổi họp": []}
    rows["Chi bộ"][0]["Mã cấp ủy"] = "KHÔNG-CÓ"
    monkeypatch.setattr("exchange.demo.build", lambda today: rows)
    with pytest.raises(CommandError, match="KHÔNG-CÓ"):
        load_demo()
    assert (Committee.objects.count(), User.objects.count()) == (0, 0)
