"""The list of recommendations: its filters, and what is said of one that was carried out."""

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy, pgettext_lazy

from committees.forms.fields import CommitteeFilterField
from committees.models import Committee, Leader
from lib.forms.actions import ActionForm
from lib.forms.fields import DateField
from lib.forms.filters import ListFilterForm, SearchField
from lib.periods import today
from meetings import actions
from meetings.models import Recommendation, RecommendationQuerySet


class State(models.TextChoices):
    OPEN = "open", gettext_lazy("Still open")
    OVERDUE = "overdue", gettext_lazy("Overdue")
    DONE = "done", gettext_lazy("Carried out")
    ALL = "all", pgettext_lazy("recommendations", "All")


class RecommendationFilterForm(ListFilterForm):
    """Those still open unless the address says otherwise."""

    state = forms.ChoiceField(choices=State.choices, required=False, label=gettext_lazy("Status"))
    committee = CommitteeFilterField()
    q = SearchField(gettext_lazy("Search"))

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


class RecommendationDoneForm(ActionForm):
    """Carried out: when, how, and on whose word; what was said of it before can be corrected."""

    PROPOSED = 40  # names to choose from

    done_on = DateField(label=gettext_lazy("Carried out on"))
    reported_by = forms.CharField(
        max_length=200,
        label=gettext_lazy("Reported by"),
        help_text=gettext_lazy("Whoever told you: choose a name or write any."),
        widget=forms.TextInput(attrs={"list": "reporters", "autocomplete": "off"}),
    )
    done_note = forms.CharField(
        required=False,
        max_length=2000,
        label=gettext_lazy("How it was carried out"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, row: Recommendation, by, **kwargs):
        kwargs["initial"] = (_said(row) or {"done_on": today(), "reported_by": str(by)}) | (
            kwargs.get("initial") or {}
        )
        super().__init__(*args, row=row, by=by, **kwargs)

    @property
    def reporters(self) -> list[str]:
        """Who is likely to have told: the user, who was to do it, and leaders of those who recommended it."""
        names = [str(self.by), self.row.responsible]
        giver = self.row.evaluation.leader
        if giver:
            serving = Leader.objects.filter(committee=giver.committee_id).serving_between(today(), today())
            names += [giver.full_name, *(leader.full_name for leader in serving[: self.PROPOSED])]
        return list(dict.fromkeys(name for name in names if name))

    def stored(self) -> dict | None:
        return _said(Recommendation.objects.get(pk=self.row.pk))

    def act(self) -> Recommendation:
        data = self.cleaned_data
        return actions.mark_done(
            recommendation=self.row,
            day=data["done_on"],
            reported_by=data["reported_by"],
            note=data["done_note"],
            by=self.by,
            version=data["version"],
        )


def _said(recommendation: Recommendation) -> dict | None:
    """What stands there of its being carried out, by field."""
    if recommendation.done_on is None:
        return None
    return {name: getattr(recommendation, name) for name in ("done_on", "reported_by", "done_note")}


class RecommendationReopenForm(ActionForm):
    """It was marked by mistake, and why."""

    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 2}))
    submit_label = gettext_lazy("Open it again")

    def act(self) -> Recommendation:
        data = self.cleaned_data
        return actions.reopen(
            recommendation=self.row, reason=data["reason"], by=self.by, version=data["version"]
        )
