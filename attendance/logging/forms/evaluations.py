"""The evaluation sheet of a meeting that a visit attended."""

from django.utils.translation import gettext as _

from attendance.days.forms.corrections import WithCorrectionReason
from attendance.logging import actions
from attendance.logging.corrections import fixed_evaluation
from attendance.models import Visit
from meetings.forms.evaluations import DeleteEvaluationForm, EvaluationForm

from .results import named


class OfVisit(WithCorrectionReason):
    """Mixed into a form about the evaluation by the visit's leader, or by the cell itself."""

    def __init__(self, *args, visit: Visit, by_leader: bool, **kwargs):
        self.visit, self.by_leader = visit, by_leader
        super().__init__(*args, **kwargs)

    def what_is_fixed(self):
        return fixed_evaluation(self.visit, self.visit.leader if self.by_leader else None)


class VisitEvaluationForm(OfVisit, EvaluationForm):
    def kept_as(self):
        if self.by_leader:
            return _("Evaluation: %(visit)s") % {"visit": named(self.visit)}
        return _("Evaluation by the cell itself: %(visit)s") % {"visit": named(self.visit)}

    def act(self):
        return actions.evaluate(visit=self.visit, correction_reason=self.why, **self.typed())


class VisitEvaluationDeleteForm(OfVisit, DeleteEvaluationForm):
    def act(self):
        if not self.row:
            return  # somebody was faster
        actions.remove_evaluation(
            visit=self.visit,
            evaluation=self.row,
            correction_reason=self.why,
            by=self.by,
            version=self.cleaned_data["version"],
        )
