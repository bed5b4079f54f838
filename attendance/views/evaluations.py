"""The score sheet of an attended meeting."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from attendance import quality
from attendance.models import Visit
from committees.roles import Permission
from meetings.actions import delete_evaluation
from meetings.forms import EvaluationForm
from meetings.models import Evaluation, Rubric

from .access import ActionFormView, ActionView, VisitMixin, VisitStep


class EvaluationMixin(VisitStep, VisitMixin):
    permission = Permission.EVALUATE

    @cached_property
    def visit(self) -> Visit:
        visit = super().visit
        if visit.outcome != Visit.Outcome.ATTENDED:
            raise Http404(_("Only a meeting that was attended can be evaluated."))
        return visit

    @property
    def leader(self):
        return self.visit.leader if self.kwargs["scorer"] == quality.LEADER else None


class EvaluationView(EvaluationMixin, ActionFormView):
    """The score sheet of the attended meeting, by the leader or by the cell itself."""

    template_name = "attendance/evaluation_form.html"
    form_class = EvaluationForm

    @cached_property
    def rubric(self) -> Rubric | None:
        """That of the evaluation already stored, or the one in force on the day."""
        meeting = self.visit.meeting
        stored = Evaluation.objects.filter(meeting=meeting, leader=self.leader).first()
        if stored and stored.rubric:
            return stored.rubric
        return Rubric.objects.valid_for(meeting.cell.organization_type, meeting.date).first()

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs() | {
            "meeting": self.visit.meeting,
            "leader": self.leader,
            "rubric": self.rubric,
        }
        del kwargs["row"]  # the evaluation, which the form looks up
        return kwargs

    def get_context_data(self, **kwargs):
        return super().get_context_data(scorer=self.kwargs["scorer"], **kwargs)

    def get_success_message(self, form):
        return _("The evaluation is saved.")


class EvaluationRatingView(EvaluationView):
    """The running total and band of what is typed so far; stores nothing."""

    http_method_names = ["post"]
    template_name = "attendance/_rating.html"

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        form.is_valid()
        return self.render_to_response(self.get_context_data(form=form))


class EvaluationDeleteView(EvaluationMixin, ActionView):
    def act(self, visit):
        evaluation = get_object_or_404(Evaluation, meeting=visit.meeting, leader=self.leader)
        delete_evaluation(evaluation=evaluation, by=self.request.user)
        return _("The evaluation is deleted.")
