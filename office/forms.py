"""What "My work" is narrowed to, as it stands in the URL."""

from django import forms
from django.utils.translation import gettext_lazy

from committees.forms.fields import CommitteeFilterField
from committees.models import Committee, Leader
from lib.forms.filters import ListFilterForm
from lib.periods import HalfYear


class WorkFilterForm(ListFilterForm):
    """A committee with everything below it, and one leader of it."""

    LEADERS_AT_MOST = 200  # to choose from; where there are more, a committee is chosen first
    COMMITTEES_AT_MOST = 50  # to choose from; where there are more, they are looked for

    find = forms.CharField(required=False, max_length=100, label=gettext_lazy("Find a committee"))
    committee = CommitteeFilterField()
    leader = forms.ModelChoiceField(
        Leader.objects.none(),
        to_field_name="code",
        required=False,
        label=gettext_lazy("Leader"),
        empty_label=gettext_lazy("All leaders"),
    )

    section = forms.CharField(required=False, max_length=30, widget=forms.HiddenInput)
    by = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["committee"].queryset = Committee.objects.visible_to(user)
        current = HalfYear.current()
        serving = Leader.objects.visible_to(user).serving_between(
            current.previous.first_day, current.next.last_day
        )
        self.fields["leader"].queryset = serving.select_related("committee").order_by("name_sort", "code")

    def full_clean(self):
        super().full_clean()
        self.sought = self.cleaned_data.pop("find", "")  # narrows what there is to choose from, not the work

    def clean(self):
        """A leader of another committee than the one just chosen is chosen no more."""
        data = super().clean()
        committee, leader = data.get("committee"), data.get("leader")
        if committee and leader and not leader.committee.is_within(committee):
            data["leader"] = None
        return data

    @property
    def chosen(self) -> dict[str, Committee | Leader]:
        """Of a valid form, by field."""
        rows = {name: self.cleaned_data[name] for name in ("committee", "leader")}
        return {name: row for name, row in rows.items() if row}

    @property
    def is_narrowed(self) -> bool:
        return False  # the page itself says what it is narrowed to, and leads back

    def offer(self, *, leaders: bool) -> None:
        """Only what there is to choose from; leaders to those whose work is about any."""
        committee, asked = self.chosen.get("committee"), self.data
        found = self.fields["leader"].queryset
        if committee:
            found = found.below(committee)
        self._offer_committees(committee)
        names = found.values_list("code", "full_name")
        rows = list(names[: self.LEADERS_AT_MOST + 1]) if leaders else []
        if not asked.get("leader") and not 1 < len(rows) <= self.LEADERS_AT_MOST:
            del self.fields["leader"]
            return
        field = self.fields["leader"]
        field.choices = [("", field.empty_label), *rows]

    def _offer_committees(self, chosen: Committee | None) -> None:
        """The one chosen among them, whatever is looked for."""
        field, most = self.fields["committee"], self.COMMITTEES_AT_MOST
        rows = list(field.queryset[: most + 1])
        if len(rows) > most:
            rows = list(field.queryset.matching(self.sought)[:most]) if self.sought else rows[:most]
        else:
            del self.fields["find"]
        if chosen and chosen not in rows:
            rows.insert(0, chosen)
        if len(rows) < 2 and "find" not in self.fields and not self.data.get("committee"):
            del self.fields["committee"]
            return
        field.choices = [
            ("", field.empty_label),
            *((row.code, field.label_from_instance(row)) for row in rows),
        ]
