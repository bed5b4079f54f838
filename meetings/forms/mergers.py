"""What administrators type when committees merge or end, or hand cells over."""

from django import forms
from django.utils.translation import gettext_lazy

from committees.forms.fields import CommitteeField
from committees.models import Committee
from lib.forms.actions import ActionForm
from lib.forms.catalogues import since_field
from lib.forms.fields import DateField
from lib.periods import today
from meetings.actions import mergers
from meetings.models import Cell


class IntoForm(ActionForm):
    """Another committee that the user administers, and a day."""

    into = CommitteeField(label=gettext_lazy("Into"), empty_label=gettext_lazy("Choose…"))
    since = since_field()

    def __init__(self, *args, by, row, **kwargs):
        super().__init__(*args, by=by, row=row, **kwargs)
        self.fields["into"].queryset = (
            Committee.objects.in_trees_administered_by(by).existing_on(today()).exclude(pk=row.pk)
        )


class MergeForm(IntoForm):
    with_roles = forms.BooleanField(
        required=False,
        label=gettext_lazy("Whoever has a role in this committee gets the same role in the other one"),
        help_text=gettext_lazy(
            "They then work for all of the other committee. Otherwise set it under “Accounts”."
        ),
    )
    submit_label = gettext_lazy("Merge")

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        self.fields["into"].queryset = self.fields["into"].queryset.outside(row)

    def act(self):
        return mergers.merge_committee(committee=self.row, by=self.by, **self.cleaned_data)


class EndForm(ActionForm):
    ended_on = DateField(label=gettext_lazy("Last day"))
    submit_label = gettext_lazy("End the committee")

    def act(self):
        return mergers.end_committee(committee=self.row, by=self.by, **self.cleaned_data)


class ReopenForm(ActionForm):
    submit_label = gettext_lazy("Take the end back")

    def act(self):
        return mergers.reopen_committee(committee=self.row, by=self.by, **self.cleaned_data)


class CellsField(forms.ModelMultipleChoiceField):
    def __init__(self, **kwargs):
        super().__init__(Cell.objects.none(), widget=forms.CheckboxSelectMultiple, **kwargs)

    def label_from_instance(self, cell):
        return f"{cell.name} ({cell.code})"


class HandOverForm(IntoForm):
    """Some of the cells that a committee manages itself."""

    cells = CellsField(label=gettext_lazy("Which cells"))
    field_order = ["version", "form_key", "into", "since", "cells"]
    submit_label = gettext_lazy("Hand over")

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        self.fields["cells"].queryset = mergers.cells_on(row, today())
        self.fields["cells"].error_messages["required"] = gettext_lazy("Tick at least one cell.")

    def act(self):
        data = self.cleaned_data
        return mergers.hand_over_cells(
            committee=self.row, cells=data["cells"], into=data["into"], since=data["since"], by=self.by
        )
