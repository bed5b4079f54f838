"""The register of outgoing documents: looked through, and lines and terms entered by hand."""

from crispy_forms.layout import Column, Row
from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.forms.fields import CommitteeField, CommitteeFilterField
from committees.models import Committee
from committees.roles import Permission
from lib.forms.actions import ActionForm
from lib.forms.fields import DateField
from lib.forms.filters import ListFilterForm
from lib.periods import today
from lib.vietnamese import is_named
from reports.models import RegisterEntry

from . import actions
from .numbering import series_of

KIND = "BC"  # what is looked at first: reports


class RegisterFilterForm(ListFilterForm):
    """One committee's register, of one kind of document, in the series of a day."""

    committee = CommitteeFilterField()
    kind = forms.ChoiceField(required=False, label=gettext_lazy("Kind of document"))
    day = DateField(required=False, label=gettext_lazy("Term or year of"))
    q = forms.CharField(
        required=False,
        max_length=100,
        label=gettext_lazy("Number or words"),
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.committees = Committee.objects.visible_to(user)
        self.entries = RegisterEntry.objects.visible_to(user)
        self.fields["committee"].queryset = self.committees
        self.fields["committee"].empty_label = None
        kinds = sorted({KIND, *self.entries.values_list("kind", flat=True).distinct()})
        self.fields["kind"].choices = [(kind, kind) for kind in kinds]
        self.full_clean()

    @property
    def whose(self) -> Committee | None:
        """The committee chosen, else the first that has a register, else the first one seen."""
        if chosen := self.cleaned_data.get("committee"):
            return chosen
        return self.committees.filter(register_entries__isnull=False).first() or self.committees.first()

    @property
    def series(self):
        if self.whose is None:
            return None
        kind = self.cleaned_data.get("kind") or KIND
        return series_of(self.whose, kind, self.cleaned_data.get("day") or today())

    def apply(self, entries):
        words = self.cleaned_data.get("q")
        if not words:
            return entries
        wanted = Q(pk__in=[pk for pk, text in self._texts(entries) if is_named(words, text)])
        number = words.split("-")[0]
        if number.isascii() and number.isdigit() and len(number) < 10:
            wanted |= Q(number=int(number))
        return entries.filter(wanted)

    @staticmethod
    def _texts(entries):
        """No key is stored for the search: a register of one series is read through."""
        for pk, *texts in entries.values_list("pk", "symbol", "title", "signatory_name", "recipients"):
            yield pk, " ".join(texts)


class EntryForm(ActionForm):
    """`row`: the entry, or None for a new one; then `committees` are those it may be of."""

    committee = CommitteeField()
    number = forms.IntegerField(label=gettext_lazy("Number"), min_value=1, max_value=99999)
    symbol = forms.CharField(
        label=gettext_lazy("Symbol"), max_length=50, help_text=gettext_lazy("Such as BC/BTCTU.")
    )
    issued_on = DateField(label=gettext_lazy("Date"))
    title = forms.CharField(label=gettext_lazy("What it is about"), max_length=300)
    signatory_name = forms.CharField(label=gettext_lazy("Signatory"), max_length=150, required=False)
    recipients = forms.CharField(
        label=gettext_lazy("Recipients, one a line"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)

    def __init__(self, *args, by, row=None, **kwargs):
        kwargs["initial"] = self._values(row) | (kwargs.get("initial") or {})
        super().__init__(*args, by=by, row=row, **kwargs)
        if row is None:
            self.fields["committee"].queryset = Committee.objects.permitted(by, Permission.REPORT)
            return
        del self.fields["committee"]
        if row.reports.exists():
            # What the report says is not said otherwise here.
            for name in set(self.fields) - {"note", *self.hidden}:
                self.fields[name].disabled = True

    @staticmethod
    def _values(entry) -> dict:
        if entry is None:
            return {"issued_on": today()}
        names = ("number", "symbol", "issued_on", "title", "signatory_name", "recipients", "note")
        return {name: getattr(entry, name) for name in names}

    def stored(self):
        if self.row:
            self.row.refresh_from_db()
            return self._values(self.row)
        return None

    def layout(self):
        return [
            *(["committee"] if self.row is None else []),
            Row(
                Column("number", css_class="col-sm-3"),
                Column("symbol", css_class="col-sm-4"),
                Column("issued_on", css_class="col-sm-5"),
            ),
            "title",
            "signatory_name",
            "recipients",
            "note",
            self.buttons(),
        ]

    def act(self):
        data = self.cleaned_data.copy()
        version, committee = data.pop("version"), data.pop("committee", None)
        facts = actions.Facts(**data)
        if self.row:
            return actions.change(entry=self.row, facts=facts, by=self.by, version=version)
        return actions.enter(committee=committee, facts=facts, by=self.by)


class TermForm(ActionForm):
    """`row`: the term, or None for a new one."""

    committee = CommitteeField(
        help_text=gettext_lazy("Committees below it that have no term of their own are numbered by it too.")
    )
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=100, help_text=gettext_lazy("Such as 2025–2030.")
    )
    starts_on = DateField(label=gettext_lazy("From"))
    ends_on = DateField(
        label=gettext_lazy("To"), required=False, help_text=gettext_lazy("Empty: it has not ended.")
    )

    def __init__(self, *args, by, row=None, **kwargs):
        kwargs["initial"] = self._values(row) | (kwargs.get("initial") or {})
        super().__init__(*args, by=by, row=row, **kwargs)
        self.fields["committee"].queryset = Committee.objects.permitted(by, Permission.REPORT)
        if row:
            del self.fields["committee"]

    @staticmethod
    def _values(term) -> dict:
        if term is None:
            return {}
        return {"name": term.name, "starts_on": term.starts_on, "ends_on": term.ends_on}

    def stored(self):
        if self.row:
            self.row.refresh_from_db()
            return self._values(self.row)
        return None

    def layout(self):
        return [
            *(["committee"] if self.row is None else []),
            "name",
            Row(Column("starts_on", css_class="col-sm-6"), Column("ends_on", css_class="col-sm-6")),
            self.buttons(),
        ]

    def clean(self):
        data = super().clean()
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("The term ends before it begins."))
        return data

    def act(self):
        data = self.cleaned_data.copy()
        committee = self.row.committee if self.row else data.pop("committee")
        return actions.save_term(committee=committee, term=self.row, by=self.by, **data)
