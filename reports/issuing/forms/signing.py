"""A draft on its way: submitted for signature, taken back, and what it is to the report before it."""

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.forms.actions import ActionForm
from reports.issuing import actions, chain

from .report import CompositionForm


def reason_field(label, rows: int = 2) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": rows}))


class SubmitForm(CompositionForm):
    """`seen`: what was open when its page was shown (readiness.summed), "" for nothing."""

    knowingly = forms.BooleanField(
        label=gettext_lazy("Submit although something is not ready"), required=False
    )
    open = forms.CharField(widget=forms.HiddenInput, required=False)
    hidden = ("version", "form_key", "open")
    submit_label = gettext_lazy("Submit for signature")

    def __init__(self, *args, seen: str, **kwargs):
        kwargs["initial"] = {"open": seen} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        if not seen:
            del self.fields["knowingly"]
            self.helper.layout = Layout(*self.hidden, *self.layout())

    def act(self):
        return actions.submit(
            seen=self.cleaned_data["open"],
            knowingly=self.cleaned_data.get("knowingly", False),
            **self.about,
        )


class TakeBackForm(CompositionForm):
    comment = reason_field(gettext_lazy("Why, and what is to be changed"))
    submit_label = gettext_lazy("Take back to the draft")

    def act(self):
        return actions.take_back(comment=self.cleaned_data["comment"], **self.about)


class FollowingForm(CompositionForm):
    """What the next report is to the one issued last."""

    purpose = forms.ChoiceField(label=gettext_lazy("It is"), widget=forms.RadioSelect)
    reason = reason_field(gettext_lazy("Why"))
    submit_label = gettext_lazy("Begin")

    def __init__(self, *args, composition, **kwargs):
        self.latest = chain.last(composition.committee, composition.half_year)
        purposes = chain.purposes_after(self.latest)
        kwargs["initial"] = {"purpose": purposes[0].value} | (kwargs.get("initial") or {})
        super().__init__(*args, composition=composition, **kwargs)
        self.fields["purpose"].choices = [(purpose.value, self._described(purpose)) for purpose in purposes]
        if len(purposes) == 1:
            self.fields["purpose"].widget = forms.HiddenInput()
            self.helper.layout = Layout(*self.hidden, *self.layout())

    @staticmethod
    def _described(purpose) -> str:
        words = {
            "replacement": _("a replacement: the report that was sent is no longer in force"),
            "addendum": _("an addendum: the report that was sent stays in force, with this one beside it"),
        }
        return words.get(purpose.value, purpose.label)

    def act(self):
        return actions.begin_following(
            purpose=self.cleaned_data["purpose"], reason=self.cleaned_data["reason"], **self.about
        )


class WithdrawForm(ActionForm):
    """`row` is the issued report."""

    reason = reason_field(gettext_lazy("Why the issue is withdrawn"))
    submit_label = gettext_lazy("Withdraw the issue")

    def act(self):
        return actions.withdraw_issue(report=self.row, reason=self.cleaned_data["reason"], by=self.by)
