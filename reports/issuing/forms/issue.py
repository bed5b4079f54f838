"""Giving a report its number and date."""

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.forms.actions import ActionForm
from lib.forms.fields import DateField
from lib.periods import today
from reports.document.letterheads import WORDS, letterhead_of
from reports.issuing import actions
from reports.issuing.composition import Composition
from reports.models import IssuedReport, ReportDraft


def _summed(gaps: dict[str, int]) -> str:
    return " ".join(f"{kind}:{count}" for kind, count in sorted(gaps.items()))


class IssueForm(ActionForm):
    """Everything that the document says beside its text; the letterhead is filled in."""

    number = forms.IntegerField(label=gettext_lazy("Number"), min_value=1, max_value=99999)
    symbol = forms.CharField(label=gettext_lazy("Symbol"), max_length=50)
    place = forms.CharField(label=gettext_lazy("Place"), max_length=100)
    issued_on = DateField(
        label=gettext_lazy("Date"),
        help_text=gettext_lazy("It does not cut the figures: their day is set on the report's page."),
    )
    superior_body = forms.CharField(label=gettext_lazy("Superior body"), max_length=200, required=False)
    issuing_body = forms.CharField(label=gettext_lazy("Issuing body"), max_length=200)
    signatory_title = forms.CharField(
        label=gettext_lazy("Title of the signatory"), widget=forms.Textarea(attrs={"rows": 2})
    )
    signatory_name = forms.CharField(label=gettext_lazy("Signatory"), max_length=150)
    recipients = forms.CharField(
        label=gettext_lazy("Recipients, one a line"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    replacement_reason = forms.CharField(
        label=gettext_lazy("Why the report is replaced"), widget=forms.Textarea(attrs={"rows": 2})
    )
    knowingly = forms.BooleanField(
        label=gettext_lazy("Go on although something is not ready; the report says so"), required=False
    )
    # What the page said when it was opened: which report is replaced, and what was open.
    replacing = forms.IntegerField(widget=forms.HiddenInput, required=False)
    open = forms.CharField(widget=forms.HiddenInput, required=False)
    hidden = ("version", "form_key", "replacing", "open")
    submit_label = gettext_lazy("Issue the report")

    def __init__(
        self, *args, composition: Composition, gaps: dict[str, int], replaces: IssuedReport | None, **kwargs
    ):
        self.composition, self.replaces, self.gaps = composition, replaces, gaps
        source = replaces or letterhead_of(composition.committee)
        initial = {name: getattr(source, name) for name in WORDS}
        kwargs["initial"] = (
            initial
            | {"issued_on": today(), "replacing": replaces and replaces.pk, "open": _summed(gaps)}
            | (kwargs.get("initial") or {})
        )
        kwargs["row"] = composition.draft or ReportDraft(version=0)
        self._left_out = [
            *(["knowingly"] if not gaps else []),
            *(["replacement_reason"] if not replaces else []),
        ]
        super().__init__(*args, **kwargs)
        for name in self._left_out:
            del self.fields[name]
        self.helper.layout = Layout(*self.hidden, *self.layout())

    def clean(self):
        data = super().clean()
        if data.get("replacing") != (self.replaces and self.replaces.pk):
            raise forms.ValidationError(
                _("Meanwhile another report was issued for this half-year. Go back and look at it first.")
            )
        if data.get("open", "") != _summed(self.gaps):
            self.data = self.data.copy()
            self.data["open"] = _summed(self.gaps)
            raise forms.ValidationError(
                _("Meanwhile something else is open, or no longer is: read the list above once more.")
            )
        return data

    def layout(self):
        known = set(self.fields)
        return [
            Row(
                Column("number", css_class="col-sm-3"),
                Column("symbol", css_class="col-sm-4"),
                Column("issued_on", css_class="col-sm-5"),
            ),
            "place",
            Row(
                Column("signatory_title", css_class="col-sm-6"),
                Column("signatory_name", css_class="col-sm-6"),
            ),
            "recipients",
            Row(Column("superior_body", css_class="col-sm-6"), Column("issuing_body", css_class="col-sm-6")),
            *[name for name in ("replacement_reason", "knowingly") if name in known],
            self.buttons(),
        ]

    def act(self):
        data = self.cleaned_data
        return actions.issue_report(
            committee=self.composition.committee,
            half_year=self.composition.half_year,
            particulars=actions.Particulars(
                number=data["number"],
                issued_on=data["issued_on"],
                letterhead={name: data[name] for name in WORDS},
                replaces=self.replaces,
                replacement_reason=data.get("replacement_reason", ""),
            ),
            knowingly=data.get("knowingly", False),
            by=self.by,
            version=data["version"],
        )
