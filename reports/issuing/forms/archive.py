"""Looking for issued reports, and choosing two of them."""

from django import forms
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.forms.fields import CommitteeFilterField
from committees.models import Committee
from lib.forms.filters import ListFilterForm
from lib.periods import HalfYear, written_day
from lib.vietnamese import is_named
from reports.models import IssuedReport


class ArchiveFilterForm(ListFilterForm):
    """By half-year, committee, and words of number, signatory or committee."""

    period = forms.TypedChoiceField(
        coerce=HalfYear.parse, empty_value=None, required=False, label=gettext_lazy("Half-year")
    )
    committee = CommitteeFilterField()
    q = forms.CharField(
        required=False,
        max_length=100,
        label=gettext_lazy("Number or signatory"),
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        reports = IssuedReport.objects.visible_to(user)
        periods = reports.order_by("-half_year").values_list("half_year", flat=True).distinct()
        choices = [(str(h), capfirst(h.label)) for h in periods]
        self.fields["period"].choices = [("", _("All half-years")), *choices]
        self.fields["committee"].queryset = Committee.objects.filter(pk__in=reports.values("committee"))

    def apply(self, reports):
        """`reports` cut; a filter that names nothing cuts nothing."""
        self.full_clean()
        chosen = self.cleaned_data
        if chosen.get("period"):
            reports = reports.filter(half_year=chosen["period"])
        if chosen.get("committee"):
            reports = reports.filter(committee=chosen["committee"])
        if words := chosen.get("q"):
            number = words.split("-")[0]
            wanted = Q(symbol__icontains=words) | Q(committee__name_search__named=words)
            wanted |= Q(pk__in=self._signed_by(reports, words))
            if number.isascii() and number.isdigit() and len(number) < 10:
                wanted |= Q(number=int(number))
            reports = reports.filter(wanted)
        return reports

    @staticmethod
    def _signed_by(reports, words) -> list[int]:
        """Signatories have no stored key: the few hundred reports of a province are read through."""
        return [pk for pk, name in reports.values_list("pk", "signatory_name") if is_named(words, name)]


class ReportChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, report):
        day = written_day(report.issued_on)
        return f"{report.full_number}, {day} · {report.committee.label} · {report.half_year.label}"


class ComparisonForm(forms.Form):
    one = ReportChoiceField(IssuedReport.objects.none(), label=gettext_lazy("Report"))
    other = ReportChoiceField(IssuedReport.objects.none(), label=gettext_lazy("Beside it"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        reports = IssuedReport.objects.visible_to(user).light().select_related("committee")
        for field in self.fields.values():
            field.queryset = reports
            field.widget.attrs["class"] = "form-select"
