"""What every page of figures is about: a half-year, a committee's subtree, a day. All of it in the URL."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property

from attendance.figures.counting import Level
from attendance.figures.forms import SelectionForm
from attendance.figures.levels import OF_PLANS
from attendance.figures.links import page_query
from attendance.figures.selection import Selection
from attendance.figures.written import in_words
from attendance.models import Plan
from committees.models import Committee
from lib.periods import HalfYear
from reports.models import RememberedScope

from . import report as half_year_report
from .opening import latest_half_year, opens_by_itself


def latest_url(user, view_name: str) -> str:
    """Of a page: about what the user looked at last, or the half-year that opens by itself."""
    remembered = RememberedScope.objects.of(user)
    half_year = remembered and remembered.half_year
    selection = Selection(half_year or latest_half_year(user), committee=remembered and remembered.committee)
    return reverse(view_name, args=[selection.half_year]) + page_query(selection)


def planning_committees(user) -> list[Committee]:
    """The committees whose subtrees can be chosen: those with plans, and those above them."""
    plans = Plan.objects.filter(committee=OuterRef("pk"))
    visible = list(Committee.objects.visible_to(user).annotate(has_plans=Exists(plans)))
    step = Committee.steplen
    with_plans = [committee.path for committee in visible if committee.has_plans]
    paths = {path[:end] for path in with_plans for end in range(step, len(path) + 1, step)}
    return [committee for committee in visible if committee.path in paths]


class ScopeMixin:
    """`self.selection` of the half-year in the URL, with the filters of the query string.

    An address with empty filters leads to the one without; a filter that names nothing is told beside its
    field, without figures: 422, and 404 for a committee, as for everything that the user may not see. One
    without a field on the page does not exist (404).
    """

    correctable = ("committee", "as_of")  # what the page has fields for
    levels: Sequence[Level] = OF_PLANS  # what its report counts together

    def get(self, request, *args, **kwargs):
        cleaned = self._cleaned_url()
        if cleaned:
            return redirect(cleaned)
        if any(self.form.has_error(name) for name in self.correctable):
            # No figure is shown that could pass for one of that day.
            status = 404 if self.form.has_error("committee") else 422
            return self.render_to_response(self.get_context_data(selection=None), status=status)
        response = super().get(request, *args, **kwargs)
        RememberedScope.objects.remember(request.user, self.remembered, **self.scope())
        return response

    @cached_property
    def remembered(self) -> RememberedScope | None:
        """Where the user looked before this page."""
        return RememberedScope.objects.of(self.request.user)

    def scope(self) -> dict:
        """What the next page of figures begins with."""
        half_year = None if self.opens_by_itself else self.selection.half_year
        return {"half_year": half_year, "committee": self.selection.committee}

    @cached_property
    def opens_by_itself(self) -> bool:
        return opens_by_itself(self.selection.half_year, self.request.user)

    def _running(self) -> dict:
        """The half-year that runs and where it is shown, on pages that open with the one before."""
        if not self.opens_by_itself:
            return {}
        running, query = HalfYear.current(), self.request.GET.copy()
        query["period"] = str(running)
        return {"running": running, "running_url": f"?{query.urlencode()}"}

    def _cleaned_url(self) -> str | None:
        """Where the filter form leads: the half-year belongs into the path, empty filters nowhere.

        A day of one half-year does not go along into another.
        """
        parameters = self.request.GET.copy()
        period = parameters.pop("period", [""])[0]
        for name in [name for name, value in parameters.items() if not value]:
            del parameters[name]
        if parameters == self.request.GET:
            return None
        try:
            half_year = HalfYear.parse(period)
        except ValueError:
            half_year = self.kwargs["half_year"]
        if half_year != self.kwargs["half_year"]:
            parameters.pop("as_of", None)
        url = reverse(self.request.resolver_match.view_name, kwargs=self.kwargs | {"half_year": half_year})
        return f"{url}?{parameters.urlencode()}" if parameters else url

    @cached_property
    def form(self):
        return SelectionForm(self.request.GET, user=self.request.user)

    @cached_property
    def selection(self) -> Selection:
        if not self.form.is_valid():
            raise Http404(self.form.errors.as_text())
        return self.form.selection(self.kwargs["half_year"])

    @cached_property
    def report(self) -> half_year_report.HalfYearReport:
        user = self.request.user
        return half_year_report.HalfYearReport(self.selection, user=user, levels=self.levels)

    def get_context_data(self, **kwargs):
        user, period = self.request.user, self.kwargs["half_year"]
        if "selection" not in kwargs:
            kwargs |= {"report": self.report, "selection": self.selection} | self._running() | self.figures()
        return super().get_context_data(
            period=period,
            form=self.form,
            periods=sorted({period, *Plan.objects.visible_to(user).half_years()}, reverse=True),
            committees=self._committees(),
            narrowing=sum(bool(self.request.GET.get(name)) for name in ("committee", "compare", "as_of")),
            **kwargs,
        )

    def _committees(self) -> list[Committee]:
        """Those to choose from, and the one chosen by an address."""
        committees = planning_committees(self.request.user)
        chosen = self.form.cleaned_data.get("committee") if self.form.is_valid() else None
        return committees if chosen in committees or not chosen else [*committees, chosen]

    def about(self) -> list[str]:
        """What the figures are of, for files of the page's tables."""
        return [in_words(self.selection)]

    def figures(self) -> dict:
        """What the page shows beside the report, where the filters make sense."""
        return {}
