"""Visits leaving a plan, and coming back."""

from django.urls import reverse
from django.utils.translation import gettext as _

from attendance.days.views import VisitMixin, VisitStep
from attendance.planning import actions, undo
from attendance.planning.forms.plans import RestoreForm, WithdrawForm
from committees.roles import Permission
from committees.views.access import ActionFormView, ActionView


class VisitWithdrawView(VisitStep, VisitMixin, ActionFormView):
    permission = Permission.REGISTER
    template_name = "planning/visit_withdraw.html"
    form_class = WithdrawForm

    def get_success_message(self, form):
        return _("The visit is withdrawn.")


class VisitDeleteView(VisitStep, VisitMixin, ActionView):
    """Take a visit out of a plan that is still a draft."""

    permission = Permission.REGISTER

    def act(self, visit):
        actions.withdraw_visit(visit=visit, by=self.request.user, version=self.version())
        undo.offer_removed(self.request, visit, back=self.get_success_url())
        return _("The visit is removed from the plan.")

    def get_success_url(self):
        plan = reverse("attendance:plan-detail", args=[self.visit.plan_id])
        return f"{plan}?view=list" if self.request.POST.get("view") == "list" else plan


class VisitRestoreView(VisitStep, VisitMixin, ActionFormView):
    permission = Permission.REGISTER
    template_name = "planning/visit_restore.html"
    form_class = RestoreForm

    def get_success_message(self, form):
        if not form.result.is_fixed:
            undo.offer_restored(self.request, form.result, back=self.next_url())
        return _("The visit is in the plan again, without a result.")
