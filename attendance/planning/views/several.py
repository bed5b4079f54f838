"""Several months of one leader, planned on one page: each with its cell, or all with the same one."""

from urllib.parse import urlencode

from django.utils.translation import ngettext

from attendance.days.views import PlanMixin, PlanStep
from attendance.planning import grid, undo
from attendance.planning.forms.repeating import RepeatedVisitsForm
from attendance.planning.forms.several import SeveralVisitsForm
from committees.roles import Permission
from committees.views.access import ActionFormView


class SeveralVisitsCreateView(PlanStep, PlanMixin, ActionFormView):
    """The leader may be given in the address; cells are looked for as the form is sent with `search`."""

    permission = Permission.REGISTER
    template_name = "planning/several_visits_form.html"
    form_class = SeveralVisitsForm

    def get_initial(self):
        return {name: self.request.GET[name] for name in ("leader", "reason") if name in self.request.GET}

    def post(self, request, *args, **kwargs):
        if "search" not in request.POST:
            return super().post(request, *args, **kwargs)
        typed = {name: value for name, value in request.POST.items() if name not in self.form_class.hidden}
        form = self.form_class(row=self.row, by=request.user, initial=typed)
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs):
        return super().get_context_data(plan=self.plan, **kwargs)

    def get_success_message(self, form):
        undo.offer_several(self.request, form.result, back=self.row_url())
        count = len(form.result)
        told = ngettext(
            "%(count)d visit of %(leader)s was added.", "%(count)d visits of %(leader)s were added.", count
        )
        return told % {"count": count, "leader": form.result[0].leader}

    def get_success_url(self):
        leader = self.result[0].leader
        if "next" in self.request.POST and (vacancy := grid.next_vacancy(self.plan, leader)):
            return f"{self.request.path}?{urlencode({'leader': vacancy[0].pk})}"
        return f"{self.row_url()}#leader-{leader.pk}"


class RepeatedVisitsCreateView(SeveralVisitsCreateView):
    """One cell for every month in which it can be."""

    template_name = "planning/repeated_visits_form.html"
    form_class = RepeatedVisitsForm
