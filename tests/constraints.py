"""Asking the database itself: no form and no `full_clean` stands between these tests and it."""

import contextlib
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction


@contextlib.contextmanager
def refused(constraint: str, *others: str):
    """The constraint of that name refuses what the block writes, and nothing of it stays.

    Where `others` refuse it as well, the database names one of them.
    """
    with pytest.raises(IntegrityError) as caught, transaction.atomic():  # noqa: PT012 - both may raise
        yield
        accepted()
    if connection.vendor == "postgresql":
        assert caught.value.__cause__.diag.constraint_name in {constraint, *others}
    elif str(caught.value).startswith("CHECK"):  # SQLite names no other kind
        assert str(caught.value).removeprefix("CHECK constraint failed: ") in {constraint, *others}


def accepted():
    """What was written so far is fine: foreign keys too, which would wait for the commit."""
    connection.check_constraints()


def untested_constraints(app_label: str, *test_modules: str | Path) -> set[str]:
    """Names of an app's constraints of which the test modules nowhere say `refused("name")`.

    Unique constraints that begin with the primary key refuse nothing: foreign keys point to them.
    """
    constraints = {
        constraint.name
        for model in apps.get_app_config(app_label).get_models()
        for constraint in model._meta.constraints
        if not (isinstance(constraint, models.UniqueConstraint) and constraint.fields[:1] == ("id",))
    }
    texts = "".join(Path(module).read_text() for module in test_modules)
    return constraints - set(re.findall(r'refused\("(\w+)"', texts))
