"""The tree of committees: its list, and changing it with the day from which a change holds."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView

from committees import history
from committees.forms.committees import CommitteeFilterForm, CommitteeForm, MoveForm, RenameForm
from committees.models import Committee, FormerName, FormerParent
from lib.lists import ListColumn
from lib.tables import Kind

from .access import ActionFormView, PagedListView, ProvinceAdministratorMixin


class CommitteeMixin(ProvinceAdministratorMixin):
    """`self.committee`, one that the user administers."""

    @cached_property
    def committee(self) -> Committee:
        committees = Committee.objects.in_trees_administered_by(self.request.user).select_related("successor")
        return get_object_or_404(committees, pk=self.kwargs["pk"])

    @property
    def row(self):
        return self.committee

    def row_url(self):
        return reverse("committees:committee-detail", args=[self.committee.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(committee=self.committee, **kwargs)


class CommitteeListView(ProvinceAdministratorMixin, PagedListView):
    template_name = "committees/committee_list.html"
    title = gettext_lazy("Committees")
    columns = (
        ListColumn(gettext_lazy("Name"), value="name", width=40),
        ListColumn(gettext_lazy("Short name"), value="short_name"),
        ListColumn(gettext_lazy("Kind of committee"), value="get_kind_display"),
        ListColumn(
            gettext_lazy("Code"),
            value="code",
            width=14,
            beside=(ListColumn(gettext_lazy("Last day"), value="ended_on", kind=Kind.DATE),),
        ),
    )
    paginate_by = 200

    def get_queryset(self):
        self.filter = CommitteeFilterForm(self.request.GET)
        return self.filter.apply(Committee.objects.in_trees_administered_by(self.request.user))

    def get_context_data(self, **kwargs):
        return super().get_context_data(filter=self.filter, **kwargs)


class CommitteeDetailView(CommitteeMixin, DetailView):
    template_name = "committees/committee_detail.html"

    def get_object(self, queryset=None):
        return self.committee

    def get_context_data(self, **kwargs):
        committee = self.committee
        return super().get_context_data(
            superior=Committee.objects.get_parent(committee),
            below=Committee.objects.get_children(committee),
            former_names=committee.former_names.order_by("-until"),
            former_parents=committee.former_parents.order_by("-until").select_related("parent"),
            predecessors=committee.predecessors.order_by("-ended_on", "name_sort"),
            entries=self._entries(),
            **kwargs,
        )

    def _entries(self):
        """Who changed what about the committee; paths of the tree are nobody's business."""
        committee = self.committee
        return history.entries(
            history.Telling(
                Committee.history.filter(id=committee.pk),
                subject=lambda record: _("Committee"),
                fields=["name", "short_name", "code", "kind", "ended_on", "successor"],
            ),
            history.Telling(
                FormerName.history.filter(committee=committee),
                subject=lambda record: _("Former name"),
                fields=["name", "short_name", "until"],
            ),
            history.Telling(
                FormerParent.history.filter(committee=committee),
                subject=lambda record: _("Former place"),
                fields=["parent", "until"],
            ),
        )


class CommitteeCreateView(ProvinceAdministratorMixin, ActionFormView):
    template_name = "committees/committee_form.html"
    form_class = CommitteeForm
    row = None

    def row_url(self):
        return reverse("committees:committee-list")

    def get_initial(self):
        return {"parent": self.request.GET["parent"]} if self.request.GET.get("parent") else {}

    def get_success_message(self, form):
        return _("“%(committee)s” is in the tree.") % {"committee": self.result}


class CommitteeUpdateView(CommitteeMixin, ActionFormView):
    template_name = "committees/committee_form.html"
    form_class = CommitteeForm

    def get_success_message(self, form):
        return _("Saved.")


class CommitteeRenameView(CommitteeMixin, ActionFormView):
    template_name = "committees/committee_rename.html"
    form_class = RenameForm

    def get_success_message(self, form):
        return _("The committee is called “%(name)s” now.") % {"name": self.result.name}


class CommitteeMoveView(CommitteeMixin, ActionFormView):
    template_name = "committees/committee_move.html"
    form_class = MoveForm

    def get_success_message(self, form):
        superior = Committee.objects.get_parent(self.result)
        return _("“%(committee)s” stands below “%(superior)s” now.") % {
            "committee": self.result,
            "superior": superior,
        }
