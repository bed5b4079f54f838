"""The filter of the month's calendar, as it stands in the URL."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy

from attendance.models import VisitQuerySet
from committees.forms.fields import CommitteeFilterField
from committees.models import Committee
from committees.scope import within
from lib.forms.filters import ListFilterForm, SearchField
from lib.vietnamese import search_key


class CalendarFilterForm(ListFilterForm):
    """A committee whose leaders go or whose cells meet, words of a name, which meetings, and a view."""

    committee = CommitteeFilterField()
    q = SearchField(gettext_lazy("Leader or cell"))
    meetings = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Meetings"),
        choices=[
            ("", gettext_lazy("To which leaders go")),
            ("announced", gettext_lazy("Also those to which nobody goes")),
        ],
    )
    view = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Shown as"),
        choices=[("", gettext_lazy("Month")), ("weeks", gettext_lazy("List by week"))],
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["committee"].queryset = Committee.objects.visible_to(user)

    def apply(self, visits: VisitQuerySet) -> VisitQuerySet:
        self.full_clean()
        chosen = self.cleaned_data
        if committee := chosen["committee"]:
            theirs = within([committee.path]) | within([committee.path], "cell__committee")
            visits = visits.filter(theirs)
        if words := search_key(chosen["q"]):
            visits = visits.filter(Q(leader__name_search__named=words) | Q(cell__name_search__named=words))
        return visits

    def apply_to_cells(self, cells):
        """The cells of which all that is announced is shown: of the committee chosen, or whoever is seen."""
        return self.cells_named(cells) if self.shows_all_announced else cells.none()

    @property
    def shows_all_announced(self) -> bool:
        self.full_clean()
        return bool(self.cleaned_data["committee"] or self.cleaned_data["meetings"])

    def cells_named(self, cells):
        """Those of the committee chosen, if one is, and of these words."""
        self.full_clean()
        committee, words = self.cleaned_data["committee"], self.cleaned_data["q"]
        if committee:
            cells = cells.below(committee)
        return cells.search(words) if search_key(words) else cells
