"""Giving a submitted report its number and date."""

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.forms.actions import MistakesBox
from lib.forms.fields import DateField
from lib.periods import today
from reports.document.letterheads import WORDS
from reports.issuing import actions, files
from reports.models import Purpose, ReportVersion
from reports.models.register import kind_of
from reports.register.numbering import series_of

from .report import CompositionForm


class IssueForm(CompositionForm):
    """Everything that the document says beside its text; the version's letterhead and the next number are
    filled in.
    """

    number = forms.IntegerField(label=gettext_lazy("Number"), min_value=1, max_value=99999)
    skips = forms.BooleanField(label=gettext_lazy("Issue it with this number all the same"), required=False)
    symbol = forms.CharField(label=gettext_lazy("Symbol"), max_length=50)
    issued_on = DateField(label=gettext_lazy("Date"))
    place = forms.CharField(label=gettext_lazy("Place of issue"), max_length=100)
    superior_body = forms.CharField(label=gettext_lazy("Superior body"), max_length=200, required=False)
    issuing_body = forms.CharField(label=gettext_lazy("Issuing body"), max_length=200)
    signatory_title = forms.CharField(
        label=gettext_lazy("Title of the signatory"), widget=forms.Textarea(attrs={"rows": 2})
    )
    signatory_name = forms.CharField(label=gettext_lazy("Signatory"), max_length=150)
    recipients = forms.CharField(
        label=gettext_lazy("Recipients, one a line"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    # Which version the page showed.
    submitted = forms.IntegerField(widget=forms.HiddenInput, required=False)
    hidden = ("version", "form_key", "submitted")
    submit_label = gettext_lazy("Issue the report")

    def __init__(self, *args, composition, **kwargs):
        self.submitted = composition.draft.submitted
        kwargs["initial"] = self._proposed(self.submitted) | (kwargs.get("initial") or {})
        super().__init__(*args, composition=composition, **kwargs)
        self.fields["number"].help_text = self._about_number(self.submitted)
        self.fields["issued_on"].help_text = self._about_layout(self.submitted)
        self.skipped = self._skipped() if self.is_bound else ""
        if not self.skipped:
            del self.fields["skips"]
            self.helper.layout = Layout(*self.hidden, MistakesBox(), *self.layout())

    def _skipped(self) -> str:
        """That the number typed is not the next one, and which ones the register would lack; "" otherwise."""
        if self.submitted.purpose == Purpose.CORRECTION:
            return ""
        try:
            number, symbol, day = (
                self.fields[name].clean(self[name].value()) for name in ("number", "symbol", "issued_on")
            )
        except forms.ValidationError:
            return ""
        series = series_of(self.submitted.committee, kind_of(symbol), day)
        following = series.next_number()
        if number <= following or following == 1:  # nothing yet: earlier numbers stand in the office's book
            return ""
        facts = {"series": series.label, "next": following, "number": number}
        facts["lacking"] = str(following) if number == following + 1 else f"{following}–{number - 1}"
        message = _(
            "The next number of %(series)s is %(next)d. With number %(number)d the register lacks "
            "%(lacking)s: correct the number, or tick that it is right."
        )
        return message % facts

    @staticmethod
    def _proposed(submitted: ReportVersion) -> dict:
        proposed = {name: submitted.letterhead[name] for name in WORDS}
        proposed |= {"issued_on": today(), "submitted": submitted.pk}
        before = submitted.follows
        if before:
            proposed |= {name: getattr(before, name) for name in WORDS}
        if before and submitted.purpose == Purpose.CORRECTION:
            return proposed | {"number": before.number, "issued_on": before.issued_on}
        series = series_of(submitted.committee, kind_of(proposed["symbol"]), today())
        return proposed | {"number": series.next_number()}

    @staticmethod
    def _about_number(submitted: ReportVersion) -> str:
        if submitted.purpose == Purpose.CORRECTION:
            return _("A correction keeps the number of what it corrects.")
        series = series_of(submitted.committee, kind_of(submitted.letterhead["symbol"]), today())
        if series.lacks_term:
            hint = _(
                "%(layout)s counts within the term of office; today is in none entered: it follows the year."
            )
            link = format_html('<a href="{}">{}</a>', reverse("reports:term-list"), _("Enter the term"))
            return format_html("{} {}", hint % {"layout": series.lacks_term}, link)
        return _("The next one free in the register; type over it if another was given.")

    @staticmethod
    def _about_layout(submitted: ReportVersion) -> str:
        _preset, layout = files.layout_of(submitted, today())
        if submitted.letterhead.get("layout", {}).get("is_chosen"):
            return _("Laid out as the letterhead chose: %(layout)s.") % {"layout": layout.name}
        return _("Laid out by the date: today by %(layout)s.") % {"layout": layout.name}

    def clean(self):
        data = super().clean()
        if data.get("submitted") != self.submitted.pk:
            raise forms.ValidationError(
                _("Meanwhile another version was submitted. Go back and look at it first.")
            )
        if self.skipped and not data.get("skips"):
            self.add_error("skips", self.skipped)
        return data

    def layout(self):
        return [
            Row(
                Column("number", css_class="col-sm-5"),
                Column("symbol", css_class="col-sm-3"),
                Column("issued_on", css_class="col-sm-4"),
            ),
            *(["skips"] if "skips" in self.fields else []),
            Row(
                Column("signatory_title", css_class="col-sm-6"),
                Column("signatory_name", css_class="col-sm-6"),
            ),
            "recipients",
            "place",
            Row(Column("superior_body", css_class="col-sm-6"), Column("issuing_body", css_class="col-sm-6")),
            self.buttons(),
        ]

    def act(self):
        data = self.cleaned_data
        return actions.issue_report(
            submitted=self.submitted,
            particulars=actions.Particulars(
                number=data["number"],
                issued_on=data["issued_on"],
                letterhead={name: data[name] for name in WORDS},
            ),
            by=self.by,
            version=data["version"],
        )
