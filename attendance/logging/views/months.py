"""Logging: a month's visits on one page, those that nobody registered, and taking back a slip."""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import RedirectView, View

from attendance.days import columns
from attendance.days.due import due_on
from attendance.days.listed import listed, listed_in_turn
from attendance.days.undo import typed_before, typed_into
from attendance.days.views import MonthMixin, TypedBeforeMixin, as_excel, as_word
from attendance.logging import paper, sheet, undo
from attendance.logging.forms.months import MonthForm
from attendance.logging.forms.results import UnplannedForm
from attendance.logging.forms.visits import VisitFilterForm, by_meeting_day
from attendance.models import Visit
from committees.roles import Permission
from committees.views.access import ActionFormView
from committees.views.files import TableFilesMixin
from lib.lists import ListColumn, Listed
from lib.paging import CountedPaginator
from lib.periods import Month, today, written_day
from lib.tables import Kind

from .visits import say_short


class LoggingMixin:
    """For those who log attendance anywhere."""

    def dispatch(self, request, *args, **kwargs):
        allowed = not request.user.is_authenticated or request.user.has_right(Permission.LOG)
        if not allowed and request.method.lower() in self.http_method_names:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class CurrentMonthView(LoggingMixin, RedirectView):
    http_method_names = ["get", "head"]

    def get_redirect_url(self, *args, **kwargs):
        return reverse("attendance:month", args=[Month.of(today())])


class MonthVisitsMixin(MonthMixin):
    """The visits of approved plans for the month in the address, and the filter there."""

    @cached_property
    def filter(self) -> VisitFilterForm:
        return VisitFilterForm(self.request.GET, user=self.request.user)

    def _visits(self):
        visits = Visit.objects.visible_to(self.request.user).approved().filter(month=self.month)
        return by_meeting_day(visits.standing().for_display())


class MonthFileView(LoggingMixin, MonthVisitsMixin, View):
    """The same visits as a file: Excel to be filled in and imported, Word to be printed."""

    http_method_names = ["get", "head"]

    def get(self, request, month):
        about = self.filter.words() or ""
        name = f"{_('Log attendance')} {month}".replace("/", "-")
        return self.answer(listed(self.filter.apply(self._visits())), about, name)

    def answer(self, visits, about: str, name: str):
        raise NotImplementedError


class MonthSheetView(MonthFileView):
    def answer(self, visits, about, name):
        return as_excel(sheet.write(self.month, visits, about), name)


class MonthPaperView(MonthFileView):
    def answer(self, visits, about, name):
        return as_word(paper.write(self.month, visits, about), name)


class MonthView(LoggingMixin, MonthVisitsMixin, TableFilesMixin, ActionFormView):
    """The visits of approved plans for one month: all on the cells' meeting days, then the exceptions."""

    AT_MOST = 100
    LEFT_OUT = "left_out"  # in the session: a tick taken once is not set again when the page comes back
    TYPED = "typed"  # in the session: days and numbers typed before one line was opened
    template_name = "logging/month_form.html"
    form_class = MonthForm
    row = None

    columns = (
        ListColumn(gettext_lazy("Due on"), value=due_on, of_values="due_on", kind=Kind.DATE),
        columns.LEADER,
        columns.CELL,
        columns.RESULT,
    )

    @cached_property
    def page(self):
        visits = self._visits()
        if self.request.method == "POST":
            visits = visits.filter(pk__in=MonthForm.listed(self.request.POST)[: self.AT_MOST])
        else:
            visits = self.filter.apply(visits)
        return CountedPaginator(visits, self.AT_MOST).get_page(self.request.GET.get("page"))

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "month": self.month,
            "visits": self.page,
            "left_out": self.request.session.get(self.LEFT_OUT, ()),
            "initial": self.request.session.get(self.TYPED, {}),
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(filter=self.filter, page=self.page, **kwargs)

    def listed(self):
        visits, about = self.filter.apply(self._visits()), self.filter.words()
        title = _("Visits of %(month)s") % {"month": self.month}
        return [
            Listed(
                title,
                self.columns,
                lambda: listed_in_turn(visits),
                [about] if about else [],
                size=visits.order_by().count,
                has_values=True,
            )
        ]

    def get(self, request, *args, **kwargs):
        if undone := typed_before(request):
            request.session[self.TYPED] = request.session.get(self.TYPED, {}) | undone
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if "open" in request.POST:
            return self._open_exception(request.POST["open"])
        return super().post(request, *args, **kwargs)

    def _open_exception(self, step: str):
        """To the form of one visit and back: ticks and what was typed stay as they were."""
        name, _colon, pk = step.partition(":")
        listed = MonthForm.listed(self.request.POST)
        if name not in ("missed", "attended") or pk not in map(str, listed):
            raise Http404(step)
        self._remember([pk for pk in listed if f"pick-{pk}" not in self.request.POST], listed)
        form = self.get_form()
        self.request.session[self.TYPED] = form.typed(form.lines)
        form = reverse(f"attendance:visit-{name}", args=[int(pk)])
        return HttpResponseRedirect(f"{form}?{urlencode({'next': self.row_url()})}")

    def _remember(self, left_out: list[int], listed: list[int]) -> None:
        elsewhere = [pk for pk in self.request.session.get(self.LEFT_OUT, ()) if pk not in listed]
        self.request.session[self.LEFT_OUT] = [*left_out, *elsewhere][: 2 * self.AT_MOST]

    def row_url(self):
        return self.request.get_full_path()

    def get_success_message(self, form):
        if not any(visit.is_fixed for visit in form.result):  # by now: the last one may close its plan
            again = typed_into(self.row_url(), form.typed(form.picked))
            undo.offer(self.request, form.result, back=self.row_url(), again=again)
        self._remember(form.not_picked(), form.not_picked())
        waiting = [line for line in form.lines if line not in form.picked]
        self.request.session[self.TYPED] = form.typed(waiting)
        count = len(form.result)
        if count == 1:
            return _("Saved: %(leader)s attended on %(date)s.") % {
                "leader": form.result[0].leader,
                "date": written_day(form.result[0].meeting.date),
            }
        return ngettext("Saved: %(count)d visit attended.", "Saved: %(count)d visits attended.", count) % {
            "count": count
        }


class UnplannedCreateView(LoggingMixin, TypedBeforeMixin, ActionFormView):
    """A leader attended without being registered: find the cell, then as any attended meeting."""

    template_name = "logging/unplanned_form.html"
    form_class = UnplannedForm
    row = None

    def get_initial(self):
        given = self.request.POST if "preview" in self.request.POST else self.request.GET
        return given.dict()

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        if "preview" in self.request.POST:
            for sent in ("data", "files"):
                kwargs.pop(sent, None)  # gone already where a leader is looked for as well
        return kwargs

    def post(self, request, *args, **kwargs):
        if "preview" in request.POST:
            # The cell is still looked for: shown again with what is found, nothing judged yet.
            return self.render_to_response(self.get_context_data(form=self.get_form()))
        return super().post(request, *args, **kwargs)

    def row_url(self):
        return reverse("attendance:month", args=[Month.of(today())])

    def get_success_url(self):
        return reverse("attendance:visit-detail", args=[self.result.pk])

    def get_success_message(self, form):
        visit = form.result
        say_short(self.request, visit)
        facts = {"leader": visit.leader, "cell": visit.cell, "date": written_day(visit.meeting.date)}
        registered = visit.origin != Visit.Origin.UNPLANNED
        back = self.next_url() if registered or self.came_from() else self.row_url()
        if not visit.is_fixed:
            again = self.typed_into(form)
            if form.files and not registered:  # they go with the visit
                again["typed"]["kept_without_files"] = "on"
            undo.offer(self.request, [visit], back=back, again=again)
        if registered:
            return _("Saved with the registered visit: %(leader)s attended %(cell)s on %(date)s.") % facts
        return _("Saved as unplanned: %(leader)s attended %(cell)s on %(date)s.") % facts
