"""A month's meetings announced: one table, sent as one form."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import ngettext

from attendance.days.views import MonthMixin
from attendance.planning.announcing import (
    CopyBy,
    announceable,
    copied,
    first_shown,
    may_announce,
    to_copy,
)
from attendance.planning.forms.announcing import AnnounceForm, CellsToAnnounceForm
from attendance.planning.forms.copying_calendar import CopyCalendarForm
from committees.models import Committee
from committees.views.access import ActionFormView


class AnnouncingMixin(MonthMixin):
    """For who announces anywhere: the cells of the month, and how to copy last month's."""

    AT_MOST = 100
    row = None

    def dispatch(self, request, *args, **kwargs):
        is_answered = request.method.lower() in ("get", "head", "post", "options")
        if is_answered and request.user.is_authenticated and not may_announce(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def cells(self):
        return announceable(self.request.user, self.month)

    @cached_property
    def filter(self) -> CellsToAnnounceForm:
        return CellsToAnnounceForm(self.request.GET, cells=self.cells)

    @cached_property
    def copy(self) -> str:
        """By which day last month's announcements are proposed; "": they are not."""
        chosen = self.request.GET.get("copy", "")
        return chosen if chosen in CopyBy.values else ""

    def get_success_message(self, form):
        count = len(form.result)
        return ngettext(
            "Saved: the meeting of %(count)d cell in %(month)s.",
            "Saved: the meetings of %(count)d cells in %(month)s.",
            count,
        ) % {"count": count, "month": self.month}

    def row_url(self):
        query = self.request.GET.copy()
        for name in ("copy", "next"):  # what was proposed stands there now
            query.pop(name, None)
        address = reverse("attendance:calendar-announce", args=[self.month])
        return f"{address}?{query.urlencode()}" if query else address


class AnnounceView(AnnouncingMixin, ActionFormView):
    """The cells that the user announces, each with what is announced, or proposed."""

    template_name = "planning/announce_form.html"
    form_class = AnnounceForm

    @cached_property
    def by_committee(self) -> Committee | None:
        """Whose cells are shown where nothing was chosen, "all" neither, and there are many."""
        is_chosen = "committee" in self.request.GET or self.request.GET.get("q")
        return None if is_chosen or self.request.method == "POST" else first_shown(self.cells)

    @cached_property
    def page(self):
        if self.request.method == "POST":
            cells = self.cells.filter(pk__in=AnnounceForm.listed(self.request.POST)[: self.AT_MOST])
        else:
            cells = self.filter.apply(self.cells)
            cells = cells.below(self.by_committee) if self.by_committee else cells
        return Paginator(cells, self.AT_MOST).get_page(self.request.GET.get("page"))

    def get_form_kwargs(self):
        cells = list(self.page)
        proposals = copied([cell.pk for cell in cells], self.month, self.copy) if self.copy else {}
        return super().get_form_kwargs() | {"month": self.month, "cells": cells, "proposals": proposals}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            filter=self.filter,
            page=self.page,
            by_committee=self.by_committee,
            every=self.cells.count() if self.by_committee else self.page.paginator.count,
            copy=self.copy,
            ways=CopyBy.choices,
            **kwargs,
        )


class CopyCalendarView(AnnouncingMixin, ActionFormView):
    """What last month's announcements would become for all cells of the filter; announced at once, or not."""

    template_name = "planning/copy_calendar.html"
    form_class = CopyCalendarForm

    @cached_property
    def proposals(self):
        cells = self.filter.apply(self.cells)
        return to_copy(cells, self.month, self.copy or CopyBy.WEEKDAY)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"month": self.month, "proposals": self.proposals}

    def get_context_data(self, **kwargs):
        page = Paginator(self.proposals, self.AT_MOST).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            filter=self.filter,
            page=page,
            copy=self.copy or CopyBy.WEEKDAY,
            ways=CopyBy.choices,
            count=len(self.proposals),
            **kwargs,
        )
