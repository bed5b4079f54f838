"""The history tab of plans, visits and evaluations: who changed what, when."""

from django.core.paginator import Paginator
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from attendance.days.views import PlanMixin, VisitMixin
from attendance.figures import quality
from attendance.models import Attachment, Plan, Proposal, Visit
from committees.history import Telling, entries, known_users
from meetings.models import Criterion, Evaluation, Meeting, Recommendation, Score

VISIT_FIELDS = [
    "leader",
    "month",
    "origin",
    "outcome",
    "absence_reason",
    "no_carry_over",
    "note",
    "source_document",
    "amendment_reason",
    "override_reason",
    "repeated_by",
]
MEETING_FIELDS = [
    "date",
    "kind",
    "starts_at",
    "ends_at",
    "members_total",
    "members_exempt",
    "members_present",
    "absent_excused",
    "absent_unexcused",
    "members_spoke",
]


class HistoryMixin:
    """`tellings()` says whose records; one page lists what they tell."""

    template_name = "days/history.html"
    per_page = 50

    def get_context_data(self, **kwargs):
        page = Paginator(entries(*self.tellings()), self.per_page).get_page(self.request.GET.get("page"))
        return super().get_context_data(page=page, **kwargs)


class PlanHistoryView(HistoryMixin, PlanMixin, TemplateView):
    def tellings(self):
        return [
            Telling(
                Plan.history.filter(id=self.plan.pk),
                subject=lambda record: _("Plan"),
                fields=["status", "comment"],
            ),
            _visits(Visit.history.filter(plan_id=self.plan.pk)),
            Telling(
                Proposal.history.filter(
                    committee_id=self.plan.committee_id, half_year=self.plan.half_year
                ).select_related("cell"),
                subject=lambda record: _("Proposal: %(cell)s") % {"cell": record.cell},
            ),
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(plan=self.plan, **kwargs)


class VisitHistoryView(HistoryMixin, VisitMixin, TemplateView):
    """Of the visit, of its meetings, which are shared with others, and where it was moved."""

    def tellings(self):
        visit = self.visit
        records = Visit.history.filter(id=visit.pk)
        meetings = set(records.exclude(meeting=None).values_list("meeting_id", flat=True))
        return [
            _visits(records),
            Telling(
                Meeting.history.filter(id__in=meetings),
                subject=lambda record: _("Meeting"),
                fields=MEETING_FIELDS,
                known_users=known_users(records, self.request.user),
            ),
            _visits(Visit.history.filter(carried_from_id=visit.pk, history_type__in="+-")),
            Telling(
                Attachment.history.filter(visit_id=visit.pk),
                subject=lambda record: _("File “%(name)s”") % {"name": record.name},
            ),
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(visit=self.visit, **kwargs)


class EvaluationHistoryView(HistoryMixin, VisitMixin, TemplateView):
    """Of one scorer's evaluation of the meeting that the visit attended, deleted ones included."""

    @cached_property
    def evaluations(self) -> set[int]:
        leader = self.visit.leader if self.kwargs["scorer"] == quality.LEADER else None
        records = Evaluation.history.filter(meeting_id=self.visit.meeting_id, leader=leader)
        found = set(records.values_list("id", flat=True))
        if not self.visit.meeting_id or not found:
            raise Http404(_("This meeting has not been evaluated."))
        return found

    def tellings(self):
        scores = Score.history.filter(evaluation_id__in=self.evaluations)
        criteria = Criterion.objects.in_bulk(set(scores.values_list("criterion_id", flat=True)))
        return [
            Telling(
                Evaluation.history.filter(id__in=self.evaluations),
                subject=lambda record: _("Evaluation"),
                fields=["is_draft", "total", "band", "is_total_only", "remarks"],
                many="findings",
            ),
            Telling(
                scores,
                subject=lambda record: str(criteria.get(record.criterion_id, "—")),
                fields=["points", "is_not_applicable", "note"],
            ),
            Telling(
                Recommendation.history.filter(evaluation_id__in=self.evaluations),
                subject=lambda record: _("Recommendation"),
                fields=["text", "responsible", "due_on", "done_on", "reported_by", "done_note"],
            ),
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(visit=self.visit, **kwargs)


def _visits(records) -> Telling:
    """Leaders and cells are named as they are called today."""
    records = records.select_related("leader", "cell")
    return Telling(
        records,
        subject=lambda record: f"{record.leader} · {record.cell} · {record.month}",
        fields=VISIT_FIELDS,
        named=["leader", "month"],
    )
