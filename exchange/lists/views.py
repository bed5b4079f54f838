"""Importing workbooks: upload, choosing columns, preview, saving; and the templates to fill in."""

import io

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView, View

from committees.views.access import ActionFormView, ActionView
from exchange.layout.laying_out import filled
from exchange.models import Import
from exchange.workbook import UnreadableWorkbook
from exchange.workbook.sheets import COMMITTEES
from exchange.workbook.terms import Terms, terms_of
from lib import jobs
from lib.uploads import XLSX

from . import actions, judging
from .actions import KEPT
from .excel_template import write_template
from .forms import EncodingForm, MappingForm, PlaceForm, SinceForm, UploadForm, ValuesForm
from .marking import given_back
from .opening import both
from .pages import (
    afterwards,
    page_of,
    problem_tables,
    progress_of,
    understood,
    with_totals,
    without_short_names,
    worksheet_of,
)
from .picture import picture
from .preview import ROWS_SHOWN


class ImportsMixin:
    """For who administers all there is; for staff, the lists of their own work."""

    def dispatch(self, request, *args, **kwargs):
        is_answered = hasattr(self, request.method.lower())
        if is_answered and request.user.is_authenticated and not self.kinds:
            raise PermissionDenied(actions.who_imports())
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def terms(self) -> Terms:
        return terms_of(self.request.user)

    @cached_property
    def kinds(self) -> dict[str, str]:
        """What the user may import, with its label."""
        return dict(actions.kinds_of(self.terms))

    def get_context_data(self, **kwargs):
        return super().get_context_data(is_bounded=self.terms.is_bounded, **kwargs)


class ImportMixin(ImportsMixin):
    """`self.item`, an import of the user's own."""

    @cached_property
    def item(self) -> Import:
        mine = Import.objects.filter(user=self.request.user).select_related("job")
        item = get_object_or_404(mine, pk=self.kwargs["pk"])
        if item.kind not in self.kinds:  # the role was taken away meanwhile
            raise PermissionDenied(actions.who_imports())
        return item

    @property
    def row(self):
        return self.item

    def row_url(self):
        return reverse("exchange:import-detail", args=[self.item.pk])

    def get_success_url(self):
        return self.row_url()


class ImportListView(ImportsMixin, ActionFormView):
    """The form to upload a workbook, the templates, and who imported what."""

    template_name = "exchange/import_list.html"
    form_class = UploadForm
    row = None

    def row_url(self):
        return reverse("exchange:import-list")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"kinds": list(self.kinds.items())}

    def get_initial(self):
        asked = {name: text for name, text in self.request.GET.items() if "\0" not in text}
        known = {name: asked[name] for name in ("half_year", "committee") if name in asked}
        return known | {"kind": asked["sheet"]} if asked.get("sheet") in self.kinds else known

    def get_context_data(self, **kwargs):
        user = self.request.user
        done = Import.objects.filter(state=Import.State.DONE).select_related("user")
        if self.terms.is_bounded:
            done = done.filter(user=user)
        unfinished = Import.objects.filter(user=user).exclude(state=Import.State.DONE).select_related("job")
        for item in unfinished:
            jobs.look_after(item.job)
        return super().get_context_data(
            kinds=list(self.kinds.items()),
            imports=[with_totals(item) for item in done[:50]],
            unfinished=unfinished,
            kept=KEPT.days,
            **kwargs,
        )

    def get_success_url(self):
        return _next_step(self.result)

    def get_success_message(self, form):
        if form.result.is_under_way:
            return _("The file is here. Nothing is saved yet.")
        if form.result.state == Import.State.MAPPING:
            return _("The file is read. Say what its columns are.")
        return _("The file is read. Nothing is saved yet.")


def _next_step(item: Import) -> str:
    name = "import-detail"
    if item.state == Import.State.MAPPING:
        name = "import-encoding" if _is_in_old_encoding(item) else "import-mapping"
    return reverse(f"exchange:{name}", args=[item.pk])


def _is_in_old_encoding(item: Import) -> bool:
    """Nobody has said yet whether its texts are to be converted."""
    return "old_texts" in (item.preview or {})


class ImportDetailView(ImportMixin, DetailView):
    """What the import would do, is doing, or did."""

    template_name = "exchange/import_detail.html"

    def get(self, request, *args, **kwargs):
        if self.item.state == Import.State.MAPPING:
            return redirect(_next_step(self.item))
        jobs.look_after(self.item.job)
        return super().get(request, *args, **kwargs)

    def get_object(self, queryset=None):
        return self.item

    def get_context_data(self, **kwargs):
        item = self.item
        preview = item.preview or {}
        problems = preview.get("problems", [])
        shown = {number for row in preview.get("rows", []) for c in row["cells"] for number in c["problems"]}
        elsewhere = [p for number, p in enumerate(problems) if number not in shown][:ROWS_SHOWN]
        return super().get_context_data(
            item=item,
            preview=page_of(preview, self.request.GET.get("page", "")) | {"said": understood(item)},
            since=judging.mapping_of(item).moves_since if item.mapping else None,
            worksheet=worksheet_of(item),
            nameless=without_short_names(preview),
            may_choose_rows=bool(item.mapping),
            is_mapped=bool(item.mapping and item.mapping["names"]),
            counts=list((item.counts or preview.get("counts", {})).items()),
            changes=sum(c["created"] + c["changed"] for c in preview.get("counts", {}).values()),
            tables=problem_tables(preview),
            elsewhere=elsewhere,
            hidden_problems=preview.get("problem_count", 0) - len(shown) - len(elsewhere),
            progress=progress_of(item),
            **afterwards(item),
            **kwargs,
        )


class ImportEncodingView(ImportMixin, ActionFormView):
    """Whether texts in an encoding from before Unicode are converted, after showing both."""

    template_name = "exchange/import_encoding.html"
    form_class = EncodingForm

    @cached_property
    def item(self) -> Import:
        item = super().item
        if not _is_in_old_encoding(item):
            raise Http404(item.name)
        return item

    def get_context_data(self, **kwargs):
        old = self.item.preview["old_texts"]
        first, second = (both(old["texts"], encoding) for encoding in old["encodings"])
        texts = [(text, one, other) for (text, one), (_text, other) in zip(first, second, strict=True)]
        return super().get_context_data(item=self.item, old=old, texts=texts, **kwargs)

    def get_success_url(self):
        return _next_step(self.result)

    def get_success_message(self, form):
        return _("The list is read. Nothing is saved yet.")


class ImportMappingView(ImportMixin, ActionFormView):
    """Which column of the list is which; `?worksheet=&row=` says where its headings are."""

    template_name = "exchange/import_mapping.html"
    form_class = MappingForm

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except UnreadableWorkbook as error:
            messages.error(request, str(error))
            return redirect("exchange:import-list")

    def get(self, request, *args, **kwargs):
        if _is_in_old_encoding(self.item):
            return redirect(_next_step(self.item))
        return super().get(request, *args, **kwargs)

    @cached_property
    def item(self) -> Import:
        """One that has a mapping: whole workbooks and our own headings need none."""
        item = super().item
        is_asked = item.mapping and (item.mapping["names"] or item.state == Import.State.MAPPING)
        if not is_asked or item.state == Import.State.DONE:
            raise Http404(item.name)
        return item

    @cached_property
    def place(self) -> PlaceForm:
        return PlaceForm(
            self.request.GET.dict(),
            found=filled(judging.tables_of(self.item)),
            mapping=judging.mapping_of(self.item),
        )

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"place": self.place}

    def get_context_data(self, **kwargs):
        place = self.place
        return super().get_context_data(
            item=self.item,
            place=place,
            candidates=place.candidates(),
            picture=picture(place.table, place.place, place.listing),
            **kwargs,
        )

    def get_success_url(self):
        """To the texts that nobody knows, where there are some."""
        preview = self.result.preview or {}
        asks = preview.get("unknown") or preview.get("ambiguous")
        return reverse(f"exchange:{'import-values' if asks else 'import-detail'}", args=[self.result.pk])

    def get_success_message(self, form):
        return _("The list is read. Nothing is saved yet.")


class ImportValuesView(ImportMixin, ActionFormView):
    """What texts of the list mean."""

    template_name = "exchange/import_values.html"
    form_class = ValuesForm

    @cached_property
    def item(self) -> Import:
        """One that is a list: a whole workbook has codes."""
        item = super().item
        if not item.mapping or item.state == Import.State.DONE:
            raise Http404(item.name)
        return item

    def get_context_data(self, **kwargs):
        asked = (self.item.preview or {}).get("ambiguous", [])
        left = (self.item.preview or {}).get("ambiguous_count", 0) - len(asked)
        return super().get_context_data(item=self.item, left=left, **kwargs)

    def get_success_url(self):
        """As long as single rows are asked about, to the next of them."""
        was_asked = (self.item.preview or {}).get("ambiguous_count", 0)
        is_left = self.result.preview and 0 < self.result.preview.get("ambiguous_count", 0) < was_asked
        return self.request.path if is_left else self.row_url()

    def get_success_message(self, form):
        return _("The list is read. Nothing is saved yet.")


class ImportSinceView(ImportMixin, ActionFormView):
    """From which day committees stand where the list moves them."""

    template_name = "exchange/import_since.html"
    form_class = SinceForm

    @cached_property
    def item(self) -> Import:
        item = super().item
        if not item.mapping or item.sheet != COMMITTEES or item.state == Import.State.DONE:
            raise Http404(item.name)
        return item

    def get_context_data(self, **kwargs):
        moves = (self.item.preview or {}).get("moves", [])
        return super().get_context_data(item=self.item, moves=moves, **kwargs)

    def get_success_message(self, form):
        return _("The list is read. Nothing is saved yet.")


class ImportRowView(ImportMixin, ActionView):
    """One row of the list left `out` of the import, or taken `in`: its number and its sheet, "12 Trang 1"."""

    def act(self, item):
        is_record = "in" in self.request.POST
        number, _space, worksheet = self.request.POST.get("in" if is_record else "out", "").partition(" ")
        is_number = number.isascii() and number.isdigit() and len(number) < 9
        actions.choose_row(
            item=item,
            worksheet=worksheet,
            number=int(number) if is_number else 0,
            is_record=is_record,
            by=self.request.user,
        )
        row = {"row": number}
        return _("Row %(row)s is read again.") % row if is_record else _("Row %(row)s is left out.") % row


class ImportConfirmView(ImportMixin, ActionView):
    def act(self, item):
        item = actions.confirm_import(
            item=item, digest=self.request.POST.get("digest", ""), by=self.request.user
        )
        if item.state == Import.State.JUDGED:
            raise ValidationError(
                _("Nothing was saved: the data has changed since the file was checked. Look at it again.")
            )
        if item.state == Import.State.SAVING:
            return _("The rows are being saved.")
        return _("The rows are saved.")


class ImportRestartView(ImportMixin, ActionView):
    def act(self, item):
        actions.restart_import(item=item, by=self.request.user)
        return _("The file is checked again. Nothing is saved yet.")


class ImportDiscardView(ImportMixin, ActionView):
    discarded = False

    def act(self, item):
        actions.discard_import(item=item, by=self.request.user)
        self.discarded = True
        return _("“%(name)s” is discarded; nothing was saved.") % {"name": item.name}

    def get_success_url(self):
        return reverse("exchange:import-list") if self.discarded else self.row_url()


class ImportErrorsView(ImportMixin, View):
    """The user's own file, its bad cells marked."""

    def get(self, request, pk):
        problems = (self.item.preview or {}).get("problems")
        if not problems:
            raise Http404(self.item.name)
        try:
            data, problems = judging.bad_workbook(self.item, problems)
        except UnreadableWorkbook:
            raise Http404(self.item.name) from None
        name = _("%(file)s - errors.xlsx") % {"file": self.item.name.rsplit(".", 1)[0]}
        return _workbook(given_back(data, problems, self.item.name), name)


class ImportTemplateView(ImportsMixin, View):
    """A workbook to fill in: one sheet, or all of them."""

    def get(self, request, kind):
        if kind not in Import.Kind.values:
            raise Http404(kind)
        if kind not in self.kinds:
            raise PermissionDenied(actions.who_imports())
        name = Import.Kind(kind).label
        content = write_template(Import(kind=kind).sheet, self.terms)
        return _workbook(content, _("Template - %(list)s.xlsx") % {"list": name})


def _workbook(content: bytes, name: str) -> FileResponse:
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=XLSX)
