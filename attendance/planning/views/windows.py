"""When plans are to be handed in: set by the province's administrator."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import ListView

from attendance.models import RegistrationWindow
from attendance.planning import registration
from attendance.planning.forms.windows import NewWindowForm, WindowForm, administered_provinces
from committees.views.access import ActionFormView, ProvinceAdministratorMixin
from committees.views.files import ListFilesMixin
from lib.lists import ListColumn
from lib.tables import Kind


class WindowMixin(ProvinceAdministratorMixin):
    @cached_property
    def windows(self):
        provinces = administered_provinces(self.request.user)
        return RegistrationWindow.objects.filter(province__in=provinces).select_related("province")

    def row_url(self):
        return reverse("attendance:window-list")

    def get_success_message(self, form):
        late = registration.count_late(form.result)
        return " ".join(
            [
                _("Registration is set: %(window)s.") % {"window": form.result},
                ngettext("%(count)d plan is late by it.", "%(count)d plans are late by it.", late)
                % {"count": late},
            ]
        )


class WindowListView(WindowMixin, ListFilesMixin, ListView):
    template_name = "planning/window_list.html"
    title = gettext_lazy("Registration periods")
    columns = (
        ListColumn(
            gettext_lazy("Half-year"),
            value="half_year.label",
            beside=(ListColumn(gettext_lazy("Provincial committee"), value="province.label"),),
        ),
        ListColumn(gettext_lazy("Opens on"), value="opens_on", kind=Kind.DATE),
        ListColumn(gettext_lazy("Closes on"), value="closes_on", kind=Kind.DATE),
        ListColumn(gettext_lazy("What to do"), is_hidden=True),
    )
    paginate_by = 50

    def get_queryset(self):
        return self.windows


class WindowCreateView(WindowMixin, ActionFormView):
    template_name = "planning/window_form.html"
    form_class = NewWindowForm
    row = None


class WindowUpdateView(WindowMixin, ActionFormView):
    template_name = "planning/window_form.html"
    form_class = WindowForm

    @cached_property
    def row(self):
        return get_object_or_404(self.windows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(window=self.row, **kwargs)
