"""Foreign keys over several columns, copies that the database itself keeps equal to the original; and a row's
checks put to it in one question.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import FieldError, ValidationError
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table


class CompositeForeignKey(models.BaseConstraint):
    """`fields` of this row equal `to_fields` of one row of the model that the first of them points to.

    Where one of `fields` is NULL, nothing is claimed.

    Django's ForeignKey covers one column. A row that carries a copy of something (a visit its
    plan's committee, a score its criterion's maximum) needs the copy to be true at every moment,
    for every writer. `to_fields` must be covered by a unique constraint. Checked at commit.
    """

    def __init__(self, *, fields: Iterable[str], to_fields: Iterable[str], name: str, **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)
        self.fields, self.to_fields = tuple(fields), tuple(to_fields)

    def _definition(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> str:
        target = model._meta.get_field(self.fields[0]).remote_field.model

        def columns(of: type[models.Model], names: Iterable[str]) -> str:
            return ", ".join(schema_editor.quote_name(of._meta.get_field(name).column) for name in names)

        return (
            f"FOREIGN KEY ({columns(model, self.fields)}) "
            f"REFERENCES {schema_editor.quote_name(target._meta.db_table)} "
            f"({columns(target, self.to_fields)}) DEFERRABLE INITIALLY DEFERRED"
        )

    def constraint_sql(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> str:
        name = schema_editor.quote_name(self.name)
        return f"CONSTRAINT {name} {self._definition(model, schema_editor)}"

    def create_sql(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> Statement:
        # SQLite adds a constraint by remaking the table, for which Django calls constraint_sql.
        return Statement(
            "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s %(definition)s",
            table=Table(model._meta.db_table, schema_editor.quote_name),
            name=schema_editor.quote_name(self.name),
            definition=self._definition(model, schema_editor),
        )

    def remove_sql(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> Statement:
        return Statement(
            "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s",
            table=Table(model._meta.db_table, schema_editor.quote_name),
            name=schema_editor.quote_name(self.name),
        )

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: Iterable[str] | None = None,
        using: str = "default",
    ) -> None:
        """Left to the database: forms and actions set the copies, nobody types them."""

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return (
            path,
            args,
            kwargs
            | {
                "fields": self.fields,
                "to_fields": self.to_fields,
            },
        )

    def __eq__(self, other: object) -> bool:
        if isinstance(other, CompositeForeignKey):
            return self.deconstruct() == other.deconstruct()
        return super().__eq__(other)

    __hash__ = None  # type: ignore[assignment]  # as every constraint of Django


class ChecksAtOnce:
    """For models of which rows are validated one by one: all their CheckConstraints are one question.

    Django puts each to the database by itself, inside a savepoint: three statements a constraint.
    """

    def get_constraints(self) -> list[tuple[type[models.Model], list[Any]]]:
        found = []
        for model, constraints in super().get_constraints():  # type: ignore[misc]
            checks = [c for c in constraints if isinstance(c, models.CheckConstraint)]
            found.append((model, [_Checks(checks), *(c for c in constraints if c not in checks)]))
        return found


class _Checks:
    """Several CheckConstraints of one model, validated as one; which of them is broken is asked only then."""

    def __init__(self, checks: list[models.CheckConstraint]) -> None:
        self._checks = checks

    def validate(self, model: type[models.Model], instance: models.Model, **where: Any) -> None:
        if self._all_hold(model, instance, **where):
            return
        errors: dict[str, list[ValidationError]] = {}
        for check in self._checks:
            try:
                check.validate(model, instance, **where)
            except ValidationError as refusal:
                errors = refusal.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def _all_hold(
        self, model: type[models.Model], instance: Any, exclude: Iterable[str] | None = None, using: str = ""
    ) -> bool:
        values = instance._get_field_expression_map(meta=model._meta, exclude=exclude)
        try:
            return models.Q(*(check.condition for check in self._checks)).check(values, using=using)
        except FieldError:  # one is about a field that is left out
            return False
