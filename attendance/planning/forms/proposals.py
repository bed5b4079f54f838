"""Which cell is proposed to which committee, as the button beside the cell sends it."""

from django import forms

from attendance.days.forms.fields import CellChoiceField
from committees.models import Committee
from meetings.models import Cell


class ProposalForm(forms.Form):
    """Nobody types here: what names nothing visible does not exist."""

    cell = CellChoiceField()
    committee = forms.ModelChoiceField(Committee.objects.none(), to_field_name="code")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cell"].queryset = Cell.objects.visible_to(user)
        self.fields["committee"].queryset = Committee.objects.visible_to(user)
