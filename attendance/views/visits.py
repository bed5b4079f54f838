"""One visit: what was planned, what happened, how the meeting was."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from attendance import actions
from attendance.forms.plans import WithdrawForm
from attendance.forms.results import AttendedForm, CarryOverForm, MissedForm
from committees.roles import Permission
from meetings.models import Evaluation
from meetings.periods import Month

from .access import ActionFormView, ActionView, VisitMixin, VisitStep


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
