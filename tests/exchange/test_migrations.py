"""The tables of imports stay where they were made: only Django's picture of them moved to exchange."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from committees.models import User
from exchange.models import ColumnMapping, Import

BEFORE = [("attendance", "0006_imports"), ("exchange", None)]


def migrate(targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
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
