"""Rows of catalogues: made, changed, removed, one at a time."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .locks import one_at_a_time
from .versions import locked_row, sign


@transaction.atomic
def save_row(*, row: Any, values: dict[str, Any], by: Any, version: int | None = None) -> Any:
    """The new or changed row, saved with its history.

    Raises ValidationError by field for what the model's own rules refuse, and StaleVersion.
    """
    if row.pk:
        row = locked_row(row, version)
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean(exclude=[f.name for f in row._meta.fields if not f.editable])
    sign(row, by=by).save()
    return row


@transaction.atomic
def delete_row(*, row: Any, by: Any, version: int | None = None) -> None:
    """Remove a row that nothing refers to. Raises ValidationError that says what does."""
    row = locked_row(row, version)
    # Links of many to many would go silently with the row.
    naming = {
        relation.related_model
        for relation in row._meta.related_objects
        if relation.many_to_many and getattr(row, relation.get_accessor_name()).exists()
    }
    try:
        if not naming:
            sign(row, by=by).delete()
    except models.ProtectedError as used:
        naming = {type(instance) for instance in used.protected_objects}
    if naming:
        kinds = sorted({str(capfirst(model._meta.verbose_name_plural)) for model in naming})
        raise ValidationError(
            _("“%(row)s” is in use and cannot be deleted. It is named by: %(kinds)s.")
            % {"row": row, "kinds": ", ".join(kinds)}
        )


def free_code(model: type[models.Model], prefix: str) -> str:
    """A code that no row has: the prefix with the next number, for a form to propose."""
    taken = set(model._default_manager.filter(code__startswith=prefix).values_list("code", flat=True))
    number = len(taken) + 1
    while f"{prefix}{number:03}" in taken:
        number += 1
    return f"{prefix}{number:03}"


def reserve_code(model: type[models.Model], prefix: str, proposed: str) -> str:
    """The proposed code, or the next free one where it was taken: nobody else gets it in this transaction."""
    one_at_a_time(f"{model._meta.label_lower}.code")
    is_taken = model._default_manager.filter(code=proposed).exists()
    return free_code(model, prefix) if is_taken else proposed
