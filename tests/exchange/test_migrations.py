"""The tables of imports stay where they were made: only Django's picture of them moved to exchange."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from attendance.figures import forgetting
from committees.models import User
from exchange.models import ColumnMapping, Import
from exchange.workbook.kinds import word_key

BEFORE = [("attendance", "0006_imports"), ("exchange", None)]


def migrate(targets):
    """As the command does it, between the signals that it sends."""
    executor = MigrationExecutor(connection)
    forgetting.remove(executor.migration_plan(targets))
    executor.migrate(targets)
    forgetting.install()
    return (
        MigrationExecutor(connection).loader.project_state([target for target in targets if target[1]]).apps
    )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_the_old_code_stored_is_there_afterwards():
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    user = User.objects.create(username="quantri")
    old = migrate(BEFORE)
    try:
        item = old.get_model("attendance", "Import").objects.create(
            user_id=user.pk, kind="cells", name="Danh sách.xlsx", state="judged", preview={"digest": "x"}
        )
        mapping = old.get_model("attendance", "ColumnMapping").objects.create(
            sheet="Chi bộ", digest="d", meaning={"Tên": "name"}, changed_by_id=user.pk
        )
    finally:
        migrate(latest)

    stored = Import.objects.get(pk=item.pk)
    assert (stored.user, stored.name, stored.state) == (user, "Danh sách.xlsx", "judged")
    assert ColumnMapping.objects.get(pk=mapping.pk).meaning == {"Tên": "name"}


@pytest.mark.django_db
def test_meanings_remembered_under_keys_of_before_are_found_under_those_of_now():
    stored = ColumnMapping.objects.create(
        sheet="Chi bộ",
        digest="d",
        meaning={"columns": {"name": "ten"}, "words": {"organization_type": {"hoà – ủy": "THON"}}},
        changed_by=User.objects.create(username="quantri"),
    )
    follow = import_module("exchange.migrations.0003_word_keys").follow
    follow(apps, SimpleNamespace(connection=connection))
    stored.refresh_from_db()
    assert stored.meaning == {
        "columns": {"name": "ten"},
        "words": {"organization_type": {word_key("Hòa - Uỷ"): "THON"}},
    }
