"""Which visits go back to the days that a trip no longer covers."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.planning import actions
from attendance.planning.bringing_back import Displaced
from committees.roles import Permission
from lib.forms.actions import ActionForm
from lib.periods import written_day


class BringBackForm(ActionForm):
    """Bring back the ticked ones of `lines`; `row` is the last record of the trip's history."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Kept in the plan with every visit that changes."),
    )
    submit_label = gettext_lazy("Bring back the ticked visits")

    def __init__(self, *args, row, by, lines: list[Displaced], **kwargs):
        first, last = written_day(row.date_from), written_day(row.date_to)
        self.days = first if first == last else f"{first}–{last}"
        kwargs["initial"] = {"reason": self._usual_reason(row)} | (kwargs.get("initial") or {})
        super().__init__(*args, row=row, by=by, **kwargs)
        for line in lines:
            if not line.why_not and not by.may(Permission.REGISTER, line.visit.committee):
                line.why_not = _("You may not change this plan.")
        self.possible = [line for line in lines if not line.why_not]
        self.impossible = [line for line in lines if line.why_not]
        everything = [str(line.visit.pk) for line in self.possible]
        self.ticked = self.data.getlist("visits") if self.is_bound else everything
        if not any(line.withdrawn for line in self.possible):
            del self.fields["reason"]

    def _usual_reason(self, trip) -> str:
        if trip.history_type == "-":
            return _("The trip %(days)s is cancelled") % {"days": self.days}
        return _("The trip was changed to %(days)s") % {"days": self.days}

    def clean(self):
        data = super().clean()
        if not self.ticked:
            raise ValidationError(_("Tick at least one visit."))
        self.chosen = [line for line in self.possible if str(line.visit.pk) in self.ticked]
        if len(self.chosen) < len(set(self.ticked)):
            raise ValidationError(
                _("Meanwhile one of these visits can no longer be brought back. Look at the list again.")
            )
        return data

    def act(self):
        return actions.bring_back(
            lines=self.chosen,
            versions={visit.pk: self._version(visit) for line in self.chosen for visit in line.rows},
            reason=self.cleaned_data.get("reason", ""),
            by=self.by,
        )

    def _version(self, visit) -> int:
        """As it was on the page."""
        text = self.data.get(f"version-{visit.pk}", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
