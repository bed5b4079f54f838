"""Letterheads, layouts, the Word template, certificates: looked after by clerks and administrators."""

from dataclasses import replace
from io import BytesIO

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import ListView, TemplateView, View

from committees import roles
from committees.models import Committee
from committees.views.access import ActionFormView, ActionView, SharedMixin
from committees.views.catalogues import SharedRowDeleteView, SharedRowView
from committees.views.files import ListFilesMixin, TableFilesMixin
from lib.lists import ListColumn, Listed
from lib.tables import Kind
from reports.half_year.views import planning_committees
from reports.models import DocumentTemplate, LayoutPreset, Letterhead, TrustedCertificate

from . import actions, layouts, sample, upload, word, word_template
from .forms import CertificateForm, DeleteLayoutForm, LayoutForm, LetterheadForm, TemplateForm
from .letterheads import letterhead_of
from .rendering import TemplateProblem


class LetterheadListView(TableFilesMixin, TemplateView):
    """Of committees that own plans, and of those above them."""

    template_name = "document/letterhead_list.html"
    title = gettext_lazy("Letterheads")
    columns = (
        ListColumn(gettext_lazy("Committee"), value="0.name", width=40),
        ListColumn(gettext_lazy("Issuing body"), value="1.issuing_body", width=40),
        ListColumn(gettext_lazy("Symbol"), value="1.symbol"),
        ListColumn(gettext_lazy("Signatory"), value="1.signatory_name"),
        ListColumn(gettext_lazy("What to do"), is_hidden=True),
    )

    def get(self, request, *args, **kwargs):
        if not roles.keeps_letterheads(request.user):
            raise PermissionDenied
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(rows=self.rows(), **kwargs)

    def listed(self):
        return [Listed(self.title, self.columns, self.rows)]

    def rows(self) -> list[tuple[Committee, Letterhead | None]]:
        user = self.request.user
        committees = [c for c in planning_committees(user) if roles.may_keep_letterhead(user, c)]
        saved = Letterhead.objects.in_bulk([c.pk for c in committees], field_name="committee_id")
        return [(committee, saved.get(committee.pk)) for committee in committees]


class LetterheadUpdateView(ActionFormView):
    template_name = "document/letterhead_form.html"
    form_class = LetterheadForm

    @cached_property
    def committee(self) -> Committee:
        committees = Committee.objects.visible_to(self.request.user)
        committee = get_object_or_404(committees, pk=self.kwargs["pk"])
        if not roles.may_keep_letterhead(self.request.user, committee):
            raise PermissionDenied
        return committee

    @cached_property
    def row(self) -> Letterhead:
        return letterhead_of(self.committee)

    def row_url(self):
        return reverse("reports:letterhead-list")

    def get_success_message(self, form):
        return _("The letterhead of %(committee)s is saved. Reports issued already keep theirs.") % {
            "committee": self.committee
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(committee=self.committee, letterhead=self.row, **kwargs)


# --- layout presets ---


class LayoutListView(SharedMixin, ListFilesMixin, ListView):
    template_name = "document/layout_list.html"
    title = gettext_lazy("Layouts of documents")
    columns = (
        ListColumn(gettext_lazy("Layout"), value="name", width=24),
        ListColumn(gettext_lazy("Laid down in"), value="document", width=40),
        ListColumn(gettext_lazy("For documents from"), value="in_force_from", kind=Kind.DATE),
        ListColumn(gettext_lazy("Letterheads"), css="number", value="letterhead_count", kind=Kind.NUMBER),
        ListColumn(gettext_lazy("Issued reports"), css="number", value="report_count", kind=Kind.NUMBER),
        ListColumn(gettext_lazy("What to do"), is_hidden=True),
    )

    def get_queryset(self):
        counts = {
            "letterhead_count": Count("letterheads", distinct=True),
            "report_count": Count("issued_reports", distinct=True),
        }
        return LayoutPreset.objects.annotate(**counts)


class LayoutStep(SharedRowView):
    model = LayoutPreset
    list_url_name = "reports:layout-list"
    list_label = gettext_lazy("Layouts of documents")
    template_name = "document/layout_form.html"
    form_class = LayoutForm


class LayoutUpdateView(LayoutStep):
    @property
    def heading(self):
        return self.row.name

    @property
    def intro(self):
        if issued := self.row.issued_reports.count():
            return ngettext(
                "%(count)d report was issued with it and stays as it is, as does what is submitted for "
                "signature. A change is for documents to come.",
                "%(count)d reports were issued with it and stay as they are, as does what is submitted for "
                "signature. A change is for documents to come.",
                issued,
            ) % {"count": issued}
        return _("A change is for documents to come; what is submitted for signature stays as it is.")

    def delete_url(self):
        return "" if self.row.in_force_from else reverse("reports:layout-delete", args=[self.row.pk])


class LayoutCopyView(LayoutStep):
    """An office's own, begun with the values of another one."""

    row = None
    heading = gettext_lazy("The office's own layout")
    intro = gettext_lazy("Change what is otherwise here. Letterheads choose it, unless it gets a first day.")

    @cached_property
    def original(self) -> LayoutPreset:
        return get_object_or_404(LayoutPreset, pk=self.kwargs["pk"])

    def get_initial(self):
        values = {name: getattr(self.original, name) for name in LayoutForm.columns}
        name = _("%(layout)s, own") % {"layout": self.original.name}
        return super().get_initial() | values | {"name": name[:60], "in_force_from": None}


class LayoutDeleteView(SharedRowDeleteView):
    model = LayoutPreset
    list_url_name = "reports:layout-list"
    list_label = gettext_lazy("Layouts of documents")
    heading = gettext_lazy("Delete the layout")
    form_class = DeleteLayoutForm

    @property
    def intro(self):
        return _("Only a layout without letterheads and issued reports can be deleted: “%(layout)s”.") % {
            "layout": self.row
        }


class LayoutSampleView(SharedMixin, View):
    """An invented report in this layout, made from the template in use."""

    def get(self, request, pk):
        preset = get_object_or_404(LayoutPreset, pk=pk)
        content = replace(sample.CONTENT, layout=layouts.of(preset))
        try:
            written = word.write(content, upload.current_content())
        except TemplateProblem as problem:
            messages.error(request, problem.message)
            return redirect(reverse("reports:document-template"))
        name = _("Sample report") + f" {preset.name}".replace("/", "-")
        return word_file(written.read(), name + ".docx")


# --- the template ---


class TemplateMixin(SharedMixin):
    """All committees' reports are made from it."""

    row = None

    def row_url(self):
        return reverse("reports:document-template")


class DocumentTemplateView(TemplateMixin, ActionFormView):
    """Which template is in use, what it may contain, and a form for another one."""

    template_name = "document/document_template.html"
    form_class = TemplateForm

    def get_success_message(self, form):
        stored, left_out = form.result
        if left_out:
            messages.warning(
                self.request,
                _("The template does not print: %(names)s. Was that meant?") % {"names": ", ".join(left_out)},
            )
        return _("“%(name)s” is in use now.") % {"name": stored.name}

    def get_context_data(self, **kwargs):
        templates = DocumentTemplate.objects.select_related("uploaded_by").defer("content")
        return super().get_context_data(
            current=next((t for t in templates if t.is_current), None),
            templates=templates,
            repeat="{%p for … %} {%p endfor %}",
            choose="{%p if … %} {%p endif %}",
            fields=word_template.FIELDS.items(),
            **kwargs,
        )


class OwnTemplateView(TemplateMixin, ActionView):
    """Back to the product's own template."""

    def act(self, row):
        actions.use_own_template()
        return _("The product's own template is in use again.")

    def get_success_url(self):
        return self.row_url()


class TemplateFileView(TemplateMixin, View):
    """A template as a file: one that was uploaded, or without `pk` the product's own."""

    def get(self, request, pk=None):
        if pk is None:
            return word_file(word_template.default(), _("Template of the report") + ".docx")
        template = get_object_or_404(DocumentTemplate, pk=pk)
        return word_file(bytes(template.content), template.name)


class TemplatePreviewView(TemplateMixin, View):
    """An invented report made from the template in use."""

    def get(self, request):
        try:
            written = word.write(sample.CONTENT, upload.current_content())
        except TemplateProblem as problem:
            # Tried when it was uploaded; the product may have changed since.
            messages.error(request, problem.message)
            return redirect(self.row_url())
        return word_file(written.read(), _("Sample report") + ".docx")


def word_file(content: bytes, name: str) -> FileResponse:
    """Always as a download, never as a page of ours."""
    return FileResponse(
        BytesIO(content),
        as_attachment=True,
        filename=name,
        content_type=word.CONTENT_TYPE,
    )


# --- whose signatures are trusted ---


class CertificateMixin(SharedMixin):
    """All committees' signed reports are judged by them."""

    row = None

    def row_url(self):
        return reverse("reports:certificate-list")


class CertificateListView(CertificateMixin, ActionFormView):
    """The authorities that are trusted, those that were, and a form for another one."""

    template_name = "document/certificate_list.html"
    form_class = CertificateForm
    columns = (
        ListColumn(gettext_lazy("Authority")),
        ListColumn(gettext_lazy("Valid")),
        ListColumn(gettext_lazy("Fingerprint (SHA-256)")),
        ListColumn(gettext_lazy("Entered")),
        ListColumn(gettext_lazy("What to do"), is_hidden=True),
    )

    def get_success_message(self, form):
        added, known = form.result
        if not added:
            return _("Trusted already: %(names)s.") % {"names": ", ".join(map(str, known))}
        return _("Trusted from now on: %(names)s.") % {"names": ", ".join(map(str, added))}

    def get_context_data(self, **kwargs):
        rows = TrustedCertificate.objects.select_related("added_by").defer("content")
        return super().get_context_data(rows=rows, **kwargs)


class CertificateSwitchView(CertificateMixin, ActionView):
    """Trust one no longer, or again."""

    is_active = False

    @property
    def row(self):
        return get_object_or_404(TrustedCertificate, pk=self.kwargs["pk"])

    def act(self, row):
        actions.switch_trust(certificate=row, is_active=self.is_active, by=self.request.user)
        if self.is_active:
            return _("Trusted from now on: %(names)s.") % {"names": row}
        return _("Trusted no longer: %(name)s.") % {"name": row}

    def get_success_url(self):
        return self.row_url()
