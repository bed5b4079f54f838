"""A visit still open moved from its own page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from attendance.days.views import VisitMixin, VisitStep
from attendance.planning.forms.moves import VisitMoveForm
from committees.roles import Permission
from committees.views.access import ActionFormView


class VisitMoveView(VisitStep, VisitMixin, ActionFormView):
    """Another month or another leader, in an approved plan by amendment; leads to the visit added."""

    permission = Permission.REGISTER
    template_name = "planning/visit_move.html"
    form_class = VisitMoveForm

    def get_success_message(self, form):
        return _("Moved to %(month)s, %(leader)s goes.") % {
            "month": form.result.month,
            "leader": form.result.leader,
        }

    def get_success_url(self):
        return reverse("attendance:visit-detail", args=[self.result.pk])
