"""The pages that a figure opens, listing exactly what it counts."""

import datetime as dt
from dataclasses import replace

from django.db.models import Exists, F, OuterRef, QuerySet, prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.days import columns
from attendance.models import AbsenceReason, Visit
from committees.models import FormerOffice
from committees.organisation import Past
from committees.views.access import PagedListView
from lib.lists import ListColumn, under
from lib.periods import today
from lib.tables import Kind
from meetings.gates import with_gates
from meetings.models import Criterion, Finding, FormerManagement, Recommendation

from . import judged_cells, progress, quality
from .forms import SelectionForm
from .measures import LEADERS, MEASURES, TARGET_MEASURES, VISITS
from .rows import Rows, rows_of
from .targets import Standing, selected
from .written import in_words


class SelectionMixin:
    """`self.selection` from the URL; filters that name nothing visible do not exist (404).

    A list may be sorted by what its `orders` name, as the headings of its columns ask: ?sort=cell, or -cell.
    """

    @property
    def orders(self) -> dict[str, tuple[str, ...]]:
        """By the names of columns; the first is the one that nobody asked for."""
        return {}

    @property
    def sort(self) -> str:
        asked = self.request.GET.get("sort", "")
        return asked if asked.removeprefix("-") in self.orders else ""

    def in_order(self, rows: QuerySet, *, none_is_least: bool = False) -> QuerySet:
        """What has no value stays last either way, but where that is the least of all."""
        first, *rest = self.orders[self.sort.removeprefix("-") or next(iter(self.orders))]
        if self.sort.startswith("-"):
            return rows.order_by(F(first).desc(nulls_last=True), *rest)
        nulls = {"nulls_first": True} if none_is_least else {"nulls_last": True}
        return rows.order_by(F(first).asc(**nulls), *rest)

    @cached_property
    def selection(self):
        form = SelectionForm(self.request.GET, user=self.request.user)
        if not form.is_valid():
            raise Http404(form.errors.as_text())
        return form.selection(self.kwargs["half_year"])

    def about(self) -> list[str]:
        """What the lists are cut to."""
        note = [_("the list shows today's results")] if self.selection.as_of else []
        return [in_words(self.selection), *note]

    def parameter(self, name: str) -> str:
        """A further filter from the URL, "" for none."""
        value = self.request.GET.get(name, "")
        # PostgreSQL refuses to compare with it, so no row has it.
        if "\0" in value:
            raise Http404(name)
        return value


class FigureRowsView(SelectionMixin, PagedListView):
    """The cells, leaders or visits behind one figure, each with its visits."""

    template_name = "figures/figure_rows.html"
    paginate_by = 50  # cells or leaders, each with all its visits

    @property
    def columns(self) -> list[ListColumn]:
        leader, cell = under("1", columns.LEADER), under("1", columns.CELL)
        counted, other = (leader, cell) if self.counted.unit is LEADERS else (cell, leader)
        entry = ListColumn(_("Logged on"), value="1.logged_at", kind=Kind.DATE)
        result = under("1", columns.RESULT)
        return [
            ListColumn(_("No."), css="detail number", value="0", kind=Kind.NUMBER, width=6),
            counted,
            ListColumn(_("Month"), value="1.month", width=10),
            other,
            replace(result, beside=(*result.beside, entry)) if self.shows_entry else result,
            under("1", columns.ORIGIN),
        ]

    def get_queryset(self):
        measure = MEASURES.get(self.kwargs["measure"])
        if not measure:
            raise Http404(self.kwargs["measure"])
        reason = self._reason() if measure.split == "reason" else None
        delay = self._delay() if measure.split == "delay" else None
        self.title = measure.title % {"reason": reason, "delay": delay and delay.label.lower()}
        self.shows_entry = delay is not None
        visits = Visit.objects.visible_to(self.request.user)
        self.counted = rows_of(
            visits, self.selection, measure.key, reason=reason and reason.code, delay=delay
        )
        keys = self.counted.keys()
        return keys.for_display() if self.counted.unit is VISITS else keys

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            selection=self.selection,
            title=self.title,
            unit=self.counted.unit,
            shows_entry=self.shows_entry,
            **kwargs,
        )

    def lines(self, keys):
        return self._groups(self.counted, keys, self.selection.day)

    def file_lines(self, keys, start):
        """One for each visit, with the number of what is counted."""
        groups = enumerate(self.lines(keys), start=start)
        return [(number, visit) for number, (_key, visits) in groups for visit in visits]

    def _reason(self) -> AbsenceReason:
        reason = AbsenceReason.objects.filter(code=self.parameter("reason")).first()
        if not reason:
            raise Http404("reason")
        return reason

    def _delay(self) -> progress.Delay:
        try:
            return progress.Delay(self.parameter("delay"))
        except ValueError:
            raise Http404("delay") from None

    @staticmethod
    def _groups(rows: Rows, keys, day: dt.date) -> list[tuple]:
        """(cell or leader, its visits) in the order of `keys`; (visit, [visit]) for visits."""
        past = Past(day, FormerManagement)
        if rows.unit is VISITS:
            for visit in keys:
                past.place(visit.cell)
            return [(visit, [visit]) for visit in keys]
        of_page = rows.visits.for_display().filter(**{f"{rows.unit}__in": keys})
        grouped = {key.pk: [] for key in keys}
        for visit in of_page:
            past.place(visit.cell)
            grouped[getattr(visit, f"{rows.unit}_id")].append(visit)
        return [(key, grouped[key.pk]) for key in keys]


class TargetRowsView(SelectionMixin, PagedListView):
    """The leaders behind a figure about targets."""

    template_name = "figures/target_rows.html"
    paginate_by = 100
    columns = (
        ListColumn(
            gettext_lazy("Leader"),
            value="leader.full_name",
            beside=(
                ListColumn(gettext_lazy("Position"), value="leader.position"),
                ListColumn(gettext_lazy("Committee"), value="leader.committee.label", width=17),
                ListColumn(gettext_lazy("Leader group"), value="group_label", width=20),
            ),
        ),
        ListColumn(gettext_lazy("Target"), value="asks", width=32),
        ListColumn(
            gettext_lazy("Fulfilled"),
            css="number",
            value="judgement.done",
            kind=Kind.NUMBER,
            beside=(ListColumn(gettext_lazy("Asked"), value="judgement.asked", kind=Kind.NUMBER),),
        ),
        ListColumn(gettext_lazy("Still missing"), value="missing", width=40),
    )

    @property
    def title(self):
        return self.measure.title

    @property
    def measure(self):
        try:
            return TARGET_MEASURES[self.kwargs["measure"]]
        except KeyError:
            raise Http404(self.kwargs["measure"]) from None

    def get_queryset(self) -> list[Standing]:
        measure = self.measure
        found = selected(self.selection, self.request.user)
        return [row for row in found if measure.counts(row.judgement)]

    def lines(self, standings):
        past = Past(self.selection.day, FormerOffice)
        leaders = [standing.leader for standing in standings]
        prefetch_related_objects(leaders, "committee")
        for leader in leaders:
            past.place(leader)
        return standings

    def get_context_data(self, **kwargs):
        return super().get_context_data(selection=self.selection, title=self.title, **kwargs)


class EvaluationListView(SelectionMixin, PagedListView):
    """The evaluations behind a tally: all, or of one scorer, band, finding or criterion.

    Or, with `unplanned`, those of meetings attended outside the plan, which no tally counts.
    """

    template_name = "figures/evaluation_list.html"
    TITLES = {
        quality.LEADER: gettext_lazy("Evaluations by leaders"),
        quality.CELL: gettext_lazy("Evaluations by the cells themselves"),
        None: gettext_lazy("Evaluations"),
    }

    @property
    def title(self):
        return _("Evaluations of meetings attended unplanned") if self.unplanned else self.TITLES[self.scorer]

    paginate_by = 100

    @property
    def orders(self) -> dict[str, tuple[str, ...]]:
        date, cell, rest = "meeting__date", "meeting__cell__name_sort", ("leader__name_sort", "pk")
        orders = {
            "date": (date, cell, *rest),
            "cell": (cell, date, *rest),
            "scorer": ("leader__name_sort", date, cell, "pk"),
            "total": ("total", date, cell, *rest),
            "rating": ("band__minimum", date, cell, *rest),
        }
        return orders | ({"points": ("criterion_points", date, cell, *rest)} if self.criterion else {})

    @property
    def columns(self) -> list[ListColumn]:
        points = {"css": "number", "kind": Kind.POINTS}
        of_criterion = ListColumn(
            _("Points of the criterion"), sort="points", value="0.criterion_points", **points
        )
        return [
            ListColumn(_("Date"), sort="date", value="0.meeting.date", kind=Kind.DATE),
            ListColumn(
                _("Cell"),
                sort="cell",
                value="0.meeting.cell.name",
                width=32,
                beside=(ListColumn(_("Managing committee"), value="0.meeting.cell.committee.label"),),
            ),
            ListColumn(_("Scored by"), sort="scorer", value="0.scorer"),
            *([of_criterion] if self.criterion else []),
            ListColumn(_("Total points"), sort="total", value="0.total", **points),
            ListColumn(
                _("Rating"),
                sort="rating",
                value="0.band.label",
                beside=(ListColumn(_("Mandatory criteria not reached"), value="0.gates_missed"),),
            ),
        ]

    def get_queryset(self):
        scorer = self.parameter("scorer") or None
        if scorer not in (None, quality.LEADER, quality.CELL):
            raise Http404("scorer")
        self.visible = Visit.objects.visible_to(self.request.user)
        self.unplanned = bool(self.parameter("unplanned"))
        found = self._behind(scorer).select_related("meeting__cell__committee", "leader", "band", "rubric")
        self.band, self.finding, self.scorer = self.parameter("band"), None, scorer
        if scorer and not self.parameter("unscored"):
            found = found.filter(total__isnull=False)
        if state := self.parameter("asked"):
            found = found.filter(self._asked(state))
        if self.band:
            found = found.filter(band__label=self.band)
        if code := self.parameter("finding"):
            self.finding = Finding.objects.filter(code=code).first()
            if not self.finding:
                raise Http404("finding")
            found = found.filter(findings=self.finding)
        self.criterion = None
        if key := self.parameter("criterion"):
            self.criterion = get_object_or_404(Criterion, pk=key) if key.isdecimal() else None
            if not self.criterion:
                raise Http404("criterion")
            found = found.filter(total__isnull=False, scores__criterion=self.criterion).annotate(
                criterion_points=F("scores__points")
            )
        return self.in_order(found)

    def _behind(self, scorer: str | None) -> QuerySet:
        if self.unplanned:
            return quality.evaluations_beside(self.visible, self.selection)
        return quality.evaluations(self.visible, self.selection, scorer)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            selection=self.selection,
            band=self.band,
            finding=self.finding,
            criterion=self.criterion,
            whose=self.title,
            **kwargs,
        )

    def _asked(self, state: str) -> Exists:
        """Sheets that gave a recommendation in that state, on the day of the figures."""
        states = judged_cells.states(self.selection.as_of or today())
        if state not in states:
            raise Http404("asked")
        return Exists(Recommendation.objects.filter(states[state], evaluation=OuterRef("pk")))

    def about(self):
        cut = [self.finding and self.finding.text, self.criterion and self.criterion.text, self.band]
        return [*super().about(), *(str(part) for part in cut if part)]

    def lines(self, evaluations):
        """(evaluation, the visit through which to open it)."""
        with_gates(evaluations)
        attended = quality.attended_unplanned if self.unplanned else quality.attended
        visits = attended(self.visible, self.selection).filter(
            meeting__in=[e.meeting_id for e in evaluations]
        )
        by_scorer = {(v.meeting_id, v.leader_id): v for v in visits}
        by_meeting = {v.meeting_id: v for v in visits}
        return [
            (e, by_scorer.get((e.meeting_id, e.leader_id)) or by_meeting[e.meeting_id]) for e in evaluations
        ]
