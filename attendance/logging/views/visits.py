"""One visit: what was planned, what happened, how the meeting was."""

from dataclasses import replace

from django.contrib import messages
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView

from attendance.days import columns
from attendance.days.availability import is_to_come
from attendance.days.listed import listed_in_turn
from attendance.days.views import TypedBeforeMixin, VisitMixin, VisitStep
from attendance.logging import actions, undo
from attendance.logging.forms.attachments import AttachForm
from attendance.logging.forms.missed import CarryOverForm, MissedForm
from attendance.logging.forms.numbers import told_short
from attendance.logging.forms.results import AttendedForm
from attendance.logging.forms.take_back import TakeBackForm
from attendance.logging.forms.visits import VisitListForm
from attendance.models import Trip, Visit
from committees.roles import Permission
from committees.views.access import ActionFormView, ActionView, PagedListView
from lib.paging import LongPaginator
from lib.periods import Month, today, written_day
from meetings.follow_up import with_rights
from meetings.gates import with_gates
from meetings.models import Evaluation, Recommendation

from .attachments import say_known
from .evaluations import evaluation_link


def say_short(request, visit: Visit) -> None:
    """A warning, never a refusal."""
    if words := told_short(visit.meeting):
        messages.warning(request, words)


class VisitListView(PagedListView):
    """Every visit that the user may see: the search for past ones, opened with the half-year that runs."""

    template_name = "logging/visit_list.html"
    paginator_class = LongPaginator
    title = gettext_lazy("Visits")
    columns = (
        replace(columns.MONTH, sort="month"),
        replace(columns.LEADER, sort="leader"),
        replace(columns.CELL, sort="cell"),
        replace(columns.RESULT, sort="outcome"),
        columns.ORIGIN,
    )

    @cached_property
    def filter(self) -> VisitListForm:
        return VisitListForm(self.request.GET, user=self.request.user)

    def get_queryset(self):
        return self.filter.apply(Visit.objects.visible_to(self.request.user)).for_columns()

    def get_context_data(self, **kwargs):
        return super().get_context_data(filter=self.filter, **kwargs)

    def listed(self):
        return [
            replace(listed, rows=lambda: listed_in_turn(self.get_queryset()), has_values=True)
            for listed in super().listed()
        ]


class VisitDetailView(VisitMixin, DetailView):
    template_name = "logging/visit_detail.html"

    def visits(self):
        return Visit.objects.visible_to(self.request.user).for_display()

    def get_object(self, queryset=None):
        return self.visit

    def get_context_data(self, **kwargs):
        user, visit = self.request.user, self.visit
        can_log = user.may(Permission.LOG, visit.committee)
        evaluations = self._evaluation(visit.leader), self._evaluation(None)
        with_gates(evaluations)
        return super().get_context_data(
            can_log=can_log,
            attachments=visit.attachments.select_related("uploaded_by"),
            can_remove=can_log and not visit.is_fixed,
            attach_form=AttachForm(row=visit, by=user) if can_log and visit.plan.counts else None,
            can_register=user.may(Permission.REGISTER, visit.committee),
            can_move=is_to_come(visit),
            can_evaluate=user.may(Permission.EVALUATE, visit.committee),
            companions=self._companions(),
            by_leader=evaluations[0],
            by_cell=evaluations[1],
            today=today(),
            recommendations=self._recommendations(),
            trips=Trip.objects.visible_to(user).during(visit.month).filter(leader=visit.leader_id),
            **kwargs,
        )

    def _companions(self):
        """Visits of other leaders to the same meeting."""
        if not self.visit.meeting_id:
            return []
        others = Visit.objects.visible_to(self.request.user).exclude(pk=self.visit.pk)
        return others.filter(meeting=self.visit.meeting_id).select_related("leader")

    def _recommendations(self):
        """Given at this meeting, and earlier ones to the cell that were still open then."""
        visible = Recommendation.objects.visible_to(self.request.user)
        if self.visit.meeting_id:
            rows = visible.given().filter(evaluation__meeting=self.visit.meeting_id)
            rows |= visible.to_follow_up(self.visit.meeting)
        else:
            rows = visible.open().filter(evaluation__meeting__cell=self.visit.cell_id)
        return with_rights(rows.for_display(), self.request.user)

    def _evaluation(self, leader):
        if not self.visit.meeting_id:
            return None
        return (
            Evaluation.objects.filter(meeting=self.visit.meeting, leader=leader)
            .select_related("band", "rubric")
            .prefetch_related("findings", "recommendations")
            .first()
        )


class ResultView(VisitStep, VisitMixin, TypedBeforeMixin, ActionFormView):
    """Logs a result; the first one of a visit can be undone from the next page.

    Not where it is fixed, or was the last one of a plan that closes: that would be a correction, with a
    reason of its own.
    """

    permission = Permission.LOG

    def post(self, request, *args, **kwargs):
        if "preview" in request.POST:
            # What another choice would do: the page again as it stands, nothing judged or saved.
            form = self.form_class(initial=request.POST.dict(), row=self.row, by=request.user)
            return self.render_to_response(self.get_context_data(form=form))
        return super().post(request, *args, **kwargs)

    def get_success_message(self, form):
        say_known(self.request, form.attached)
        if self.visit.outcome == Visit.Outcome.PENDING and not form.result.is_fixed:
            undo.offer(self.request, [form.result], back=self.next_url(), again=self.typed_into(form))
        return self.saved(form.result)

    def saved(self, visit) -> str:
        raise NotImplementedError


class VisitAttendedView(ResultView):
    template_name = "logging/visit_attended.html"
    form_class = AttendedForm

    def saved(self, visit):
        say_short(self.request, visit)
        date = visit.meeting.date
        if Month.of(date) != visit.month:
            message = _("Saved: %(leader)s attended on %(date)s; the plan says %(month)s.")
        else:
            message = _("Saved: %(leader)s attended on %(date)s.")
        message %= {"leader": visit.leader, "date": written_day(date), "month": visit.month}
        return format_html("{} {}", message, self._next_step(visit))

    def _next_step(self, visit) -> str:
        """To the evaluation, for whoever goes on elsewhere: the visit's own page offers it already."""
        back = self.came_from()
        if not back or not self.request.user.may(Permission.EVALUATE, visit.committee):
            return ""
        if actions.is_scored_by_leader(visit):
            return ""
        return evaluation_link(visit, _("Evaluate now"), back)


class EvaluatedMixin:
    """Says beforehand that an evaluation is in the way."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(is_scored_by_leader=actions.is_scored_by_leader(self.visit), **kwargs)


class VisitMissedView(EvaluatedMixin, ResultView):
    template_name = "logging/visit_missed.html"
    form_class = MissedForm

    def saved(self, visit):
        facts = {"leader": visit.leader, "cell": visit.cell}
        if visit.successor:
            return _("Saved: %(leader)s missed %(cell)s; moved to %(month)s, %(who)s goes.") % (
                facts | {"month": visit.successor.month, "who": visit.successor.leader}
            )
        return _("Saved: %(leader)s missed %(cell)s.") % facts


class VisitCarryOverView(ResultView):
    template_name = "logging/visit_carry_over.html"
    form_class = CarryOverForm

    def get_success_message(self, form):
        return _("Moved to %(month)s, %(leader)s goes.") % {
            "month": form.result.month,
            "leader": form.result.leader,
        }


class VisitTakeBackView(EvaluatedMixin, VisitStep, VisitMixin, ActionFormView):
    """Asks first, and of what is fixed for the reason: what `VisitClearView` and the next do at once."""

    permission = Permission.LOG
    template_name = "logging/visit_take_back.html"
    form_class = TakeBackForm

    def get_success_message(self, form):
        if form.undoes_move:
            return _("The move is undone.")
        return cleared_message(form.result)

    def get_success_url(self):
        if self.result is None:
            return reverse("attendance:plan-detail", args=[self.visit.plan_id])
        return self.row_url()


def cleared_message(visit: Visit | None) -> str:
    if visit is None:
        return _("The unplanned visit is removed.")
    return _("The result is cleared; the visit is open again.")


class VisitClearView(VisitStep, VisitMixin, ActionView):
    permission = Permission.LOG

    is_gone = False

    def act(self, visit):
        cleared = actions.clear_result(visit=visit, by=self.request.user, version=self.version())
        self.is_gone = cleared is None
        return cleared_message(cleared)

    def get_success_url(self):
        return reverse("attendance:month", args=[self.visit.month]) if self.is_gone else self.row_url()


class VisitUndoCarryOverView(VisitStep, VisitMixin, ActionView):
    permission = Permission.LOG

    def act(self, visit):
        actions.undo_carry_over(visit=visit, by=self.request.user)
        return _("The move is undone.")
