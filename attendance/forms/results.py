"""What people type about results; each form saves through one action."""

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.layout import Column, Fieldset, Row
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance import actions
from attendance.availability import Trips, free_months, meeting_day
from attendance.models import AbsenceReason, Visit
from committees.forms import ActionForm
from committees.models import Leader
from meetings.models import Meeting
from meetings.periods import Month, today

from .fields import CountField, DateField, LeaderChoiceField, MonthChoiceField


class AttendedForm(ActionForm):
    """The leader attended: when, and what the meeting was like."""

    date = DateField(label=gettext_lazy("Date of the meeting"))
    kind = forms.ChoiceField(
        choices=Meeting.Kind.choices,
        initial=Meeting.Kind.REGULAR,
        label=gettext_lazy("Kind"),
        widget=forms.RadioSelect,
    )
    members_total = CountField(required=False, label=gettext_lazy("Members"))
    members_present = CountField(required=False, label=gettext_lazy("Present"))
    members_spoke = CountField(required=False, label=gettext_lazy("Spoke"))
    note = forms.CharField(
        required=False, label=gettext_lazy("Note"), widget=forms.Textarea(attrs={"rows": 2})
    )
    submit_label = gettext_lazy("Save as attended")

    def __init__(self, *args, row: Visit, by, **kwargs):
        kwargs["initial"] = self._known(row) | (kwargs.get("initial") or {})
        super().__init__(*args, row=row, by=by, **kwargs)

    @staticmethod
    def _known(visit: Visit) -> dict:
        meeting = visit.meeting
        if meeting:
            known = {
                n: getattr(meeting, n)
                for n in ("date", "kind", "members_total", "members_present", "members_spoke")
            }
            return known | {"note": visit.note}
        known = {"members_total": visit.cell.members_total}
        expected = meeting_day(visit.cell, visit.month)
        if expected and expected <= today():
            known["date"] = expected
        return known

    def layout(self):
        return [
            Row(Column("date", css_class="col-sm-6 col-md-4")),
            InlineRadios("kind"),
            Row(
                *(
                    Column(n, css_class="col-4")
                    for n in ("members_total", "members_present", "members_spoke")
                ),
                css_class="gx-3",
            ),
            "note",
            self.buttons(),
        ]

    def clean(self):
        data = super().clean()
        total, present, spoke = (data.get(n) for n in ("members_total", "members_present", "members_spoke"))
        if total is not None and present is not None and present > total:
            self.add_error(
                "members_present",
                _("No more than the cell's %(total)d members can be present.") % {"total": total},
            )
        limit = present if present is not None else total
        if limit is not None and spoke is not None and spoke > limit:
            self.add_error(
                "members_spoke", _("No more than %(limit)d members can have spoken.") % {"limit": limit}
            )
        return data

    def act(self):
        return actions.log_attended(visit=self.row, by=self.by, **self.cleaned_data)


class CarryOverForm(ActionForm):
    """Move a missed visit to a later month, for its leader or a substitute."""

    month = MonthChoiceField(label=gettext_lazy("Move to"))
    leader = LeaderChoiceField(label=gettext_lazy("Who goes"), empty_label=None)
    submit_label = gettext_lazy("Move the visit")

    def __init__(self, *args, row: Visit, by, **kwargs):
        super().__init__(*args, row=row, by=by, **kwargs)
        offer_carry_over(self, row)

    def act(self):
        return actions.carry_over(
            visit=self.row,
            month=self.cleaned_data["month"],
            leader=self.cleaned_data["leader"],
            by=self.by,
            version=self.cleaned_data["version"],
        )


class MissedForm(ActionForm):
    """The leader did not attend: why, and when the visit is made up for."""

    reason = forms.ModelChoiceField(
        AbsenceReason.objects.all(),
        label=gettext_lazy("Reason"),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        required=False, label=gettext_lazy("Note"), widget=forms.Textarea(attrs={"rows": 2})
    )
    month = MonthChoiceField(
        label=gettext_lazy("Move to"),
        required=False,
    )
    leader = LeaderChoiceField(label=gettext_lazy("Who goes"), empty_label=None, required=False)
    submit_label = gettext_lazy("Save as missed")

    def __init__(self, *args, row: Visit, by, **kwargs):
        super().__init__(*args, row=row, by=by, **kwargs)
        if row.outcome == Visit.Outcome.MISSED:
            self.initial |= {"reason": row.absence_reason_id, "note": row.note}
        elif trip := Trips([row.leader_id], [row.month]).on_meeting_day(row):
            self.initial["reason"] = AbsenceReason.objects.filter(code=AbsenceReason.TRIP).first()
            self.fields["reason"].help_text = _("Proposed because of the trip %(from)s–%(to)s.") % {
                "from": f"{trip.date_from:%d/%m/%Y}",
                "to": f"{trip.date_to:%d/%m/%Y}",
            }
        offer_carry_over(self, row)
        self.fields["month"].choices = [("", _("Decide later")), *self.fields["month"].choices]

    def layout(self):
        return [
            "reason",
            "note",
            Fieldset(
                _("Make up for it"),
                Row(Column("month", css_class="col-sm-5"), Column("leader", css_class="col-sm-7")),
            ),
            self.buttons(),
        ]

    def act(self):
        data = self.cleaned_data
        return actions.miss_and_carry_over(
            visit=self.row,
            reason=data["reason"],
            note=data["note"],
            month=data["month"],
            leader=data["leader"],
            by=self.by,
            version=data["version"],
        )


def offer_carry_over(form: forms.Form, visit: Visit) -> None:
    """Later months to the end of the next half-year, and who could go; the first free one chosen."""
    last = visit.half_year.next.months[-1]
    months = [Month(i) for i in range(visit.month.ordinal + 1, last.ordinal + 1)]
    form.fields["month"].months = months
    # Whoever missed it stays offered after a transfer: nobody is to be replaced by the first in a list.
    substitutes = Leader.objects.filter(committee__path__startswith=visit.committee.path)
    form.fields["leader"].queryset = substitutes.in_office(
        months[0].first_day, last.last_day
    ) | Leader.objects.filter(pk=visit.leader_id)
    form.initial.setdefault("leader", visit.leader_id)
    # Nobody makes up for a visit in the past, unless all that is offered lies there.
    coming = [month for month in months if month >= Month.of(today())]
    if free := free_months(visit.leader, visit.cell, coming or months):
        form.initial.setdefault("month", str(free[0]))
