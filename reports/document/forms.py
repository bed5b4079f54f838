"""What stands around the text of a committee's reports, and the Word template that all are made from."""

from crispy_forms.layout import Column, Fieldset, Row, Submit
from django import forms
from django.utils.translation import gettext_lazy

from lib.forms.actions import ActionForm

from . import actions, certificates, letterheads


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _millimetres(label) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=5, max_value=60)


class LetterheadForm(ActionForm):
    """`row` is the letterhead as it is, saved or derived from its committee."""

    superior_body = forms.CharField(
        label=gettext_lazy("Superior body"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("The line above the issuing body, in capitals. May be empty."),
    )
    issuing_body = forms.CharField(
        label=gettext_lazy("Issuing body"), max_length=200, help_text=gettext_lazy("In capitals.")
    )
    symbol = forms.CharField(
        label=gettext_lazy("Symbol after the number"),
        max_length=50,
        help_text=gettext_lazy("Such as BC/BTCTU: the report is then “Số 127-BC/BTCTU”."),
    )
    place = forms.CharField(
        label=gettext_lazy("Place of issue"),
        max_length=100,
        help_text=gettext_lazy("Stands before the date."),
    )
    signatory_title = forms.CharField(
        label=gettext_lazy("Title of the signatory"),
        widget=_lines(2),
        help_text=gettext_lazy("In capitals, line by line: K/T TRƯỞNG BAN and below it PHÓ TRƯỞNG BAN."),
    )
    signatory_name = forms.CharField(label=gettext_lazy("Signatory"), max_length=150, required=False)
    recipients = forms.CharField(
        label=gettext_lazy("Recipients"),
        widget=_lines(4),
        required=False,
        help_text=gettext_lazy("One a line, without dashes; the last one ends with a full stop."),
    )
    font = forms.CharField(
        label=gettext_lazy("Font"),
        max_length=50,
        help_text=gettext_lazy("Times New Roman, unless the office has decided otherwise."),
    )
    body_size = forms.IntegerField(
        label=gettext_lazy("Size of the text, points"),
        min_value=12,
        max_value=16,
        help_text=gettext_lazy("14 or 15 in party documents."),
    )
    margin_top = _millimetres(gettext_lazy("Top margin, mm"))
    margin_bottom = _millimetres(gettext_lazy("Bottom margin, mm"))
    margin_left = _millimetres(gettext_lazy("Left margin, mm"))
    margin_right = _millimetres(gettext_lazy("Right margin, mm"))

    def __init__(self, *args, row, **kwargs):
        kwargs["initial"] = self._values(row) | (kwargs.get("initial") or {})
        super().__init__(*args, row=row, **kwargs)

    @staticmethod
    def _values(letterhead) -> dict:
        return {name: getattr(letterhead, name) for name in letterheads.FIELDS}

    def layout(self):
        def half(name):
            return Column(name, css_class="col-sm-6")

        margins = ("margin_top", "margin_bottom", "margin_left", "margin_right")
        return [
            Fieldset(
                gettext_lazy("Top of the first page"),
                Row(half("superior_body"), half("issuing_body")),
                Row(half("symbol"), half("place")),
            ),
            Fieldset(
                gettext_lazy("Below the text"),
                Row(half("signatory_title"), half("recipients")),
                Row(half("signatory_name")),
            ),
            Fieldset(
                gettext_lazy("Page"),
                Row(half("font"), half("body_size")),
                Row(*(Column(name, css_class="col-6 col-md-3") for name in margins)),
            ),
            self.buttons(),
        ]

    def stored(self):
        return self._values(letterheads.letterhead_of(self.row.committee))

    def act(self):
        return actions.save_letterhead(committee=self.row.committee, by=self.by, **self.cleaned_data)


class TemplateForm(ActionForm):
    """Upload a changed template."""

    template = forms.FileField(
        label=gettext_lazy("Changed template (.docx)"),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        help_text=gettext_lazy("It is tried out first; if it cannot be filled in, the present one stays."),
    )
    submit_label = gettext_lazy("Upload")

    def layout(self):
        return ["template", Submit("save", self.submit_label, css_class="btn-primary")]

    def act(self):
        return actions.use_template(upload=self.cleaned_data["template"], by=self.by)


class CertificateForm(ActionForm):
    """Upload the root certificate of an authority."""

    certificate = forms.FileField(
        label=gettext_lazy("Root certificate (.crt, .cer, .pem)"),
        widget=forms.FileInput(attrs={"accept": certificates.ACCEPT}),
        help_text=gettext_lazy(
            "From whoever issues the office's signatures. Compare the fingerprint with the one they publish."
        ),
    )
    submit_label = gettext_lazy("Upload")

    def layout(self):
        return ["certificate", Submit("save", self.submit_label, css_class="btn-primary")]

    def act(self):
        return actions.trust(upload=self.cleaned_data["certificate"], by=self.by)
