"""Last month's announcements copied at once, after a look at what comes."""

import hashlib
import json
from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.planning.announcing import Proposal
from lib.forms.actions import ActionForm
from lib.periods import Month
from meetings.actions import Announcement, announce
from meetings.models import AnnouncedMeeting, Cell


class CopyCalendarForm(ActionForm):
    """Announce all that the page listed, or nothing where that is something else by now."""

    source = forms.CharField(
        required=False,
        max_length=200,
        label=gettext_lazy("According to document"),
        help_text=gettext_lazy("Number and date of the notice; kept with every line saved now."),
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    hidden = ("version", "form_key", "seen")
    submit_label = gettext_lazy("Announce all of these")

    def __init__(self, *args, month: Month, proposals: Sequence[tuple[Cell, Proposal]], **kwargs):
        self.month, self.proposals = month, proposals
        super().__init__(*args, **kwargs)
        self.initial["seen"] = _digest(proposals)

    def clean(self):
        data = super().clean()
        if data.get("seen") != _digest(self.proposals):
            # Sent again, it is meant for what the page lists now.
            self.data = self.data.copy()
            self.data["seen"] = _digest(self.proposals)
            raise ValidationError(
                _("What is copied has changed meanwhile. Look at it again, then send it again.")
            )
        return data

    def act(self) -> list[AnnouncedMeeting]:
        source = self.cleaned_data["source"]
        announcements = [
            Announcement(
                cell,
                proposal.date,
                proposal.begins_at,
                proposal.place,
                proposal.contact,
                source_document=source,
                version=0,
            )
            for cell, proposal in self.proposals
        ]
        try:
            return announce(month=self.month, announcements=announcements, by=self.by)
        except ValidationError as refusal:
            names = {cell.pk: cell for cell, _proposal in self.proposals}
            told = [f"{names[pk]}: {' '.join(error.messages)}" for pk, error in _by_cell(refusal)]
            raise ValidationError(told) from None


def _by_cell(refusal: ValidationError) -> list[tuple[int, ValidationError]]:
    return [(pk, ValidationError(errors)) for pk, errors in refusal.error_dict.items()]


def _digest(proposals: Sequence[tuple[Cell, Proposal]]) -> str:
    facts = [[cell.pk, *map(str, (p.date, p.begins_at, p.place, p.contact))] for cell, p in proposals]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
