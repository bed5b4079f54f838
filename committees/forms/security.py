"""What to look for in the sign-in log."""

from django import forms
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.models import SecurityEvent
from lib.forms.filters import ListFilterForm, SearchField


class SecurityEventFilterForm(ListFilterForm):
    q = SearchField(gettext_lazy("User name"))
    address = SearchField(gettext_lazy("Address"))
    kind = forms.ChoiceField(required=False, label=gettext_lazy("Event"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [(kind, capfirst(label)) for kind, label in SecurityEvent.Kind.choices]
        self.fields["kind"].choices = [("", _("All events")), *kinds]

    def apply(self, events):
        self.full_clean()
        chosen = self.cleaned_data
        if name := chosen["q"]:
            events = events.filter(Q(user__username__icontains=name) | Q(acted_by__icontains=name))
        if address := chosen["address"]:
            events = events.filter(address=address)
        if kind := chosen["kind"]:
            events = events.filter(kind=kind)
        return events
