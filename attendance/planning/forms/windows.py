"""What the province's administrator types about registration; each form saves through one action."""

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from attendance.models import RegistrationWindow
from attendance.planning import actions
from committees.models import Committee
from lib.forms.actions import ActionForm
from lib.forms.fields import DateField
from lib.periods import HalfYear, today


def administered_provinces(user):
    """The roots of the trees that the user administers."""
    return Committee.objects.in_trees_administered_by(user).existing_on(today()).filter(depth=1)


class WindowForm(ActionForm):
    """The first and last day for handing in the plans of a half-year."""

    opens_on = DateField(label=gettext_lazy("Opens on"))
    closes_on = DateField(
        label=gettext_lazy("Closes on"),
        help_text=gettext_lazy(
            "This day included. Plans handed in later are accepted and marked as late; "
            "those handed in already are judged by this day too."
        ),
    )

    def __init__(self, *args, row: RegistrationWindow | None, **kwargs):
        if row:
            kwargs["initial"] = self._days(row) | (kwargs.get("initial") or {})
        super().__init__(*args, row=row, **kwargs)

    @staticmethod
    def _days(window: RegistrationWindow) -> dict:
        return {"opens_on": window.opens_on, "closes_on": window.closes_on}

    def layout(self):
        days = Row(Column("opens_on", css_class="col-sm-6"), Column("closes_on", css_class="col-sm-6"))
        before = [name for name in ("province", "half_year") if name in self.fields]
        return [*before, days, self.buttons()]

    def stored(self):
        self.row.refresh_from_db()
        return self._days(self.row)

    def act(self):
        return actions.change_registration(window=self.row, by=self.by, **self.cleaned_data)


class NewWindowForm(WindowForm):
    """Open registration for a half-year that has no window yet."""

    province = forms.ModelChoiceField(
        Committee.objects.none(), label=gettext_lazy("Province"), empty_label=None
    )
    half_year = forms.TypedChoiceField(coerce=HalfYear.parse, label=gettext_lazy("Half-year"))

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        provinces = administered_provinces(by)
        self.fields["province"].queryset = provinces
        if len(provinces) == 1:
            self.fields["province"].widget = forms.HiddenInput()
            self.initial["province"] = provinces[0].pk
        now = HalfYear.current()
        offered = [now.next, now, now.next.next]
        self.fields["half_year"].choices = [(str(h), capfirst(h.label)) for h in offered]
        known = set(
            RegistrationWindow.objects.filter(province__in=provinces).values_list("half_year", flat=True)
        )
        self.initial["half_year"] = next((str(h) for h in offered if h not in known), None)

    def act(self):
        data = self.cleaned_data
        return actions.open_registration(
            province=data["province"],
            half_year=data["half_year"],
            opens_on=data["opens_on"],
            closes_on=data["closes_on"],
            by=self.by,
        )
