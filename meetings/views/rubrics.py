"""Rubrics: the list, the score sheet as scorers see it, and writing one."""

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, ListView

from committees.views.access import ButtonMixin, SharedMixin
from committees.views.catalogues import SharedRowDeleteView, SharedRowView
from committees.views.files import ListFilesMixin
from lib.lists import ListColumn
from lib.tables import Kind
from meetings.forms.rubric_lines import with_pasted
from meetings.forms.rubrics import CopyRubricForm, NewVersionForm, RubricForm
from meetings.models import Evaluation, Rubric
from meetings.rating import maximum, sections
from meetings.soundness import unsound_bands, unsound_sections


def types_in_words(rubric: Rubric) -> str:
    return "; ".join(kind.name for kind in rubric.organization_types.all()) or _("all types")


def points_together(rubric: Rubric):
    """None where it has no criteria."""
    criteria = rubric.criteria.all()
    return maximum(criteria) if criteria else None


def kinds_in_words(rubric: Rubric) -> str:
    return "; ".join(rubric.kind_labels) or _("all kinds")


class RubricListView(SharedMixin, ListFilesMixin, ListView):
    template_name = "meetings/rubric_list.html"
    title = gettext_lazy("Rubrics")
    columns = (
        ListColumn(
            gettext_lazy("Rubric"),
            value="name",
            width=40,
            beside=(
                ListColumn(gettext_lazy("Code"), value="code", width=14),
                ListColumn(gettext_lazy("Document"), value="document"),
            ),
        ),
        ListColumn(
            gettext_lazy("Valid"),
            beside=(
                ListColumn(gettext_lazy("Valid from"), value="valid_from", kind=Kind.DATE),
                ListColumn(gettext_lazy("Valid until"), value="valid_to", kind=Kind.DATE),
            ),
        ),
        ListColumn(
            gettext_lazy("For"),
            value=types_in_words,
            width=40,
            beside=(ListColumn(gettext_lazy("Kinds of meeting"), value=kinds_in_words, width=30),),
        ),
        ListColumn(gettext_lazy("Criteria"), css="number", value="criterion_count", kind=Kind.NUMBER),
        ListColumn(gettext_lazy("Points"), css="number", value=points_together, kind=Kind.POINTS),
    )

    def get_queryset(self):
        used = Evaluation.objects.filter(rubric=OuterRef("pk"))
        return (
            Rubric.objects.prefetch_related("organization_types", "kinds", "criteria")
            .annotate(criterion_count=Count("criteria"), has_been_used=Exists(used))
            .order_by("-valid_from", "code")
        )

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        for rubric in context["object_list"]:
            rubric.total = points_together(rubric)
        return context


class RubricDetailView(SharedMixin, DetailView):
    template_name = "meetings/rubric_detail.html"
    queryset = Rubric.objects.prefetch_related("organization_types", "kinds", "criteria__levels", "bands")

    def get_context_data(self, **kwargs):
        rubric = self.object
        criteria = list(rubric.criteria.all())
        return super().get_context_data(
            total=maximum(criteria),
            sections=sections(criteria),
            reasons=[*unsound_sections(criteria), *unsound_bands(criteria, rubric.bands.all())],
            rivals=Rubric.objects.overlapping(rubric),
            **kwargs,
        )


class RubricMixin:
    list_url_name = "meetings:rubric-list"
    list_label = gettext_lazy("Rubrics")
    model = Rubric

    def row_url(self):
        return reverse("meetings:rubric-detail", args=[self.row.pk]) if self.row else super().row_url()

    def get_success_url(self):
        return reverse("meetings:rubric-detail", args=[self.result.pk])


class RubricWritingView(RubricMixin, SharedRowView):
    """The editor; rows pasted into it become lines of the page before anything is saved."""

    template_name = "meetings/rubric_form.html"
    form_class = RubricForm

    def post(self, request, *args, **kwargs):
        if "take_pasted" not in request.POST:
            return super().post(request, *args, **kwargs)
        data, sheet = with_pasted(request.POST)
        form = self.get_form_class()(**self.get_form_kwargs() | {"data": data})
        form.judge_later()
        return self.render_to_response(self.get_context_data(form=form, has_taken=True, taken=sheet))


class RubricCreateView(RubricWritingView):
    heading = gettext_lazy("Write a rubric")


class RubricPreviewView(ButtonMixin, SharedRowView):
    """The sheet of a rubric that is being written, as on a phone; stores nothing."""

    keeps_typed, is_background = False, True
    template_name = "meetings/_rubric_preview.html"
    form_class = RubricForm
    list_url_name = "meetings:rubric-list"
    list_label = gettext_lazy("Rubrics")
    model = Rubric

    def post(self, request, *args, **kwargs):
        preview, unfinished = self.get_form().preview()
        return self.render_to_response({"preview": preview, "unfinished": unfinished})


class RubricUpdateView(RubricWritingView):
    @property
    def heading(self):
        return self.row.name

    @property
    def intro(self):
        if self.row.is_used:
            return _(
                "Evaluations rest on this rubric: its points and bands stay as they are. For other points "
                "make a new version."
            )
        return ""


class RubricCopyView(RubricMixin, SharedRowView):
    form_class = CopyRubricForm
    heading = gettext_lazy("Copy the rubric")
    intro = gettext_lazy("Everything is copied and can be changed then. The first one stays as it is.")


class RubricVersionView(RubricMixin, SharedRowView):
    form_class = NewVersionForm
    heading = gettext_lazy("New version")
    intro = gettext_lazy(
        "Everything is copied and can be changed then. The present version ends the day before; evaluations "
        "made with it keep its points."
    )


class RubricDeleteView(RubricMixin, SharedRowDeleteView):
    heading = gettext_lazy("Delete the rubric")

    @property
    def intro(self):
        return _("Only a rubric that no evaluation rests on can be deleted: “%(rubric)s”.") % {
            "rubric": self.row
        }

    def get_success_url(self):
        return reverse("meetings:rubric-list")
