"""Proposing a cell for a committee's next plan, and taking that back: a tap beside the cell."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from attendance.models import Proposal
from attendance.planning import actions
from attendance.planning.forms.proposals import ProposalForm
from attendance.planning.proposals import may_propose
from committees.views.access import ActionView
from lib.periods import HalfYear


class ProposalStep(ActionView):
    """Done, it leads back to the cell's own line; refused, to the top of the page, which says why."""

    line = ""

    def next_url(self):
        url = super().next_url()
        return f"{url}#{self.line}" if self.line and "#" not in url else url

    def get_success_url(self):
        return reverse("attendance:plan-list")

    def done(self, proposal: Proposal, message: str) -> str:
        self.line = f"propose-{proposal.cell_id}-{proposal.committee_id}"
        return message % {
            "cell": proposal.cell,
            "committee": proposal.committee.label,
            "half_year": proposal.half_year.label,
        }


class ProposalCreateView(ProposalStep):
    """Propose a cell for a committee's plan of the coming half-year."""

    @cached_property
    def row(self) -> dict:
        form = ProposalForm(self.request.POST, user=self.request.user)
        if not form.is_valid():
            raise Http404(form.errors.as_text())
        if not may_propose(self.request.user, form.cleaned_data["committee"]):
            raise PermissionDenied
        return form.cleaned_data

    def act(self, named):
        coming = HalfYear.current().next
        proposal = actions.propose_cell(**named, half_year=coming, by=self.request.user)
        return self.done(
            proposal, _("Proposed: %(cell)s, for the plan of %(committee)s for the %(half_year)s.")
        )


class ProposalDeleteView(ProposalStep):
    @cached_property
    def row(self) -> Proposal:
        proposals = Proposal.objects.visible_to(self.request.user).select_related("cell", "committee")
        proposal = get_object_or_404(proposals, pk=self.kwargs["pk"])
        if not may_propose(self.request.user, proposal.committee):
            raise PermissionDenied
        return proposal

    def act(self, proposal):
        actions.withdraw_proposal(proposal=proposal, by=self.request.user)
        return self.done(
            proposal,
            _("No longer proposed: %(cell)s, for the plan of %(committee)s for the %(half_year)s."),
        )
