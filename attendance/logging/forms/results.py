"""What people type about meetings attended; each form saves through one action."""

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.layout import HTML, Column, Div, Row
from crispy_forms.utils import TEMPLATE_PACK
from django import forms
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.days.forms.corrections import WithCorrectionReason
from attendance.days.forms.fields import LeaderChoiceField, ask_again_on_change
from attendance.logging import actions
from attendance.logging.actions import FACTS, FURTHER, NUMBERS
from attendance.logging.belonging import nearest_plan
from attendance.models import Plan, Visit
from committees.models import Leader
from committees.roles import Permission
from lib.forms.actions import ActionForm
from lib.forms.fields import CountField, DateField, TimeField
from lib.periods import HalfYear, Month, short_day, today
from lib.vietnamese import search_key
from meetings.models import Cell, Meeting

from .attachments import FilesField, WithFiles
from .numbers import (
    known_numbers,
    last_numbers,
    members_then,
    number_slips,
    time_slips,
    told_members,
    told_numbers,
)


def named(visit: Visit) -> str:
    """As the list of what waits on a device names it."""
    return f"{visit.leader} · {visit.cell} · {visit.month}"


def source_document_field() -> forms.CharField:
    return forms.CharField(
        required=False,
        max_length=200,
        label=gettext_lazy("According to document"),
        help_text=gettext_lazy("Number of the report or of the minutes you log this by, if any."),
    )


class Further(Div):
    """What is told less often, folded as long as nothing is."""

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        fields = self.get_rendered_fields(form, context, template_pack, **kwargs)
        return render_to_string("logging/_further_facts.html", {"form": form, "fields": fields})


class MeetingForm(WithFiles, WithCorrectionReason, ActionForm):
    """When the meeting was and what it was like."""

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
    starts_at = TimeField(required=False, label=gettext_lazy("Start"))
    ends_at = TimeField(required=False, label=gettext_lazy("End"))
    members_exempt = CountField(required=False, label=gettext_lazy("Exempt"))
    absent_excused = CountField(required=False, label=gettext_lazy("Absent, excused"))
    absent_unexcused = CountField(required=False, label=gettext_lazy("Absent, no reason"))
    note = forms.CharField(
        required=False, label=gettext_lazy("Note"), widget=forms.Textarea(attrs={"rows": 2})
    )
    source_document = source_document_field()
    attachments = FilesField(required=False)

    def meeting_layout(self):
        return [
            Row(Column("date", css_class="col-sm-6 col-md-4")),
            InlineRadios("kind"),
            Row(*(Column(name, css_class="col-4") for name in NUMBERS), css_class="gx-3 three-numbers"),
            Further(
                *(
                    Row(*(Column(name, css_class="col-4") for name in names), css_class="gx-3 three-numbers")
                    for names in (FURTHER[:2], FURTHER[2:])
                )
            ),
            "note",
            "source_document",
            "attachments",
        ]

    def clean(self):
        data = super().clean()
        numbers, others = ([data.get(name) for name in names] for names in (NUMBERS, FURTHER[2:]))
        slips = number_slips(numbers, others) | time_slips(data.get("starts_at"), data.get("ends_at"))
        for name, message in slips.items():
            self.add_error(name, message)
        if data.get("date"):
            self.foresee(self.expect_day, data["date"])
        return data

    @property
    def says_further(self) -> bool:
        """Whether anything stands among what is folded."""
        return any(self[name].errors or self[name].value() not in (None, "") for name in FURTHER)

    def expect_day(self, date) -> None:
        """What the action expects of the day of the meeting."""
        actions.expect_held(date)

    def meeting(self) -> dict:
        """What was typed, as the actions take it."""
        data = self.cleaned_data
        return {
            "facts": actions.MeetingFacts(**{name: data[name] for name in ("kind", *FACTS)}),
            "note": data["note"],
            "source_document": data["source_document"],
            "correction_reason": self.why,
        }


class AttendedForm(MeetingForm):
    """The leader attended: when, and what the meeting was like."""

    submit_label = gettext_lazy("Save as attended")

    def __init__(self, *args, row: Visit, by, **kwargs):
        self.shared = None if row.meeting else shared_meeting(row)
        self.last = last_numbers([row.cell_id], before=row.month).get(row.cell_id)
        kwargs["initial"] = self._known(row) | (kwargs.get("initial") or {})
        super().__init__(*args, row=row, by=by, **kwargs)
        if self.last:
            self.fields["members_present"].help_text = told_numbers(self.last)
        if self.shared:
            self.fields["date"].help_text = self._shared_hint()

    def _known(self, visit: Visit) -> dict:
        known = {"note": visit.note, "source_document": visit.source_document}
        if visit.outcome != Visit.Outcome.ATTENDED:
            known = {}
        meeting = visit.meeting or self.shared
        then = members_then([visit.cell_id], visit.month).get(visit.cell_id)
        known |= known_numbers(visit.cell, meeting, self.last, then)
        if meeting:
            return known | {"date": meeting.date, "kind": meeting.kind}
        expected = visit.meets_on
        if expected and expected <= today():
            known["date"] = expected
        return known

    def expect_day(self, date):
        actions.expect_possible_day(self.row, date)

    def _shared_hint(self) -> str:
        """Who logged the meeting is told where that visit may be seen."""
        other = (
            Visit.objects.visible_to(self.by).filter(meeting=self.shared).select_related("logged_by").first()
        )
        facts = {"date": short_day(self.shared.date), "who": other and other.logged_by}
        if facts["who"]:
            return (
                _("The meeting of %(date)s is known already, logged by %(who)s. Its numbers are shared.")
                % facts
            )
        return _("The meeting of %(date)s is known already. Its numbers are shared.") % facts

    def layout(self):
        return [
            HTML('{% include "logging/_on_behalf.html" %}'),
            *self.meeting_layout(),
            self.buttons(),
        ]

    def kept_as(self):
        return _("Attended: %(visit)s") % {"visit": named(self.row)}

    def stored(self) -> dict | None:
        visit = Visit.objects.select_related("meeting", "cell").get(pk=self.row.pk)
        if visit.outcome != Visit.Outcome.ATTENDED:
            return None
        # Files are added one to the other, never compared.
        return self._known(visit) | {"attachments": self.cleaned_data.get("attachments")}

    def act(self):
        visit = actions.log_attended(
            visit=self.row,
            date=self.cleaned_data["date"],
            by=self.by,
            version=self.cleaned_data["version"],
            **self.meeting(),
        )
        self.attach_to(visit)
        return visit


def shared_meeting(visit: Visit) -> Meeting | None:
    """The meeting that the cell is known to have held in the visit's month, if its leader may count it.

    Of several the one on the usual day, else the first.
    """
    meetings = Meeting.objects.filter(
        cell=visit.cell_id, date__range=(visit.month.first_day, visit.month.last_day)
    ).exclude(visits__leader=visit.leader_id)
    usual = visit.meets_on
    return min(meetings.order_by(), key=lambda meeting: (meeting.date != usual, meeting.date), default=None)


class UnplannedForm(MeetingForm):
    """A leader attended without being registered for it."""

    leader = LeaderChoiceField(label=gettext_lazy("Leader"))
    cell = forms.ModelChoiceField(
        Cell.objects.none(),
        label=gettext_lazy("Cell"),
        error_messages={"required": gettext_lazy("Find the cell and choose it.")},
    )
    q = forms.CharField(required=False, max_length=100, label=gettext_lazy("Find a cell"))
    beside_open = forms.BooleanField(
        required=False,
        label=gettext_lazy("Log it as unplanned all the same; the registered visit stays open"),
    )
    fulfil = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # What was last put into “members” and “exempt”: as long as it stands there, it follows cell and day.
    proposed_total = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    proposed_exempt = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    PROPOSED = {"members_total": "proposed_total", "members_exempt": "proposed_exempt"}
    SHOWN = 12
    NUMBERS_SHOWN = (
        "#div_id_members_total,#div_id_members_present,#further,#id_proposed_total,#id_proposed_exempt"
    )
    field_order = ("leader", "cell", "date")
    submit_label = gettext_lazy("Save as unplanned")

    def __init__(self, *args, by, row=None, **kwargs):
        super().__init__(*args, by=by, row=row, **kwargs)
        self.open_visits, self.taken = [], None
        leaders = Leader.objects.permitted(by, Permission.LOG).select_related("committee")
        self.fields["leader"].queryset = leaders.serving_between(
            HalfYear.current().previous.first_day, today()
        )
        self.fields["cell"].queryset = Cell.objects.visible_to(by).select_related("committee")
        self.look_for_correction()  # only now the leader can be told
        for name in ("leader", "date"):
            ask_again_on_change(self.fields[name], "correction")
        self.fields["date"].widget.attrs["hx-select-oob"] = self.NUMBERS_SHOWN
        if not self.is_bound and self.chosen_cell:
            self._propose_numbers(self.chosen_cell, self._value("date"))

    def _propose_numbers(self, cell: Cell, date) -> None:
        """The total and the exempt, unless others were typed; and what is known of the time before."""
        month = Month.of(date or today())
        meeting = Meeting.objects.filter(cell=cell, date=date).first() if date else None
        last = last_numbers([cell.pk], before=month).get(cell.pk)
        if last:
            self.fields["members_present"].help_text = told_numbers(last)
        then = members_then([cell.pk], month).get(cell.pk)
        self.fields["members_total"].help_text = told_members(cell, then)
        known = known_numbers(cell, meeting, last, then)
        for name, proposed in self.PROPOSED.items():
            if self.initial.get(name, "") in ("", self.initial.get(proposed, "")):
                self.initial |= {name: known[name], proposed: known[name]}

    def layout(self):
        return [
            HTML('{% include "logging/_unplanned_open.html" %}'),
            "leader",
            HTML('{% include "logging/_unplanned_cell.html" %}'),
            *self.PROPOSED.values(),
            *self.meeting_layout(),
            HTML('{% include "logging/_unplanned_buttons.html" %}'),
        ]

    def kept_as(self):
        return _("Unplanned visit")

    def sent_by_script(self):
        return super().sent_by_script() | {"data-send-each": ""}  # after one, another may follow

    def what_is_fixed(self) -> Plan | None:
        """The plan of the leader for the day of the meeting, once both are chosen."""
        leader, date = self._value("leader"), self._value("date")
        plan = leader and date and nearest_plan(leader, HalfYear.of(date))
        return plan if plan and plan.is_closed else None

    # --- finding the cell ---

    @property
    def chosen_cell(self) -> Cell | None:
        return self._value("cell")

    @cached_property
    def matches(self) -> list[Cell]:
        """One more than is shown, where there are more."""
        words = self._value("q") or ""
        if not search_key(words).split():
            return []
        now = HalfYear.current()
        cells = (
            self.fields["cell"]
            .queryset.existing_between(now.previous.first_day, now.last_day)
            .matching(words)
        )
        if self.chosen_cell:
            cells = cells.exclude(pk=self.chosen_cell.pk)
        return list(cells[: self.SHOWN + 1])

    @property
    def found(self) -> list[Cell]:
        """The cell chosen, then those that the words find."""
        return [*([self.chosen_cell] if self.chosen_cell else []), *self.matches[: self.SHOWN]]

    @property
    def more(self) -> bool:
        return len(self.matches) > self.SHOWN

    def _value(self, name: str):
        """As it stands on the page; None for nothing, or for what cannot be."""
        try:
            return self.fields[name].clean(self[name].value())
        except forms.ValidationError:
            return None

    def act(self) -> Visit:
        data = self.cleaned_data
        visit = self._fulfil(data["fulfil"]) if data["fulfil"] else self._log_unplanned()
        if not self.by.may(Permission.LOG, visit.committee):
            raise forms.ValidationError(
                _("The visit belongs to the plan of %(committee)s: ask the staff there to log it.")
                % {"committee": visit.committee.label}
            )
        self.attach_to(visit)
        return visit

    def _fulfil(self, pk: int) -> Visit:
        data = self.cleaned_data
        visit = Visit.objects.pending().filter(pk=pk, leader=data["leader"], cell=data["cell"]).first()
        if visit is None:
            raise forms.ValidationError(
                _("The registered visit has changed meanwhile. Check what is there now and save again.")
            )
        return actions.log_attended(visit=visit, date=data["date"], by=self.by, **self.meeting())

    def _log_unplanned(self) -> Visit:
        data = self.cleaned_data
        try:
            return actions.log_unplanned(
                leader=data["leader"],
                cell=data["cell"],
                date=data["date"],
                beside_open=data["beside_open"],
                by=self.by,
                **self.meeting(),
            )
        except actions.OpenVisits as refusal:
            self.open_visits = refusal.visits
            raise
        except actions.MonthTaken as refusal:
            self.taken = Visit.objects.visible_to(self.by).filter(pk=refusal.visit.pk).first()
            raise
