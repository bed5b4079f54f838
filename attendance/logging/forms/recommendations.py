"""The filters of the list of recommendations, as they stand in the URL."""

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy, pgettext_lazy

from committees.forms.fields import CommitteeFilterField
from committees.models import Committee
from lib.forms.filters import ListFilterForm
from lib.periods import today
from meetings.models import RecommendationQuerySet


class State(models.TextChoices):
    OPEN = "open", gettext_lazy("Still open")
    OVERDUE = "overdue", gettext_lazy("Overdue")
    DONE = "done", gettext_lazy("Carried out")
    ALL = "all", pgettext_lazy("recommendations", "All")


class RecommendationFilterForm(ListFilterForm):
    """Those still open unless the address says otherwise."""

    state = forms.ChoiceField(choices=State.choices, required=False, label=gettext_lazy("Status"))
    committee = CommitteeFilterField()
    q = forms.CharField(
        required=False,
        max_length=100,
        label=gettext_lazy("Search"),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["committee"].queryset = Committee.objects.visible_to(user)
        self.initial["state"] = State.OPEN

    @property
    def is_narrowed(self) -> bool:
        return any(self.data.get(name) for name in ("committee", "q"))

    def apply(self, rows: RecommendationQuerySet) -> RecommendationQuerySet:
        """`rows` cut to what was chosen."""
        self.full_clean()
        data = self.cleaned_data
        rows = {
            State.OVERDUE: lambda: rows.overdue(today()),
            State.DONE: rows.done,
            State.ALL: rows.given,
        }.get(data["state"], rows.open)()
        if data["committee"]:
            rows = rows.about(data["committee"])
        return rows.search(data["q"]) if data["q"] else rows
