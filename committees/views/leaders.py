"""The leaders that an administrator looks after."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.forms.leaders import LeaderFilterForm, LeaderForm, TransferForm
from committees.models import Leader
from committees.roles import Permission, require
from lib.lists import ListColumn
from lib.tables import Kind

from .access import AdministratorMixin, PagedListView
from .catalogues import RowDeleteView, RowView


class LeaderListView(AdministratorMixin, PagedListView):
    template_name = "committees/leader_list.html"
    title = gettext_lazy("Leaders")
    columns = (
        ListColumn(gettext_lazy("Full name"), sort="name", value="full_name"),
        ListColumn(
            gettext_lazy("Position"),
            sort="position",
            value="position",
            beside=(ListColumn(gettext_lazy("Leader group"), value="get_group_display"),),
        ),
        ListColumn(gettext_lazy("Committee"), sort="committee", value="committee.label"),
        ListColumn(
            gettext_lazy("In office"),
            beside=(
                ListColumn(gettext_lazy("In office from"), value="valid_from", kind=Kind.DATE),
                ListColumn(gettext_lazy("In office until"), value="valid_to", kind=Kind.DATE),
            ),
        ),
        ListColumn(gettext_lazy("Code"), value="code", width=14),
    )

    def get_queryset(self):
        user = self.request.user
        self.filter = LeaderFilterForm(self.request.GET, user=user)
        leaders = Leader.objects.permitted(user, Permission.ADMINISTER)
        return self.filter.apply(leaders.select_related("committee"))

    def get_context_data(self, **kwargs):
        return super().get_context_data(filter=self.filter, **kwargs)


class LeaderMixin:
    """A leader of a committee that the user administers."""

    list_url_name = "committees:leader-list"
    list_label = gettext_lazy("Leaders")

    @cached_property
    def row(self):
        if "pk" not in self.kwargs:
            return None
        leaders = Leader.objects.visible_to(self.request.user).select_related("committee")
        leader = get_object_or_404(leaders, pk=self.kwargs["pk"])
        require(self.request.user, Permission.ADMINISTER, leader.committee)
        return leader


class LeaderCreateView(AdministratorMixin, LeaderMixin, RowView):
    form_class = LeaderForm
    heading = gettext_lazy("Add a leader")

    def get_success_message(self, form):
        said = super().get_success_message(form)
        if self.result.valid_from:
            return said
        undated = _(
            "Without a first day in office “%(leader)s” counts as there in past half-years too: enter the "
            "day of whoever was appointed since, else past half-years list them without a visit."
        )
        return f"{said} {undated % {'leader': self.result}}"


class LeaderUpdateView(LeaderMixin, RowView):
    template_name = "committees/leader_form.html"
    form_class = LeaderForm

    @property
    def heading(self):
        return self.row.full_name

    def delete_url(self):
        return reverse("committees:leader-delete", args=[self.row.pk])

    def get_context_data(self, **kwargs):
        former = self.row.former_offices.order_by("-until").select_related("committee")
        return super().get_context_data(leader=self.row, former_offices=former, **kwargs)


class LeaderTransferView(LeaderMixin, RowView):
    template_name = "committees/leader_transfer.html"
    form_class = TransferForm
    heading = gettext_lazy("Transfer to another committee")

    @property
    def intro(self):
        return _("%(leader)s, %(committee)s") % {
            "leader": self.row.full_name,
            "committee": self.row.committee.name,
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(leader=self.row, **kwargs)

    def row_url(self):
        return reverse("committees:leader-update", args=[self.row.pk])


class LeaderDeleteView(LeaderMixin, RowDeleteView):
    heading = gettext_lazy("Delete the leader")

    @property
    def intro(self):
        return _(
            "%(leader)s was entered by mistake? Whoever has visits cannot be deleted: enter the last day in "
            "office instead."
        ) % {"leader": self.row.full_name}

    def get_success_url(self):
        return reverse("committees:leader-list")
