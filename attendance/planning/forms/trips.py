"""What people type about trips, and about the visits that fall on them."""

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, F, Value, When
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from attendance.days.actions import lock_visits
from attendance.days.forms.fields import LeaderChoiceField, MonthChoiceField
from attendance.models import Trip, TripQuerySet, Visit
from attendance.planning import actions
from attendance.planning.settlements import Settlement
from attendance.planning.trip_clashes import Substitute, TripClash
from committees.forms.fields import CommitteeFilterField
from committees.models import Committee, Leader
from committees.roles import Permission
from lib.forms.actions import ActionForm
from lib.forms.fields import DateField, SortField, ordering
from lib.forms.filters import ListFilterForm
from lib.periods import HalfYear, Month, short_day, today, written_day


class TripFilterForm(ListFilterForm):
    """The filters and the order of the list of trips, as they stand in its URL."""

    ORDERS = {
        "leader": ("leader__name_sort", "date_from", "pk"),
        "from": ("date_from", "leader__name_sort", "pk"),
        "place": ("place", "date_from", "pk"),
    }

    q = forms.CharField(
        required=False,
        label=gettext_lazy("Leader"),
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": gettext_lazy("Name, accents not needed")}
        ),
    )
    committee = CommitteeFilterField()
    period = forms.TypedChoiceField(
        coerce=HalfYear.parse, empty_value=None, required=False, label=gettext_lazy("Half-year")
    )
    sort = SortField(ORDERS)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["committee"].queryset = Committee.objects.visible_to(user)
        now = HalfYear.current()
        trips = Trip.objects.visible_to(user)
        first = trips.order_by("date_from").values_list("date_from", flat=True).first()
        first = min(HalfYear.of(first), now) if first else now
        offered = [HalfYear(i) for i in range(now.ordinal + 1, first.ordinal - 1, -1)]
        self.fields["period"].choices = [
            ("", _("All half-years")),
            *((str(h), capfirst(h.label)) for h in offered),
        ]

    def apply(self, trips: TripQuerySet) -> TripQuerySet:
        """`trips` cut and ordered."""
        self.full_clean()
        data = self.cleaned_data
        if data["q"]:
            trips = trips.filter(leader__name_search__named=data["q"])
        if data["committee"]:
            trips = trips.below(data["committee"])
        if data["period"]:
            trips = trips.during(data["period"])
        return trips.order_by(*(ordering(self.ORDERS, data["sort"]) if self.is_sorted else _coming_first()))

    @property
    def is_sorted(self) -> bool:
        """Whether by one of its columns, not as they come and go."""
        return bool(self.cleaned_data["sort"])


def _coming_first() -> list:
    """Trips running or to come, the nearest first; then those of the past, the latest first."""
    is_coming = When(date_to__gte=today(), then=F("date_from"))
    return [
        Case(When(date_to__gte=today(), then=Value(0)), default=Value(1)),
        Case(is_coming, default=None).asc(nulls_last=True),
        "-date_from",
        "leader__name_sort",
        "pk",
    ]


class TripForm(ActionForm):
    """Enter a trip, or correct one (`row`)."""

    leader = LeaderChoiceField(label=gettext_lazy("Leader"))
    date_from = DateField(label=gettext_lazy("From day"))
    date_to = DateField(label=gettext_lazy("To day"), help_text=gettext_lazy("The last day of the trip."))
    place = forms.CharField(required=False, max_length=200, label=gettext_lazy("Place"))
    purpose = forms.CharField(required=False, max_length=300, label=gettext_lazy("Purpose"))
    submit_label = gettext_lazy("Save the trip")

    def __init__(self, *args, row: Trip | None, by, **kwargs):
        kwargs["initial"] = (self._values(row) if row else {}) | (kwargs.get("initial") or {})
        super().__init__(*args, row=row, by=by, **kwargs)
        leaders = Leader.objects.permitted(by, Permission.REGISTER)
        now = HalfYear.current()
        offered = leaders.serving_between(now.first_day, now.next.last_day)
        if row:
            offered = offered | Leader.objects.filter(pk=row.leader_id)
        self.fields["leader"].queryset = offered.select_related("committee")
        self.fields["leader"].shows_committee = offered.order_by().values("committee").distinct().count() > 1

    def layout(self):
        return [
            "leader",
            Row(Column("date_from", css_class="col-sm-6"), Column("date_to", css_class="col-sm-6")),
            "place",
            "purpose",
            self.buttons(),
        ]

    @staticmethod
    def _values(trip: Trip) -> dict:
        names = ("date_from", "date_to", "place", "purpose")
        return {"leader": trip.leader_id} | {name: getattr(trip, name) for name in names}

    def stored(self):
        return self._values(Trip.objects.get(pk=self.row.pk)) if self.row else None

    def clean(self):
        data = super().clean()
        days = [data.get(name) for name in ("date_from", "date_to")]
        if all(days):
            self.foresee(actions.expect_days_in_order, *days)
        return data

    def act(self):
        data = dict(self.cleaned_data)
        version = data.pop("version")
        if self.row:
            return actions.update_trip(trip=self.row, **data, by=self.by, version=version)
        return actions.create_trip(**data, by=self.by)


class SettleForm(forms.Form):
    """What becomes of one visit that falls on a trip."""

    MOVE, SUBSTITUTE, LEAVE = "move", "substitute", "leave"

    choice = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    month = MonthChoiceField(required=False, label=gettext_lazy("Move to"))
    leader = forms.ModelChoiceField(
        Leader.objects.all(), required=False, empty_label=None, label=gettext_lazy("Who goes")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, clash: TripClash, trip: Trip, **kwargs):
        super().__init__(*args, prefix=self.prefix_of(clash.visit.pk), **kwargs)
        self.visit, self.trip, self.is_decided = clash.visit, trip, clash.is_decided
        if self.is_decided:
            self.fields["choice"].initial = self.LEAVE
        self.fields["choice"].choices = [
            *([(self.MOVE, _("Move to"))] if clash.months else []),
            *([(self.SUBSTITUTE, _("Somebody goes instead"))] if clash.substitutes else []),
            (self.LEAVE, _("Leave it as it is")),
        ]
        self.fields["month"].months = clash.months
        self.fields["month"].choices = [
            (str(m), self._meeting(m, m in clash.shared)) for m in sorted(clash.months)
        ]
        self.fields["leader"].queryset = Leader.objects.filter(
            pk__in=[s.leader.pk for s in clash.substitutes]
        )
        self.fields["leader"].choices = [(s.leader.pk, self._label(s)) for s in clash.substitutes]
        # What is proposed comes first in the clash, whatever the order in which it is shown.
        self.fields["month"].initial = next((str(m) for m in clash.months), None)
        self.fields["leader"].initial = next((s.leader.pk for s in clash.substitutes), None)
        for field in (self.fields["month"], self.fields["leader"]):
            field.widget.attrs |= {"class": "form-select", "aria-label": field.label}

    @staticmethod
    def prefix_of(pk: int) -> str:
        return f"visit-{pk}"

    def _meeting(self, month: Month, is_shared: bool) -> str:
        day = self.visit.cell.meets_on(month)
        meeting = str(month)
        if day:
            meeting = _("%(month)s, meeting on %(day)s") % {"month": month, "day": short_day(day)}
        return (
            _("%(meeting)s – another leader is registered") % {"meeting": meeting} if is_shared else meeting
        )

    @staticmethod
    def _label(substitute: Substitute) -> str:
        leader, count = substitute.leader, substitute.visits
        visits = ngettext("%(count)d visit", "%(count)d visits", count) % {"count": count}
        return f"{leader.full_name} ({visits}) – {leader.position}"

    def clean(self):
        data = super().clean()
        choice = data.get("choice")
        # Without scripts nothing ticks the choice for whoever picks a month or a name.
        if choice != self.MOVE and self._is_picked("month"):
            self.add_error("choice", _("You picked a month: choose “Move to” as well."))
        elif choice != self.SUBSTITUTE and self._is_picked("leader"):
            self.add_error("choice", _("You picked a name: choose “Somebody goes instead” as well."))
        return data

    def _is_picked(self, name: str) -> bool:
        """Whether the list stands at another line than the proposed one."""
        value = self.data.get(self.add_prefix(name), "")
        return value not in ("", str(self.fields[name].initial))

    @property
    def moves(self) -> bool:
        return self.cleaned_data.get("choice") in (self.MOVE, self.SUBSTITUTE)

    @property
    def settles(self) -> bool:
        """Whether there is anything to save."""
        return self.moves or (self.cleaned_data.get("choice") == self.LEAVE and not self.is_decided)

    def settle(self, *, reason: str, by) -> Settlement:
        data = self.cleaned_data
        before = Visit.objects.select_related("leader", "cell").get(pk=self.visit.pk)
        if not self.moves:
            kept = actions.keep_visit(visit=self.visit, trip=self.trip, by=by, version=data["version"])
            return Settlement(before, [kept])
        move = data["choice"] == self.MOVE
        standing = actions.move_visit(
            visit=self.visit,
            month=data["month"] if move else None,
            leader=None if move else data["leader"],
            reason=reason,
            by=by,
            version=data["version"],
        )
        is_same = standing.pk == before.pk
        return Settlement(before, [standing] if is_same else [Visit.objects.get(pk=before.pk), standing])


class TripClashesForm(ActionForm):
    """What becomes of the visits that fall on a trip (`row`): all of it is saved, or nothing.

    `lines` pairs each clash with its form; None where the user has nothing to decide.
    """

    reason = forms.CharField(
        required=False,
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Kept in the plan with every visit that changes."),
    )
    submit_label = gettext_lazy("Save these choices")

    def __init__(self, data=None, *args, row: Trip, by, clashes: list[TripClash], **kwargs):
        kwargs["initial"] = {"reason": self._usual_reason(row)} | (kwargs.get("initial") or {})
        super().__init__(data, *args, row=row, by=by, **kwargs)
        self.lines = [
            (
                clash,
                SettleForm(data, clash=clash, trip=row)
                if clash.is_movable and by.may(Permission.REGISTER, clash.visit.committee)
                else None,
            )
            for clash in clashes
        ]
        self.forms = [form for _clash, form in self.lines if form]
        if not any(form.visit.plan.counts for form in self.forms):
            del self.fields["reason"]

    @property
    def to_settle(self) -> int:
        """How many of the lines wait for a decision."""
        return sum(clash.is_to_settle for clash, _form in self.lines)

    @staticmethod
    def _usual_reason(trip: Trip) -> str:
        days = {"from": written_day(trip.date_from), "to": written_day(trip.date_to)}
        if trip.date_from == trip.date_to:
            return _("Business trip on %(from)s") % days
        return _("Business trip %(from)s–%(to)s") % days

    def clean(self):
        data = super().clean()
        if [form for form in self.forms if not form.is_valid()]:
            self.add_error(None, _("Nothing was saved yet; the lines are marked below."))
        if self._decided_elsewhere():
            elsewhere = _(
                "Meanwhile somebody settled one of these visits. Nothing of yours was saved; below is "
                "what is left."
            )
            self.add_error(None, elsewhere)
        if not (self.errors or any(form.settles for form in self.forms)):
            self.add_error(None, _("Choose what to do with at least one visit."))
        amends = any(form.moves and form.visit.plan.counts for form in self.forms)
        if amends and not data.get("reason"):
            self.add_error("reason", self.fields["reason"].error_messages["required"])
        return data

    def _decided_elsewhere(self) -> bool:
        """Whether something was chosen for a visit that is not among the lines any more."""
        offered = {form.add_prefix("choice") for form in self.forms}
        return any(
            name.startswith("visit-") and name.endswith("-choice") and name not in offered
            for name, value in self.data.items()
            if value
        )

    def act(self):
        """What was settled, and how."""
        chosen = [form for form in self.forms if form.settles]
        # A draft needs no reason, unless something speaks against the change.
        reason = self.cleaned_data.get("reason") or self._usual_reason(self.row)
        lock_visits(form.visit for form in chosen)
        settlements = []
        for form in chosen:
            try:
                settlements.append(form.settle(reason=reason, by=self.by))
            except ValidationError as refusal:
                form.add_error("choice", refusal.messages)
        if any(form.errors for form in chosen):
            raise ValidationError(_("Nothing was saved yet; the lines are marked below."))
        return settlements
