"""What the database refuses of imports, whoever writes and however."""

import pytest

from exchange.models import ColumnMapping, Import
from tests.constraints import refused
from tests.factories import (
    UserFactory,
)

pytestmark = pytest.mark.django_db


def test_imports_have_a_kind_and_a_state():
    user = UserFactory()
    for kind in Import.Kind:
        for state in Import.State:
            Import.objects.create(user=user, kind=kind, name="Danh sách.xlsx", state=state)

    with refused("import_kind_known"):
        Import.objects.create(user=user, kind="visits", name="Danh sách.xlsx", state=Import.State.DONE)
    with refused("import_state_known"):
        Import.objects.create(user=user, kind="cells", name="Danh sách.xlsx", state="read")


def test_headings_have_one_meaning_for_each_kind_of_list():
    user = UserFactory()
    for sheet in ("Chi bộ", "Lãnh đạo"):
        ColumnMapping.objects.create(sheet=sheet, digest="a" * 64, meaning={}, changed_by=user)

    with refused("column_mapping_once"):
        ColumnMapping.objects.create(sheet="Chi bộ", digest="a" * 64, meaning={}, changed_by=user)
