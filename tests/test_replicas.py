"""A second database that PostgreSQL keeps up to date elsewhere: which pages read it, and who never does."""

import sqlite3

import pytest
from django.conf import settings as configured
from django.db import OperationalError, ProgrammingError, connection, connections, transaction
from django.urls import reverse

from committees.models import Leader, User
from lib import replicas
from tests.factories import VisitFactory

pytestmark = pytest.mark.django_db(transaction=True)

OF_THE_PRIMARY, OF_THE_REPLICA = "Người Máy Chính", "Người Máy Phụ"


@pytest.fixture
def replica(chief, cell, settings, monkeypatch, tmp_path):
    """A copy of the database with another name of the leader: pages show which one they were read from."""
    VisitFactory(leader=chief, cell=cell)
    Leader.objects.filter(pk=chief.pk).update(full_name=OF_THE_PRIMARY)
    name = _copied(tmp_path)
    copy = connections[replicas.REPLICA] = connection.copy(replicas.REPLICA)
    copy.settings_dict["NAME"] = name
    if connection.vendor == "postgresql":
        monkeypatch.setattr(replicas, "_has_caught_up", lambda: True)
    monkeypatch.setattr(replicas, "_state", replicas._State())
    settings.DATABASE_ROUTERS = ["lib.replicas.Router"]
    settings.MIDDLEWARE = [*configured.MIDDLEWARE, "config.middleware.ReplicaMiddleware"]
    Leader.objects.using(replicas.REPLICA).update(full_name=OF_THE_REPLICA)
    yield copy
    copy.close()
    del connections[replicas.REPLICA]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}"')


def _copied(directory) -> str:
    name = connection.settings_dict["NAME"]
    if connection.vendor != "postgresql":
        connection.ensure_connection()
        file = str(directory / "replica.sqlite3")
        with sqlite3.connect(file) as target:
            connection.connection.backup(target)
        return file
    connection.close()
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}_replica" TEMPLATE "{name}"')
    return f"{name}_replica"


@pytest.fixture
def page(as_staff, chief, replica):
    def read(address: str = "") -> str:
        answer = as_staff.get(address or reverse("reports:leader-detail", args=[chief.pk]))
        assert answer.status_code == 200
        text = answer.getvalue().decode()
        names = [name for name in (OF_THE_PRIMARY, OF_THE_REPLICA) if name in text]
        assert len(names) == 1
        return names[0]

    return read


def failing(error: Exception):
    """From the third statement on."""
    seen = []

    def execute(execute, sql, *rest):
        seen.append(sql)
        if len(seen) > 2:
            raise error
        return execute(sql, *rest)

    return execute


def leaders_file(period) -> str:
    return reverse("reports:table-csv", args=[period, "leaders"])


def test_figures_come_from_the_replica_and_what_is_to_be_done_from_the_primary(page, period):
    assert page() == OF_THE_REPLICA
    assert page(leaders_file(period)) == OF_THE_REPLICA  # read while it is sent
    assert page(reverse("attendance:visit-list")) == OF_THE_PRIMARY


def test_who_has_just_written_reads_the_primary_for_a_while(page, as_staff, settings):
    as_staff.post(reverse("attendance:visit-undo"), {"key": "none"})
    cookie = as_staff.cookies["just_wrote"]
    assert (cookie["max-age"], cookie["httponly"]) == (10, True)
    assert page() == OF_THE_PRIMARY

    as_staff.cookies["just_wrote"] = "1"  # made up: it is signed
    assert page() == OF_THE_REPLICA


def test_inside_a_transaction_and_outside_of_pages_everything_is_of_the_primary(replica, chief, staff):
    def name():
        return Leader.objects.get(pk=chief.pk).full_name

    assert name() == OF_THE_PRIMARY
    with replicas.reading():
        assert name() == OF_THE_REPLICA
        with transaction.atomic():
            assert name() == OF_THE_PRIMARY
        assert User.objects.first()._state.db == "default"


def test_what_was_read_from_the_replica_is_written_to_the_primary(replica, chief):
    with replicas.reading():
        leader = Leader.objects.get(pk=chief.pk)
        leader.full_name = "Người Mới"
        leader.save()
    assert Leader.objects.get(pk=chief.pk).full_name == "Người Mới"
    assert Leader.objects.using("replica").get(pk=chief.pk).full_name == OF_THE_REPLICA


class TestWithoutIt:
    """The pages are there all the same, from the primary, and the log says why."""

    def test_it_cannot_be_reached(self, page, replica, monkeypatch, caplog):
        def refuse(*args, **kwargs):
            raise OperationalError("no route to host")

        replica.close()
        monkeypatch.setattr(replica, "connect", refuse)
        assert [page(), page()] == [OF_THE_PRIMARY] * 2
        assert caplog.messages == [
            "The replica is away, pages are read from the primary: no route to host",
        ]

    @pytest.mark.parametrize(
        "error", [OperationalError("conflict with recovery"), ProgrammingError("no column")]
    )
    def test_it_fails_midway(self, error, page, replica, period, monkeypatch, caplog):
        """A page, or a file whose first rows were read already."""
        for address in ("", leaders_file(period)):
            monkeypatch.setattr(replicas, "_state", replicas._State())
            with replica.execute_wrapper(failing(error)):
                assert page(address) == OF_THE_PRIMARY
        assert [record.levelname for record in caplog.records] == ["WARNING"] * 2

    def test_it_is_not_blamed_for_a_page_that_is_wrong(self, page, replica, caplog):
        error = ProgrammingError("syntax error")
        with (
            replica.execute_wrapper(failing(error)),
            connection.execute_wrapper(failing(error)),
            pytest.raises(ProgrammingError),
        ):
            page()
        assert (page(), replicas._state._away_until) == (OF_THE_REPLICA, 0.0)

    def test_it_is_behind(self, page, monkeypatch, caplog):
        monkeypatch.setattr(replicas, "_has_caught_up", lambda: False)
        assert page() == OF_THE_PRIMARY
        assert caplog.messages == ["The replica is behind: pages are read from the primary"]
