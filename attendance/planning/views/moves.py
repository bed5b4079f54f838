"""A visit still open moved, from its own page or from the calendar."""

from django.urls import reverse
from django.utils.translation import gettext as _

from attendance.days.views import VisitMixin, VisitStep
from attendance.planning import undo
from attendance.planning.forms.moves import VisitMoveForm
from committees.roles import Permission
from committees.views.access import ActionFormView


class VisitMoveView(VisitStep, VisitMixin, ActionFormView):
    """Another month, leader or cell, in an approved plan by amendment; leads to the visit as it stands then.

    Month and cell may be given in the address, as by a drop in the calendar: they are shown, not saved.
    """

    permission = Permission.REGISTER
    template_name = "planning/visit_move.html"
    form_class = VisitMoveForm
    prefilled = ("month", "cell")

    def get_initial(self):
        return {name: self.request.GET[name] for name in self.prefilled if name in self.request.GET}

    def post(self, request, *args, **kwargs):
        if not {"search", "preview"} & set(request.POST):
            return super().post(request, *args, **kwargs)
        # Shown again with what was found, and what speaks against the choice.
        # What was ticked was ticked for another choice.
        typed = {name: value for name, value in request.POST.items() if name not in ("form_key", "despite")}
        form = self.form_class(row=self.row, by=request.user, initial=typed)
        return self.render_to_response(self.get_context_data(form=form))

    def get_success_message(self, form):
        undo.offer_moved(self.request, self.visit, form.result, back=self.came_from() or self._plan_url())
        if form.result.cell_id != self.visit.cell_id:
            return _("Moved: %(visit)s.") % {"visit": form.result}
        return _("Moved to %(month)s, %(leader)s goes.") % {
            "month": form.result.month,
            "leader": form.result.leader,
        }

    def get_success_url(self):
        return reverse("attendance:visit-detail", args=[self.result.pk])

    def _plan_url(self):
        """Undone, the visit added is no more."""
        return reverse("attendance:plan-detail", args=[self.visit.plan_id])
