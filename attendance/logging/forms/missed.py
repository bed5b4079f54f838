"""What people type about visits missed, and about making up for them."""

from crispy_forms.layout import HTML, Div, Fieldset
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.days.availability import Trips, lies_ahead
from attendance.days.conflicts import Availability, conflicts_of
from attendance.days.forms.corrections import WithCorrectionReason
from attendance.days.forms.fields import (
    LeaderChoiceField,
    MonthChoiceField,
    OverrideReasonField,
    ask_again_on_change,
)
from attendance.logging import actions
from attendance.logging.prospects import Prospect, candidates
from attendance.models import AbsenceReason, Visit
from committees.models import Leader
from lib.forms.actions import ActionForm
from lib.periods import Month, short_day, written_day

from .attachments import FilesField, WithFiles
from .results import named, source_document_field

NEVER, LATER = "never", "later"
MAKING_UP = "making-up"  # the part of the page with the month
MAKE_UP = "make-up"  # of that, what depends on the month


class SubstituteField(LeaderChoiceField):
    """Leaders, each with what `notes` says of them."""

    notes = {}

    def label_from_instance(self, leader):
        # Before the title of the job, which a narrow screen cuts off.
        parts = [leader.full_name, self.notes.get(leader.pk), leader.position]
        return " · ".join(part for part in parts if part)


class MakeUpField(MonthChoiceField):
    """A month, LATER for a decision still to come, or NEVER."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.coerce = lambda value: value if value in (NEVER, LATER) else Month.parse(value)


class MakingUp:
    """The part of a form that moves a missed visit: to which month, who goes, and what that does."""

    def offer_months(self, visit: Visit) -> None:
        """Later months to the end of the next half-year, and who could go; the first free one proposed.

        No month is chosen until somebody does, be it by taking the proposal (`preview` is that month then).
        A closed plan takes no new visits: then those of the next half-year alone.
        """
        last = visit.half_year.next.months[-1]
        months = [Month(i) for i in range(visit.month.ordinal + 1, last.ordinal + 1)]
        if visit.plan.is_closed:
            months = visit.half_year.next.months
        self.months = months
        self.fields["month"].months = months
        availability = Availability.read([visit.leader_id], {month.half_year for month in months})
        self.fields["month"].choices = [(str(m), self._month_label(visit, m, availability)) for m in months]
        # Whoever missed it stays offered after a transfer: nobody is to be replaced by the first in a list.
        substitutes = Leader.objects.below(visit.committee)
        self.fields["leader"].queryset = substitutes.serving_between(
            months[0].first_day, last.last_day
        ) | Leader.objects.filter(pk=visit.leader_id)
        self.initial.setdefault("leader", visit.leader_id)
        self.free = availability.free_months(visit.leader, visit.cell, months, but=visit)
        if self.initial.get("preview") in map(str, months):
            self.initial["month"] = self.initial["preview"]
            self.fields["month"].widget.attrs["autofocus"] = True

    @property
    def proposed(self) -> Month | None:
        """The first free month, as long as nothing is chosen."""
        return self.free[0] if self.free and self.chosen_month() is None else None

    @property
    def proposal(self) -> str:
        """The month proposed, and why."""
        day = self.row.cell.meets_on(self.proposed)
        facts = {"month": self.proposed, "leader": self.row.leader, "day": day and short_day(day)}
        if day:
            return _("Proposed: %(month)s, %(leader)s is free on %(day)s.") % facts
        return _("Proposed: %(month)s, the first in which nothing keeps %(leader)s.") % facts

    def look_for_conflicts(self) -> None:
        """What keeps the leader chosen from the meeting of the month chosen: then a reason is asked for."""
        month, leader = self.chosen_month(), self._chosen_leader() or self.row.leader
        self.conflicts = []
        if isinstance(month, Month):
            self.conflicts = conflicts_of(leader, self.row.cell, month, but=self.row)
        if not self.conflicts:
            del self.fields["override_reason"]
            self._make_up_part.fields.remove("override_reason")

    def expect_explained(self) -> None:
        """Why the visit is planned although something keeps the leader from it."""
        actions.explained(self.cleaned_data.get("override_reason", ""), self.conflicts)

    def making_up_part(self) -> Div:
        """The month, and what depends on it: who could go, what keeps them, what it does to the figures."""
        proposal, conflicts, prospect = (
            HTML(f'{{% include "logging/_{name}.html" %}}')
            for name in ("proposed_month", "conflicts", "prospect")
        )
        self._make_up_part = Div(proposal, "leader", conflicts, "override_reason", prospect, css_id=MAKE_UP)
        return Div("month", self._make_up_part, css_id=MAKING_UP)

    def describe_candidates(self) -> None:
        """Say of each who could go what speaks against it in the month chosen."""
        month = self.chosen_month()
        if isinstance(month, Month):
            leaders = self.fields["leader"].queryset
            self.fields["leader"].notes = candidates(self.row, leaders, month)

    @staticmethod
    def _month_label(visit: Visit, month: Month, availability: Availability) -> str:
        day = visit.cell.meets_on(month)
        parts = [str(month)]
        if availability.is_taken(visit.leader, visit.cell, month):
            parts.append(_("registered already"))
        elif not lies_ahead(visit.cell, month):
            parts.append(_("past, met on %(day)s") % {"day": short_day(day)} if day else _("past"))
        elif against := availability.at(visit.leader, visit.cell, month, but=visit):
            parts += [conflict.note for conflict in against]
        elif day:
            parts.append(_("free on %(day)s") % {"day": short_day(day)})
        if month.half_year != visit.half_year:
            parts.append(_("carried into the %(half_year)s") % {"half_year": month.half_year.label})
        return " · ".join(parts)

    def chosen_month(self) -> Month | str | None:
        """As the field stands on the page; None for none, or for something that is no choice."""
        try:
            return self.fields["month"].clean(self["month"].value())
        except forms.ValidationError:
            return None

    @property
    def prospect(self) -> str:
        """What the choice does to the figures."""
        return self._sentence(self.chosen_month())

    @property
    def all_prospects(self) -> list[str]:
        """Of every kind of choice: for pages without scripts."""
        kinds = {}
        for value, _label in self.fields["month"].choices:
            if not value:
                continue
            month = self.fields["month"].clean(value)
            kinds.setdefault(month.half_year if isinstance(month, Month) else month, month)
        return [self._sentence(month) for month in kinds.values()]

    def _sentence(self, month: Month | str | None) -> str:
        if month is None:
            return ""
        if not hasattr(self, "_prospect"):
            self._prospect = Prospect.of(self.row)
        moved_to = month if isinstance(month, Month) else None
        sentence = self._prospect.sentence(moved_to, decided=month == NEVER)
        leader = self._chosen_leader() if moved_to else None
        if leader and leader.group != self.row.leader_group:
            note = _("The new visit counts with the group “%(group)s”, so the lines of both groups change.")
            return f"{sentence} {note % {'group': leader.get_group_display()}}"
        return sentence

    def _chosen_leader(self) -> Leader | None:
        try:
            return self.fields["leader"].clean(self["leader"].value())
        except forms.ValidationError:
            return None


class CarryOverForm(MakingUp, WithCorrectionReason, ActionForm):
    """Move a missed visit to a later month, for its leader or a substitute."""

    month = MonthChoiceField(label=gettext_lazy("Move to"))
    leader = SubstituteField(label=gettext_lazy("Who goes"), empty_label=None)
    override_reason = OverrideReasonField()
    submit_label = gettext_lazy("Move the visit")

    def __init__(self, *args, row: Visit, by, **kwargs):
        super().__init__(*args, row=row, by=by, **kwargs)
        self.offer_months(row)
        nothing = _("Choose…")
        if not self.free:
            is_left = any(lies_ahead(row.cell, month) for month in self.months)
            nothing = _("No month to come is free: choose one") if is_left else _("All are past: choose one")
        self.fields["month"].choices = [("", nothing), *self.fields["month"].choices]
        self.describe_candidates()
        self.look_for_conflicts()
        ask_again_on_change(self.fields["month"], MAKE_UP)
        ask_again_on_change(self.fields["leader"], MAKE_UP)

    def layout(self):
        return [self.making_up_part(), self.buttons()]

    def clean(self):
        data = super().clean()
        self.foresee(self.expect_explained)
        return data

    def act(self):
        return actions.carry_over(
            visit=self.row,
            month=self.cleaned_data["month"],
            leader=self.cleaned_data["leader"],
            override_reason=self.cleaned_data.get("override_reason", ""),
            correction_reason=self.why,
            by=self.by,
            version=self.cleaned_data["version"],
        )


class MissedForm(WithFiles, MakingUp, WithCorrectionReason, ActionForm):
    """The leader did not attend: why, and when the visit is made up for."""

    reason = forms.ModelChoiceField(
        AbsenceReason.objects.all(),
        label=gettext_lazy("Reason of absence"),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        required=False, label=gettext_lazy("Note"), widget=forms.Textarea(attrs={"rows": 2})
    )
    month = MakeUpField(label=gettext_lazy("Move to"))
    leader = SubstituteField(label=gettext_lazy("Who goes"), empty_label=None, required=False)
    override_reason = OverrideReasonField()
    source_document = source_document_field()
    attachments = FilesField(required=False)
    submit_label = gettext_lazy("Save as missed")

    def __init__(self, *args, row: Visit, by, **kwargs):
        super().__init__(*args, row=row, by=by, **kwargs)
        if row.outcome == Visit.Outcome.MISSED:
            self.initial = self._known(row) | self.initial
        elif trip := Trips([row.leader_id], [row.month]).on_meeting_day(row):
            self.initial.setdefault("reason", AbsenceReason.objects.filter(code=AbsenceReason.TRIP).first())
            self.fields["reason"].help_text = _("Proposed because of the trip %(from)s–%(to)s.") % {
                "from": written_day(trip.date_from),
                "to": written_day(trip.date_to),
            }
        self.offer_months(row)
        later, never = _("Decide later"), _("Will not be made up for")
        self.fields["month"].choices = [
            ("", _("Choose…")),
            *self.fields["month"].choices,
            (LATER, later),
            (NEVER, never),
        ]
        self.fields["month"].error_messages["required"] = _("Choose a month, “%(later)s” or “%(never)s”.") % {
            "later": later,
            "never": never,
        }
        self.describe_candidates()
        self.look_for_conflicts()
        ask_again_on_change(self.fields["month"], MAKE_UP)
        ask_again_on_change(self.fields["leader"], MAKE_UP)

    @staticmethod
    def _known(visit: Visit) -> dict:
        return {
            "reason": visit.absence_reason_id,
            "note": visit.note,
            "source_document": visit.source_document,
            "month": NEVER if visit.no_carry_over else LATER,
        }

    def layout(self):
        return [
            HTML('{% include "logging/_on_behalf.html" %}'),
            "reason",
            "note",
            Fieldset(_("Make up for it"), self.making_up_part()),
            "source_document",
            "attachments",
            self.buttons(),
        ]

    def kept_as(self):
        return _("Missed: %(visit)s") % {"visit": named(self.row)}

    def stored(self) -> dict | None:
        visit = Visit.objects.select_related("carried_to").get(pk=self.row.pk)
        if visit.outcome != Visit.Outcome.MISSED or visit.successor:
            return None
        # Who goes belongs to a move, which none has stored; files are added, never compared.
        mine = {name: self.cleaned_data.get(name) for name in ("leader", "override_reason", "attachments")}
        return self._known(visit) | mine

    def clean(self):
        data = super().clean()
        if data.get("reason"):
            self.foresee(actions.expect_told, actions.Miss(data["reason"], data.get("note", "")))
        self.foresee(self.expect_explained)
        return data

    def act(self):
        data = self.cleaned_data
        visit = actions.miss_and_carry_over(
            visit=self.row,
            miss=actions.Miss(
                data["reason"], data["note"], data["source_document"], no_carry_over=data["month"] == NEVER
            ),
            month=data["month"] if isinstance(data["month"], Month) else None,
            leader=data["leader"],
            override_reason=data.get("override_reason", ""),
            correction_reason=self.why,
            by=self.by,
            version=data["version"],
        )
        self.attach_to(visit)
        return visit
