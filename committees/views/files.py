"""Any table of a page as a file: the page's own address with `?format=`, `&table=` where it has several."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from lib import files
from lib.lists import FigureTable, Listed
from lib.periods import now, written_moment
from lib.tables import Table

CHUNK = 2000  # rows in memory at a time


class TableFilesMixin:
    """Gives the tables of a page to those who may see the page: same rows, order and filters.

    A view names them in `listed`; the templates put `{% slot "list-export" %}` at each.
    """

    answer = staticmethod(files.answer)

    def get(self, request, *args, **kwargs):
        if kind := request.GET.get("format"):
            return self.answer(kind, request, self.table_asked_for())
        return super().get(request, *args, **kwargs)

    def table_asked_for(self) -> Table:
        key = self.request.GET.get("table", "")
        for listed in self.listed():
            if listed.key == key:
                table = listed.table()
                if province := self.request.user.province_in_view:
                    table.about.insert(0, province.label)
                table.about.append(made_on())
                return table
        raise Http404(key)

    def listed(self) -> Sequence[Listed]:
        raise NotImplementedError


class FigureTablesMixin(TableFilesMixin):
    """A page with tables of figures, each sorted as the address says: `tables`, by key, for its template."""

    def figure_tables(self) -> Sequence[FigureTable]:
        raise NotImplementedError

    @property
    def sort(self) -> str:
        return self.request.GET.get("sort", "")

    def tables(self) -> dict[str, FigureTable]:
        part = self.request.GET.get("part", "")
        return {table.key: replace(table, part=part) for table in self.figure_tables()}

    def listed(self) -> list[Listed]:
        return [replace(table.listed(), about=self.about()) for table in self.figure_tables()]

    def about(self) -> list[str]:
        """What the figures are of."""
        return []


class ListFilesMixin(TableFilesMixin):
    """Of a ListView: `columns` read what `lines` makes of the objects of a page, or of a part of the file."""

    def lines(self, objects: list) -> list:
        """What the page draws and the file reads of each object."""
        return objects

    def file_lines(self, objects: list, start: int) -> list:
        """Where the file has other lines than the page has rows; `start` is the first one's number."""
        return self.lines(objects)

    def about(self) -> list[str]:
        """What the list was cut to."""
        form = getattr(self, "filter", None)
        return [words] if form and (words := form.words()) else []

    def listed(self) -> list[Listed]:
        found = self.get_queryset()
        is_stored = isinstance(found, QuerySet)

        def rows() -> Iterator[Any]:
            objects, start = found.iterator(chunk_size=CHUNK) if is_stored else iter(found), 1
            while part := list(islice(objects, CHUNK)):
                yield from self.file_lines(part, start)
                start += len(part)

        # By now the view knows what it lists, which columns and titles may depend on.
        size = found.order_by().count if is_stored else found.__len__
        return [Listed(self.title, self.columns, rows, self.about(), size=size)]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return {"rows": self.lines(list(context["object_list"]))} | context


def made_on() -> str:
    return _("Made on %(day)s") % {"day": written_moment(now())}
