"""No field of what is exported vanishes: neither from the workbook, nor on the way into another database.

The data fill every field with a value that no other field has; `whereabouts` says where each has to be.
"""

import pytest
from django.apps import apps
from django.db import models

from attendance.models import Visit
from committees.models import Committee
from exchange.workbook import import_workbook
from exchange.workbook.kinds import SELF_SCORED
from exchange.workbook.sheets import (
    COMMITTEES,
    MEETING_FINDINGS,
    MEETINGS,
    PLANS,
    RUBRICS,
    SCORES,
    SHEETS,
    TOTALS,
)
from meetings.levels import written as written_levels
from meetings.models import Evaluation, Level

from .telling import fill_the_database
from .test_roundtrip import cells_of, empty_database, exported
from .whereabouts import LEFT_BEHIND, NATURAL_KEYS, NOT_EXPORTED, SOURCES, WORKED_OUT

pytestmark = pytest.mark.django_db


def fields_of(model) -> list[models.Field]:
    return [*model._meta.concrete_fields, *model._meta.many_to_many]


def with_a_column() -> set[tuple]:
    """(model, field) that the columns tell, also of what they reach through others."""
    found = set()
    for queryset, paths in SOURCES.values():
        for path in paths.values():
            model = queryset.model
            for name in path.split("__"):
                field = model._meta.get_field(name)
                if field.auto_created and field.is_relation:  # reached backwards
                    found.add((field.related_model, field.field.name))
                else:
                    found.add((model, name))
                model = field.related_model
    return found


def test_every_field_has_a_column_or_a_reason_to_have_none():
    fields = {(model, field.name) for model in NATURAL_KEYS for field in fields_of(model)}
    columns = {(model, name) for model, name in with_a_column() if model in NATURAL_KEYS}
    # How a committee's superior is stored.
    columns.discard((Committee, "path"))
    known = [*columns, *WORKED_OUT, *LEFT_BEHIND]
    assert fields - set(known) == set()
    assert set(known) - fields == set()
    assert len(known) == len(set(known))


def test_every_model_has_a_sheet_or_a_reason_to_have_none():
    found = {
        model._meta.label
        for app in ("attendance", "committees", "meetings")
        for model in apps.get_app_config(app).get_models()
        if not model.__name__.startswith("Historical")
    }
    exported_ones = {model._meta.label for model in NATURAL_KEYS}
    assert exported_ones & set(NOT_EXPORTED) == set()
    assert found == exported_ones | set(NOT_EXPORTED)


def test_every_column_has_a_source():
    assert {name: list(paths) for name, (_rows, paths) in SOURCES.items()} == {
        name: [column.key for column in sheet.columns] for name, sheet in SHEETS.items()
    }


def stored(sheet: str) -> list[dict]:
    """What the cells of each row have to say, by column key, from the database itself."""
    queryset, paths = SOURCES[sheet]
    if sheet == RUBRICS:  # several levels in one cell
        paths = {key: path for key, path in paths.items() if key != "levels"}
    keys = [*paths, "own_group"] if sheet == PLANS else list(paths)
    wanted = [*paths.values(), "leader__group"] if sheet == PLANS else list(paths.values())
    rows = [dict(zip(keys, values, strict=True)) for values in queryset.order_by().values_list(*wanted)]
    if sheet == COMMITTEES:
        code_at = dict(Committee.objects.values_list("path", "code"))
        for row in rows:
            row["parent"] = code_at.get(row["parent"][: -Committee.steplen])
    if sheet == PLANS:
        for row in rows:
            # docs/formats.md: what goes without saying is left empty.
            if row["origin"] == Visit.Origin.CARRIED_IN:
                row["origin"] = None
            if row["from_leader"] == row["leader"]:
                row["from_leader"] = None
            if row["leader_group"] == row.pop("own_group"):
                row["leader_group"] = None
    if sheet == RUBRICS:
        kinds = SHEETS[MEETINGS].column("kind").kind
        for row in rows:
            its = Level.objects.filter(criterion__rubric__code=row["rubric"], criterion__code=row["code"])
            row |= {"levels": written_levels(its), "kinds": kinds.word(row["kinds"])}
            # docs/formats.md: what a line of points has anyway is left empty.
            row["kind"] = None if row["kind"] == "points" else row["kind"]
            row["theme"] = None if row["theme"] == "always" else row["theme"]
    if sheet in (SCORES, MEETING_FINDINGS, TOTALS):
        for row in rows:
            row["scorer"] = row["scorer"] or SELF_SCORED
    return [{key: value or None for key, value in row.items()} for row in rows]


def written(sheet: str, cells: list[tuple]) -> list[dict]:
    """The rows of a sheet of the file: what each cell means, by column key."""
    heading, *rows = cells
    by_name = {column.name: column for column in SHEETS[sheet].columns}
    columns = [by_name[name] for name in heading]
    return [
        {
            column.key: None if value is None else column.kind.parse(value)
            for column, value in zip(columns, row, strict=True)
        }
        for row in rows
    ]


def test_the_data_tell_every_field():
    fill_the_database()
    untold = [
        f"{model.__name__}.{field.name}"
        for model in NATURAL_KEYS
        for field in fields_of(model)
        if (model, field.name) != (Evaluation, "is_draft")  # see WORKED_OUT
        and not any(_tells(row, field) for row in model._base_manager.all())
    ]
    assert untold == []
    for sheet in SOURCES:
        rows = stored(sheet)
        for column in SHEETS[sheet].columns:
            assert any(row[column.key] is not None for row in rows), (sheet, column.name)
        for row in rows:
            values = [value for value in row.values() if value not in (None, True)]
            assert len(set(values)) == len(values), (sheet, row)


def _tells(row: models.Model, field: models.Field) -> bool:
    """It has a value, and another one than it would have by itself."""
    if field.many_to_many:
        return getattr(row, field.name).exists()
    value = getattr(row, field.attname)
    return value not in (None, "") and value != field.get_default()


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_cells_are_those_of_the_database(sheet):
    fill_the_database()
    found = written(sheet, cells_of(exported())[sheet])
    assert found
    assert sorted(found, key=str) == sorted(stored(sheet), key=str)


def snapshot() -> dict[type, dict[tuple, dict]]:
    """All fields of all rows, by natural keys; a related row by its own."""
    return {
        model: {natural_key(row): _values(row) for row in model._base_manager.all()} for model in NATURAL_KEYS
    }


def _values(row: models.Model) -> dict[str, object]:
    return {
        field.name: sorted(natural_key(other) for other in getattr(row, field.name).all())
        if field.many_to_many
        else natural(getattr(row, field.name))
        for field in fields_of(type(row))
    }


def natural(value):
    return natural_key(value) if isinstance(value, models.Model) else value


def natural_key(row: models.Model) -> tuple:
    names = NATURAL_KEYS.get(type(row), (row._meta.pk.name,))
    return tuple(natural(getattr(row, name)) for name in names)


def test_an_empty_database_becomes_the_same():
    fill_the_database()
    before, file = snapshot(), exported()
    empty_database()
    assert not any(snapshot().values())

    imported = import_workbook(file, by=None)

    assert [str(problem) for problem in imported.problems] == []
    after = snapshot()
    assert {model: set(rows) for model, rows in after.items()} == {
        model: set(rows) for model, rows in before.items()
    }
    different = {
        (model, name)
        for model, rows in before.items()
        for key, row in rows.items()
        for name, value in row.items()
        if after[model][key][name] != value
    }
    assert different - set(LEFT_BEHIND) == set()
    # A reason that no longer holds goes from the list.
    assert set(LEFT_BEHIND) - different == set()
