"""What people answer when they take back what is logged."""

from django.utils.translation import gettext as _

from attendance.days.forms.corrections import WithCorrectionReason
from attendance.logging import actions
from attendance.models import Visit
from lib.forms.actions import ActionForm


class TakeBackForm(WithCorrectionReason, ActionForm):
    """Take back what is logged for a visit (`row`): the move of a missed one, else its result.

    The result is None where the visit is gone with it.
    """

    def __init__(self, *args, row: Visit, by, **kwargs):
        self.undoes_move = row.successor is not None
        self.submit_label = self._label(row)
        super().__init__(*args, row=row, by=by, **kwargs)

    @staticmethod
    def _label(visit: Visit) -> str:
        if visit.successor:
            return _("Undo the move")
        if visit.origin == Visit.Origin.UNPLANNED:
            return _("Remove this unplanned visit")
        return _("Clear the result")

    def act(self) -> Visit | None:
        how = {
            "visit": self.row,
            "correction_reason": self.why,
            "by": self.by,
            "version": self.cleaned_data["version"],
        }
        if self.undoes_move:
            actions.undo_carry_over(**how)
            return self.row
        return actions.clear_result(**how)
