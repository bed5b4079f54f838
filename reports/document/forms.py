"""What stands around the text of a committee's reports, how it is laid out, the Word template of all."""

from crispy_forms.layout import Column, Fieldset, Row, Submit
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib import confined
from lib.forms.actions import ActionForm
from lib.forms.catalogues import DeleteRowForm, RowForm, column
from lib.periods import today
from reports.models import LayoutPreset
from reports.models.layouts import MARGINS, MULTIPLES, POINTS

from . import actions, certificates, layouts, letterheads, upload


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _millimetres(label) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=5, max_value=60, required=False)


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
    layout_preset = forms.ModelChoiceField(
        LayoutPreset.objects.all(),
        label=gettext_lazy("Layout"),
        required=False,
        empty_label=gettext_lazy("by the date of the document"),
        help_text=gettext_lazy(
            "Choose one only where the office always follows the same. Empty margins are as it has them."
        ),
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
        """As it would be printed today."""
        values = {name: getattr(letterhead, name) for name in letterheads.FIELDS}
        layout = layouts.of(letterheads.preset_of(letterhead, today()))
        return values | letterheads.words_in(letterhead, layout)

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
                "layout_preset",
                Row(half("font"), half("body_size")),
                Row(*(Column(name, css_class="col-6 col-md-3") for name in margins)),
            ),
            self.buttons(),
        ]

    def stored(self):
        return self._values(letterheads.letterhead_of(self.row.committee))

    def act(self):
        return actions.save_letterhead(committee=self.row.committee, by=self.by, **self.cleaned_data)


# --- layout presets ---


def _decimal(name: str, **kwargs) -> forms.Field:
    """A decimal comma is accepted as well as a point."""
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return column(LayoutPreset, name, localize=True, widget=widget, **kwargs)


class LayoutForm(RowForm):
    """`row`: the preset, or None for a new one, begun as a copy of another."""

    model = LayoutPreset
    columns = tuple(
        field.name for field in LayoutPreset._meta.fields if field.editable and not field.primary_key
    )

    name = column(LayoutPreset, "name")
    document = column(LayoutPreset, "document", help_text=gettext_lazy("Number and date of the instruction."))
    in_force_from = column(
        LayoutPreset,
        "in_force_from",
        help_text=gettext_lazy(
            "Documents of this day and later follow it. Empty: only letterheads that choose it."
        ),
    )
    margin_top = column(LayoutPreset, "margin_top")
    margin_bottom = column(LayoutPreset, "margin_bottom")
    margin_left = column(LayoutPreset, "margin_left")
    margin_right = column(LayoutPreset, "margin_right")
    first_line_indent = _decimal("first_line_indent")
    line_rule = column(LayoutPreset, "line_rule")
    line_spacing = _decimal("line_spacing", help_text=gettext_lazy("Such as 1.15 lines, or 19 points."))
    space_before = column(LayoutPreset, "space_before")
    superior = column(
        LayoutPreset,
        "superior",
        help_text=gettext_lazy(
            "Above districts, communes, grassroots committees; a letterhead may word it otherwise."
        ),
    )
    own_name_bold = column(LayoutPreset, "own_name_bold")
    asterisk = column(LayoutPreset, "asterisk")
    numbering = column(LayoutPreset, "numbering")
    number_zero = column(LayoutPreset, "number_zero")
    date_zeros = column(LayoutPreset, "date_zeros")
    summary_bold = column(LayoutPreset, "summary_bold")
    summary_lower = column(LayoutPreset, "summary_lower")
    headings = column(LayoutPreset, "headings")
    end_mark = column(LayoutPreset, "end_mark")
    authority_bold = column(LayoutPreset, "authority_bold")
    title_bold = column(LayoutPreset, "title_bold")
    name_bold = column(LayoutPreset, "name_bold")
    name_without_ranks = column(LayoutPreset, "name_without_ranks")
    recipients_underlined = column(LayoutPreset, "recipients_underlined")
    filing_line = column(
        LayoutPreset,
        "filing_line",
        help_text=gettext_lazy("Commissions and offices keep the line of their letterhead."),
    )
    spells_uy = column(
        LayoutPreset,
        "spells_uy",
        help_text=gettext_lazy("In what stands around the text. What people wrote, and names, stay."),
    )

    def layout(self):
        def half(*names):
            return Row(*(Column(name, css_class="col-sm-6") for name in names))

        return [
            "name",
            half("document", "in_force_from"),
            Fieldset(
                gettext_lazy("Page"), Row(*(Column(name, css_class="col-6 col-xl-3") for name in MARGINS))
            ),
            Fieldset(
                gettext_lazy("Paragraphs of the text"),
                half("first_line_indent", "space_before"),
                half("line_rule", "line_spacing"),
            ),
            Fieldset(
                gettext_lazy("Top of the first page"),
                "superior",
                half("own_name_bold", "asterisk"),
                "numbering",
                half("number_zero", "date_zeros"),
                half("summary_bold", "summary_lower"),
            ),
            Fieldset(gettext_lazy("The text"), half("headings", "end_mark"), "spells_uy"),
            Fieldset(
                gettext_lazy("Below the text"),
                half("authority_bold", "title_bold"),
                half("name_bold", "name_without_ranks"),
                half("filing_line", "recipients_underlined"),
            ),
            self.buttons(),
        ]

    def clean(self):
        data = super().clean()
        rule, spacing = data.get("line_rule"), data.get("line_spacing")
        if rule and spacing is not None:
            least, most = POINTS if rule == LayoutPreset.LineRule.EXACTLY else MULTIPLES
            if not least <= spacing <= most:
                self.add_error(
                    "line_spacing",
                    _("Between %(least)d and %(most)d.") % {"least": least, "most": most},
                )
        return data


class DeleteLayoutForm(DeleteRowForm):
    def act(self):
        actions.delete_layout(preset=self.row, by=self.by, version=self.cleaned_data.get("version"))


# --- the template, and whose signatures are trusted ---


class TemplateForm(ActionForm):
    """Upload a changed template."""

    template = forms.FileField(
        label=gettext_lazy("Changed template (.docx)"),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        help_text=gettext_lazy("It is tried out first; if it cannot be filled in, the present one stays."),
    )
    submit_label = gettext_lazy("Upload")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        confined.start()  # whoever sees the form soon sends a file

    def layout(self):
        return ["template", Submit("save", self.submit_label, css_class="btn-primary")]

    def _read(self):
        self.judged = upload.judge(self.cleaned_data["template"])

    def act(self):
        return actions.use_template(judged=self.judged, by=self.by)


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
