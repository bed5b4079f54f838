"""What every view of the app asks first: is the row visible (404), is the act allowed (403)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView, View

from attendance.forms.filters import SelectionForm
from attendance.models import Plan, Visit
from committees import kept
from committees.models import Submission
from committees.roles import require


class PlanMixin:
    """`self.plan`, visible to the user; `permission`, if set, is required on its committee."""

    permission = None

    @cached_property
    def plan(self) -> Plan:
        plans = Plan.objects.visible_to(self.request.user).with_return()
        plans = plans.select_related("committee", "submitted_by", "approved_by")
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


class PlanStep:
    def row_url(self):
        return reverse("attendance:plan-detail", args=[self.plan.pk])

    def get_success_url(self):
        return self.row_url()


class VisitStep:
    def row_url(self):
        return reverse("attendance:visit-detail", args=[self.visit.pk])

    def get_success_url(self):
        return self.row_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(visit=self.visit, **kwargs)


class ReturnMixin:
    """Goes back to where the user came from (`?next=`, within the product), else where the act leads."""

    def came_from(self) -> str | None:
        url = self.request.GET.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(url, allowed_hosts=None) and "\0" not in url
        return url if is_ours else None

    def next_url(self) -> str:
        return self.came_from() or self.get_success_url()


class ActionFormView(ReturnMixin, FormView):
    """Shows an ActionForm for `self.row`; saved, it says so and goes on to `get_success_url`.

    `self.result` is then what the action returned. Sent twice, it saves once. When somebody else
    saved in between, a page compares both values. What was typed survives an expired session.
    """

    keeps_typed = True
    conflict_template_name = "_partials/form_conflict.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"row": self.row, "by": self.request.user}

    def get(self, request, *args, **kwargs):
        form = self.get_form()
        if typed := kept.take(request):
            form = self.get_form_class()(**self.get_form_kwargs() | {"data": typed})
            messages.warning(
                request, _("You had been signed out. What you typed is still here: check it and save.")
            )
            if "kept_without_files" in typed:
                messages.warning(request, _("Choose the files again: a browser sends them only once."))
        return self.render_to_response(self.get_context_data(form=form))

    def post(self, request, *args, **kwargs):
        with transaction.atomic():
            form = self.get_form()
            submission, is_new = self._claim(request.POST.get("form_key", ""))
            saved = is_new and form.save()
            if saved:
                self.result = form.result
                url = self.next_url()
                if submission:
                    submission.location = url
                    submission.save()
            elif is_new:
                transaction.set_rollback(True)
        if not is_new:
            messages.info(request, _("This was saved already; nothing was saved twice."))
            return HttpResponseRedirect(submission.location)
        if not saved:
            return self.refused(form)
        messages.success(request, self.get_success_message(form))
        return HttpResponseRedirect(url)

    def _claim(self, key: str) -> tuple[Submission | None, bool]:
        if not key.startswith(f"{self.request.user.pk}.") or len(key) > 60 or "\0" in key:
            return None, True
        return Submission.claim(key, self.request.POST, self.request.user)

    def refused(self, form):
        if form.differences:
            self.template_name = self.conflict_template_name
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs):
        return super().get_context_data(cancel_url=self.came_from() or self.row_url(), **kwargs)

    def get_success_url(self):
        return self.row_url()


class ActionView(ReturnMixin, View):
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
        return HttpResponseRedirect(self.next_url())

    def version(self) -> int | None:
        text = self.request.POST.get("version", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


class PagedListView(ListView):
    """A list in pages; an address that names no page of it shows the nearest one."""

    paginate_by = 50

    def paginate_queryset(self, queryset, page_size):
        page = self.get_paginator(queryset, page_size).get_page(self.request.GET.get("page"))
        return page.paginator, page, page.object_list, page.has_other_pages()


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
