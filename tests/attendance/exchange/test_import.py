"""What an import makes of a workbook without problems."""

import pytest

from .workbooks import load, small

pytestmark = pytest.mark.django_db


def test_importing_again_changes_nothing():
    load(small())
    again = load(small())
    assert {name: (c.created, c.changed) for name, c in again.counts.items() if c.created or c.changed} == {}
    assert sum(c.unchanged for c in again.counts.values()) == sum(map(len, small().values()))
