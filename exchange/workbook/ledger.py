"""What is to be saved: new objects and changed fields, collected while the workbook is judged.

Saving happens in bulk and with history, so that the number of queries does not grow with the rows.
"""

from collections import defaultdict
from decimal import Decimal

from django.db import models

from lib.bulk import CHANGED, CREATED, remember, update_rows
from lib.vietnamese import KeyField

from .kinds import clean

BATCH = 2000


def batches(items, size: int = BATCH):
    """The items in lists short enough for one query."""
    items = list(items)
    for start in range(0, len(items), size):
        yield items[start : start + size]


class Ledger:
    def __init__(self, *, by, change_reason: str):
        self.by, self.change_reason = by, change_reason
        self._created: dict[type, list] = defaultdict(list)
        self._changed: dict[type, dict[int, tuple]] = defaultdict(dict)
        self._kinds: dict[frozenset[str], frozenset[str]] = {}
        self._former: dict[int, dict[str, object]] = defaultdict(dict)  # by id(instance)

    def create(self, instance):
        self._created[type(instance)].append(instance)
        return instance

    def give(self, instance, **values) -> bool:
        """Set those of `values` that are not None; whether that changed the object.

        None is an empty cell, and an empty cell never erases what the database has.
        """
        return self.assign(instance, **{name: value for name, value in values.items() if value is not None})

    def assign(self, instance, **values) -> bool:
        """Set the values, None included; whether that changed the object."""
        changed = [name for name, value in values.items() if not _same(instance, name, value)]
        for name in changed:
            if instance.pk is not None:
                stored = getattr(instance, instance._meta.get_field(name).attname)
                self._former[id(instance)].setdefault(name, stored)
            setattr(instance, name, values[name])
        if changed and instance.pk is not None:
            self.note(instance, *changed)
        return bool(changed)

    def note(self, instance, *names: str) -> None:
        """That these fields of a stored object are to be saved."""
        fields = self.fields_changed(instance).union(names)
        # Thousands change in the same way: what changed stands in memory once.
        fields = self._kinds.setdefault(fields, fields)
        self._changed[type(instance)][id(instance)] = instance, fields

    def created(self, model) -> list:
        return self._created[model]

    def changed(self, model) -> list:
        return [instance for instance, _fields in self._changed[model].values()]

    def fields_changed(self, instance) -> frozenset[str]:
        return self._changed[type(instance)].get(id(instance), (None, frozenset()))[1]

    def former(self, instance) -> dict[str, object]:
        """What is stored of the fields that changed, a related object by its id."""
        return self._former.get(id(instance), {})

    def save(self, model) -> None:
        """Save what is new and what changed of `model`."""
        self.insert(model, self.created(model))
        self.update(model)

    def insert(self, model, instances: list) -> None:
        for batch in batches(instances):
            model._base_manager.bulk_create(batch)
            remember(batch, CREATED, by=self.by, reason=self.change_reason)

    def update(self, model) -> None:
        changed = list(self._changed[model].values())
        if not changed:
            return
        names = set().union(*(fields for _instance, fields in changed))
        keys = [f for f in model._meta.fields if isinstance(f, KeyField) and names.intersection(f.sources)]
        for instance, _fields in changed:
            for key in keys:
                key.pre_save(instance, add=False)
        for batch in batches([instance for instance, _fields in changed]):
            update_rows(model, batch, names | {key.name for key in keys})
            remember(batch, CHANGED, by=self.by, reason=self.change_reason)


def _same(instance, name: str, value) -> bool:
    field = instance._meta.get_field(name)
    if isinstance(field, models.ForeignKey):
        if value is not None and value.pk is None:
            return instance._state.fields_cache.get(name) is value
        return getattr(instance, field.attname) == getattr(value, "pk", None)
    current = getattr(instance, name)
    if isinstance(value, str) and isinstance(current, str):
        # Text may have come through a form with other line ends or spaces around it.
        return clean(current) == value
    if isinstance(value, Decimal) and current is not None:
        return Decimal(current) == value
    return current == value
