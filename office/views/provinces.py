"""Whoever sees several provinces chooses one here; their plans and reports side by side."""

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees import in_view
from committees.views.access import PagedListView
from lib.lists import ListColumn
from lib.periods import HalfYear
from lib.tables import Kind
from office import provinces


class ProvinceListView(PagedListView):
    """The level above the overview; `?next=` is the page that somebody wanted of one of them."""

    template_name = "office/province_list.html"
    columns = (
        ListColumn(gettext_lazy("Province"), value="province.name", width=40),
        *(
            ListColumn(label, css="number", value=value, kind=Kind.NUMBER)
            for label, value in (
                (gettext_lazy("Committees"), "committees"),
                (gettext_lazy("Plans in draft"), "drafts"),
                (gettext_lazy("Plans submitted"), "submitted"),
                (gettext_lazy("Plans approved"), "approved"),
                (gettext_lazy("Reports issued"), "reports"),
            )
        ),
    )

    @property
    def half_year(self) -> HalfYear:
        return self.kwargs["half_year"]

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
