"""The text of a report while it is edited, and its day."""

from django import forms
from django.utils.translation import gettext_lazy

from committees.forms import ActionForm
from meetings.fields import DateField
from reports import actions
from reports.composition import Composition
from reports.models import ReportDraft


class CompositionForm(ActionForm):
    """About one composition (`composition`); its row is the draft, or one that is still to be begun."""

    def __init__(self, *args, composition: Composition, row=None, **kwargs):
        self.composition = composition
        super().__init__(*args, row=composition.draft or ReportDraft(version=0), **kwargs)

    @property
    def about(self) -> dict:
        return {
            "committee": self.composition.committee,
            "half_year": self.composition.half_year,
            "by": self.by,
            "version": self.cleaned_data["version"],
        }


class SectionForm(CompositionForm):
    """One part of the text, as people read it; `shown` says which figures stood in it."""

    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 14, "lang": "vi"}),
        help_text=gettext_lazy(
            "A new line begins a paragraph. Numbers that are figures go on following the data."
        ),
    )
    shown = forms.JSONField(widget=forms.HiddenInput, required=False)
    hidden = ("version", "form_key", "shown")

    def __init__(self, *args, composition, key, **kwargs):
        self.part = composition.part(key)
        figures = composition.figures_in(self.part.source)
        kwargs["initial"] = {
            "text": self.part.text,
            "shown": {name: figure.text for name, figure in figures.items()},
        } | (kwargs.get("initial") or {})
        super().__init__(*args, composition=composition, **kwargs)

    def stored(self):
        return {
            "text": Composition(self.composition.committee, self.composition.half_year, user=self.by)
            .part(self.part.key)
            .text
        }

    def clean_shown(self):
        shown = self.cleaned_data["shown"]
        if not isinstance(shown, dict):
            return {}
        return {str(name): text for name, text in shown.items() if isinstance(text, str)}

    def act(self):
        return actions.write_section(
            key=self.part.key, text=self.cleaned_data["text"], shown=self.cleaned_data["shown"], **self.about
        )


class DayForm(CompositionForm):
    """As at which day the figures are."""

    as_of = DateField(
        label=gettext_lazy("Figures as at"),
        required=False,
        help_text=gettext_lazy("Empty: as they are. What happened after that day counts as not logged yet."),
    )
    submit_label = gettext_lazy("Set the day")

    def __init__(self, *args, composition, **kwargs):
        kwargs["initial"] = {"as_of": composition.as_of} | (kwargs.get("initial") or {})
        super().__init__(*args, composition=composition, **kwargs)

    def act(self):
        return actions.set_day(as_of=self.cleaned_data["as_of"], **self.about)
