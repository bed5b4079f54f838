"""The plans of committees: list, one with its visits, and the workflow's steps."""

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView

from attendance import actions
from attendance.forms.filters import PlanFilterForm
from attendance.forms.plans import PlanForm, PlanReturnForm, VisitForm
from attendance.models import Plan, Visit
from committees.roles import Permission
from meetings.periods import HalfYear

from .access import ActionFormView, ActionView, PlanMixin, PlanStep


class PlanListView(ListView):
    paginate_by = 50

    def get_queryset(self):
        self.filter = PlanFilterForm(self.request.GET)
        plans = (
            Plan.objects.visible_to(self.request.user)
            .with_counts()
            .select_related("committee")
            .order_by("-half_year", "committee__path")
        )
        if self.filter.is_valid() and self.filter.cleaned_data["status"]:
            plans = plans.filter(status=self.filter.cleaned_data["status"])
        period = self.request.GET.get("period", "")
        self.period = HalfYear.parse(period) if period in self._periods else None
        return plans.filter(half_year=self.period) if self.period else plans

    @cached_property
    def _periods(self) -> dict[str, HalfYear]:
        return {str(h): h for h in Plan.objects.visible_to(self.request.user).half_years()}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            filter=self.filter,
            period=self.period,
            periods=self._periods.values(),
            can_register=self.request.user.has_right(Permission.REGISTER),
            **kwargs,
        )


class PlanDetailView(PlanMixin, DetailView):
    def get_object(self, queryset=None):
        return self.plan

    def get_context_data(self, **kwargs):
        user, plan = self.request.user, self.plan
        visits = Visit.objects.visible_to(user).filter(plan=plan).for_display()
        return super().get_context_data(
            visits=visits,
            can_register=user.may(Permission.REGISTER, plan.committee),
            can_approve=user.may(Permission.APPROVE, plan.committee),
            can_log=user.may(Permission.LOG, plan.committee),
            **kwargs,
        )


class PlanCreateView(ActionFormView):
    template_name = "attendance/plan_form.html"
    form_class = PlanForm
    row = None

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.has_right(Permission.REGISTER):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def row_url(self):
        return reverse("attendance:plan-list")

    def get_success_message(self, form):
        return _("The plan is begun. Add its visits, then submit it.")

    def get_success_url(self):
        return reverse("attendance:plan-detail", args=[self.result.pk])


class VisitCreateView(PlanStep, PlanMixin, ActionFormView):
    permission = Permission.REGISTER
    template_name = "attendance/visit_form.html"
    form_class = VisitForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(plan=self.plan, **kwargs)

    def get_success_message(self, form):
        return _("Added: %(visit)s.") % {"visit": form.result}


class PlanSubmitView(PlanStep, PlanMixin, ActionView):
    permission = Permission.REGISTER

    def act(self, plan):
        actions.submit_plan(plan=plan, by=self.request.user, version=self.version())
        return _("The plan is submitted and waits for approval.")


class PlanDeleteView(PlanStep, PlanMixin, ActionView):
    """Drop a draft begun by mistake, before it has any visit."""

    permission = Permission.REGISTER
    deleted = False

    def act(self, plan):
        actions.delete_plan(plan=plan, by=self.request.user)
        self.deleted = True
        return _("The plan is deleted.")

    def get_success_url(self):
        return reverse("attendance:plan-list") if self.deleted else self.row_url()


class PlanApproveView(PlanStep, PlanMixin, ActionView):
    permission = Permission.APPROVE

    def act(self, plan):
        actions.approve_plan(plan=plan, by=self.request.user, version=self.version())
        return _("The plan is approved and counts in the figures.")


class PlanReturnView(PlanStep, PlanMixin, ActionFormView):
    permission = Permission.APPROVE
    template_name = "attendance/plan_return.html"
    form_class = PlanReturnForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(plan=self.plan, **kwargs)

    def get_success_message(self, form):
        return _("The plan is returned with your comment.")
