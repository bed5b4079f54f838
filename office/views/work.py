"""Việc của tôi: the first page of those who log and register."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from attendance.days.views import VisitMixin
from attendance.logging import actions, undo
from committees.roles import Permission
from committees.views.access import ActionView
from committees.views.files import TableFilesMixin
from lib.counts import Counted
from lib.paging import pages_of
from office import tables
from office.agenda.lines import Line, lines
from office.agenda.sections import BY_COMMITTEE, BY_MONTH, Section
from office.agenda.visits import add_dues
from office.agenda.work import Work, work_of
from office.forms import WorkFilterForm

AT_MOST = 20  # rows of a section, while there are others beside it
PER_PAGE = 50
OPEN_AT_MOST = 60  # lines; sections after these are only named, unless they press


@dataclass(frozen=True)
class Shown:
    """A section with the part of it that a page shows; without rows it is folded."""

    section: Section
    rows: list
    lines: list[Line]

    @property
    def is_cut(self) -> bool:
        return self.section.count.number > len(self.rows)

    @property
    def has_headings(self) -> bool:
        return len({line.group for line in self.lines}) > 1 or not self.section.is_grouped


class WorkView(TableFilesMixin, TemplateView):
    """What waits for the user, by kind; `?section=` shows one kind, page by page.

    A committee or leader chosen stands in the URL, and stays chosen until the user signs out.
    """

    template_name = "office/work.html"
    KEPT = "work_filter"  # in the session
    FILTERS = ("committee", "leader")

    @cached_property
    def filter(self) -> WorkFilterForm:
        form = WorkFilterForm(self.request.GET, user=self.request.user)
        if not form.is_valid():
            raise Http404(form.errors.as_text())
        return form

    def get(self, request, *args, **kwargs):
        if any(name in request.GET for name in self.FILTERS):
            self._keep()
        elif kept := self._kept():
            return HttpResponseRedirect(f"{request.path}?{urlencode(request.GET.dict() | kept)}")
        return super().get(request, *args, **kwargs)

    def _keep(self) -> None:
        kept = _codes(self.filter)
        if kept != self.request.session.get(self.KEPT, {}):
            self.request.session[self.KEPT] = kept

    def _kept(self) -> dict[str, str]:
        """What was chosen before, as long as the user may see it."""
        kept = self.request.session.get(self.KEPT, {})
        if kept:
            form = WorkFilterForm(kept, user=self.request.user)
            if not form.is_valid() or _codes(form) != kept:
                kept = self.request.session[self.KEPT] = {}
        return kept

    @cached_property
    def work(self) -> Work:
        chosen = self.filter.chosen
        return Work(self.request.user, **chosen) if chosen else work_of(self.request)

    def get_context_data(self, **kwargs):
        work = self.work
        alone = work.section(self.request.GET.get("section", ""))
        page, shown = None, []
        by = BY_COMMITTEE if self.request.GET.get("by") == BY_COMMITTEE else BY_MONTH
        if alone:
            page = pages_of(work.rows(alone.name, by), PER_PAGE).get_page(self.request.GET.get("page"))
            shown = [self._part(alone, page, by)]
        else:
            shown = self._parts()
        next_visit = None
        if not shown and (next_visit := work.next_visit):
            add_dues([next_visit])
        self.filter.offer(leaders=work.is_of_leaders)
        pressing = [part.section for part in shown if part.section.is_pressing]
        return super().get_context_data(
            work=work,
            alone=alone,
            pressing=pressing,
            to_settle=sum((section.count for section in pressing), Counted(0)),
            by=by,
            page=page,
            shown=shown,
            filter=self.filter,
            next_visit=next_visit,
            here=self.request.get_full_path(),  # where the forms lead back to
            **kwargs,
        )

    def _part(self, section: Section, rows, by: str = BY_MONTH) -> Shown:
        rows = list(rows)
        return Shown(section, rows, lines(section, rows, self.request.user, by))

    def _parts(self) -> list[Shown]:
        """The first rows of each; of what does not press only while one still reads."""
        return [self._part(section, rows) for section, rows in self.work.beginnings(AT_MOST, OPEN_AT_MOST)]

    def listed(self):
        about = [words] if (words := self.filter.words()) else []
        section = self.work.section(self.request.GET.get("table", ""))  # nobody asks for the others
        return [tables.listed(section, about)] if section else []


def _codes(form: WorkFilterForm) -> dict[str, str]:
    return {name: row.code for name, row in form.chosen.items()}


class VisitWaiveView(VisitMixin, ActionView):
    """Decide that a missed visit is not made up for."""

    permission = Permission.LOG

    def act(self, visit):
        waived = actions.waive_carry_over(visit=visit, by=self.request.user, version=self.version())
        if not visit.no_carry_over:
            undo.offer_waived(self.request, waived, back=self.next_url())
        return _("Decided: %(leader)s will not make up for %(cell)s, %(month)s.") % {
            "leader": visit.leader,
            "cell": visit.cell,
            "month": visit.month,
        }

    def get_success_url(self):
        return reverse("office:work")
