"""The plans of committees: list, one with its visits, and the workflow's steps."""

from dataclasses import replace
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import DetailView

from attendance.days import columns
from attendance.days.views import PlanMixin, PlanStep, VisitMixin
from attendance.figures.selection import Selection
from attendance.figures.tally import tally
from attendance.models import Plan, RegistrationWindow, Visit
from attendance.planning import actions, amendments, grid, proposals, registration, undo
from attendance.planning.copying import earlier_visits
from attendance.planning.forms.copying import PlanCopyForm
from attendance.planning.forms.filters import LeaderRowsFilterForm, PlanFilterForm
from attendance.planning.forms.plans import (
    PlanForm,
    PlanReturnForm,
    PlanSubmitForm,
    VisitChangeForm,
    VisitForm,
)
from attendance.planning.warnings import warnings_of
from committees.roles import Permission
from committees.views.access import ActionFormView, ActionView, PagedListView
from committees.views.files import TableFilesMixin
from lib.addresses import page_of
from lib.lists import ListColumn, Listed
from lib.periods import HalfYear, today
from lib.tables import Kind


class PlanListView(PagedListView):
    template_name = "planning/plan_list.html"
    title = gettext_lazy("Plans")
    columns = (
        ListColumn(gettext_lazy("Committee"), sort="committee", value="plan.committee.label", width=32),
        ListColumn(gettext_lazy("Half-year"), sort="half_year", value="plan.half_year.label"),
        ListColumn(
            gettext_lazy("Status"),
            sort="status",
            value="plan.get_status_display",
            beside=(
                ListColumn(gettext_lazy("Returned with a comment"), value="plan.is_returned", width=14),
                ListColumn(gettext_lazy("Registered late"), value="is_late", width=14),
            ),
        ),
        ListColumn(
            gettext_lazy("Visits"),
            sort="visits_left",
            css="number",
            value="plan.visits_left",
            kind=Kind.NUMBER,
        ),
        ListColumn(
            gettext_lazy("Not logged yet"),
            sort="visits_open",
            css="number",
            value="plan.visits_open",
            kind=Kind.NUMBER,
        ),
    )

    def get_queryset(self):
        user = self.request.user
        self.filter = PlanFilterForm(self.request.GET, user=user)
        plans = Plan.objects.visible_to(user).with_counts().with_return().select_related("committee")
        return self.filter.apply(plans)

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(
            filter=self.filter,
            windows=RegistrationWindow.objects.visible_to(user).filter(half_year__gte=HalfYear.current()),
            today=today(),
            can_register=user.has_right(Permission.REGISTER),
            can_approve=user.has_right(Permission.APPROVE),
            waiting=Plan.objects.waiting_for(user).count(),
            **kwargs,
        )

    def lines(self, plans):
        return registration.registrations(plans)


SHOWN_AT, CHANGED_AT = page_of("attendance:visit-detail"), page_of("attendance:visit-change")
LEADER = replace(columns.LEADER, beside=(ListColumn(gettext_lazy("Position"), value="leader.position"),))


class PlanDetailView(PlanMixin, TableFilesMixin, DetailView):
    """A plan by month or as a list; which groups are folded stays so until its reader signs out."""

    template_name = "planning/plan_detail.html"
    FOLDED, PLANS_REMEMBERED = "plan_folds", 50  # in the session: folded groups, by plan
    FILTERED_FROM = 6  # visits

    def get_object(self, queryset=None):
        return self.plan

    @cached_property
    def visits(self) -> list[Visit]:
        """The plan's, each with its warnings."""
        user = self.request.user
        said = ("leader", "cell__committee", "absence_reason", "carried_from__leader")
        visits = self.plan.visits.visible_to(user).select_related(*said)
        # Joined, PostgreSQL would read all meetings for some hundred visits, most of which have none.
        visits = list(visits.prefetch_related("meeting", "carried_to"))
        for visit in visits:
            visit.committee = self.plan.committee
        warnings = warnings_of(visits, user=user)
        for visit in visits:
            visit.warnings = warnings[visit.pk]
            is_open = self.can_add and visit.outcome == Visit.Outcome.PENDING
            visit.page = (CHANGED_AT if is_open else SHOWN_AT)(visit)
        return visits

    @cached_property
    def can_add(self) -> bool:
        return self.plan.is_editable and self.request.user.may(Permission.REGISTER, self.plan.committee)

    @cached_property
    def filter(self) -> LeaderRowsFilterForm:
        return LeaderRowsFilterForm(self.request.GET)

    def _folded(self) -> str:
        """As asked for now, else as before."""
        key, kept = str(self.plan.pk), self.request.session.get(self.FOLDED, {})
        before = kept.get(key, "")
        folded = self.filter.folded(before)
        if folded != before:
            others = [(other, groups) for other, groups in kept.items() if other != key]
            self.request.session[self.FOLDED] = dict([*others, (key, folded)][-self.PLANS_REMEMBERED :])
        return folded

    def _is_filtered(self, shown: grid.Grid | None) -> bool:
        """Whether there is enough to look for something in it."""
        among = {visit.leader_id for visit in self.visits}
        leaders = sum(len(group.rows) for group in shown.groups) if shown else len(among)
        return self.filter.is_narrowed or leaders > 1 or len(self.visits) >= self.FILTERED_FROM

    @property
    def listed_visits(self) -> list[Visit]:
        return [visit for visit in self.visits if self.filter.cut.picks(visit)]

    def get_context_data(self, **kwargs):
        user, plan, visits, chosen = self.request.user, self.plan, self.visits, self.filter
        shown = grid.grid(plan, visits, chosen.cut) if not chosen.page else None
        if shown:
            chosen.fold_groups(shown, self._folded())
        return super().get_context_data(
            visits=visits,
            filter=chosen,
            grid=shown,
            is_filtered=self._is_filtered(shown),
            can_add=self.can_add,
            listed=self.listed_visits if chosen.page else [],
            warned=[v for v in visits if v.warnings],
            unexplained=[v for v in visits if v.warnings and not v.override_reason],
            registration=registration.registration(plan),
            changes=None if plan.counts else amendments.changes(plan),
            last_return=amendments.last_return(plan) if plan.comment else None,
            proposals=[] if plan.counts else proposals.open_for([plan])[plan.pk],
            can_copy=plan.is_editable and self._lacks_earlier(visits),
            can_register=user.may(Permission.REGISTER, plan.committee),
            can_approve=user.may(Permission.APPROVE, plan.committee),
            can_log=user.may(Permission.LOG, plan.committee),
            **(self._ledger(visits) if plan.counts else {}),
            **kwargs,
        )

    def listed(self):
        result = [columns.RESULT] if self.plan.counts else []
        shown = [columns.MONTH, LEADER, columns.CELL, *result, columns.ORIGIN]
        title, about = f"{_('Plan')} {self.plan}", [words] if (words := self.filter.words()) else []
        return [Listed(title, shown, lambda: self.listed_visits, about, key="visits")]

    def _lacks_earlier(self, visits) -> bool:
        """Whether there is anything to copy from the plan before, in whatever month it came to stand."""
        have = {(visit.leader_id, visit.cell_id) for visit in visits}
        return not have.issuperset(earlier_visits(self.plan).values_list("leader", "cell"))

    def _ledger(self, visits) -> dict:
        selection = Selection(self.plan.half_year, committee=self.plan.committee, own_plan=True)
        return {
            "selection": selection,
            "tally": tally(Visit.objects.visible_to(self.request.user), selection),
            "ledger": amendments.ledger(self.plan, visits),
        }


class PlanCreateView(ActionFormView):
    template_name = "planning/plan_form.html"
    form_class = PlanForm
    row = None

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.has_right(Permission.REGISTER):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return {
            name: self.request.GET[name] for name in ("committee", "half_year") if name in self.request.GET
        }

    def row_url(self):
        return reverse("attendance:plan-list")

    def get_success_message(self, form):
        return _("The plan is begun. Add its visits, then submit it.")

    def get_success_url(self):
        return reverse("attendance:plan-detail", args=[self.result.pk])


class VisitCreateView(PlanStep, PlanMixin, ActionFormView):
    """Add a visit; leader and month may be given in the address, as the grid's links do."""

    permission = Permission.REGISTER
    template_name = "planning/visit_form.html"
    form_class = VisitForm
    prefilled = ("leader", "month", "q", "cell", "reason")

    def get_initial(self):
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        return {name: sent[name] for name in self.prefilled if name in sent}

    def post(self, request, *args, **kwargs):
        if "search" not in request.POST:
            return super().post(request, *args, **kwargs)
        # Without scripts, the search button sends the form: shown again with what was found.
        typed = {name: request.POST.get(name, "") for name in self.form_class.base_fields}
        form = self.form_class(row=self.row, by=request.user, initial=typed)
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs):
        return super().get_context_data(plan=self.plan, **kwargs)

    def get_success_message(self, form):
        return _("Added: %(visit)s.") % {"visit": form.result}

    def get_success_url(self):
        leader = self.result.leader_id
        if "next" in self.request.POST and (vacancy := grid.next_vacancy(self.plan, self.result.leader)):
            kept = {"leader": vacancy[0].pk, "month": vacancy[1]}
            if self.plan.counts:
                kept["reason"] = self.result.amendment_reason
            return f"{self.request.path}?{urlencode(kept)}"
        if "more" in self.request.POST:
            # Amendments of one decision share their month and reason; a draft goes on to the next month.
            kept = {"leader": leader, "month": self.result.month}
            if self.plan.counts:
                kept["reason"] = self.result.amendment_reason
            elif self.result.month != self.plan.half_year.months[-1]:
                kept["month"] += 1
                if kept["month"].first_day < today() <= self.plan.half_year.last_day:
                    del kept["month"]  # the form knows which are still to come
            return f"{self.request.path}?{urlencode(kept)}"
        return f"{self.row_url()}#leader-{leader}"


class VisitChangeView(VisitMixin, ActionFormView):
    """Another month or leader, while the plan is a draft."""

    permission = Permission.REGISTER
    template_name = "planning/visit_change.html"
    form_class = VisitChangeForm

    def row_url(self):
        return f"{reverse('attendance:plan-detail', args=[self.visit.plan_id])}#leader-{self.visit.leader_id}"

    def get_context_data(self, **kwargs):
        return super().get_context_data(visit=self.visit, **kwargs)

    def get_success_message(self, form):
        return _("Changed: %(visit)s.") % {"visit": form.result}


class PlanCopyView(PlanStep, PlanMixin, ActionFormView):
    """Register what the committee's previous plan had, six months later, once it was looked at."""

    permission = Permission.REGISTER
    template_name = "planning/plan_copy.html"
    form_class = PlanCopyForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(plan=self.plan, **kwargs)

    def get_success_message(self, form):
        undo.offer_copied(self.request, form.result, back=self.row_url())
        count = len(form.result)
        told = ngettext("%(count)d visit was copied.", "%(count)d visits were copied.", count)
        return format_html("{} {}", told % {"count": count}, self._warned(form.result))

    def _warned(self, visits) -> str:
        """A link to the warnings, for those of `visits` that have some."""
        count = sum(bool(warnings) for warnings in warnings_of(visits, user=self.request.user).values())
        if not count:
            return ""
        label = ngettext("%(count)d of them has a warning", "%(count)d of them have warnings", count)
        return format_html(
            '<a class="alert-link" href="{}?view=warnings">{}</a>', self.row_url(), label % {"count": count}
        )


class PlanSubmitView(PlanStep, PlanMixin, ActionFormView):
    """Hand the plan in; the page asks for a reason where something speaks against a visit."""

    permission = Permission.REGISTER
    template_name = "planning/plan_submit.html"
    form_class = PlanSubmitForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(plan=self.plan, **kwargs)

    def get_success_message(self, form):
        return _("The plan is submitted and waits for approval.")


class PlanDeleteView(PlanStep, PlanMixin, ActionView):
    """Drop a draft begun by mistake, before it has any visit."""

    permission = Permission.REGISTER
    deleted = False

    def act(self, plan):
        actions.delete_plan(plan=plan, by=self.request.user)
        self.deleted = True
        return _("The plan is deleted.")

    def get_success_url(self):
        return reverse("attendance:plan-list") if self.deleted else self.row_url()


class PlanApproveView(PlanStep, PlanMixin, ActionView):
    permission = Permission.APPROVE

    def act(self, plan):
        actions.approve_plan(plan=plan, by=self.request.user, version=self.version())
        return _("Approved: %(plan)s. The plan counts in the figures now.") % {"plan": plan}


class PlanRecallView(PlanStep, PlanMixin, ActionView):
    permission = Permission.REGISTER

    def act(self, plan):
        actions.recall_plan(plan=plan, by=self.request.user, version=self.version())
        return _("The plan is a draft again. Submit it when it is right.")


class PlanReturnView(PlanStep, PlanMixin, ActionFormView):
    permission = Permission.APPROVE
    template_name = "planning/plan_return.html"
    form_class = PlanReturnForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(plan=self.plan, **kwargs)

    def get_success_message(self, form):
        return _("Returned with your comment: %(plan)s.") % {"plan": self.plan}
