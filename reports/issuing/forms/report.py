"""The text of a report while it is edited, and its day."""

from crispy_forms.layout import HTML
from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.forms.actions import ActionForm
from lib.forms.fields import DateField
from lib.periods import today
from reports.issuing import actions
from reports.issuing.composition import Composition
from reports.issuing.inserting import Offer, marks, offers
from reports.issuing.pasted import made_plain
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
    """One part of the text, as people read it; `shown` says which figures stood in it.

    Figures are put into it from a list: by a script where the cursor is, without one by sending the form
    with `insert`, which saves nothing and shows it again with the figure at the end. The list has a thousand
    figures, for which more is counted than for the text: it is there where somebody `lists_figures`.
    """

    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14, "lang": "vi"}),
        help_text=gettext_lazy(
            "A new line begins a paragraph. Numbers that are figures go on following the data."
        ),
    )
    opened = forms.CharField(widget=forms.HiddenInput, required=False)  # source and figures as shown
    hidden = ("version", "form_key", "opened")

    def __init__(self, *args, composition, key, lists_figures=False, **kwargs):
        self.part = composition.part(key)
        self.inserted: dict[str, str] = {}
        data = kwargs.get("data")
        self.is_inserting = bool(data and "insert" in data)
        self.lists_figures = lists_figures or self.is_inserting
        if self.is_inserting:
            kwargs["data"] = self._with_figure(data)
        figures = composition.figures_in(self.part.source)
        shown = {name: figure.text for name, figure in figures.items()}
        kwargs["initial"] = {
            "text": self.part.text,
            "opened": signing.dumps({"source": self.part.source, "shown": shown}, compress=True),
        } | (kwargs.get("initial") or {})
        super().__init__(*args, composition=composition, **kwargs)

    @staticmethod
    def _with_figure(data):
        data = data.copy()
        figure = data.get("figure", "")[:400].strip()
        data["text"] = f"{data.get('text', '').rstrip()} {figure}".strip()
        return data

    def layout(self):
        return ["text", HTML('{% include "issuing/_insert_figure.html" %}'), self.buttons()]

    def offers(self) -> dict[str, list[Offer]]:
        return offers(self.composition.figures)

    def save(self) -> bool:
        return not self.is_inserting and super().save()

    def clean_text(self) -> str:
        text = made_plain(self.cleaned_data["text"])
        self.inserted, unknown = marks(text, self.composition.figures)
        if unknown:
            raise forms.ValidationError(
                [
                    _("%(mark)s is no figure of the list. Choose it anew, or take the brackets away.")
                    % {"mark": mark}
                    for mark in unknown
                ]
            )
        return text

    def stored(self):
        return {
            "text": Composition(self.composition.committee, self.composition.half_year, user=self.by)
            .part(self.part.key)
            .text
        }

    def clean_opened(self) -> dict:
        """What the page showed; where that was lost on its way, the text as it is now."""
        try:
            return signing.loads(self.cleaned_data["opened"])
        except signing.BadSignature:
            return {}

    def act(self):
        return actions.write_section(
            key=self.part.key,
            text=self.cleaned_data["text"],
            opened=self.cleaned_data["opened"],
            inserted=self.inserted,
            **self.about,
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

    def clean_as_of(self):
        day, half_year = self.cleaned_data["as_of"], self.composition.half_year
        if day and not half_year.first_day <= day <= max(half_year.last_day, today()):
            raise forms.ValidationError(
                _("Choose a day of the half-year, or one after it that is not ahead.")
            )
        return day

    def act(self):
        return actions.set_day(as_of=self.cleaned_data["as_of"], **self.about)
