"""A report on its way: submitted for signature, taken back, issued; and what follows one that was issued."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView, View

from committees.roles import Permission, require
from committees.views.access import ActionFormView, ActionView
from reports.issuing import actions, archive
from reports.issuing.forms.issue import IssueForm
from reports.issuing.forms.signing import FollowingForm, SubmitForm, TakeBackForm
from reports.issuing.readiness import summed
from reports.issuing.running import running
from reports.models import IssuedReport, ReportVersion, VersionFile

from .report import ReportMixin, ReportStep


class SubmitView(ReportStep, ActionFormView):
    template_name = "issuing/submit_form.html"
    form_class = SubmitForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"seen": self._seen()}

    def _seen(self) -> str:
        """As the page that was sent showed it: the job looks again, and nobody waits for it here."""
        if self.request.method == "POST":
            return self.request.POST.get("open", "")
        return summed(self.composition.readiness.as_counts())

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            readiness=self.composition.readiness, running=running(self.composition), **kwargs
        )

    def get_success_message(self, form):
        return _("Submitted for signature. Its figures, text and files are being fixed.")


class TakeBackView(ReportStep, ActionFormView):
    template_name = "issuing/take_back_form.html"
    form_class = TakeBackForm

    def get_success_message(self, form):
        return _("Taken back: the text can be written in again.")


class CancelSubmissionView(ReportMixin, ActionView):
    """Stop what is still being made, or what failed: nothing was fixed yet, so nobody need say why."""

    permission = Permission.REPORT

    def act(self, row):
        actions.take_back(
            committee=self.composition.committee,
            half_year=self.composition.half_year,
            comment="",
            by=self.request.user,
            version=self.version(),
        )
        return _("Taken back: the text can be written in again.")


class FollowingView(ReportStep, ActionFormView):
    """A correction, a replacement or an addendum is begun."""

    template_name = "issuing/following_form.html"
    form_class = FollowingForm

    def get_success_message(self, form):
        return _("Begun. Change the text where it needs it, then submit it for signature.")


class StopFollowingView(ReportMixin, ActionView):
    permission = Permission.REPORT

    def act(self, row):
        actions.stop_following(
            committee=self.composition.committee,
            half_year=self.composition.half_year,
            by=self.request.user,
            version=self.version(),
        )
        return _("Nothing follows the report for the time being.")


class IssueView(ReportStep, ActionFormView):
    """Number, date, signatory: then the report is out."""

    template_name = "issuing/issue_form.html"
    form_class = IssueForm

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not (self.row and self.row.submitted):
            # Nothing lies with the signatory: the report's own page says what to do first.
            return redirect(self.row_url())
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        submitted = self.row.submitted
        return super().get_context_data(
            submitted=submitted,
            running=running(self.composition),
            changes=archive.changes(submitted, user=self.request.user),
            **kwargs,
        )

    def get_success_message(self, form):
        return _("Issued: %(report)s. Its figures, text and files no longer change.") % {
            "report": form.result
        }

    def get_success_url(self):
        return reverse("reports:issued-detail", args=[self.result.pk])


class VersionDetailView(DetailView):
    """What was submitted for signature, as it was."""

    template_name = "issuing/version_detail.html"
    context_object_name = "version"

    def get_queryset(self):
        large = ["figures", "rows", "annexes", "visits"]
        large += [f"{of}__{name}" for of in ("follows", "issued") for name in ("figures", "rows", "sections")]
        versions = ReportVersion.objects.visible_to(self.request.user).defer(*large)
        return versions.select_related("committee", "submitted_by", "follows", "returned", "issued")

    def get_context_data(self, **kwargs):
        version = self.object
        files = archive.in_order(version.files.all())
        return super().get_context_data(
            files=files,
            pages=archive.pages(files, version.submitted_at),
            gaps=archive.gap_titles(version),
            can_write=self.request.user.may(Permission.REPORT, version.committee),
            **kwargs,
        )


class PagesView(ActionView):
    """Make the PDF that is missing, of an issued report or of a version."""

    model = IssuedReport

    @cached_property
    def row(self):
        rows = self.model.objects.visible_to(self.request.user).light().select_related("committee")
        row = get_object_or_404(rows, pk=self.kwargs["pk"])
        require(self.request.user, Permission.REPORT, row.committee)
        return row

    def act(self, row):
        actions.ask_for_pages(
            **{"report" if self.model is IssuedReport else "version": row}, by=self.request.user
        )
        return _("The PDF is being made; load the page again in a moment.")

    def get_success_url(self):
        name = "issued-detail" if self.model is IssuedReport else "version-detail"
        return reverse(f"reports:{name}", args=[self.row.pk])


class VersionFileView(View):
    """A file byte for byte as it was submitted."""

    def get(self, request, pk, kind):
        versions = ReportVersion.objects.visible_to(request.user).light()
        file = get_object_or_404(VersionFile, version=get_object_or_404(versions, pk=pk), kind=kind)
        return download(file)


def download(file) -> HttpResponse:
    response = HttpResponse(bytes(file.content), content_type=file.content_type)
    response.headers["Content-Disposition"] = archive.disposition(file.name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
