"""What administrators type about organization types, their guidance, and findings."""

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.forms.catalogues import RowForm, column
from lib.forms.filters import ListFilterForm
from lib.vietnamese import is_named, search_key
from meetings.models import Finding, Guidance, OrganizationType


def minutes(name: str, **kwargs) -> forms.Field:
    """A column of minutes: empty is what every type begins with."""
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return column(OrganizationType, name, required=False, widget=widget, **kwargs)


class OrganizationTypeForm(RowForm):
    model = OrganizationType
    columns = ("name", "code", "shortest", "shortest_combined")
    code_prefix = "LH"

    name = column(OrganizationType, "name")
    code = column(
        OrganizationType,
        "code",
        help_text=gettext_lazy("Short and lasting: Excel files name the type by it."),
    )
    shortest = minutes(
        "shortest",
        label=gettext_lazy("A meeting lasts at least (minutes)"),
        help_text=gettext_lazy("Shorter ones are marked, never refused; 0: none is."),
    )
    shortest_combined = minutes(
        "shortest_combined",
        label=gettext_lazy("A regular and thematic meeting lasts at least (minutes)"),
    )

    def clean(self):
        data = super().clean()
        for name in ("shortest", "shortest_combined"):
            if name in data and data[name] is None:
                data[name] = OrganizationType._meta.get_field(name).default
        return data


class GuidanceForm(RowForm):
    """A guidance document of one type; the type comes with the page."""

    model = Guidance
    columns = ("number", "issued_on", "issuer", "title")

    number = column(
        Guidance, "number", help_text=gettext_lazy("As on the document, for example 12-HD/BTCTW.")
    )
    issued_on = column(
        Guidance, "issued_on", help_text=gettext_lazy("The one issued last is in force for its type.")
    )
    issuer = column(Guidance, "issuer")
    title = column(Guidance, "title")

    def __init__(self, *args, organization_type: OrganizationType, **kwargs):
        self.organization_type = organization_type
        super().__init__(*args, **kwargs)

    def layout(self):
        return [
            Row(Column("number", css_class="col-sm-6"), Column("issued_on", css_class="col-sm-6")),
            "issuer",
            "title",
            self.buttons(),
        ]

    def new_row(self):
        return Guidance(organization_type=self.organization_type)


class FindingFilterForm(ListFilterForm):
    q = forms.CharField(required=False, label=gettext_lazy("Words or code"))
    kind = forms.ChoiceField(required=False, label=gettext_lazy("Kind of finding"))
    state = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Which"),
        choices=[("", gettext_lazy("Offered in forms")), ("all", gettext_lazy("All"))],
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("All kinds")), *Finding.Kind.choices]

    def apply(self, findings) -> list[Finding]:
        """`findings` cut; texts have no stored key: the few dozen of a province are read through."""
        self.full_clean()
        chosen = self.cleaned_data
        if chosen.get("kind"):
            findings = findings.filter(kind=chosen["kind"])
        if not chosen.get("state"):
            findings = findings.filter(is_active=True)
        words = search_key(chosen.get("q", "")).split()
        return [f for f in findings if all(is_named(word, f"{f.code} {f.text}") for word in words)]


class FindingForm(RowForm):
    """The kind stays once evaluations name the finding: they would say something else."""

    model = Finding
    columns = ("kind", "text", "code", "is_active")
    code_prefix = "ND"

    kind = forms.ChoiceField(label=gettext_lazy("Kind of finding"), choices=Finding.Kind.choices)
    text = column(
        Finding,
        "text",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Correct slips only: evaluations that name it show the new words. For another meaning add "
            "another finding and switch this one off."
        ),
    )
    code = column(Finding, "code")
    is_active = column(Finding, "is_active")

    def __init__(self, *args, row, **kwargs):
        if not row:
            kwargs["initial"] = {"is_active": True} | (kwargs.get("initial") or {})
        super().__init__(*args, row=row, **kwargs)
        if row and row.evaluations.exists():
            self.fields["kind"].disabled = True
