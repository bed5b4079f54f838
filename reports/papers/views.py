"""Forms that offices fill in, as Word and Excel."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import View

from attendance.days.views import VisitMixin, as_excel, as_word
from attendance.models import Visit
from meetings.models import Evaluation

from . import excel, score_sheet, word
from .paper import Paper

WRITERS = {"docx": (word.write, as_word), "xlsx": (excel.write, as_excel)}


def answered(kind: str, papers: list[Paper], name: str) -> HttpResponse:
    write, answer = WRITERS[kind]
    return answer(write(papers), name.replace("/", "-"))


class ScoreSheetView(VisitMixin, View):
    """Of a visit to come, with the points blank; of an attended one, with the finished evaluations."""

    http_method_names = ["get", "head"]
    kind = "docx"

    def get(self, request, pk):
        visit = self.visit
        if visit.outcome in Visit.GONE:
            raise Http404(_("Nobody goes to this meeting."))
        papers = score_sheet.of_visit(visit, self.evaluations)
        if not papers:
            messages.warning(
                request,
                _("No rubric is in force for this cell on that day: an administrator enters it first."),
            )
            return redirect(visit.get_absolute_url())
        return answered(self.kind, papers, f"{_('Score sheet')} {visit.month} - {visit.cell.name}")

    @property
    def evaluations(self):
        """As on the page of the evaluation: the leader's, and the cell's own beside it."""
        found = Evaluation.objects.filter(meeting=self.visit.meeting_id).final().for_display()
        return (
            [e for e in found if e.leader_id in (None, self.visit.leader_id)] if self.visit.meeting_id else []
        )
