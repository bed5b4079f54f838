"""A plan as a file: Excel to be changed and imported again, Word to be signed."""

from django.utils.translation import gettext as _
from django.views.generic import View

from attendance.days.listed import listed
from attendance.days.views import PlanMixin, as_excel, as_word
from attendance.models import Visit, VisitQuerySet
from attendance.planning import paper, sheet


class PlanFileView(PlanMixin, View):
    http_method_names = ["get", "head"]

    @property
    def visits(self) -> VisitQuerySet:
        return Visit.objects.visible_to(self.request.user).filter(plan=self.plan)

    @property
    def name(self) -> str:
        return f"{_('Plan')} {self.plan.half_year.label} - {self.plan.committee.label}".replace("/", "-")


class PlanSheetView(PlanFileView):
    def get(self, request, pk):
        return as_excel(sheet.write(self.plan, listed(self.visits)), self.name)


class PlanPaperView(PlanFileView):
    def get(self, request, pk):
        return as_word(paper.write(self.plan, self.visits.for_display()), self.name)
