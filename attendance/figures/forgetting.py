"""Kept figures go as soon as anything is written that they rest on: triggers of the database see to it.

So no way of writing goes past them: not bulk statements, not an import, not SQL typed by hand. (TRUNCATE does
and what is written with triggers switched off: `check_figures --rebuild` after that.) They are set anew
after every migration: on SQLite a migration makes whole tables, and with them their triggers, anew.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection, transaction

KEPT = "attendance_keptfigures"

# Of which half-years a row of the table is; None: of all, and only when one of the columns named changes.
OF_ROWS = {
    # A visit moved here tells of the half-year it came from, too.
    "attendance_visit": ("{row}.half_year", "{row}.carried_from_month / 6"),
    "attendance_plan": ("{row}.half_year",),
    "meetings_meeting": ("{row}.half_year",),
    "meetings_evaluation": ("(SELECT half_year FROM meetings_meeting WHERE id = {row}.meeting_id)",),
}
# What lies below which committee, today and then: a change touches every half-year.
TREE: dict[str, str | None] = {"committees_committee": "path", "committees_formerparent": None}
WATCHED = (*OF_ROWS, *TREE)


def remove(plan: Sequence[Any], **_signal: Any) -> None:
    """Before migrations, where there are any; with the triggers what is kept: nobody would take it away."""
    if plan:
        tables = connection.introspection.table_names()
        with transaction.atomic(), connection.cursor() as cursor:
            _drop(cursor, tables)
            if KEPT in tables:
                cursor.execute(f"DELETE FROM {KEPT}")  # noqa: S608 - names of ours, here and below


def install(**_signal: Any) -> None:
    """At once, so that nothing is written between the old ones and the new.

    What was kept meanwhile goes: while there were none, nobody would have taken it away.
    """
    tables = connection.introspection.table_names()
    with transaction.atomic(), connection.cursor() as cursor:
        _drop(cursor, tables)
        if {KEPT, *WATCHED} <= set(tables):
            cursor.execute(f"DELETE FROM {KEPT}")  # noqa: S608
            for statement in _on_postgresql() if connection.vendor == "postgresql" else _on_sqlite():
                cursor.execute(statement)


def _drop(cursor: Any, tables: list[str]) -> None:
    for name, table in _names():
        if table in tables:
            on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def are_set() -> bool:
    """Whether all triggers are there: without one of them nothing may be kept."""
    catalogue = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' AND tgname LIKE 'kept_%'",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'kept_%'",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        return {name for name, _table in _names()} <= {name for (name,) in cursor.fetchall()}


EVENTS = {"INSERT": ("NEW",), "DELETE": ("OLD",), "UPDATE": ("OLD", "NEW")}


def _names() -> list[tuple[str, str]]:
    """Of the triggers, each with its table."""
    of_rows = [
        (_name(table, event, side), table)
        for table in OF_ROWS
        for event, sides in EVENTS.items()
        for side in sides
    ]
    return of_rows + [(_name(table, event), table) for table in TREE for event in _events_of(table)]


def _name(*parts: str) -> str:
    return "_".join(["kept", *parts]).lower()


def _events_of(table: str) -> list[str]:
    return ["UPDATE", "DELETE"] if TREE[table] else list(EVENTS)


def _changed(table: str, event: str) -> str:
    column = TREE[table]
    return f" WHEN (OLD.{column} <> NEW.{column})" if column and event == "UPDATE" else ""


def _on_postgresql() -> Iterator[str]:
    """One call for a statement, however many rows it writes; it looks at them only where anything is kept."""
    for table, half_years in OF_ROWS.items():
        rows = " UNION ".join(f"SELECT {of.format(row='changed')} FROM changed" for of in half_years)  # noqa: S608
        forget = _in_order(f"WHERE half_year IN ({rows})")
        yield _function(table, f"IF EXISTS (SELECT 1 FROM {KEPT}) THEN {forget}; END IF")  # noqa: S608
        for event, sides in EVENTS.items():
            for side in sides:
                yield (
                    f"CREATE TRIGGER {_name(table, event, side)} AFTER {event} ON {table} "
                    f"REFERENCING {side} TABLE AS changed FOR EACH STATEMENT "
                    f"EXECUTE FUNCTION {_name(table)}()"
                )
    for table in TREE:
        yield _function(table, _in_order())
        for event in _events_of(table):
            yield f"{_of_tree(table, event)} EXECUTE FUNCTION {_name(table)}()"


def _in_order(which: str = "") -> str:
    """All lock rows in one order: of two who write at once one waits, and never each for the other."""
    locked = f"SELECT id FROM {KEPT} {which} ORDER BY id FOR UPDATE"  # noqa: S608
    return f"DELETE FROM {KEPT} WHERE id IN ({locked})"  # noqa: S608


def _function(table: str, does: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {_name(table)}() RETURNS trigger LANGUAGE plpgsql "
        f"SET search_path FROM CURRENT AS $$ BEGIN {does}; RETURN NULL; END $$"
    )


def _on_sqlite() -> Iterator[str]:
    for table, half_years in OF_ROWS.items():
        for event, sides in EVENTS.items():
            for side in sides:
                rows = " UNION ".join(f"SELECT {of.format(row=side)}" for of in half_years)
                forget = f"DELETE FROM {KEPT} WHERE half_year IN ({rows})"  # noqa: S608
                yield (
                    f"CREATE TRIGGER {_name(table, event, side)} AFTER {event} ON {table} FOR EACH ROW "
                    f"BEGIN {forget}; END"
                )
    for table in TREE:
        for event in _events_of(table):
            yield f"{_of_tree(table, event)} BEGIN DELETE FROM {KEPT}; END"  # noqa: S608


def _of_tree(table: str, event: str) -> str:
    return (
        f"CREATE TRIGGER {_name(table, event)} AFTER {event} ON {table} FOR EACH ROW{_changed(table, event)}"
    )
