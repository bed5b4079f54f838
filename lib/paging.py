"""Pages of long lists: keys are put in order first; only one page's rows are loaded with all they show."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import QuerySet

from . import counts

FARTHEST = 10_000_000  # pages; a number that no database takes as an offset is no page of any list


class LongPage(Page):
    """One of a LongPaginator's pages: it knows whether another one follows, however many there are."""

    def __init__(self, rows: list[Any], number: int, paginator: "LongPaginator", *, is_followed: bool):
        super().__init__(rows, number, paginator)
        self._is_followed = is_followed

    def has_next(self) -> bool:
        return self._is_followed

    def next_page_number(self) -> int:
        """Beyond what was counted too: a row may have been added since."""
        return self.number + 1


class LongPaginator(Paginator):
    """Over a queryset of models: three queries a page, whatever the rows are joined with.

    Rows are counted up to counts.AT_MOST: `counted` says whether there are more. Pages beyond are there all
    the same.
    """

    @cached_property
    def counted(self) -> counts.Counted:
        return counts.count_to(self.object_list.order_by(), counts.AT_MOST)

    @property
    def count(self) -> int:
        return self.counted.number

    def validate_number(self, number: Any) -> int:
        try:
            return super().validate_number(number)
        except EmptyPage:
            if int(number) < 1:
                return 1
            if not self.counted.is_more:
                raise
            return min(int(number), FARTHEST)

    def page(self, number: Any) -> LongPage:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        keys = self._keys(start, start + self.per_page + 1)
        if not keys and number > 1:
            return self.page(max(1, -(-self.object_list.order_by().count() // self.per_page)))
        rows = self._rows(keys[: self.per_page])
        return LongPage(rows, number, self, is_followed=len(keys) > self.per_page)

    def _keys(self, start: int, end: int) -> list[Any]:
        return list(self.object_list.values_list("pk", flat=True)[start:end])

    def _rows(self, keys: list[Any]) -> list[Any]:
        return _loaded(self.object_list, keys)


class CountedPaginator(LongPaginator):
    """The same of a list that is counted to its end: a month's, a plan's."""

    @cached_property
    def counted(self) -> counts.Counted:
        return counts.Counted(self.object_list.order_by().count())


class OncePaginator(LongPaginator):
    """Of a list whose conditions take long: they are asked once, for number and keys together.

    Two queries a page, as far as rows are counted; `all_rows` load it without those conditions.
    """

    all_rows: QuerySet

    @cached_property
    def _first(self) -> list[Any]:
        return super()._keys(0, counts.AT_MOST + 1)

    @cached_property
    def counted(self) -> counts.Counted:
        return counts.count_to(self._first, counts.AT_MOST)

    def _keys(self, start: int, end: int) -> list[Any]:
        return self._first[start:end] if end <= counts.AT_MOST + 1 else super()._keys(start, end)

    def _rows(self, keys: list[Any]) -> list[Any]:
        return _loaded(self.all_rows, keys)


def pages_of(rows: QuerySet | Sequence[Any], per_page: int) -> Paginator:
    return (LongPaginator if isinstance(rows, QuerySet) else Paginator)(rows, per_page)


def first_of(rows: QuerySet, most: int) -> list[Any]:
    """The first rows, at most as many as asked for: two queries, or one where there are none."""
    return _loaded(rows, list(rows.values_list("pk", flat=True)[:most]))


def loaded_in_parts(rows: QuerySet, keys: list[Any], size: int) -> Iterator[Any]:
    """The rows of these keys, in their order, so many at a time; a query for each part.

    Where `rows` joins many tables, a database that looks for them in the same statement may plan it badly.
    """
    for first in range(0, len(keys), size):
        yield from _loaded(rows, keys[first : first + size])


def _loaded(rows: QuerySet, keys: list[Any]) -> list[Any]:
    """In the order of `keys`; one that went meanwhile leaves a gap."""
    found = {row.pk: row for row in rows.order_by().filter(pk__in=keys)} if keys else {}
    return [found[key] for key in keys if key in found]
