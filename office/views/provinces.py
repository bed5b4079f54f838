"""Whoever sees several provinces chooses one here; their plans and reports side by side."""

from django.http import Http404
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.figures.measures import NAMED
from committees import in_view
from committees.views.access import PagedListView
from lib.lists import ListColumn
from lib.periods import HalfYear, today
from lib.tables import Kind
from office import provinces
from reports.issuing.views.report import FIRST_YEAR, LAST_YEAR


class ProvinceListView(PagedListView):
    """The level above the overview; `?next=` is the page that somebody wanted of one of them."""

    template_name = "office/province_list.html"
    OF_PLANS = (
        (gettext_lazy("Committees"), "committees"),
        (gettext_lazy("Plans in draft"), "drafts"),
        (gettext_lazy("Plans submitted"), "submitted"),
        (gettext_lazy("Plans approved"), "approved"),
        (gettext_lazy("Reports issued"), "reports"),
    )
    FIGURES = (("planned_cells", Kind.NUMBER), ("attended_cells", Kind.NUMBER), ("rate", Kind.DECIMAL))

    @property
    def columns(self) -> list[ListColumn]:
        found = [ListColumn(_("Province"), value="province.name", width=40)]
        for label, value in self.OF_PLANS:
            found.append(ListColumn(label, css="number", value=value, kind=Kind.NUMBER))
        for key, kind in self.FIGURES if self.is_over else ():
            found.append(ListColumn(self.labels[key], css="number", value=f"tally.{key}", kind=kind))
        return found

    @property
    def labels(self) -> dict[str, str | Promise]:
        return {key: NAMED[key].label for key, _kind in self.FIGURES}

    @property
    def is_over(self) -> bool:
        return self.half_year.last_day < today()

    @property
    def half_year(self) -> HalfYear:
        half_year = self.kwargs["half_year"]
        if not FIRST_YEAR <= half_year.year <= LAST_YEAR:
            raise Http404(half_year)
        return half_year

    @property
    def title(self) -> str:
        return _("Provinces in the %(half_year)s") % {"half_year": self.half_year.label}

    def get_queryset(self):
        return in_view.provinces_of(self.request.user).order_by("path")

    def lines(self, objects):
        return provinces.lines(objects, self.half_year, self.request.user)

    @cached_property
    def wanted(self) -> str:
        """Below the province's address; "" for its first page."""
        wanted = self.request.GET.get("next", "")
        return wanted.removeprefix(in_view.root()) if wanted.startswith(in_view.root()) else ""

    def get_context_data(self, **kwargs):
        return super().get_context_data(half_year=self.half_year, wanted=self.wanted, **kwargs)
