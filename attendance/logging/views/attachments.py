"""Files attached to visits: added, fetched by those who may see the visit, removed."""

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from attendance.days.views import VisitMixin, VisitStep
from attendance.logging import actions
from attendance.logging.forms.attachments import AttachForm
from attendance.models import Attachment
from committees.roles import Permission, require
from committees.views.access import ActionFormView, ActionView


class AttachmentCreateView(VisitStep, VisitMixin, ActionFormView):
    permission = Permission.LOG
    template_name = "logging/attachment_form.html"
    form_class = AttachForm

    def get_success_message(self, form):
        say_known(self.request, form.result)
        count = len(form.result.added)
        return ngettext("Attached: %(count)d file.", "Attached: %(count)d files.", count) % {"count": count}


class AttachmentMixin:
    """`self.attachment` of a visit visible to the user; `permission`, if set, is required there."""

    permission = None

    @cached_property
    def attachment(self) -> Attachment:
        attachments = Attachment.objects.visible_to(self.request.user).select_related("visit__committee")
        attachment = get_object_or_404(attachments, pk=self.kwargs["pk"])
        if self.permission:
            require(self.request.user, self.permission, attachment.visit.committee)
        return attachment

    @property
    def row(self):
        return self.attachment


class AttachmentDownloadView(AttachmentMixin, View):
    """Always as a download: nothing that somebody attached is shown as a page of ours."""

    def get(self, request, pk):
        attachment = self.attachment
        try:
            file = attachment.file.open("rb")
        except FileNotFoundError:
            return render(request, "logging/attachment_missing.html", {"attachment": attachment}, status=404)
        return FileResponse(
            file,
            as_attachment=True,
            filename=attachment.name,
            content_type=attachment.content_type,
            headers={
                "Cache-Control": "private, no-store",
                "Content-Security-Policy": "sandbox; default-src 'none'",
                "X-Content-Type-Options": "nosniff",
            },
        )


class AttachmentDeleteView(AttachmentMixin, ActionView):
    permission = Permission.LOG

    def act(self, attachment):
        actions.remove_attachment(attachment=attachment, by=self.request.user)
        return _("“%(name)s” is removed.") % {"name": attachment.name}

    def get_success_url(self):
        return reverse("attendance:visit-detail", args=[self.attachment.visit_id])


def say_known(request, attached: actions.Attached | None) -> None:
    """Files that the visit had already were not stored twice."""
    for attachment in attached.known if attached else ():
        messages.info(request, _("“%(name)s” was attached already.") % {"name": attachment.name})
