"""The score sheet of an attended meeting, and what its scorers found, side by side."""

from urllib.parse import urlencode

from django.http import Http404
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from attendance.days.views import VisitMixin, VisitStep
from attendance.figures import quality
from attendance.logging.forms.evaluations import VisitEvaluationDeleteForm, VisitEvaluationForm
from attendance.models import Visit
from attendance.models.conditions import not_evaluated
from committees.roles import Permission
from committees.views.access import ActionFormView, ButtonMixin
from lib.periods import today, written_day
from meetings.gates import with_gates
from meetings.models import Evaluation, Recommendation, Rubric
from meetings.score_pairs import compare, difference


def evaluation_link(visit: Visit, label: str, back: str) -> str:
    """In a message, to the leader's score sheet; from there one comes `back`, if that is somewhere."""
    url = reverse("attendance:evaluation-update", args=[visit.pk, "leader"])
    if back:
        url = f"{url}?{urlencode({'next': back})}"
    return format_html('<a class="alert-link" href="{}">{}</a>', url, label)


class AttendedMixin(VisitStep, VisitMixin):
    @cached_property
    def visit(self) -> Visit:
        visit = super().visit
        if visit.outcome != Visit.Outcome.ATTENDED:
            raise Http404(_("Only a meeting that was attended can be evaluated."))
        return visit

    @property
    def meeting(self):
        return self.visit.meeting

    def by(self, leader) -> Evaluation | None:
        """The meeting's evaluation by that leader; None: by the cell itself."""
        found = Evaluation.objects.order_by().filter(meeting=self.meeting, leader=leader)
        return found.for_display().first()

    @cached_property
    def previous(self) -> Evaluation | None:
        """The latest that a leader made of an earlier meeting of the cell."""
        visible = Evaluation.objects.visible_to(self.request.user).final().by_leaders()
        return visible.before(self.meeting).for_display().first()

    @cached_property
    def follow_up(self) -> list[Recommendation]:
        """Earlier recommendations to the cell that this meeting may have carried out."""
        visible = Recommendation.objects.visible_to(self.request.user).to_follow_up(self.meeting)
        return list(visible.select_related("evaluation__meeting", "evaluation__leader"))


class EvaluationDetailView(AttendedMixin, TemplateView):
    """What the leader and the cell itself found, to read."""

    template_name = "logging/evaluation_detail.html"

    def get_context_data(self, **kwargs):
        by_leader, by_cell = self.by(self.visit.leader), self.by(None)
        with_gates([by_leader, by_cell])
        final = [e if e and not e.is_draft else None for e in (by_leader, by_cell)]
        sheets = compare(*final)
        return super().get_context_data(
            by_leader=by_leader,
            by_cell=by_cell,
            sheets=sheets,
            difference=difference(*(e and e.total for e in final)) if len(sheets) == 1 else None,
            previous=self.previous,
            follow_up=self.follow_up,
            today=today(),
            can_evaluate=self.request.user.may(Permission.EVALUATE, self.visit.committee),
            **kwargs,
        )


class EvaluationMixin(AttendedMixin):
    permission = Permission.EVALUATE

    @property
    def leader(self):
        return self.visit.leader if self.kwargs["scorer"] == quality.LEADER else None

    @cached_property
    def row(self) -> Evaluation | None:
        return self.by(self.leader)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"visit": self.visit, "by_leader": self.leader is not None}


class EvaluationView(EvaluationMixin, ActionFormView):
    """The score sheet of the attended meeting, by the leader or by the cell itself."""

    template_name = "logging/evaluation_form.html"
    form_class = VisitEvaluationForm

    @cached_property
    def rubric(self) -> Rubric | None:
        """That of the evaluation already stored, or the one in force on the day."""
        if self.row and self.row.rubric:
            return self.row.rubric
        cell, meeting = self.visit.cell, self.meeting
        return Rubric.objects.valid_for(cell.organization_type, meeting.kind, meeting.date).first()

    def get_form_kwargs(self):
        sheet = {"meeting": self.meeting, "leader": self.leader, "rubric": self.rubric}
        return super().get_form_kwargs() | sheet | (self.beside() if self.leader else {})

    def beside(self) -> dict:
        """What a leader sees beside the lines. The cell itself judges without leaders' points."""
        return {"own": self.own, "previous": self.previous, "follow_up": self.follow_up}

    @cached_property
    def own(self) -> Evaluation | None:
        own = self.by(None)
        return own if own and not own.is_draft else None

    def get_context_data(self, **kwargs):
        return super().get_context_data(scorer=self.kwargs["scorer"], **kwargs)

    def get_success_message(self, form):
        evaluation = form.result
        if evaluation.is_draft:
            return _("The draft is saved. It counts once you finish it.")
        message = _("The evaluation is finished.")
        if evaluation.band:
            message = _("The evaluation is finished: %(total)s points, %(band)s.") % {
                "total": floatformat(evaluation.total, 1),
                "band": evaluation.band,
            }
        return format_html("{} {}", message, self._next_step()) if self.leader else message

    def _next_step(self) -> str:
        """To the earliest meeting of the plan that is still to be evaluated."""
        waiting = Visit.objects.visible_to(self.request.user).filter(not_evaluated(), plan=self.visit.plan_id)
        following = waiting.select_related("cell", "meeting").order_by("meeting__date", "pk").first()
        if following is None:
            return ""
        label = _("Evaluate the next one: %(cell)s, %(date)s") % {
            "cell": following.cell,
            "date": written_day(following.meeting.date),
        }
        return evaluation_link(following, label, self.came_from())


class EvaluationRatingView(ButtonMixin, EvaluationView):
    """The running total and band of what is typed so far; stores nothing."""

    keeps_typed, is_background = False, True  # asked while the sheet is typed, which keeps it itself
    template_name = "logging/_rating.html"

    def beside(self) -> dict:
        return {"own": self.own}

    def post(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data(form=self.get_form(), is_update=True))


class EvaluationDeleteView(EvaluationMixin, ActionFormView):
    template_name = "logging/evaluation_delete.html"
    form_class = VisitEvaluationDeleteForm

    def get(self, request, *args, **kwargs):
        if not self.row:
            raise Http404(_("Not evaluated yet."))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(evaluation=self.row, **kwargs)

    def get_success_message(self, form):
        return _("The evaluation is deleted.")
