"""Half-years that are over: closed by the province's administrator, and opened again."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, ngettext

from attendance.models import Plan
from attendance.planning import closing
from attendance.planning.forms.closing import HalfYearCloseForm, HalfYearReopenForm
from attendance.planning.forms.windows import administered_provinces
from committees.models import Committee
from committees.views.access import ActionFormView, PagedListView, ProvinceAdministratorMixin
from lib.lists import ListColumn
from lib.periods import HalfYear
from lib.tables import Kind


def _number(label, value: str) -> ListColumn:
    return ListColumn(label, css="number", value=value, kind=Kind.NUMBER)


class HalfYearListView(ProvinceAdministratorMixin, PagedListView):
    """(province, half-year that is over) pairs."""

    template_name = "planning/half_year_list.html"
    title = gettext_lazy("Closing of half-years")
    columns = (
        ListColumn(
            gettext_lazy("Half-year"),
            value="1.half_year.label",
            beside=(ListColumn(gettext_lazy("Committee"), value="0.label"),),
        ),
        _number(gettext_lazy("Open plans"), "1.open"),
        _number(gettext_lazy("Visits without a result"), "1.pending"),
        _number(gettext_lazy("Plans not approved"), "1.not_approved"),
        _number(gettext_lazy("Closed plans"), "1.closed"),
        ListColumn(gettext_lazy("What to do"), is_hidden=True),
    )

    @cached_property
    def provinces(self) -> list[Committee]:
        return list(administered_provinces(self.request.user))

    def get_queryset(self):
        return closing.past_half_years(self.provinces)

    def get_context_data(self, **kwargs):
        return super().get_context_data(several=len(self.provinces) > 1, **kwargs)


class HalfYearMixin(ProvinceAdministratorMixin):
    row = None

    @cached_property
    def province(self) -> Committee:
        return get_object_or_404(administered_provinces(self.request.user), pk=self.kwargs["province"])

    @property
    def half_year(self) -> HalfYear:
        return self.kwargs["half_year"]

    @cached_property
    def plans(self) -> list[Plan]:
        """Those of a half-year that is over and has any."""
        plans = list(closing.plans_of(self.province, self.half_year))
        if not plans or self.half_year >= HalfYear.current():
            raise Http404(self.half_year)
        return plans

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"province": self.province, "half_year": self.half_year}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            province=self.province,
            half_year=self.half_year,
            open_plans=[plan for plan in self.plans if plan.status == Plan.Status.APPROVED],
            not_approved=[plan for plan in self.plans if not plan.counts],
            to_open=[plan for plan in self.plans if plan.closing_reason],
            **kwargs,
        )

    def row_url(self):
        return reverse("attendance:half-year-list")


class HalfYearCloseView(HalfYearMixin, ActionFormView):
    template_name = "planning/half_year_close.html"
    form_class = HalfYearCloseForm

    def get_success_message(self, form):
        return ngettext("Closed: %(count)d plan.", "Closed: %(count)d plans.", len(form.result)) % {
            "count": len(form.result)
        }


class HalfYearReopenView(HalfYearMixin, ActionFormView):
    template_name = "planning/half_year_reopen.html"
    form_class = HalfYearReopenForm

    def get_success_message(self, form):
        return ngettext("Open again: %(count)d plan.", "Open again: %(count)d plans.", len(form.result)) % {
            "count": len(form.result)
        }
