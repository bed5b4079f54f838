"""The whole workbook, to be taken home."""

import io

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import View

from committees.models import Committee
from lib.periods import today
from lib.uploads import XLSX

from . import TooManyRows, export_workbook


class ExportView(View):
    """All data of a province, or of all, as a data workbook (docs/formats.md)."""

    def get(self, request):
        user = request.user
        if not user.is_administrator_of_province:
            raise PermissionDenied
        roots = Committee.objects.in_trees_administered_by(user).filter(depth=1)
        everything = roots.count() == Committee.objects.filter(depth=1).count()
        target = io.BytesIO()
        try:
            export_workbook(target, committee=None if everything else self._chosen(roots))
        except TooManyRows as too_many:
            messages.error(request, str(too_many))
            return HttpResponseRedirect(reverse("office:administration"))
        target.seek(0)
        return self._file(target)

    def _chosen(self, provinces) -> Committee:
        """By `?committee=`, or the first."""
        code = self.request.GET.get("committee", "")
        return get_object_or_404(provinces, code=code) if code else provinces.first()

    @staticmethod
    def _file(target):
        return FileResponse(
            target, as_attachment=True, filename=f"du-lieu-{today():%Y-%m-%d}.xlsx", content_type=XLSX
        )
