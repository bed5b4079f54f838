"""Why the administrator closes a half-year, or opens it again."""

from django import forms
from django.utils.translation import gettext_lazy

from attendance.planning import actions
from committees.models import Committee
from lib.forms.actions import ActionForm
from lib.periods import HalfYear


class HalfYearCloseForm(ActionForm):
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 2}))
    submit_label = gettext_lazy("Close the half-year")

    def __init__(self, *args, province: Committee, half_year: HalfYear, **kwargs):
        self.about = {"province": province, "half_year": half_year}
        super().__init__(*args, **kwargs)

    def act(self):
        return actions.close_half_year(**self.about, reason=self.cleaned_data["reason"], by=self.by)


class HalfYearReopenForm(HalfYearCloseForm):
    submit_label = gettext_lazy("Open the half-year again")

    def act(self):
        return actions.reopen_half_year(**self.about, reason=self.cleaned_data["reason"], by=self.by)
