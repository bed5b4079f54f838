"""What every view of the app asks first: is the row visible (404), is the act allowed (403)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.views.generic import FormView, View

from attendance.forms import SelectionForm
from attendance.models import Plan, Visit
from committees.roles import require


class PlanMixin:
    """`self.plan`, visible to the user; `permission`, if set, is required on its committee."""

    permission = None

    @cached_property
    def plan(self) -> Plan:
        plans = Plan.objects.visible_to(self.request.user).select_related(
            "committee", "submitted_by", "approved_by"
        )
        plan = get_object_or_404(plans, pk=self.kwargs["pk"])
        if self.permission:
            require(self.request.user, self.permission, plan.committee)
        return plan

    @property
    def row(self):
        return self.plan


class VisitMixin:
    """`self.visit`, visible to the user; `permission`, if set, is required on its committee."""

    permission = None

    @cached_property
    def visit(self) -> Visit:
        visits = Visit.objects.visible_to(self.request.user).for_display()
        visit = get_object_or_404(visits, pk=self.kwargs["pk"])
        if self.permission:
            require(self.request.user, self.permission, visit.committee)
        return visit

    @property
    def row(self):
        return self.visit


class ActionFormView(FormView):
    """Shows an ActionForm for `self.row`; saved, it says so and goes on to `get_success_url`.

    `self.result` is then what the action returned.
    """

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"row": self.row, "by": self.request.user}

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if not form.save():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        self.result = form.result
        messages.success(request, self.get_success_message(form))
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs):
        return super().get_context_data(cancel_url=self.row_url(), **kwargs)

    def get_success_url(self):
        return self.row_url()


class ActionView(View):
    """POST carries out `act` on `self.row` and returns to `get_success_url`, done or refused."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        row = self.row
        try:
            message = self.act(row)
        except ValidationError as refusal:
            for error in refusal.messages:
                messages.error(request, error)
        else:
            messages.success(request, message)
        return HttpResponseRedirect(self.get_success_url())

    def version(self) -> int | None:
        text = self.request.POST.get("version", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


class SelectionMixin:
    """`self.selection` from the URL; filters that name nothing visible do not exist (404)."""

    @cached_property
    def selection(self):
        form = SelectionForm(self.request.GET, user=self.request.user)
        if not form.is_valid():
            raise Http404(form.errors.as_text())
        return form.selection(self.kwargs["half_year"])

    def parameter(self, name: str) -> str:
        """A further filter from the URL, "" for none."""
        value = self.request.GET.get(name, "")
        # PostgreSQL refuses to compare with it, so no row has it.
        if "\0" in value:
            raise Http404(name)
        return value
