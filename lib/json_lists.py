"""Long lists that a row keeps as JSON: counted, and read in part, by the database."""

from collections.abc import Iterable
from typing import Any

from django.db import models


class ListLength(models.Func):
    """How many entries a list has."""

    function, arity = "jsonb_array_length", 1
    output_field = models.IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        return self.as_sql(compiler, connection, function="json_array_length", **extra)


class EntriesAt(models.Func):
    """The entries of a list at `places`, counted from 0, as a list; each place is one that it has."""

    arity = 1
    output_field = models.JSONField()

    def __init__(self, expression: Any, places: Iterable[int], **extra: Any):
        super().__init__(expression, **extra)
        self.places = [int(place) for place in places]

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        path = f"'$[{','.join(map(str, self.places))}]'"
        template = f"jsonb_path_query_array(%(expressions)s, {path})"
        return self.as_sql(compiler, connection, template=template, **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        entries = (f"json_extract(%(expressions)s, '$[{place}]')" for place in self.places)
        return self.as_sql(compiler, connection, template=f"json_array({', '.join(entries)})", **extra)
