"""What officials and administrators type about targets; each form saves through one action."""

from crispy_forms.layout import HTML, Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from attendance.days.forms.fields import LeaderChoiceField
from attendance.models import Target, TargetQuerySet
from attendance.planning import actions
from attendance.planning.forms.plans import chosen
from committees.forms.fields import CommitteeField, CommitteeFilterField
from committees.models import Committee, Leader, LeaderGroup
from committees.roles import Permission
from committees.scope import within
from lib.forms.actions import ActionForm
from lib.forms.fields import DateField
from lib.forms.filters import ListFilterForm
from lib.periods import HalfYear, today
from meetings.models import Cell

CELLS = HTML('{% include "planning/_target_cells.html" %}')


def paths_of_targets(user) -> list[str]:
    """Below which the user may set targets."""
    return [*user.committee_paths(Permission.APPROVE), *user.committee_paths(Permission.ADMINISTER)]


class ReasonField(forms.CharField):
    def __init__(self, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"rows": 2}), **kwargs)


class TargetFilterForm(ListFilterForm):
    """Whose targets, and whether those that ended too."""

    ALL = "all"

    committee = CommitteeFilterField()
    show = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Which"),
        choices=[
            ("", gettext_lazy("In force or to come")),
            (ALL, gettext_lazy("Those that ended, too")),
        ],
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["committee"].queryset = Committee.objects.visible_to(user)

    def apply(self, targets: TargetQuerySet) -> TargetQuerySet:
        self.full_clean()
        data = self.cleaned_data
        if data["committee"]:
            targets = targets.below(data["committee"])
        return targets if data["show"] == self.ALL else targets.remaining(today())


class NamedCellsField(forms.ModelMultipleChoiceField):
    LONGEST = 18  # digits of an id, as far as databases count

    def clean(self, value):
        for key in value or ():
            if len(str(key)) > self.LONGEST:
                raise ValidationError(
                    self.error_messages["invalid_choice"], "invalid_choice", {"value": str(key)[:40]}
                )
        return super().clean(value)


class AskedForm(ActionForm):
    """What is asked: a number of cells or the cells named, and how often."""

    AT_MOST = 12  # cells shown that match what is looked for

    number = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=Target.LARGEST,
        label=gettext_lazy("Number of cells"),
        help_text=gettext_lazy("Leave it empty where cells are named."),
    )
    per = forms.ChoiceField(
        choices=Target.Per,
        initial=Target.Per.HALF_YEAR,
        widget=forms.RadioSelect,
        label=gettext_lazy("How often"),
    )
    q = forms.CharField(required=False, max_length=100, label=gettext_lazy("Search for a cell"))
    cells = NamedCellsField(Cell.objects.none(), required=False, label=gettext_lazy("Named cells"))
    document = forms.CharField(required=False, max_length=200, label=gettext_lazy("According to document"))

    def __init__(self, *args, row: Target | None, by, **kwargs):
        if row:
            kwargs["initial"] = self.values(row) | (kwargs.get("initial") or {})
        super().__init__(*args, row=row, by=by, **kwargs)
        cells = Cell.objects.visible_to(by)
        if row:
            cells = cells | Cell.objects.filter(targets=row)
        self.fields["cells"].queryset = cells.distinct().select_related("committee")

    @staticmethod
    def values(target: Target) -> dict:
        names = ("number", "per", "document", "valid_from", "valid_to")
        return {name: getattr(target, name) for name in names} | {"cells": list(target.cells.all())}

    @cached_property
    def offered_cells(self) -> list[tuple[Cell, bool]]:
        """Those named, then the first that match what is looked for; and whether each is named."""
        named = list(chosen(self, "cells") or [])
        text, found = chosen(self, "q"), []
        if text:
            matching = self.fields["cells"].queryset.existing(HalfYear.current()).matching(text)
            found = matching.exclude(pk__in=[cell.pk for cell in named])[: self.AT_MOST]
        return [*((cell, True) for cell in named), *((cell, False) for cell in found)]

    @property
    def asked(self) -> actions.Asked:
        data = self.cleaned_data
        return actions.Asked(data["per"], data["number"], list(data["cells"]), data["document"])


class NewTargetForm(AskedForm):
    committee = CommitteeField(empty_label=gettext_lazy("Choose…"))
    group = forms.ChoiceField(
        required=False,
        choices=[("", gettext_lazy("All leaders")), *LeaderGroup.choices],
        label=gettext_lazy("Of whom"),
    )
    leader = LeaderChoiceField(
        required=False,
        label=gettext_lazy("Of one leader alone"),
        empty_label=gettext_lazy("No, of all of them"),
        help_text=gettext_lazy("His own target goes before that of his group and of his committee."),
    )
    valid_from = DateField(label=gettext_lazy("Holds from"))
    valid_to = DateField(
        required=False,
        label=gettext_lazy("Holds to"),
        help_text=gettext_lazy("This day included; empty: until further notice."),
    )
    reason = ReasonField(
        required=False,
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Needed where it begins in a half-year that is over."),
    )
    submit_label = gettext_lazy("Set the target")

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        paths, day = paths_of_targets(by), today()
        self.fields["committee"].queryset = Committee.objects.filter(within(paths, "")).existing_on(day)
        leaders = Leader.objects.filter(within(paths)).remaining(day).select_related("committee")
        self.fields["leader"].queryset = leaders
        self.fields["leader"].shows_committee = True
        committees = list(self.fields["committee"].queryset[:2])
        if len(committees) == 1:
            self.initial.setdefault("committee", committees[0].pk)
        self.initial.setdefault("valid_from", HalfYear.current().first_day)

    def layout(self):
        return [
            "committee",
            Row(Column("group", css_class="col-sm-6"), Column("leader", css_class="col-sm-6")),
            Row(Column("number", css_class="col-sm-4"), Column("per", css_class="col-sm-8")),
            CELLS,
            Row(Column("valid_from", css_class="col-sm-6"), Column("valid_to", css_class="col-sm-6")),
            "document",
            "reason",
            self.buttons(),
        ]

    def clean(self):
        data = super().clean()
        if data.get("leader") and data.get("group"):
            self.add_error("group", gettext_lazy("Choose a group or one leader, not both."))
        return data

    def act(self):
        data = self.cleaned_data
        return actions.set_target(
            holder=actions.Holder(data["committee"], data["leader"], data["group"]),
            asked=self.asked,
            valid_from=data["valid_from"],
            valid_to=data["valid_to"],
            reason=data["reason"],
            by=self.by,
        )


class ChangeTargetForm(AskedForm):
    """Another target from a day on."""

    since = DateField(
        label=gettext_lazy("The new target holds from"),
        help_text=gettext_lazy("The one before ends the day before; what it asked stays as it was."),
    )
    submit_label = gettext_lazy("Change the target")

    def layout(self):
        number = Row(Column("number", css_class="col-sm-4"), Column("per", css_class="col-sm-8"))
        return ["since", number, CELLS, "document", self.buttons()]

    def act(self):
        data = self.cleaned_data
        return actions.change_target(
            target=self.row, asked=self.asked, since=data["since"], by=self.by, version=data["version"]
        )


class CorrectTargetForm(AskedForm):
    """What was entered wrongly, with a reason."""

    valid_from = DateField(label=gettext_lazy("Holds from"))
    valid_to = DateField(required=False, label=gettext_lazy("Holds to"))
    reason = ReasonField(label=gettext_lazy("Reason of the correction"))
    submit_label = gettext_lazy("Correct the target")

    def layout(self):
        return [
            Row(Column("number", css_class="col-sm-4"), Column("per", css_class="col-sm-8")),
            CELLS,
            Row(Column("valid_from", css_class="col-sm-6"), Column("valid_to", css_class="col-sm-6")),
            "document",
            "reason",
            self.buttons(),
        ]

    def stored(self):
        """Of why it is corrected, and of cells looked for, nothing is stored to compare with."""
        self.row.refresh_from_db()
        own = {name: self.cleaned_data.get(name) for name in ("reason", "q")}
        return self.values(self.row) | own

    def act(self):
        data = self.cleaned_data
        return actions.correct_target(
            target=self.row,
            asked=self.asked,
            valid_from=data["valid_from"],
            valid_to=data["valid_to"],
            reason=data["reason"],
            by=self.by,
            version=data["version"],
        )


class EndTargetForm(ActionForm):
    last_day = DateField(label=gettext_lazy("Last day on which it holds"))
    submit_label = gettext_lazy("End the target")

    def act(self):
        return actions.end_target(target=self.row, by=self.by, **self.cleaned_data)


class RemoveTargetForm(ActionForm):
    reason = ReasonField(label=gettext_lazy("Reason"))
    submit_label = gettext_lazy("Remove the target")

    def act(self):
        actions.remove_target(target=self.row, by=self.by, **self.cleaned_data)
        return self.row
