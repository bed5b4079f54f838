"""What administrators type about committees; each form saves through one action."""

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.actions import organisation as actions
from committees.models import Committee
from lib.forms.actions import ActionForm
from lib.forms.catalogues import SinceForm, column
from lib.forms.fields import DateField
from lib.forms.filters import ListFilterForm
from lib.periods import today

from .fields import CommitteeField


class CommitteeFilterForm(ListFilterForm):
    """The list of committees: a word of the name or the code, one kind, ended ones too."""

    q = forms.CharField(required=False, label=gettext_lazy("Name or code"))
    kind = forms.ChoiceField(required=False, label=gettext_lazy("Kind of committee"))
    state = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Which"),
        choices=[("", gettext_lazy("Existing ones")), ("all", gettext_lazy("Ended ones too"))],
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("All kinds")), *Committee.Kind.choices]

    def apply(self, committees):
        """`committees` cut to what was chosen; a filter that names nothing cuts nothing."""
        self.full_clean()
        chosen = self.cleaned_data
        committees = committees.matching(chosen.get("q", ""))
        if chosen.get("kind"):
            committees = committees.filter(kind=chosen["kind"])
        return committees if chosen.get("state") else committees.existing_on(today())


class CommitteeForm(ActionForm):
    """A new committee; or what was written wrongly about one."""

    code = column(
        Committee,
        "code",
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Short and lasting: Excel files name the committee by it."),
    )
    name = column(Committee, "name", label=gettext_lazy("Name"))
    short_name = column(
        Committee,
        "short_name",
        label=gettext_lazy("Short name"),
        help_text=gettext_lazy("Shown in tables. Optional."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of committee"), choices=Committee.Kind.choices)
    parent = CommitteeField(label=gettext_lazy("Superior committee"), required=False)

    def __init__(self, *args, by, row: Committee | None, **kwargs):
        if row:
            kwargs["initial"] = self._values(row) | (kwargs.get("initial") or {})
        super().__init__(*args, by=by, row=row, **kwargs)
        if row:
            del self.fields["parent"]
        else:
            superiors = Committee.objects.in_trees_administered_by(by).existing_on(today())
            self.fields["parent"].queryset = superiors
            if by.is_superuser and not by.province_in_view:
                self.fields["parent"].empty_label = _("— none: the top of a province —")
            else:
                self.fields["parent"].empty_label, self.fields["parent"].required = None, True
            if top := superiors.first():
                self.initial.setdefault("parent", top.pk)
                # Below a province stand its commissions; its own kind comes once.
                self.initial.setdefault("kind", Committee.Kind.COMMISSION)

    @staticmethod
    def _values(committee: Committee) -> dict:
        return {name: getattr(committee, name) for name in ("code", "name", "short_name", "kind")}

    def layout(self):
        return [
            *([] if self.row else ["parent"]),
            "name",
            Row(Column("short_name", css_class="col-sm-6"), Column("kind", css_class="col-sm-6")),
            "code",
            self.buttons(),
        ]

    def stored(self):
        return self._values(Committee.objects.get(pk=self.row.pk))

    def act(self):
        if self.row:
            return actions.correct_committee(committee=self.row, by=self.by, **self.cleaned_data)
        data = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return actions.create_committee(by=self.by, **data)


class RenameForm(ActionForm):
    """A committee is called otherwise from a day on."""

    name = column(Committee, "name", label=gettext_lazy("New name"))
    short_name = column(Committee, "short_name", label=gettext_lazy("New short name"))
    since = DateField(
        label=gettext_lazy("Since"),
        help_text=gettext_lazy(
            "The day from which the decision holds. Reports of half-years that ended before keep the "
            "former name."
        ),
    )
    submit_label = gettext_lazy("Rename")

    def __init__(self, *args, row: Committee, **kwargs):
        kwargs["initial"] = {"name": row.name, "short_name": row.short_name} | (kwargs.get("initial") or {})
        super().__init__(*args, row=row, **kwargs)

    def act(self):
        return actions.rename_committee(committee=self.row, by=self.by, **self.cleaned_data)


class MoveForm(SinceForm):
    """A committee stands below another one from a day on, or always did."""

    parent = CommitteeField(label=gettext_lazy("New superior committee"), empty_label=gettext_lazy("Choose…"))
    submit_label = gettext_lazy("Move")

    def __init__(self, *args, by, row: Committee, **kwargs):
        super().__init__(*args, by=by, row=row, **kwargs)
        others = Committee.objects.in_trees_administered_by(by).existing_on(today()).outside(row)
        self.fields["parent"].queryset = others

    def act(self):
        return actions.move_committee(committee=self.row, by=self.by, **self.cleaned_data)
