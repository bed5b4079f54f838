"""A row chosen among others: from a box, or, where a box would be too long, by typing words of its name."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, Model, QuerySet, When
from django.forms.models import ModelChoiceIterator
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict

from lib.vietnamese import search_key

IN_A_BOX = 200
FOUND = 12
LONGEST = 100  # letters to look for
FIND = "find"  # is sent with the name of the field for which somebody looks


@dataclass(frozen=True)
class Found:
    """What there is to choose from: all of it, or (`is_searched`) the chosen row and what the words name."""

    rows: list[Model]
    is_searched: bool = False
    is_more: bool = False


class SearchedSelect(forms.Select):
    """A select box; for more than IN_A_BOX rows a search field with what it found, in the same form.

    Found while typing where scripts run, else by its button: both send `find`.
    """

    method = "post"
    words, is_finding = "", False
    choices: Any

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> str:
        every = self.choices
        if not isinstance(every, ModelChoiceIterator):  # the form has chosen what is offered
            return super().render(name, value, attrs, renderer)
        found = every.field.found(self.words, value, is_finding=self.is_finding)
        self.choices = list(self._options(every, found))
        try:
            if not found.is_searched:
                return super().render(name, value, attrs, renderer)
            widget = self.get_context(name, value, attrs)["widget"]
            # What the page asks again once something is chosen hangs on each of the choices.
            asks = {key: its for key, its in widget["attrs"].items() if key.startswith("hx-")}
            about = {
                "widget": widget,
                "asks": asks,
                "described_by": widget["attrs"].get("aria-describedby"),
                "found": found,
                "words": self.words,
                "method": self.method,
            }
            return render_to_string("_partials/searched_choice.html", about)
        finally:
            self.choices = every

    @staticmethod
    def _options(every: Any, found: Found) -> Iterator[tuple[Any, Any]]:
        if every.field.empty_label is not None and not (found.is_searched and every.field.required):
            yield "", every.field.empty_label
        for row in found.rows:
            yield every.choice(row)


class SearchedChoiceField(forms.ModelChoiceField):
    """Whatever is found is of the field's `queryset`: what is offered is judged as what is sent."""

    widget = SearchedSelect

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        given = form.data if form.is_bound else form.initial
        self.widget.words = str(given.get(form.add_prefix(f"{field_name}-q")) or "").replace("\0", "")[
            :LONGEST
        ]
        self.widget.is_finding = given.get(FIND) == form.add_prefix(field_name)
        return super().get_bound_field(form, field_name)

    def matching(self, rows: QuerySet, words: str) -> QuerySet:
        """Those with the very words in their names come first."""
        has_all = Case(When(name_search__contains=search_key(words), then=0), default=1)
        order = rows.query.order_by or rows.model._meta.ordering
        return rows.matching(words).order_by(has_all, *order)  # type: ignore[attr-defined]

    def found(self, words: str, value: Any, *, is_finding: bool) -> Found:
        """Once one is chosen the others are shown only to whoever looks for them."""
        rows = list(self.queryset[: IN_A_BOX + 1])
        if len(rows) <= IN_A_BOX:
            return Found(rows)
        chosen = self._chosen(value)
        looks = bool(words.strip()) and (is_finding or chosen is None)
        others = self.matching(self.queryset, words)[: FOUND + 2] if looks else []
        others = [row for row in others if row != chosen]
        return Found([*filter(None, [chosen]), *others[:FOUND]], True, len(others) > FOUND)

    def _chosen(self, value: Any) -> Model | None:
        try:
            return self.to_python(value)
        except ValidationError:
            return None


def finds(data: Any) -> bool:
    """Whether what was posted only looks for something to choose."""
    return FIND in data


def typed(data: QueryDict, form: type[forms.BaseForm]) -> dict[str, Any]:
    """What was posted of a form, to be shown again and not judged."""
    own = {
        name: field.widget.value_from_datadict(data, MultiValueDict(), name)
        for name, field in form.base_fields.items()
        if not field.widget.value_omitted_from_data(data, MultiValueDict(), name)
    }
    return data.dict() | own
