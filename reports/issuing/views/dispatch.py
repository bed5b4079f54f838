"""An issued report withdrawn or sent out, its signed copies, and who has it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from committees.roles import Permission, require
from committees.views.access import ActionFormView
from reports.issuing import archive, chain
from reports.issuing.forms.dispatch import ReceiptForm, SendOutForm, SignedCopyForm
from reports.issuing.forms.signing import WithdrawForm
from reports.models import IssuedReport, Recipient

from .signing import download


class IssuedStep(ActionFormView):
    """About the issued report in the address: `row`."""

    @cached_property
    def row(self) -> IssuedReport:
        reports = IssuedReport.objects.visible_to(self.request.user).light().select_related("committee")
        report = get_object_or_404(reports, pk=self.kwargs["pk"])
        require(self.request.user, Permission.REPORT, report.committee)
        return report

    def row_url(self):
        return reverse("reports:issued-detail", args=[self.kwargs["pk"]])

    def get_context_data(self, **kwargs):
        return super().get_context_data(report=self.row, **kwargs)

    def refused(self, form):
        if self.request.FILES:
            messages.warning(self.request, _("Choose the files again: a browser sends them only once."))
        return super().refused(form)


class OfWhatIsNotSent(IssuedStep):
    """Back to the report where this step is no longer possible."""

    def dispatch(self, request, *args, **kwargs):
        is_asked = request.user.is_authenticated and request.method == "GET"
        if is_asked and chain.standing_of(self.row) != chain.Standing.ISSUED:
            messages.error(request, _("This report is not in force, or it was sent out already."))
            return redirect(self.row_url())
        return super().dispatch(request, *args, **kwargs)


class WithdrawView(OfWhatIsNotSent):
    template_name = "issuing/withdraw_form.html"
    form_class = WithdrawForm

    def get_success_message(self, form):
        return _("The issue is withdrawn. Correct the draft, then submit it again.")

    def get_success_url(self):
        return reverse("reports:report", args=[self.row.committee_id, self.row.half_year])


class SendOutView(OfWhatIsNotSent):
    template_name = "issuing/send_out_form.html"
    form_class = SendOutForm

    def get_success_message(self, form):
        return _("Sent out. From now on it is replaced or added to, and no longer corrected.")


class SignedCopyCreateView(IssuedStep):
    template_name = "issuing/signed_copy_form.html"
    form_class = SignedCopyForm

    def get_success_message(self, form):
        return _("Attached.")


class SignedCopyFileView(View):
    """A signed copy, byte for byte as it was attached."""

    def get(self, request, pk, copy):
        reports = IssuedReport.objects.visible_to(request.user).light()
        report = get_object_or_404(reports, pk=pk)
        return download(get_object_or_404(report.signed_copies, pk=copy))


class SignedCopyView(TemplateView):
    """What is found in a signed copy: who signed, whether that stands, whether it is this document."""

    template_name = "issuing/signed_copy.html"

    def get_context_data(self, **kwargs):
        reports = IssuedReport.objects.visible_to(self.request.user).light().select_related("committee")
        report = get_object_or_404(reports, pk=self.kwargs["pk"])
        copy = get_object_or_404(report.signed_copies, pk=self.kwargs["copy"])
        found = {"report": report, "copy": copy, "examined": archive.examined(copy)}
        return super().get_context_data(**kwargs) | found


class ReceiptView(ActionFormView):
    """When one recipient answered."""

    template_name = "issuing/receipt_form.html"
    form_class = ReceiptForm

    @cached_property
    def row(self) -> Recipient:
        recipients = Recipient.objects.visible_to(self.request.user).select_related("report__committee")
        recipient = get_object_or_404(recipients, pk=self.kwargs["pk"])
        require(self.request.user, Permission.REPORT, recipient.report.committee)
        return recipient

    def row_url(self):
        return reverse("reports:issued-detail", args=[self.row.report_id]) + "#recipients"

    def get_context_data(self, **kwargs):
        return super().get_context_data(recipient=self.row, **kwargs)

    def get_success_message(self, form):
        return _("Noted.")
