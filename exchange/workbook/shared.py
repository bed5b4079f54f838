"""Related objects of many rows, each in memory once: joined, every row would bring its own copy of them."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Model

from .ledger import batches


class Shared:
    """What rows are related to, by model and id; what is not known yet costs a query."""

    def __init__(self) -> None:
        self._known: dict[type[Model], dict[int, Model]] = defaultdict(dict)

    def learn(self, objects: Iterable[Model]) -> None:
        for instance in objects:
            self._known[type(instance)][instance.pk] = instance

    def give(self, rows: list, *names: str, joined: tuple[str, ...] = ()) -> list:
        """`rows` of one model, with what `names` are of each; `joined` comes along with those."""
        for name in names if rows else ():
            field = rows[0]._meta.get_field(name)
            known = self._known[field.related_model]
            missing = {getattr(row, field.attname) for row in rows} - {None} - known.keys()
            found = field.related_model._base_manager.all()
            if joined:  # without a name everything would be
                found = found.select_related(*joined)
            for batch in batches(sorted(missing)):
                known |= found.in_bulk(batch)
            for row in rows:
                if (key := getattr(row, field.attname)) is not None:
                    field.set_cached_value(row, known[key])
        return rows
