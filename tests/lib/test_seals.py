"""The chain of seals: what is rewritten past the product is seen, whatever it is."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import connection, connections

from attendance.models import Visit
from lib import seals
from lib.models import Seal
from tests.constraints import refused
from tests.factories import VisitFactory

pytestmark = pytest.mark.django_db

HISTORY = Visit.history.model._meta.db_table


def broken() -> list[str]:
    return [table for _made, table in seals.broken()]


@pytest.fixture
def sealed(chief, cell):
    """A visit registered and changed, each sealed."""
    visit = VisitFactory(leader=chief, cell=cell)
    first = seals.seal()
    visit.note = "Đi cùng đoàn"
    visit.save()
    return first, seals.seal()


def test_each_seal_holds_what_came_since_the_one_before(sealed):
    first, second = sealed
    assert (first.before, second.before) == ("", first.head)
    assert (first.parts[HISTORY]["rows"], second.parts[HISTORY]["rows"]) == (1, 1)
    assert (second.parts.keys(), broken()) == ({HISTORY}, [])


def test_nothing_new_makes_no_seal(sealed):
    assert (seals.seal(), Seal.objects.count()) == (None, 2)


def test_histories_and_frozen_rows_are_sealed():
    tables = {model._meta.db_table for model in seals.sealed_models()}
    assert {HISTORY, "meetings_historicalevaluation", "reports_issuedreport", "reports_issuedfile"} <= tables
    assert not tables & {"attendance_visit", "attendance_keptfigures", "lib_seal"}


def _changed():
    Visit.history.filter(note="Đi cùng đoàn").update(note="")


def _dated_back():
    Visit.history.update(history_date=dt.datetime(2018, 1, 1, tzinfo=dt.UTC))


def _removed():
    Visit.history.earliest("history_id").delete()


def _slipped_in():
    """Below the last row sealed."""
    early = Visit.history.earliest("history_id")
    Visit.history.filter(pk=early.pk).update(history_id=early.pk + 1_000_000)
    late = Visit.history.get(pk=early.pk + 1_000_000)
    late.pk, late.note = early.pk, "Khác"
    late.save(force_insert=True)


@pytest.mark.parametrize(
    ("rewrite", "found"),
    [
        (_changed, [HISTORY]),
        (_dated_back, [HISTORY, HISTORY]),
        (_removed, [HISTORY]),
        (_slipped_in, [HISTORY]),
    ],
)
def test_rows_rewritten_are_found(sealed, rewrite, found):
    rewrite()
    assert broken() == found


def test_a_seal_made_anew_breaks_the_chain(sealed):
    """Whoever rewrites a row and its seal has to make all later ones."""
    first, _second = sealed
    _removed()
    first.parts.pop(HISTORY)
    first.head = seals.head_of(first)
    first.save()
    assert broken() == ["", ""]


def test_so_does_one_that_passes_rows_over(sealed):
    first, second = sealed
    first.parts, first.reached = {}, {HISTORY: first.reached[HISTORY]}
    first.head = second.before = seals.head_of(first)
    first.save()
    second.head = seals.head_of(second)
    second.save()
    assert broken() == ["", ""]


def test_what_was_accepted_is_not_told_again(sealed):
    first, _second = sealed
    Visit.history.earliest("history_id").delete()
    assert [table for _made, table in seals.broken(first)] == []
    assert broken() == [HISTORY]


def test_so_does_a_column_that_is_gone(sealed):
    _first, second = sealed
    second.parts[HISTORY]["columns"].append("gone")
    second.head = seals.head_of(second)
    second.save()
    assert broken() == [HISTORY]


def test_the_command_writes_the_head(sealed, capsys):
    Visit.objects.get().save()
    call_command("seal")
    call_command("seal")
    assert [line.split()[-1] for line in capsys.readouterr().out.splitlines()] == [
        Seal.objects.latest("pk").head,
        "new.",
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite nobody writes beside a reader")
def test_nothing_is_sealed_while_an_earlier_transaction_may_still_add_rows(chief, cell):
    VisitFactory(leader=chief, cell=cell)
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(f"INSERT INTO {HISTORY} SELECT * FROM {HISTORY} WHERE false")  # noqa: S608
        with pytest.raises(seals.StillWriting):
            seals.seal(patience=0)
        with other.cursor() as cursor:
            cursor.execute("COMMIT")
        assert seals.seal().parts[HISTORY]["rows"] == 1
    finally:
        other.close()


def test_the_chain_has_no_branches(sealed):
    first, second = sealed
    with refused("seal_head_once"):
        Seal.objects.create(sealed_at=second.sealed_at, parts={}, before="x", head=second.head)
    with refused("seal_one_after_another"):
        Seal.objects.create(sealed_at=second.sealed_at, parts={}, before=first.head, head="x")
