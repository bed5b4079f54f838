"""What people type about plans and visits, judged; each form saves through one action."""

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Div, Fieldset, Layout, Row, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.models import Committee, Leader, LeaderGroup
from committees.roles import Permission, within
from meetings.forms import VersionedForm
from meetings.models import Cell, Meeting, OrganizationType
from meetings.periods import HalfYear, Month, today

from . import actions
from .figures import Selection
from .models import AbsenceReason, Plan, Trip, Visit


class DateField(forms.DateField):
    """A date typed as offices write it: 29/06/2018, 29.6.18."""

    def __init__(self, **kwargs):
        kwargs.setdefault(
            "widget",
            forms.DateInput(
                format="%d/%m/%Y",
                attrs={
                    "placeholder": gettext_lazy("dd/mm/yyyy"),
                    "inputmode": "numeric",
                    "autocomplete": "off",
                },
            ),
        )
        super().__init__(**kwargs)
        self.error_messages["invalid"] = gettext_lazy(
            "This is not a date. Write day/month/year, for example 29/06/2018."
        )


class CountField(forms.IntegerField):
    """How many people. A text box: a browser's number box swallows slips before anybody sees them."""

    def __init__(self, **kwargs):
        super().__init__(
            min_value=0,
            max_value=100_000,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            **kwargs,
        )
        self.error_messages["invalid"] = gettext_lazy("Write a whole number, for example 27.")


class LeaderChoiceField(forms.ModelChoiceField):
    """Leaders with their positions: two may share a name."""

    def __init__(self, **kwargs):
        super().__init__(Leader.objects.none(), **kwargs)

    def label_from_instance(self, leader):
        return f"{leader.full_name} – {leader.position}"


class CellChoiceField(forms.ModelChoiceField):
    """Cells with their managing committees: "Chi bộ thôn 1" is in every commune."""

    def __init__(self, **kwargs):
        super().__init__(Cell.objects.none(), **kwargs)

    def label_from_instance(self, cell):
        return f"{cell.name} – {cell.committee.label}"


class MonthChoiceField(forms.TypedChoiceField):
    """A month among `months`, shown as 03/2018."""

    def __init__(self, *, months=(), **kwargs):
        super().__init__(coerce=Month.parse, empty_value=None, **kwargs)
        self.months = months

    @property
    def months(self):
        return self._months

    @months.setter
    def months(self, months):
        self._months = list(months)
        self.choices = [(str(month), str(month)) for month in self._months]


class ActionForm(VersionedForm):
    """A form whose `act` calls an action; a refusal comes back beside the fields, all typed kept.

    `version` is that of the row when the page was opened: a second saver is told, not obeyed.
    """

    version = forms.IntegerField(
        widget=forms.HiddenInput,
        required=False,
        error_messages={"invalid": gettext_lazy("The form was damaged on its way. Reload the page.")},
    )
    submit_label = gettext_lazy("Save")

    def __init__(self, *args, by, row=None, **kwargs):
        self.by, self.row, self.result = by, row, None
        if row is not None:
            kwargs["initial"] = {"version": getattr(row, "version", None)} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("Please fill in “%(label)s”.") % {"label": field.label}
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        self.helper.layout = Layout("version", *self.layout())

    def layout(self):
        return [*(name for name in self.fields if name != "version"), self.buttons()]

    def buttons(self):
        return Div(
            Submit("save", self.submit_label, css_class="btn-primary"),
            HTML(
                '{% load i18n %}<a class="btn btn-link" href="{{ cancel_url }}">{% translate "Cancel" %}</a>'
            ),
            css_class="d-flex gap-2 mt-4",
        )

    def act(self):
        """Call the action with `cleaned_data`; its result."""
        raise NotImplementedError

    def save(self) -> bool:
        """Whether the action was carried out; if not, the form says why."""
        if self.has_error("version"):
            # Beside a hidden field nobody would see it.
            self.add_error(None, self.errors["version"])
        if not self.is_valid():
            return False
        try:
            self.result = self.act()
        except ValidationError as refusal:
            self._add_refusal(refusal)
            return False
        return True

    def _add_refusal(self, refusal: ValidationError) -> None:
        self.keep_for_present_version(refusal)
        if not hasattr(refusal, "error_dict"):
            self.add_error(None, refusal)
            return
        for name, errors in refusal.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)


class SelectionForm(forms.Form):
    """The filters of a page of figures, as they stand in its URL."""

    committee = forms.ModelChoiceField(
        Committee.objects.none(), to_field_name="code", required=False, label=gettext_lazy("Committee")
    )
    own_plan = forms.BooleanField(required=False)
    group = forms.ChoiceField(choices=LeaderGroup.choices, required=False, label=gettext_lazy("Leader group"))
    leader = forms.ModelChoiceField(
        Leader.objects.none(), to_field_name="code", required=False, label=gettext_lazy("Leader")
    )
    type = forms.ModelChoiceField(
        OrganizationType.objects.all(),
        to_field_name="code",
        required=False,
        label=gettext_lazy("Organization type"),
    )
    as_of = DateField(required=False, label=gettext_lazy("As at"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["committee"].queryset = Committee.objects.visible_to(user)
        # Old figures name leaders who have since moved to a committee that the user does not see.
        self.fields["leader"].queryset = Leader.objects.filter(
            within(user.committee_paths()) | within(user.committee_paths(), "visits__committee")
        ).distinct()

    def selection(self, half_year: HalfYear) -> Selection:
        """Of a valid form."""
        data = self.cleaned_data
        return Selection(
            half_year=half_year,
            committee=data["committee"],
            own_plan=data["own_plan"],
            leader_group=data["group"] or None,
            leader=data["leader"],
            organization_type=data["type"],
            as_of=data["as_of"],
        )


class PlanFilterForm(forms.Form):
    """The filters of the list of plans."""

    status = forms.ChoiceField(required=False, label=gettext_lazy("Status"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [("", _("All statuses")), *Plan.Status.choices]


class PlanForm(ActionForm):
    """Begin a committee's plan for a half-year."""

    committee = forms.ModelChoiceField(
        Committee.objects.none(), label=gettext_lazy("Committee"), empty_label=None
    )
    half_year = forms.TypedChoiceField(coerce=HalfYear.parse, label=gettext_lazy("Half-year"))
    submit_label = gettext_lazy("Begin the plan")

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        # Committees that manage cells only have no leaders to send.
        self.fields["committee"].queryset = Committee.objects.filter(
            within(by.committee_paths(Permission.REGISTER), committee=""),
            leaders__isnull=False,
        ).distinct()
        now = HalfYear.current()
        offered = [now.next, now, now.previous]
        self.fields["half_year"].choices = [(str(h), capfirst(h.label)) for h in offered]

    def act(self):
        data = self.cleaned_data
        return actions.create_plan(committee=data["committee"], half_year=data["half_year"], by=self.by)


class VisitForm(ActionForm):
    """Add a visit to a plan (`row`); an approved one asks for the reason of the amendment."""

    leader = LeaderChoiceField(label=gettext_lazy("Leader"))
    cell = CellChoiceField(label=gettext_lazy("Cell"))
    month = MonthChoiceField(label=gettext_lazy("Month"))
    reason = forms.CharField(
        label=gettext_lazy("Reason of the amendment"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The plan is approved; every change to it is kept with its reason."),
    )
    submit_label = gettext_lazy("Add the visit")

    def __init__(self, *args, row: Plan, by, **kwargs):
        super().__init__(*args, row=row, by=by, **kwargs)
        period = row.half_year
        self.fields["leader"].queryset = Leader.objects.filter(
            committee__path__startswith=row.committee.path
        ).in_office(period.first_day, period.last_day)
        self.fields["cell"].queryset = (
            Cell.objects.visible_to(by)
            .existing(period.first_day, period.last_day)
            .select_related("committee")
        )
        self.fields["month"].months = period.months
        if not row.counts:
            del self.fields["reason"]
            self.helper.layout = Layout("version", *self.layout())

    def act(self):
        data = self.cleaned_data
        return actions.register_visit(
            plan=self.row,
            leader=data["leader"],
            cell=data["cell"],
            month=data["month"],
            reason=data.get("reason", ""),
            by=self.by,
        )


class PlanReturnForm(ActionForm):
    """Send a submitted plan back with a comment."""

    comment = forms.CharField(label=gettext_lazy("What to change"), widget=forms.Textarea(attrs={"rows": 3}))
    submit_label = gettext_lazy("Return the plan")

    def act(self):
        return actions.return_plan(
            plan=self.row,
            comment=self.cleaned_data["comment"],
            by=self.by,
            version=self.cleaned_data["version"],
        )


class WithdrawForm(ActionForm):
    """Take a visit out of an approved plan, with a reason."""

    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 2}))
    submit_label = gettext_lazy("Withdraw the visit")

    def act(self):
        return actions.withdraw_visit(
            visit=self.row,
            reason=self.cleaned_data["reason"],
            by=self.by,
            version=self.cleaned_data["version"],
        )


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
        if visit.cell.meeting_day:
            expected = visit.month.day(visit.cell.meeting_day)
            if expected <= today():
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
        elif trip := trip_on_meeting_day(row):
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


def trip_on_meeting_day(visit: Visit) -> Trip | None:
    """A trip of the leader that covers the cell's meeting day of the visit's month."""
    day = visit.cell.meeting_day
    return visit.leader.trips.covering(visit.month.day(day)).first() if day else None


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
    free = first_free_month(visit, coming or months)
    if free:
        form.initial.setdefault("month", str(free))


def first_free_month(visit: Visit, months: list[Month]) -> Month | None:
    """The first month without a visit of this leader to the cell, nor a trip on its meeting day."""
    taken = set(Visit.objects.filter(leader=visit.leader, cell=visit.cell).values_list("month", flat=True))
    trips = list(visit.leader.trips.filter(date_to__gte=months[0].first_day))
    day = visit.cell.meeting_day

    def away(month):
        return day and any(t.date_from <= month.day(day) <= t.date_to for t in trips)

    return next((m for m in months if m not in taken and not away(m)), None)
