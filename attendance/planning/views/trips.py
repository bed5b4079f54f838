"""Trips: the list, one with the visits that fall on it, and what becomes of those."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import DetailView

from attendance.models import Trip, Visit
from attendance.planning import actions, undo
from attendance.planning.bringing_back import displaced
from attendance.planning.forms.bringing_back import BringBackForm
from attendance.planning.forms.trips import TripClashesForm, TripFilterForm, TripForm
from attendance.planning.settlements import settled
from attendance.planning.trip_clashes import trip_clashes, visits_on
from committees.models import Leader
from committees.roles import Permission, require
from committees.views.access import ActionFormView, ActionView, PagedListView
from lib.lists import ListColumn
from lib.periods import today, written_day
from lib.tables import Kind


class TripMixin:
    """`self.trip`, visible to the user; `permission`, if set, is required on its leader's committee."""

    permission = None

    @cached_property
    def trip(self) -> Trip:
        trips = Trip.objects.visible_to(self.request.user).select_related("leader__committee")
        trip = get_object_or_404(trips, pk=self.kwargs["pk"])
        if self.permission:
            require(self.request.user, self.permission, trip.leader.committee)
        return trip

    @property
    def row(self):
        return self.trip

    def row_url(self):
        return reverse("attendance:trip-detail", args=[self.trip.pk])

    def get_success_url(self):
        return self.row_url()

    @cached_property
    def clashes(self):
        return trip_clashes(self.trip, Visit.objects.visible_to(self.request.user))

    def bring_back_url(self) -> str | None:
        """Where visits are brought back that gave way to it; None where none can be."""
        lines = displaced(
            self.kwargs["pk"], Visit.objects.visible_to(self.request.user), user=self.request.user
        )
        possible = any(not line.why_not for line in lines)
        return reverse("attendance:trip-bring-back", args=[self.kwargs["pk"]]) if possible else None

    @cached_property
    def settled(self):
        return settled(self.trip, Visit.objects.visible_to(self.request.user))


class TripListView(PagedListView):
    template_name = "planning/trip_list.html"
    title = gettext_lazy("Trips")
    columns = (
        ListColumn(
            gettext_lazy("Leader"),
            sort="leader",
            value="0.leader.full_name",
            beside=(
                ListColumn(gettext_lazy("Position"), value="0.leader.position"),
                ListColumn(gettext_lazy("Committee"), value="0.leader.committee.label", width=17),
            ),
        ),
        ListColumn(
            gettext_lazy("Days"),
            sort="from",
            beside=(
                ListColumn(gettext_lazy("First day"), value="0.date_from", kind=Kind.DATE),
                ListColumn(gettext_lazy("Last day"), value="0.date_to", kind=Kind.DATE),
            ),
        ),
        ListColumn(gettext_lazy("Place"), sort="place", value="0.place"),
        ListColumn(gettext_lazy("Purpose"), value="0.purpose", width=32),
        ListColumn(gettext_lazy("Visits on these days"), value="1", kind=Kind.NUMBER),
    )

    def get_queryset(self):
        user = self.request.user
        self.filter = TripFilterForm(self.request.GET, user=user)
        return self.filter.apply(Trip.objects.visible_to(user)).select_related("leader__committee")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(
            filter=self.filter,
            can_register=self.request.user.has_right(Permission.REGISTER),
            **kwargs,
        )
        return context | {"parts": self._parts(context["rows"])}

    def lines(self, trips):
        """(trip, how many visits that fall on it are to be settled, as its own page says too)."""
        found = visits_on(trips, Visit.objects.visible_to(self.request.user))
        return [(trip, sum(clash.is_to_settle for clash in found[trip.pk])) for trip in trips]

    def _parts(self, lines: list) -> list[tuple[str, list]]:
        """Under headings, unless the user sorts the list by a column."""
        if self.filter.is_sorted:
            return [("", lines)]
        coming = [line for line in lines if line[0].date_to >= today()]
        parts = [(_("Now and to come"), coming), (_("Past"), lines[len(coming) :])]
        return [(title, its_lines) for title, its_lines in parts if its_lines]


class TripDetailView(TripMixin, DetailView):
    template_name = "planning/trip_detail.html"

    def get_object(self, queryset=None):
        return self.trip

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(
            trip=self.trip,
            trip_url=self.row_url(),
            form=TripClashesForm(row=self.trip, by=user, clashes=self.clashes),
            settled=self.settled,
            can_register=(can_register := user.may(Permission.REGISTER, self.trip.leader.committee)),
            bring_back_url=self.bring_back_url() if can_register and self.trip.version > 1 else None,
            **kwargs,
        )


class TripSettleView(TripMixin, ActionFormView):
    """Decide about the visits that fall on the trip."""

    permission = Permission.REGISTER
    template_name = "planning/trip_detail.html"
    form_class = TripClashesForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"clashes": self.clashes}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            trip=self.trip, trip_url=self.row_url(), settled=self.settled, can_register=True, **kwargs
        )

    def get_success_message(self, form):
        undo.offer_settled(self.request, form.result, back=self.row_url())
        count = len(form.result)
        told = ngettext(
            "%(count)d visit is settled: %(how)s.", "%(count)d visits are settled: %(how)s.", count
        )
        return told % {"count": count, "how": "; ".join(settlement.told for settlement in form.result)}


class TripFormView(ActionFormView):
    """Saved, it leads to the trip, which lists what falls on it."""

    template_name = "planning/trip_form.html"
    form_class = TripForm

    def get_success_url(self):
        return reverse("attendance:trip-detail", args=[self.result.pk])

    def get_success_message(self, form):
        trip = form.result
        others = Trip.objects.between(trip.date_from, trip.date_to).filter(leader=trip.leader)
        for other in others.exclude(pk=trip.pk):
            messages.warning(
                self.request,
                _("%(leader)s has another trip on some of these days: %(from)s–%(to)s. Both are kept.")
                % {
                    "leader": trip.leader,
                    "from": written_day(other.date_from),
                    "to": written_day(other.date_to),
                },
            )
        return _("The trip is saved.")


class TripCreateView(TripFormView):
    row = None

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.has_right(Permission.REGISTER):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        leader = self.request.GET.get("leader", "")
        return {"leader": leader} if leader.isascii() and leader.isdigit() else {}

    def row_url(self):
        return reverse("attendance:trip-list")


class TripUpdateView(TripMixin, TripFormView):
    permission = Permission.REGISTER

    def get_success_url(self):
        return self.bring_back_url() or self.row_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(trip=self.trip, **kwargs)


class TripDeleteView(TripMixin, ActionView):
    permission = Permission.REGISTER
    deleted = False

    def act(self, trip):
        actions.delete_trip(trip=trip, by=self.request.user, version=self.version())
        self.deleted = True
        return _("The trip is deleted.")

    def get_success_url(self):
        if self.deleted:
            return self.bring_back_url() or reverse("attendance:trip-list")
        return self.row_url()


class TripBringBackView(ActionFormView):
    """Visits that gave way to a trip which was shortened or deleted since: back, where they can go."""

    template_name = "planning/trip_bring_back.html"
    form_class = BringBackForm

    @cached_property
    def row(self):
        """The last record of the trip's history: deleted, it has no other row."""
        record = Trip.history.filter(id=self.kwargs["pk"]).order_by("history_date", "history_id").last()
        leaders = Leader.objects.visible_to(self.request.user).select_related("committee")
        self.leader = get_object_or_404(leaders, pk=record.leader_id if record else None)
        require(self.request.user, Permission.REGISTER, self.leader.committee)
        return record

    def get_form_kwargs(self):
        user, pk = self.request.user, self.kwargs["pk"]
        return super().get_form_kwargs() | {"lines": displaced(pk, Visit.objects.visible_to(user), user=user)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            trip=self.row, leader=self.leader, is_deleted=self.row.history_type == "-", **kwargs
        )

    def row_url(self):
        if self.row.history_type == "-":
            return reverse("attendance:trip-list")
        return reverse("attendance:trip-detail", args=[self.row.id])

    def get_success_message(self, form):
        undo.offer_brought_back(self.request, form.result, back=self.row_url())
        count = len(form.result)
        told = ngettext("%(count)d visit is brought back.", "%(count)d visits are brought back.", count)
        return told % {"count": count}
