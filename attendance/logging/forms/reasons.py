"""What administrators type about absence reasons."""

from django.utils.translation import gettext_lazy

from attendance.models import AbsenceReason
from lib.forms.catalogues import RowForm, column


class AbsenceReasonForm(RowForm):
    """The code stays as it was made: exported summaries are keyed by it."""

    model = AbsenceReason
    columns = ("label", "description", "requires_note", "position", "code")

    label = column(AbsenceReason, "label")
    description = column(
        AbsenceReason, "description", help_text=gettext_lazy("As forms and reports word it. Empty: the name.")
    )
    requires_note = column(AbsenceReason, "requires_note")
    position = column(AbsenceReason, "position", help_text=gettext_lazy("Smaller numbers stand first."))
    code = column(
        AbsenceReason,
        "code",
        help_text=gettext_lazy("Latin letters, digits, - and _; not to be changed later."),
    )

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        if row:
            self.fields["code"].disabled = True
