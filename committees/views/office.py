"""The name and the emblem in the header."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View

from committees.forms.office import OfficeForm
from committees.models import Office
from committees.office import forget

from .access import ActionFormView, SharedMixin


class OfficeUpdateView(SharedMixin, ActionFormView):
    form_class = OfficeForm
    template_name = "committees/office_form.html"

    @cached_property
    def row(self):
        return Office.objects.defer("emblem").first()

    def row_url(self):
        return reverse("committees:office-update")

    def get_success_message(self, form):
        forget()
        return _("The header is saved. Other computers show it within a minute.")


@method_decorator(login_not_required, name="dispatch")
class EmblemView(View):
    """The emblem by its checksum, which browsers keep: the page for signing in shows it too."""

    def get(self, request, digest):
        office = Office.objects.exclude(emblem_digest="").filter(emblem_digest=digest).first()
        if office is None:
            raise Http404(digest)
        return HttpResponse(
            bytes(office.emblem),
            content_type=office.emblem_type,
            headers={
                "Cache-Control": "public, max-age=31536000, immutable",
                "X-Content-Type-Options": "nosniff",
            },
        )
