"""The table in which a month's meetings are announced, sent as one form."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.planning.announcing import Proposal
from committees.forms.fields import CommitteeFilterField
from committees.models import Committee
from lib.forms.actions import ActionForm
from lib.forms.fields import DateField, TimeField
from lib.forms.filters import ListFilterForm, SearchField
from lib.periods import Month
from meetings.actions import Announcement, announce
from meetings.models import AnnouncedMeeting, Cell

FIELDS = ("date", "begins_at", "place", "contact")


class CellsToAnnounceForm(ListFilterForm):
    """Of the cells that a user announces: one managing committee with those below it, or some words."""

    committee = CommitteeFilterField()
    q = SearchField(gettext_lazy("Cell"))

    def __init__(self, *args, cells, **kwargs):
        super().__init__(*args, **kwargs)
        # Distinct: else PostgreSQL looks through the cells anew for each committee there is.
        committees = Committee.objects.filter(pk__in=cells.order_by().values("committee").distinct())
        self.fields["committee"].queryset = committees

    def apply(self, cells):
        self.full_clean()
        chosen = self.cleaned_data
        if chosen["committee"]:
            cells = cells.below(chosen["committee"])
        return cells.search(chosen["q"]) if chosen["q"].strip() else cells


@dataclass
class AnnouncementLine:
    """One cell: what is announced, what the fields propose, and the fields."""

    cell: Cell
    stored: AnnouncedMeeting | None
    proposal: Proposal
    is_copied: bool
    fields: dict[str, BoundField] = field(default_factory=dict)
    hidden: list[BoundField] = field(default_factory=list)
    is_stale: bool = False  # somebody else saved it meanwhile

    @property
    def shown(self) -> list[BoundField]:
        return [self.fields[name] for name in FIELDS]

    @property
    def pick(self) -> BoundField | None:
        return self.fields.get("pick")

    @property
    def is_weekend(self) -> bool:
        return self.proposal.is_weekend

    @property
    def has_errors(self) -> bool:
        return any(bound.errors for bound in self.shown)

    @property
    def was(self) -> str:
        """The fields as the page showed them."""
        return json.dumps(_stripped(bound.field.widget.format_value(bound.initial) for bound in self.shown))


class AnnounceForm(ActionForm):
    """Announce the lines that are ticked or were changed, `every` one shown: all or none.

    A day taken out of an announced line withdraws it.
    """

    source = forms.CharField(
        required=False,
        max_length=200,
        label=gettext_lazy("According to document"),
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    every = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data=None,
        *args,
        by,
        month: Month,
        cells: Iterable[Cell],
        proposals: Mapping[int, Proposal],
        row=None,
        **kwargs,
    ):
        super().__init__(data, *args, by=by, row=row, **kwargs)
        self.month = month
        self.lines = [self._line(cell, proposals.get(cell.pk)) for cell in cells]

    @staticmethod
    def listed(data) -> list[int]:
        """The ids of the cells on the page that was sent: it is shown again as it was."""
        ids = (name.removeprefix("seen-") for name in data if name.startswith("seen-"))
        return [int(pk) for pk in ids if pk.isascii() and pk.isdigit() and len(pk) < 19]

    def layout(self):
        return []

    def _line(self, cell: Cell, copied: Proposal | None) -> AnnouncementLine:
        stored = cell.announced(self.month)
        proposal = Proposal(cell.meets_on(self.month), place=cell.place)
        if stored or copied:
            proposal = Proposal.of(stored) if stored else copied
        line = AnnouncementLine(cell, stored, proposal, is_copied=bool(copied and not stored))
        kinds = {
            "date": DateField(required=False, label=_("Day"), initial=proposal.date),
            "begins_at": TimeField(
                required=False, label=_("Hour (such as 19:30)"), initial=proposal.begins_at
            ),
            "place": forms.CharField(
                required=False, max_length=200, label=_("Place"), initial=proposal.place
            ),
            "contact": forms.CharField(
                required=False, max_length=200, label=_("Contact"), initial=proposal.contact
            ),
        }
        for name, kind in kinds.items():
            kind.widget.attrs.pop("placeholder", None)  # in a table of values it looks like one
            kind.widget.attrs |= {"class": "form-control", "aria-label": f"{kind.label}: {cell}"}
            line.fields[name] = self._add(name, cell, kind)
        if not stored:
            pick = forms.BooleanField(
                required=False,
                label=_("Announce %(cell)s") % {"cell": cell},
                initial=line.is_copied,
                widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
            )
            line.fields["pick"] = self._add("pick", cell, pick)
        seen = forms.IntegerField(
            required=False, widget=forms.HiddenInput, initial=stored.version if stored else 0
        )
        was = forms.CharField(required=False, widget=forms.HiddenInput, initial=line.was)
        line.hidden = [self._add("seen", cell, seen), self._add("was", cell, was)]
        return line

    def _add(self, name: str, cell: Cell, kind: forms.Field) -> BoundField:
        key = f"{name}-{cell.pk}"
        self.fields[key] = kind
        return self[key]

    # --- what was sent ---

    def clean(self):
        data = super().clean()
        self.sent = [line for line in self.lines if self._is_sent(line, data)]
        for line in self.lines:
            pk = line.cell.pk
            if line not in self.sent:
                # What stands beside a line that is not sent may wait.
                for name in FIELDS:
                    self.errors.pop(f"{name}-{pk}", None)
            elif not self._day_typed(line) and (not line.stored or data.get("every")):
                self.add_error(f"date-{pk}", _("On which day does the cell meet?"))
        if not self.sent and not self.errors:
            self.add_error(None, _("Nothing is ticked or changed: tick a cell, or type another day."))
        return data

    def _is_sent(self, line: AnnouncementLine, data: dict) -> bool:
        pk = line.cell.pk
        if data.get("every") and (line.stored or self._day_typed(line)):
            return True
        if data.get(f"pick-{pk}"):
            return True
        typed = [self.data.get(f"{name}-{pk}", "") for name in FIELDS]
        try:
            was = json.loads(self.data.get(f"was-{pk}", ""))
        except (ValueError, RecursionError):
            return True
        if not line.stored and not self._day_typed(line):
            # The usual day taken out, and nothing else typed: not announced yet.
            typed = [was[0], *typed[1:]] if isinstance(was, list) and was else typed
        return _stripped(typed) != was

    def _day_typed(self, line: AnnouncementLine) -> str:
        return self.data.get(f"date-{line.cell.pk}", "").strip()

    def act(self) -> list[AnnouncedMeeting]:
        try:
            return announce(month=self.month, announcements=[*map(self._of, self.sent)], by=self.by)
        except ValidationError as refusal:
            self._show_present_state()
            raise ValidationError(
                {f"date-{pk}": errors for pk, errors in refusal.error_dict.items()}
            ) from None

    def _of(self, line: AnnouncementLine) -> Announcement:
        data, pk = self.cleaned_data, line.cell.pk
        source = data["source"] or (line.stored.source_document if line.stored else "")
        values = {name: data.get(f"{name}-{pk}") for name in FIELDS}
        return Announcement(line.cell, **values, source_document=source, version=data.get(f"seen-{pk}"))

    def _show_present_state(self) -> None:
        """Sent again, it is meant for what stands there now, which the page says."""
        self.data = self.data.copy()
        for line in self.lines:
            version = line.stored.version if line.stored else 0
            line.is_stale = self.cleaned_data.get(f"seen-{line.cell.pk}") != version
            self.data[f"seen-{line.cell.pk}"] = str(version)


def _stripped(values: Iterable) -> list[str]:
    return [str(value or "").strip() for value in values]
