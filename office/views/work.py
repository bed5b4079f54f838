"""Việc của tôi: the first page of those who log and register."""

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from attendance.days.views import VisitMixin
from attendance.logging import actions
from committees.roles import Permission
from committees.views.access import ActionView
from committees.views.files import TableFilesMixin
from office import tables
from office.agenda import add_dues, work_of

AT_MOST = 20  # lines of a section, while there are others beside it
PER_PAGE = 50


class WorkView(TableFilesMixin, TemplateView):
    """What waits for the user, by kind; `?section=` shows one kind, page by page."""

    template_name = "office/work.html"

    def get_context_data(self, **kwargs):
        work = work_of(self.request)
        alone = next((s for s in work.sections if s.name == self.request.GET.get("section")), None)
        page = None
        if alone:
            page = Paginator(alone.rows, PER_PAGE).get_page(self.request.GET.get("page"))
            sections = [(alone, list(page))]
        else:
            sections = [(section, list(section.rows[:AT_MOST])) for section in work.sections]
        add_dues(row for section, rows in sections if section.is_of_open_visits for row in rows)
        next_visit = None
        if not work.sections and (next_visit := work.next_visit):
            add_dues([next_visit])
        return super().get_context_data(
            work=work,
            alone=alone,
            page=page,
            sections=sections,
            next_visit=next_visit,
            # Where the forms lead back to.
            here=self.request.get_full_path() if alone else reverse("office:work"),
            **kwargs,
        )

    def listed(self):
        return [tables.listed(section) for section in work_of(self.request).sections]


class VisitWaiveView(VisitMixin, ActionView):
    """Decide that a missed visit is not made up for."""

    permission = Permission.LOG

    def act(self, visit):
        actions.waive_carry_over(visit=visit, by=self.request.user, version=self.version())
        return _("Decided: %(leader)s will not make up for %(cell)s, %(month)s.") % {
            "leader": visit.leader,
            "cell": visit.cell,
            "month": visit.month,
        }

    def get_success_url(self):
        return reverse("office:work")
