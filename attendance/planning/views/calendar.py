"""The month's calendar to read: as a month, or as a list by week."""

from collections.abc import Iterator

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import RedirectView, TemplateView, View

from attendance.days.views import MonthMixin, as_word
from attendance.models import Visit
from attendance.planning import notice
from attendance.planning.announcing import may_announce
from attendance.planning.calendar import (
    ON_A_PAGE,
    Appointment,
    Entry,
    ListedAppointment,
    appointments,
    clashing,
    entries,
    firsts,
    in_month,
    listed,
    weeks,
)
from attendance.planning.forms.calendar import CalendarFilterForm
from attendance.planning.notice import Notice
from committees.models import Committee
from committees.views.files import TableFilesMixin
from lib.counts import count_to
from lib.lists import ListColumn, Listed
from lib.periods import Month, today
from lib.tables import Kind
from meetings.models import AnnouncedMeeting, Cell

MOST = 5000  # visits of a month that are looked through: more than a province has


class CurrentCalendarView(RedirectView):
    http_method_names = ["get", "head"]

    def get_redirect_url(self, *args, **kwargs):
        return reverse("attendance:calendar", args=[Month.of(today())])


class CalendarMixin(MonthMixin):
    """A month's cells that the user sees, as far as the filter names them."""

    http_method_names = ["get", "head"]

    @cached_property
    def filter(self) -> CalendarFilterForm:
        return CalendarFilterForm(self.request.GET, user=self.request.user)

    @property
    def cells(self):
        return Cell.objects.visible_to(self.request.user).existing(self.month)

    @cached_property
    def notice(self) -> Notice:
        """What is announced of the cells that the filter names, whoever goes there."""
        cells = self.filter.cells_named(self.cells)
        return Notice.of(self.month, cells, self.filter.cleaned_data["committee"])


class CalendarView(CalendarMixin, TableFilesMixin, TemplateView):
    """The visits that the user sees on the days on which the cells meet, and what is announced."""

    template_name = "planning/calendar.html"
    columns = (
        ListColumn(gettext_lazy("Day"), value="day", kind=Kind.DATE),
        ListColumn(gettext_lazy("Hour"), value="hour"),
        ListColumn(
            gettext_lazy("Cell"),
            value="cell",
            width=32,
            beside=(ListColumn(gettext_lazy("Managing committee"), value="managing"),),
        ),
        ListColumn(gettext_lazy("Place"), value="place"),
        ListColumn(gettext_lazy("Leader"), value="leader"),
        ListColumn(gettext_lazy("Clashes"), value="clashes", width=40),
    )

    @cached_property
    def visits(self):
        return self.filter.apply(in_month(Visit.objects.visible_to(self.request.user), self.month))

    @cached_property
    def announced_cells(self):
        cells = self.cells.select_related("committee").filter(announced_meetings__month=self.month)
        return self.filter.apply_to_cells(cells)

    @cached_property
    def is_too_much(self) -> bool:
        """By the visits of the month, which an index counts; those attended in it are about as many."""
        planned = Visit.objects.visible_to(self.request.user).filter(month=self.month).order_by()
        return count_to(self.filter.apply(planned), MOST).is_more

    @cached_property
    def entries(self) -> list[Entry]:
        return [] if self.is_too_much else entries(self.month, self.visits, self.announced_cells)

    def _listed(self) -> Iterator[ListedAppointment]:
        found = entries(self.month, self.visits, self.announced_cells)
        return listed(self.month, found, self.visits, self.announced_cells)

    def _opened(self, found: list[Entry]) -> list[Appointment]:
        return appointments(self.month, found, self.visits, self.announced_cells, user=self.request.user)

    def table_asked_for(self):
        if self.request.GET.get("table") == notice.KEY:
            return notice.table(self.notice)
        return super().table_asked_for()

    def listed(self):
        about = self.filter.words()
        title = _("Meeting calendar, %(month)s") % {"month": self.month}
        about = [about] if about else []
        return [Listed(title, self.columns, self._listed, about, size=self.visits.count)]

    @cached_property
    def announced(self) -> dict:
        """How many meetings are announced of the cells that the filter names, and to how many leaders go."""
        if self.is_too_much:
            return {"count": 0, "visited": 0}
        announced = AnnouncedMeeting.objects.filter(
            cell__in=self.filter.cells_named(self.cells).order_by(), month=self.month
        )
        cells = set(announced.order_by().values_list("cell", flat=True))
        visited = {entry.cell for entry in self.entries if entry.visit}
        return {"count": len(cells), "visited": len(cells & visited)}

    def get_context_data(self, **kwargs):
        found, by_week = self.entries, self.filter.cleaned_data["view"] == "weeks"
        page = Paginator(found, ON_A_PAGE).get_page(self.request.GET.get("page"))
        shown = self._opened(list(page) if by_week else firsts(found))
        known = sum(bool(entry.day) for entry in found)
        return super().get_context_data(
            filter=self.filter,
            page=page,
            weeks=weeks(self.month, shown, found),
            unknown=[appointment for appointment in shown if not appointment.day],
            unknown_count=len(found) - known,
            unknown_page=known // ON_A_PAGE + 1,
            clashing=len(clashing(self.month, found)),
            count=len(found),
            announced=self.announced,
            by_week=by_week,
            may_announce=may_announce(self.request.user),
            may_move=any(appointment.may_move for appointment in shown),
            below=self._below() if self.is_too_much else [],
            most=MOST,
            **kwargs,
        )

    def _below(self):
        """The committees to choose from where there is too much: those one level below what is seen."""
        visible = Committee.objects.visible_to(self.request.user)
        chosen = self.filter.cleaned_data["committee"]
        if chosen:
            return visible.filter(path__startswith=chosen.path, depth=chosen.depth + 1)
        highest = visible.order_by("depth").values_list("depth", flat=True).first()
        top = visible.filter(depth=highest)
        return top if len(top) > 1 else visible.filter(depth=highest + 1)


class NoticePaperView(CalendarMixin, View):
    """The notice of the month's meetings as Word."""

    def get(self, request, month):
        name = self.notice.title.replace("/", "-")
        return as_word(
            notice.write(self.notice),
            f"{name} - {self.notice.committee.label}" if self.notice.committee else name,
        )
