"""The approval desk: the plans that wait for the user one after another, with what there is to weigh."""

from django.core.exceptions import PermissionDenied

from attendance.models import Plan
from attendance.planning import approval
from attendance.planning.forms.plans import PlanReturnForm
from committees.roles import Permission
from committees.views.access import PagedListView


class PlanWaitingView(PagedListView):
    """For those who approve anywhere; the steps themselves are those of the plan's own page."""

    template_name = "planning/plan_waiting.html"
    paginate_by = 1
    IN_QUEUE = 50

    def get_queryset(self):
        user = self.request.user
        if not user.has_right(Permission.APPROVE):
            raise PermissionDenied
        return Plan.objects.waiting_for(user).select_related("committee", "submitted_by")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        briefs = approval.briefs(context["object_list"], user=self.request.user)
        queue = self.get_queryset()[: self.IN_QUEUE] if context["is_paginated"] else []
        return context | {"desk": [(brief, self._form(brief.plan)) for brief in briefs], "queue": queue}

    def _form(self, plan):
        return PlanReturnForm(row=plan, by=self.request.user, auto_id=f"return-{plan.pk}-%s")
