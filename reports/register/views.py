"""The register of outgoing documents (sổ văn bản đi), and the terms of office that its numbers follow."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.roles import Permission, require
from committees.views.access import ActionFormView, ActionView, PagedListView
from lib.lists import ListColumn
from lib.periods import written_day
from lib.tables import Kind
from reports.models import IssuedReport, RegisterEntry, TermOfOffice

from . import actions
from .forms import EntryForm, RegisterFilterForm, TermForm
from .numbering import doubles, missing


def sent_on(entry: RegisterEntry) -> dt.date | None:
    """When the report of the entry was sent out, of several versions the last one."""
    days = [report.dispatch.sent_on for report in entry.reports.all() if hasattr(report, "dispatch")]
    return days[-1] if days else None


class RegisterView(PagedListView):
    template_name = "register/register.html"
    title = gettext_lazy("Register of outgoing documents")
    columns = (
        ListColumn(gettext_lazy("Number"), value="full_number", width=18),
        ListColumn(gettext_lazy("Date"), value="issued_on", kind=Kind.DATE),
        ListColumn(gettext_lazy("What it is about"), value="title", width=50),
        ListColumn(gettext_lazy("Signatory"), value="signatory_name"),
        ListColumn(gettext_lazy("Recipients"), value="recipients", width=36),
        ListColumn(
            gettext_lazy("Note"),
            value="note",
            beside=(ListColumn(gettext_lazy("Sent on"), value=sent_on, kind=Kind.DATE),),
        ),
    )

    @cached_property
    def filter(self) -> RegisterFilterForm:
        return RegisterFilterForm(self.request.GET, user=self.request.user)

    def get_queryset(self):
        self.series = self.filter.series
        if self.series is None:
            return RegisterEntry.objects.none()
        reports = IssuedReport.objects.light().select_related("withdrawal", "dispatch").order_by("pk")
        entries = self.filter.apply(self.series.entries).order_by("-number", "-issued_on", "-pk")
        return entries.prefetch_related(Prefetch("reports", reports))

    def about(self):
        if self.series is None:
            return []
        return [f"{self.series.committee.name} · {self.series.kind} · {self.series.label}"]

    def get_context_data(self, **kwargs):
        numbers = list(self.series.entries.values_list("number", flat=True)) if self.series else []
        may_write = self.series and self.request.user.may(Permission.REPORT, self.series.committee)
        return super().get_context_data(
            filter=self.filter,
            series=self.series,
            next_number=max(numbers, default=0) + 1,
            missing=missing(numbers),
            doubles=doubles(numbers),
            can_write=may_write,
            **kwargs,
        )


class RegisterStep(ActionFormView):
    def row_url(self):
        return reverse("reports:register")

    def get_success_url(self):
        entry = self.result
        series = {"committee": entry.committee.code, "kind": entry.kind, "day": written_day(entry.issued_on)}
        return f"{self.row_url()}?{urlencode(series)}"


class WriterMixin:
    """For whoever writes the reports of some committee."""

    def dispatch(self, request, *args, **kwargs):
        is_answered = hasattr(self, request.method.lower())
        if is_answered and request.user.is_authenticated and not request.user.has_right(Permission.REPORT):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class EntryCreateView(WriterMixin, RegisterStep):
    """A document that was written elsewhere gets its line."""

    template_name = "register/entry_form.html"
    form_class = EntryForm
    row = None

    def get_initial(self):
        filter = RegisterFilterForm(self.request.GET, user=self.request.user)
        series = filter.series
        found = {"committee": series.committee, "number": series.next_number()} if series else {}
        return super().get_initial() | found

    def get_success_message(self, form):
        return _("Entered: %(entry)s.") % {"entry": form.result}


class EntryMixin:
    @cached_property
    def row(self) -> RegisterEntry:
        entries = RegisterEntry.objects.visible_to(self.request.user).select_related("committee")
        entry = get_object_or_404(entries, pk=self.kwargs["pk"])
        require(self.request.user, Permission.REPORT, entry.committee)
        return entry


class EntryUpdateView(EntryMixin, RegisterStep):
    template_name = "register/entry_form.html"
    form_class = EntryForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(entry=self.row, **kwargs)

    def get_success_message(self, form):
        return _("Saved: %(entry)s.") % {"entry": form.result}


class EntryDeleteView(EntryMixin, ActionView):
    def act(self, row):
        actions.remove(entry=row, by=self.request.user, version=self.version())
        return _("Taken out of the register: %(entry)s.") % {"entry": row}

    def get_success_url(self):
        return reverse("reports:register")


class TermListView(WriterMixin, PagedListView):
    template_name = "register/term_list.html"
    title = gettext_lazy("Terms of office")
    columns = (
        ListColumn(gettext_lazy("Committee"), value="committee.label", width=32),
        ListColumn(gettext_lazy("Term of office"), value="name"),
        ListColumn(gettext_lazy("From"), value="starts_on", kind=Kind.DATE),
        ListColumn(gettext_lazy("To"), value="ends_on", kind=Kind.DATE),
        ListColumn(gettext_lazy("What to do"), is_hidden=True),
    )

    def get_queryset(self):
        return TermOfOffice.objects.permitted(self.request.user, Permission.REPORT).select_related(
            "committee"
        )


class TermStep(ActionFormView):
    template_name = "register/term_form.html"
    form_class = TermForm

    def row_url(self):
        return reverse("reports:term-list")

    def get_success_message(self, form):
        return _("Saved: %(term)s.") % {"term": form.result}


class TermCreateView(WriterMixin, TermStep):
    row = None


class TermMixin:
    @cached_property
    def row(self) -> TermOfOffice:
        terms = TermOfOffice.objects.visible_to(self.request.user).select_related("committee")
        term = get_object_or_404(terms, pk=self.kwargs["pk"])
        require(self.request.user, Permission.REPORT, term.committee)
        return term


class TermUpdateView(TermMixin, TermStep):
    def get_context_data(self, **kwargs):
        return super().get_context_data(term=self.row, **kwargs)


class TermDeleteView(TermMixin, ActionView):
    def act(self, row):
        actions.remove_term(term=row, by=self.request.user, version=self.version())
        return _("Deleted: %(term)s.") % {"term": row}

    def get_success_url(self):
        return reverse("reports:term-list")
