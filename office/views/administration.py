"""Administration: where everything is looked after, the first steps, and all data as one workbook."""

import io

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from committees import second_step
from committees.models import Committee
from committees.roles import Role
from committees.views.access import AdministratorMixin, ProvinceAdministratorMixin, SharedMixin
from exchange.starting import OFFERS, adopt
from exchange.workbook import TooManyRows, export_workbook
from lib.periods import today
from lib.uploads import XLSX
from office.first_steps import steps


class AdministrationView(AdministratorMixin, TemplateView):
    template_name = "office/administration.html"

    def get_context_data(self, **kwargs):
        found = steps(self.request.user) if self.request.user.is_administrator_of_province else []
        still_open = [step.title for step in found if not step.is_done]
        return super().get_context_data(
            first_steps=found if still_open else [],
            still_open=still_open,
            done=len(found) - len(still_open),
            may_change_shared=self.request.user.administers_everything,
            **kwargs,
        )


class FirstStepsView(ProvinceAdministratorMixin, TemplateView):
    template_name = "office/first_steps.html"

    def get_context_data(self, **kwargs):
        found = steps(self.request.user)
        coming = next((step for step in found if not step.is_done), None)
        return super().get_context_data(steps=found, coming=coming, **self._second_step(), **kwargs)

    def _second_step(self) -> dict[str, bool]:
        """Whether administrators need one, and this one has none: of whoever may choose that."""
        if not self.request.user.administers_everything:
            return {}
        is_demanded = Role.ADMINISTRATOR in second_step.demanding()
        return {
            "nobody_needs_second_step": not is_demanded,
            "lacks_second_step": is_demanded and not second_step.steps_of(self.request.user),
        }


class OfferView(SharedMixin, TemplateView):
    """A starting catalogue to look at (GET) and to adopt (POST)."""

    template_name = "office/offer.html"

    @property
    def offer(self):
        try:
            return OFFERS[self.kwargs["key"]]
        except KeyError:
            raise Http404(self.kwargs["key"]) from None

    def get_context_data(self, **kwargs):
        return super().get_context_data(offer=self.offer, sheets=self.offer.lines(), **kwargs)

    def post(self, request, *args, **kwargs):
        try:
            adopted = adopt(self.offer, by=request.user)
        except ValidationError as refusal:
            for error in refusal.messages:
                messages.error(request, error)
            return HttpResponseRedirect(reverse("office:offer", args=[self.offer.key]))
        if any(counts.created or counts.changed for counts in adopted.counts.values()):
            messages.success(request, _("Adopted: %(offer)s.") % {"offer": self.offer.title})
        else:
            messages.info(request, _("All of it was there already; nothing changed."))
        return HttpResponseRedirect(reverse("office:first-steps"))


class ExportView(View):
    """All data of a province, or of all, as a data workbook (docs/formats.md)."""

    def get(self, request):
        user = request.user
        if not user.is_administrator_of_province:
            raise PermissionDenied
        roots = Committee.objects.in_trees_administered_by(user).filter(depth=1)
        target = io.BytesIO()
        try:
            export_workbook(target, committee=None if user.administers_everything else self._chosen(roots))
        except TooManyRows as too_many:
            messages.error(request, str(too_many))
            return HttpResponseRedirect(reverse("office:administration"))
        target.seek(0)
        return self._file(target)

    def _chosen(self, provinces) -> Committee:
        """By `?committee=`, or the first."""
        code = self.request.GET.get("committee", "")
        return get_object_or_404(provinces, code=code) if code else provinces.first()

    @staticmethod
    def _file(target):
        return FileResponse(
            target, as_attachment=True, filename=f"du-lieu-{today():%Y-%m-%d}.xlsx", content_type=XLSX
        )
