"""Recommendations on the score sheet: rows for what the cell is asked to do, earlier ones to follow up."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count, islice

from django import forms
from django.forms import BoundField
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from lib.forms.fields import DateField
from meetings.models import Recommendation

DONE, OPEN = "done", "open"
BLANK_ROWS = 2
ROWS_AT_MOST = 50


@dataclass(frozen=True)
class RecommendationRow:
    """One recommendation as it is typed; blank ones are there to be filled."""

    text: BoundField
    responsible: BoundField
    due_on: BoundField

    @property
    def fields(self) -> list[BoundField]:
        return [self.text, self.responsible, self.due_on]

    @property
    def is_blank(self) -> bool:
        return not any(field.value() for field in self.fields)


class RecommendationsMixin:
    """Adds to a form the rows of the recommendations that an evaluation gives, and those to follow up.

    A stored recommendation's row is named by its id and a new one's as the page likes, so that two
    editors who both add some compare them, and lose none.
    """

    def add_recommendation_fields(
        self, given: Iterable[Recommendation], follow_up: Iterable[Recommendation]
    ) -> None:
        self._given = {str(r.pk): r for r in given}
        self.follow_up = list(follow_up)
        self._keys = []
        typed = self._typed_keys()
        unused = (key for n in count(1) if (key := f"new{n}") not in typed)
        for key in (*self._given, *typed, *islice(unused, BLANK_ROWS)):
            self._add_row(key)
        for earlier in self.follow_up:
            self.fields[f"follow_up_{earlier.pk}"] = forms.ChoiceField(
                choices=[(DONE, _("Carried out")), (OPEN, _("Still open"))],
                required=False,
                label=Truncator(earlier.text).chars(100),
                widget=forms.RadioSelect,
            )
        self.initial |= self.known_recommendations(given, follow_up)

    def known_recommendations(
        self, given: Iterable[Recommendation], follow_up: Iterable[Recommendation]
    ) -> dict:
        known = {f"follow_up_{r.pk}": DONE for r in follow_up if r.done_on}
        for r in given:
            prefix = f"recommendation_{r.pk}"
            known |= {
                f"{prefix}_text": r.text,
                f"{prefix}_responsible": r.responsible,
                f"{prefix}_due_on": r.due_on,
            }
        return known

    def _typed_keys(self) -> list[str]:
        """Of the lines in which something was typed."""
        part = re.compile(r"recommendation_([a-zA-Z0-9]{1,20})_(?:text|responsible|due_on)")
        found = (part.fullmatch(name) for name, value in self.data.items() if value)
        return list(dict.fromkeys(match[1] for match in found if match))[:ROWS_AT_MOST]

    def add_rows(self, given: Iterable[Recommendation]) -> None:
        """Rows for recommendations that another editor stored meanwhile."""
        for recommendation in given:
            self._add_row(str(recommendation.pk))

    def _add_row(self, key: str) -> None:
        if key in self._keys:
            return
        self._keys.append(key)
        label = {"number": len(self._keys)}
        self.fields[f"recommendation_{key}_text"] = forms.CharField(
            required=False,
            max_length=2000,
            label=_("Recommendation %(number)d: what to do") % label,
            widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
        )
        self.fields[f"recommendation_{key}_responsible"] = forms.CharField(
            required=False,
            max_length=200,
            label=_("Recommendation %(number)d: who") % label,
            widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        )
        due_on = DateField(required=False, label=_("Recommendation %(number)d: by when") % label)
        due_on.widget.attrs["class"] = "form-control"
        self.fields[f"recommendation_{key}_due_on"] = due_on

    def recommendation_rows(self) -> list[RecommendationRow]:
        return [
            RecommendationRow(
                *(self[f"recommendation_{key}_{part}"] for part in ("text", "responsible", "due_on"))
            )
            for key in self._keys
        ]

    def follow_up_fields(self) -> Iterator[tuple[Recommendation, BoundField]]:
        for earlier in self.follow_up:
            yield earlier, self[f"follow_up_{earlier.pk}"]

    def clean_recommendations(self, data: dict) -> None:
        for key in self._keys:
            text, responsible, due_on = self._of_row(key, data)
            if (responsible or due_on) and not text and not self.has_error(f"recommendation_{key}_text"):
                self.add_error(
                    f"recommendation_{key}_text", _("Write what is to be done, or empty the whole line.")
                )
            if due_on and due_on < self.meeting.date:
                self.add_error(f"recommendation_{key}_due_on", _("This day lies before the meeting."))
        for earlier in self.follow_up:
            name = f"follow_up_{earlier.pk}"
            if data.get(name) == OPEN and not earlier.done_on:
                data[name] = ""  # as it is

    def _of_row(self, key: str, data: dict) -> tuple:
        return tuple(data.get(f"recommendation_{key}_{part}") for part in ("text", "responsible", "due_on"))

    def recommendations(self) -> list[Recommendation]:
        """All that a valid form gives; a line that was emptied is none any more."""
        rows = [(key, *self._of_row(key, self.cleaned_data)) for key in self._keys]
        return [
            Recommendation(
                pk=self._given[key].pk if key in self._given else None,
                text=text,
                responsible=responsible,
                due_on=due_on,
            )
            for key, text, responsible, due_on in rows
            if text
        ]

    def followed_up(self, answer: str) -> list[Recommendation]:
        """Earlier recommendations for which a valid form chose `answer`."""
        return [r for r in self.follow_up if self.cleaned_data[f"follow_up_{r.pk}"] == answer]
