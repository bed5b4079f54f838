"""Committees that merge or end, and cells handed over: shown first with all that goes along."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from attendance.models import Plan
from committees.accounts import by_given_name
from committees.models import User
from committees.views.access import ActionFormView
from committees.views.committees import CommitteeMixin
from lib.periods import today
from meetings.actions import mergers
from meetings.forms.mergers import EndForm, HandOverForm, MergeForm, ReopenForm


class MergerView(CommitteeMixin, ActionFormView):
    """Below the heading stands what belongs to the committee now."""

    template_name = "office/committee_merge.html"

    def get_context_data(self, **kwargs):
        committee, day = self.committee, today()
        users = User.objects.filter(memberships__committee=committee).distinct()
        return super().get_context_data(
            children=mergers.children_on(committee, day),
            cells=mergers.cells_on(committee, day),
            leaders=mergers.leaders_on(committee, day),
            users=by_given_name(users),
            plans=Plan.objects.filter(committee=committee).exclude(status=Plan.Status.CLOSED),
            **kwargs,
        )


class CommitteeMergeView(MergerView):
    form_class = MergeForm

    def get_success_message(self, form):
        return _("“%(committee)s” is merged into “%(into)s”.") % {
            "committee": self.result,
            "into": self.result.successor,
        }


class CommitteeEndView(MergerView):
    template_name = "office/committee_end.html"
    form_class = EndForm

    def get_success_message(self, form):
        return _("“%(committee)s” has ended.") % {"committee": self.result}


class CommitteeReopenView(CommitteeMixin, ActionFormView):
    template_name = "office/committee_reopen.html"
    form_class = ReopenForm

    def get_success_message(self, form):
        return _("“%(committee)s” exists again.") % {"committee": self.result}


class CellsMoveView(CommitteeMixin, ActionFormView):
    template_name = "office/cells_move.html"
    form_class = HandOverForm

    def get_success_message(self, form):
        count = len(self.result)
        return ngettext("%(count)d cell handed over.", "%(count)d cells handed over.", count) % {
            "count": count
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(cells=mergers.cells_on(self.committee, today()), **kwargs)

    def get_success_url(self):
        return reverse("committees:committee-detail", args=[self.committee.pk])
