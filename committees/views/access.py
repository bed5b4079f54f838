"""Views that every app builds on: who enters, forms that act once and lose nothing typed, buttons, lists."""

import logging

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView, View

from committees import in_view, kept
from committees.models import Submission
from lib.forms import saved
from lib.forms.choices import finds, typed

from .files import ListFilesMixin

logger = logging.getLogger(__name__)


class AdministratorMixin:
    """For the administrator of any committee."""

    def dispatch(self, request, *args, **kwargs):
        is_answered = hasattr(self, request.method.lower())
        if is_answered and request.user.is_authenticated and not request.user.is_administrator:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ProvinceAdministratorMixin:
    """For the administrator of a whole province."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.is_administrator_of_province:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class SharedMixin(ProvinceAdministratorMixin):
    """What everybody on this server shares: of several provinces for who administers all of them.

    It is of none: pages of it below the head of one lead out of there.
    """

    def dispatch(self, request, *args, **kwargs):
        user = request.user
        if user.is_authenticated and user.province_in_view and request.method in ("GET", "HEAD"):
            return redirect(in_view.outside(request.get_full_path()))
        if user.is_authenticated and user.is_administrator_of_province and not user.administers_everything:
            raise PermissionDenied(
                _("All provinces on this server share it: ask who administers all of them.")
            )
        return super().dispatch(request, *args, **kwargs)


class PasswordAgainMixin:
    """A page by which an account could be given away: unless signed in just now, one types the own password
    first. What was sent before that is done afterwards.
    """

    @method_decorator(reauthentication_required)
    def dispatch(self, request, *args, **kwargs):
        return super().dispatch(request, *args, **kwargs)


class ButtonMixin:
    """What a button asks for; opened as a page, it says so."""

    http_method_names = ["post"]

    def http_method_not_allowed(self, request, *args, **kwargs):
        refused = super().http_method_not_allowed(request, *args, **kwargs)
        if request.method != "GET":
            return refused
        page = render(request, "405.html", status=405)
        page["Allow"] = refused["Allow"]
        return page


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
        kwargs = super().get_form_kwargs() | {"row": self.row, "by": self.request.user}
        if finds(self.request.POST):
            del kwargs["data"], kwargs["files"]
            kwargs["initial"] = (kwargs["initial"] or {}) | typed(self.request.POST, self.get_form_class())
        return kwargs

    def get(self, request, *args, **kwargs):
        form = self.get_form()
        if put_aside := kept.take(request):
            form = self.get_form_class()(**self.get_form_kwargs() | {"data": put_aside})
            messages.warning(
                request, _("You had been signed out. What you typed is still here: check it and save.")
            )
            if "kept_without_files" in put_aside:
                messages.warning(request, _("Choose the files again: a browser sends them only once."))
        return self.render_to_response(self.get_context_data(form=form))

    def post(self, request, *args, **kwargs):
        if finds(request.POST):
            # Something to choose is still looked for: shown again with what is found, nothing judged yet.
            return self.render_to_response(self.get_context_data(form=self.get_form()))
        try:
            return self._act_once(request)
        except IntegrityError:
            # Somebody saved the same at this moment: that is seen now, and refused beside its field.
            # Not the error itself: databases quote in it what was typed.
            logger.info("Saved anew: %s", request.resolver_match.view_name)
            return self._act_once(request)

    def _act_once(self, request):
        form = self.get_form()
        form.read_files()
        with transaction.atomic():
            submission, is_new = self._claim(request.POST.get("form_key", ""))
            is_saved = is_new and form.save()
            if is_saved:
                self.result = form.result
                url = self.next_url()
                if submission:
                    submission.location = url
                    submission.save()
            elif is_new:
                transaction.set_rollback(True)
        if not is_new:
            messages.info(request, _("This was saved already; nothing was saved twice."))
            return self._go_on(form, submission.location)
        if not is_saved:
            return self.refused(form)
        messages.success(request, self.get_success_message(form))
        return self._go_on(form, url)

    def _go_on(self, form, url: str) -> HttpResponseRedirect:
        response = HttpResponseRedirect(url)
        if form.kept_as():
            saved.confirm(self.request, response, self.request.POST.get("form_key", ""))
        return response

    def _claim(self, key: str) -> tuple[Submission | None, bool]:
        if not key.startswith(f"{self.request.user.pk}.") or len(key) > 60 or "\0" in key:
            return None, True
        return Submission.claim(key, self.request.POST, self.request.user)

    def refused(self, form):
        if form.differences:
            self.template_name = self.conflict_template_name
        # The page may stand at another address: that where the password was typed again.
        form.helper.form_action = self.request.get_full_path()
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs):
        return super().get_context_data(cancel_url=self.came_from() or self.row_url(), **kwargs)

    def get_success_url(self):
        return self.row_url()


class ActionView(ButtonMixin, ReturnMixin, View):
    """POST carries out `act` on `self.row` and returns to `get_success_url`, done or refused."""

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


class PagedListView(ListFilesMixin, ListView):
    """A list in pages; an address that names no page of it shows the nearest one."""

    paginate_by = 50

    def paginate_queryset(self, queryset, page_size):
        page = self.get_paginator(queryset, page_size).get_page(self.request.GET.get("page"))
        return page.paginator, page, page.object_list, page.has_other_pages()
