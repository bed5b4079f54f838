"""Files made in the background: how far they have come, and the files themselves. Each user's own only."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, ListView, View

from committees import in_view
from committees.views.access import ButtonMixin
from lib.jobs import look_after
from lib.lists import ListColumn
from lib.periods import now
from reports.models import Export
from reports.summary import exports
from reports.summary.jobs import source_at


class ExportMixin:
    def get_queryset(self):
        return Export.objects.filter(user=self.request.user).select_related("job")


class ExportListView(ExportMixin, ListView):
    template_name = "summary/export_list.html"
    title = gettext_lazy("Files asked for")
    columns = (
        ListColumn(gettext_lazy("File")),
        ListColumn(gettext_lazy("Asked for")),
        ListColumn(gettext_lazy("State")),
        ListColumn(gettext_lazy("Download"), is_hidden=True),
    )
    context_object_name = "exports"

    def get_context_data(self, **kwargs):
        for export in self.object_list:
            look_after(export.job)
        return super().get_context_data(**kwargs)


class ExportDetailView(ExportMixin, DetailView):
    template_name = "summary/export_detail.html"
    context_object_name = "export"

    def get_context_data(self, **kwargs):
        look_after(self.object.job)
        return super().get_context_data(until=self.object.asked_at + Export.KEPT, **kwargs)


class ExportDownloadView(ExportMixin, View):
    def get(self, request, pk):
        kept = self.get_queryset().filter(asked_at__gte=now() - Export.KEPT)
        export = get_object_or_404(kept, pk=pk, state=Export.State.DONE)
        if not self._is_reach_of(export, request.user):
            messages.error(
                request, _("Your roles have changed since you asked for this file: ask for it again.")
            )
            return redirect("reports:export-list")
        try:
            file = export.file.open("rb")
        except FileNotFoundError:
            raise Http404(export.name) from None
        return FileResponse(
            file,
            as_attachment=True,
            filename=export.name,
            content_type=export.content_type,
        )

    @staticmethod
    def _is_reach_of(export: Export, user) -> bool:
        """Whether the user sees still what the file is of."""
        try:
            asker, _address = in_view.as_at(export.address, user)
        except Http404:  # its province
            return False
        return export.reach == Export.reach_of(asker)


class ExportAgainView(ButtonMixin, ExportMixin, View):
    """What failed is begun anew, under another number."""

    def post(self, request, pk):
        export = get_object_or_404(self.get_queryset(), pk=pk)
        if not export.has_failed:
            return redirect("reports:export-detail", export.pk)
        try:
            source = source_at(export.address, user=export.user)
            export = exports.again(export=export, source=source)
        except exports.TooMany as too_many:
            messages.error(request, str(too_many))
        except ValueError:
            messages.error(request, _("You no longer see what this file is about."))
        return redirect("reports:export-detail", export.pk)
