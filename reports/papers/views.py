"""Forms that offices fill in, as Word and Excel."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from attendance.days.views import VisitMixin, as_excel, as_word
from attendance.models import Plan, Visit
from committees.models import Committee
from committees.roles import Permission
from lib.periods import HalfYear, Month, today
from meetings.models import Evaluation

from . import excel, half_year_table, month_table, score_sheet, word
from .forms import HalfYearTableForm, MonthTableForm, TableForm
from .managed_cells import offered
from .paper import Paper

WRITERS = {"docx": (word.write, as_word), "xlsx": (excel.write, as_excel)}


def answered(kind: str, papers: list[Paper], name: str) -> HttpResponse:
    write, answer = WRITERS[kind]
    return answer(write(papers), name.replace("/", "-"))


class ScoreSheetView(VisitMixin, View):
    """Of a visit to come, with the points blank; of an attended one, with the finished evaluations."""

    http_method_names = ["get", "head"]
    kind = "docx"

    def visits(self):
        return Visit.objects.visible_to(self.request.user).for_display()

    def get(self, request, pk):
        visit = self.visit
        if visit.outcome in Visit.GONE:
            raise Http404(_("Nobody goes to this meeting."))
        papers = score_sheet.of_visit(visit, self.evaluations)
        if not papers:
            messages.warning(
                request,
                _("No rubric is in force for this cell on that day: an administrator enters it first."),
            )
            return redirect(visit.get_absolute_url())
        name = _("Score sheet")
        return answered(self.kind, papers, f"{name} {visit.month} - {visit.cell.name}")

    @property
    def evaluations(self) -> list[Evaluation]:
        """As on the page of the evaluation: the leader's, and the cell's own beside it."""
        if not self.visit.meeting_id:
            return []
        found = Evaluation.objects.filter(meeting=self.visit.meeting_id).final().for_display()
        return [e for e in found if e.leader_id in (None, self.visit.leader_id)]


class TableView(TemplateView):
    """Asks for committee and time, then gives the table as `?format=` says."""

    http_method_names = ["get", "head"]
    template_name = "papers/table.html"
    form_class: type[TableForm]
    title = explanation = ""
    time: str  # the field that says of which month or half-year

    def get(self, request, *args, **kwargs):
        kind = request.GET.get("format")
        if not kind:
            return self.render_to_response(self.get_context_data(form=self.form()))
        if kind not in WRITERS:
            raise Http404(kind)
        form = self.form(request.GET)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        chosen = form.cleaned_data
        name = f"{self.title} {chosen[self.time]} - {chosen['committee'].label}"
        return answered(kind, [self.paper(**chosen)], name)

    @cached_property
    def chosen(self) -> Committee | None:
        """Named in the address: one that the user may not see does not exist."""
        code = self.request.GET.get("committee", "")
        if not code:
            return None
        found = (
            None
            if "\0" in code
            else Committee.objects.visible_to(self.request.user).filter(code=code).first()
        )
        if found is None:
            raise Http404(code)
        return found

    @cached_property
    def committees(self) -> list[Committee]:
        found = offered(self.request.user)
        return [*found, self.chosen] if self.chosen and self.chosen not in found else found

    def form(self, data=None) -> TableForm:
        committee = self.chosen or next(iter(self.committees), None)
        initial = {"committee": committee and committee.code} | self.initial()
        return self.form_class(data, committees=self.committees, initial=initial, **self.choices())

    def choices(self) -> dict:
        """Further ones that the form offers."""
        return {}

    @cached_property
    def half_year(self) -> HalfYear | None:
        """Of the page that led here."""
        try:
            return HalfYear.parse(self.request.GET.get("half_year", ""))
        except ValueError:
            return None

    def initial(self) -> dict:
        raise NotImplementedError

    def paper(self, **chosen) -> Paper:
        raise NotImplementedError


class MonthTableView(TableView):
    form_class = MonthTableForm
    time = "month"
    title = gettext_lazy("Monthly table of evaluations")
    explanation = gettext_lazy(
        "For one month: the cells that the committee and those below it manage, members present, day of the "
        "meeting, points and rating, and why points were taken off."
    )
    sheet = "totals"  # of the import that takes such a table

    @property
    def can_import(self) -> bool:
        return self.request.user.has_right(Permission.EVALUATE)

    def initial(self):
        month = Month.of(today())
        if self.half_year:
            month = min(month, self.half_year.months[-1])
        return {"month": self.request.GET.get("month") or str(month)}

    def paper(self, *, committee, month):
        return month_table.of_month(self.request.user, committee, month)


class HalfYearTableView(TableView):
    form_class = HalfYearTableForm
    time = "half_year"
    title = gettext_lazy("Six-month table of cells")
    explanation = gettext_lazy(
        "For one half-year: the cells that the committee and those below it manage, with their members, who "
        "came and who spoke at the meetings, and meetings on a theme."
    )

    @cached_property
    def half_years(self) -> list[HalfYear]:
        """This one, the last, those with plans, and that of the page that led here."""
        current = HalfYear.current()
        asked = {self.half_year} if self.half_year else set()
        with_plans = Plan.objects.visible_to(self.request.user).half_years()
        return sorted({current, current.previous, *with_plans, *asked}, reverse=True)

    def choices(self):
        return {"half_years": self.half_years}

    def initial(self):
        return {"half_year": str(self.half_year or HalfYear.current())}

    def paper(self, *, committee, half_year, planned):
        return half_year_table.of_half_year(self.request.user, committee, half_year, planned)
