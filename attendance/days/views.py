"""What every view of the app asks first: is the row visible (404), is the act allowed (403).

The files that some of them answer with, and taking back what was just done.
"""

import re
from io import BytesIO

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View

from attendance.models import Plan, Visit
from committees.models import Submission
from committees.roles import Permission, require
from committees.views.access import ButtonMixin
from lib.periods import Month, MonthConverter

from . import paper, sheet, undo


class MonthMixin:
    """The month in the address, and its neighbours."""

    @property
    def month(self) -> Month:
        return self.kwargs["month"]

    def get_context_data(self, **kwargs):
        around = {"previous": self._neighbour(-1), "following": self._neighbour(1)}
        return super().get_context_data(**kwargs | around | {"month": self.month})

    def _neighbour(self, step: int) -> Month | None:
        """None where the addresses of months end."""
        month = self.month + step
        return month if re.fullmatch(MonthConverter.regex, MonthConverter().to_url(month)) else None


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

    def visits(self):
        return Visit.objects.visible_to(self.request.user).for_step()

    @cached_property
    def visit(self) -> Visit:
        visit = get_object_or_404(self.visits(), pk=self.kwargs["pk"])
        if self.permission:
            require(self.request.user, self.permission, visit.committee)
        return visit

    @property
    def row(self):
        return self.visit


class PlanStep:
    def row_url(self):
        return self.plan.get_absolute_url()

    def get_success_url(self):
        return self.row_url()


class VisitStep:
    def row_url(self):
        return self.visit.get_absolute_url()

    def get_success_url(self):
        return self.row_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(visit=self.visit, **kwargs)


class TypedBeforeMixin:
    """A form whose step was undone opens with all that had been typed into it."""

    def get(self, request, *args, **kwargs):
        typed = undo.typed_before(request)
        if typed is None:
            return super().get(request, *args, **kwargs)
        new, data = self.get_form(), QueryDict(mutable=True)
        data.update(typed | {name: new[name].value() or "" for name in new.hidden})
        form = self.get_form_class()(**self.get_form_kwargs() | {"data": data})
        messages.info(request, _("What you had typed is still here: change it and save, or leave the page."))
        if "kept_without_files" in typed:
            messages.warning(request, _("Choose the files again: a browser sends them only once."))
        return self.render_to_response(self.get_context_data(form=form))

    def typed_into(self, form) -> dict:
        """For the offer to undo it."""
        names = form.fields.keys() & form.data.keys() - set(form.hidden)
        return undo.typed_into(self.request.get_full_path(), {name: form.data[name] for name in names})


class UndoView(ButtonMixin, View):
    """Takes back what this user's session has just done, if nobody has changed it since."""

    def post(self, request):
        if not any(request.user.has_right(right) for right in (Permission.LOG, Permission.REGISTER)):
            raise PermissionDenied
        offer = undo.take(request, request.POST.get("key", ""))
        if offer is None:
            messages.info(
                request,
                _("There is nothing to undo any more. What is wrong is corrected on the visit's own page."),
            )
            return redirect(settings.LOGIN_REDIRECT_URL)
        try:
            message = offer.take_back(by=request.user)
        except ValidationError as refusal:
            for error in refusal.messages:
                messages.error(request, error)
        else:
            Submission.forget(request.user)
            messages.success(request, message)
            return HttpResponseRedirect(undo.leads_to(request, offer))
        return HttpResponseRedirect(offer.back)


def as_excel(content: BytesIO, name: str) -> FileResponse:
    return _file(content, f"{name}.xlsx", sheet.CONTENT_TYPE)


def as_word(content: BytesIO, name: str) -> FileResponse:
    return _file(content, f"{name}.docx", paper.CONTENT_TYPE)


def _file(content: BytesIO, name: str, content_type: str) -> FileResponse:
    return FileResponse(content, as_attachment=True, filename=name, content_type=content_type)
