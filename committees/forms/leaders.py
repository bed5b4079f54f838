"""What administrators type about leaders."""

from crispy_forms.layout import Column, Row
from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.actions.leaders import transfer_leader
from committees.models import Committee, Leader, LeaderGroup
from lib.forms.catalogues import RowForm, SinceForm, column
from lib.forms.fields import SortField, ordering
from lib.forms.filters import ListFilterForm
from lib.periods import today
from lib.vietnamese import search_words

from .fields import CommitteeField, CommitteeFilterField


class LeaderFilterForm(ListFilterForm):
    """The list of leaders: by name or code, committee with all below it, group, and in office or not."""

    ORDERS = {
        "name": ("name_sort", "code"),
        "position": ("position", "name_sort"),
        "committee": ("committee__path", "name_sort"),
    }

    q = forms.CharField(required=False, label=gettext_lazy("Name or code"))
    committee = CommitteeFilterField()
    group = forms.ChoiceField(required=False, label=gettext_lazy("Leader group"))
    state = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Which"),
        choices=[
            ("", gettext_lazy("In office today")),
            ("former", gettext_lazy("No longer in office")),
            ("all", gettext_lazy("All")),
        ],
    )
    sort = SortField(ORDERS)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["committee"].queryset = Committee.objects.visible_to(user)
        self.fields["group"].choices = [("", _("Both groups")), *LeaderGroup.choices]

    def apply(self, leaders):
        """`leaders` cut and ordered; a filter that names nothing cuts nothing."""
        self.full_clean()
        chosen, day = self.cleaned_data, today()
        for key, word in search_words(chosen.get("q", "")):
            leaders = leaders.filter(Q(name_search__named=key) | Q(code__icontains=word))
        if chosen.get("committee"):
            leaders = leaders.below(chosen["committee"])
        if chosen.get("group"):
            leaders = leaders.filter(group=chosen["group"])
        if not chosen.get("state"):
            leaders = leaders.serving_on(day)
        elif chosen["state"] == "former":
            leaders = leaders.left_before(day)
        return leaders.order_by(*ordering(self.ORDERS, chosen.get("sort") or "name"))


class LeaderForm(RowForm):
    """A new leader, or what is known about one; another committee is a transfer."""

    model = Leader
    columns = (
        "full_name",
        "position",
        "group",
        "committee",
        "code",
        "valid_from",
        "valid_to",
        "protocol_order",
    )
    code_prefix = "LD"

    full_name = column(Leader, "full_name")
    position = column(Leader, "position")
    group = column(
        Leader,
        "group",
        help_text=gettext_lazy("Visits registered before keep the group that they were registered with."),
    )
    committee = CommitteeField()
    code = column(
        Leader, "code", help_text=gettext_lazy("Short and lasting: Excel files name the leader by it.")
    )
    valid_from = column(
        Leader, "valid_from", help_text=gettext_lazy("Empty: since always, in past half-years too.")
    )
    valid_to = column(Leader, "valid_to", help_text=gettext_lazy("Empty while in office."))
    protocol_order = column(
        Leader,
        "protocol_order",
        help_text=gettext_lazy(
            "Empty: as the title says – head 10, standing deputy 20, deputy 30, member 40; of a department "
            "head 50, deputy 70; others 90. Another number puts the leader elsewhere in plans and tables."
        ),
    )

    def __init__(self, *args, by, row, **kwargs):
        super().__init__(*args, by=by, row=row, **kwargs)
        if row and row.protocol_order is None:
            self.fields["protocol_order"].widget.attrs["placeholder"] = int(row.protocol_sort)
        if row:
            del self.fields["committee"]
        else:
            self.fields["committee"].queryset = Committee.objects.administered_by(by).existing_on(today())

    def layout(self):
        return [
            "full_name",
            "position",
            "group",
            "protocol_order",
            *([] if self.row else ["committee"]),
            Row(Column("valid_from", css_class="col-sm-6"), Column("valid_to", css_class="col-sm-6")),
            "code",
            self.buttons(),
        ]

    def clean(self):
        data = super().clean()
        self.expect_in_order("valid_from", "valid_to", _("The last day in office is before the first."))
        return data


class TransferForm(SinceForm):
    """A leader belongs to another committee from a day on, or always did."""

    committee = CommitteeField(label=gettext_lazy("New committee"), empty_label=gettext_lazy("Choose…"))
    position = column(
        Leader,
        "position",
        label=gettext_lazy("New job title"),
        required=False,
        help_text=gettext_lazy("Empty: the title stays as it is."),
    )
    submit_label = gettext_lazy("Transfer")

    def __init__(self, *args, by, row: Leader, **kwargs):
        super().__init__(*args, by=by, row=row, **kwargs)
        others = Committee.objects.administered_by(by).existing_on(today()).exclude(pk=row.committee_id)
        self.fields["committee"].queryset = others

    def act(self):
        return transfer_leader(leader=self.row, by=self.by, **self.cleaned_data)
