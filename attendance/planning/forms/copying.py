"""What of the plan before somebody takes over."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.models import Plan
from attendance.planning import actions
from attendance.planning.copying import preview
from lib.forms.actions import ActionForm
from lib.periods import Month


class PlanCopyForm(ActionForm):
    """Copy the plan before into a draft (`row`), as far as it is ticked: each visit to the month shown."""

    submit_label = gettext_lazy("Copy the ticked visits")

    def __init__(self, *args, row: Plan, by, **kwargs):
        super().__init__(*args, row=row, by=by, **kwargs)
        copies = preview(row, user=by) if row.is_editable else []
        self.coming = [copy for copy in copies if copy.month]
        self.left_out = [copy for copy in copies if not copy.month]
        self.ticked = set(
            self.data.getlist("visits") if self.is_bound else (copy.key for copy in self.coming)
        )

    def clean(self):
        data = super().clean()
        if not self.ticked:
            raise ValidationError(_("Tick at least one visit."))
        try:
            chosen = [key.split(":") for key in self.ticked]
            data["months"] = {int(pk): Month.parse(month) for pk, month in chosen}
        except ValueError as damaged:
            raise ValidationError(_("The form was damaged on its way. Reload the page.")) from damaged
        if any(month.half_year != self.row.half_year for month in data["months"].values()):
            raise ValidationError(_("The form was damaged on its way. Reload the page."))
        return data

    def act(self):
        data = self.cleaned_data
        return actions.copy_visits(plan=self.row, months=data["months"], by=self.by, version=data["version"])
