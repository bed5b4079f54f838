"""One visit: what was planned, what happened, how the meeting was."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView

from attendance import actions, quality
from attendance.forms import AttendedForm, CarryOverForm, MissedForm, WithdrawForm
from attendance.models import Visit
from committees.roles import Permission
from meetings.actions import delete_evaluation
from meetings.forms import EvaluationForm
from meetings.models import Evaluation, Rubric
from meetings.periods import Month

from .access import ActionFormView, ActionView, VisitMixin


class VisitStep:
    def row_url(self):
        return reverse("attendance:visit-detail", args=[self.visit.pk])

    def get_success_url(self):
        return self.row_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(visit=self.visit, **kwargs)


class VisitDetailView(VisitMixin, DetailView):
    def get_object(self, queryset=None):
        return self.visit

    def get_context_data(self, **kwargs):
        user, visit = self.request.user, self.visit
        return super().get_context_data(
            can_log=user.may(Permission.LOG, visit.committee),
            can_register=user.may(Permission.REGISTER, visit.committee),
            can_evaluate=user.may(Permission.EVALUATE, visit.committee),
            by_leader=self._evaluation(visit.leader),
            by_cell=self._evaluation(None),
            trips=visit.leader.trips.filter(
                date_from__lte=visit.month.last_day, date_to__gte=visit.month.first_day
            ),
            **kwargs,
        )

    def _evaluation(self, leader):
        if not self.visit.meeting_id:
            return None
        return (
            Evaluation.objects.filter(meeting=self.visit.meeting, leader=leader)
            .select_related("band", "rubric")
            .prefetch_related("findings")
            .first()
        )


class VisitAttendedView(VisitStep, VisitMixin, ActionFormView):
    permission = Permission.LOG
    template_name = "attendance/visit_attended.html"
    form_class = AttendedForm

    def get_success_message(self, form):
        visit, date = form.result, form.result.meeting.date
        if Month.of(date) != visit.month:
            message = _("Saved: %(leader)s attended on %(date)s; the plan says %(month)s.")
        else:
            message = _("Saved: %(leader)s attended on %(date)s.")
        return message % {"leader": visit.leader, "date": f"{date:%d/%m/%Y}", "month": visit.month}


class VisitMissedView(VisitStep, VisitMixin, ActionFormView):
    permission = Permission.LOG
    template_name = "attendance/visit_missed.html"
    form_class = MissedForm

    def get_success_message(self, form):
        successor = form.result.successor
        if successor:
            return _("Saved: missed, and moved to %(month)s.") % {"month": successor.month}
        return _("Saved: missed.")


class VisitCarryOverView(VisitStep, VisitMixin, ActionFormView):
    permission = Permission.LOG
    template_name = "attendance/visit_carry_over.html"
    form_class = CarryOverForm

    def get_success_message(self, form):
        return _("Moved to %(month)s, %(leader)s goes.") % {
            "month": form.result.month,
            "leader": form.result.leader,
        }


class VisitWithdrawView(VisitStep, VisitMixin, ActionFormView):
    permission = Permission.REGISTER
    template_name = "attendance/visit_withdraw.html"
    form_class = WithdrawForm

    def get_success_message(self, form):
        return _("The visit is withdrawn.")


class VisitClearView(VisitStep, VisitMixin, ActionView):
    permission = Permission.LOG

    def act(self, visit):
        actions.clear_result(visit=visit, by=self.request.user, version=self.version())
        return _("The result is cleared; the visit is open again.")


class VisitUndoCarryOverView(VisitStep, VisitMixin, ActionView):
    permission = Permission.LOG

    def act(self, visit):
        actions.undo_carry_over(visit=visit, by=self.request.user)
        return _("The move is undone.")


class VisitDeleteView(VisitStep, VisitMixin, ActionView):
    """Take a visit out of a plan that is still a draft."""

    permission = Permission.REGISTER

    def act(self, visit):
        actions.withdraw_visit(visit=visit, by=self.request.user, version=self.version())
        return _("The visit is removed from the plan.")

    def get_success_url(self):
        return reverse("attendance:plan-detail", args=[self.visit.plan_id])


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


class EvaluationView(EvaluationMixin, FormView):
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
        return super().get_form_kwargs() | {
            "meeting": self.visit.meeting,
            "leader": self.leader,
            "rubric": self.rubric,
            "by": self.request.user,
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(scorer=self.kwargs["scorer"], **kwargs)

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if not form.save():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        messages.success(request, _("The evaluation is saved."))
        return HttpResponseRedirect(self.row_url())


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
