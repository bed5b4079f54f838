"""What the database lets the services' own user do: all of the work, and no rewriting of history."""

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from attendance.models import Visit
from attendance.planning import actions as planning
from committees.models import User
from lib.models import Seal
from lib.seals import seal
from reports.models import IssuedReport
from tests.factories import VisitFactory
from tests.reports.issuing.signing import issue

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no users"),
]
ROLE = "sinhhoat_app"


@pytest.fixture
def as_the_services():
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
        call_command("grant", ROLE)
        cursor.execute(f"SET ROLE {ROLE}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def test_the_whole_work_is_done(as_the_services, commission, period, chief, clerk):
    """Imports, plans, results, evaluations by the demo; a report, seals."""
    VisitFactory(leader=chief, attended=True)
    report = issue(committee=commission, half_year=period, by=clerk)
    assert report.number == 127
    draft = planning.create_plan(committee=commission, half_year=period.next, by=clerk)
    planning.delete_plan(plan=draft, by=clerk)
    call_command("tidy")
    assert seal().parts


def test_the_demo_is_loaded(as_the_services):
    call_command("load_demo", verbosity=0)
    assert User.objects.filter(is_demo=True).exists()


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda: Visit.history.update(note=""),
        lambda: Visit.history.all().delete(),
        lambda: IssuedReport.objects.raw("DELETE FROM reports_issuedreport RETURNING *")[0],
        lambda: Seal.objects.update(head="x"),
    ],
)
def test_nothing_sealed_is_rewritten(chief, as_the_services, rewrite):
    VisitFactory(leader=chief)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        rewrite()
