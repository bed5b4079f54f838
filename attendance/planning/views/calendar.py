"""The month's calendar to read: as a month, or as a list by week."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import RedirectView, TemplateView, View

from attendance.days.views import MonthMixin, as_word
from attendance.models import Visit
from attendance.planning import notice
from attendance.planning.announcing import may_announce
from attendance.planning.calendar import appointments, in_month, weeks
from attendance.planning.forms.calendar import CalendarFilterForm
from attendance.planning.notice import Notice
from committees.views.files import TableFilesMixin
from lib.lists import ListColumn, Listed
from lib.periods import Month, today
from lib.tables import Kind
from meetings.models import AnnouncedMeeting, Cell


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
            value="cell.name",
            width=32,
            beside=(ListColumn(gettext_lazy("Managing committee"), value="cell.committee.label"),),
        ),
        ListColumn(gettext_lazy("Place"), value="place"),
        ListColumn(gettext_lazy("Leader"), value="visit.leader.full_name"),
        ListColumn(gettext_lazy("Clashes"), value="warned", width=40),
    )

    @cached_property
    def appointments(self):
        visits = in_month(Visit.objects.visible_to(self.request.user), self.month).for_display()
        visits, cells = self.filter.apply(visits), self.cells.select_related("committee")
        cells = cells.filter(announced_meetings__month=self.month)
        return appointments(self.month, visits, self.filter.apply_to_cells(cells), user=self.request.user)

    def table_asked_for(self):
        if self.request.GET.get("table") == notice.KEY:
            return notice.table(self.notice)
        return super().table_asked_for()

    def listed(self):
        about = self.filter.words()
        title = _("Meeting calendar, %(month)s") % {"month": self.month}
        found = self.appointments
        return [Listed(title, self.columns, lambda: found, [about] if about else [], size=found.__len__)]

    @cached_property
    def announced(self) -> dict:
        """How many meetings are announced of the cells that the filter names, and to how many leaders go."""
        announced = AnnouncedMeeting.objects.filter(
            cell__in=self.filter.cells_named(self.cells).order_by(), month=self.month
        )
        cells = set(announced.order_by().values_list("cell", flat=True))
        visited = {appointment.cell.pk for appointment in self.appointments if appointment.visit}
        return {"count": len(cells), "visited": len(cells & visited)}

    def get_context_data(self, **kwargs):
        found = self.appointments
        return super().get_context_data(
            filter=self.filter,
            weeks=weeks(self.month, found),
            unknown=[appointment for appointment in found if not appointment.day],
            clashing=sum(bool(appointment.clashes) for appointment in found),
            count=len(found),
            announced=self.announced,
            by_week=self.filter.cleaned_data["view"] == "weeks",
            may_announce=may_announce(self.request.user),
            may_move=any(appointment.may_move for appointment in found),
            **kwargs,
        )


class NoticePaperView(CalendarMixin, View):
    """The notice of the month's meetings as Word."""

    def get(self, request, month):
        name = self.notice.title.replace("/", "-")
        return as_word(
            notice.write(self.notice),
            f"{name} - {self.notice.committee.label}" if self.notice.committee else name,
        )
