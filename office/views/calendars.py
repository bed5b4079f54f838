"""Calendars to download, and the address to which a user's Outlook or phone subscribes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page
from django.views.generic import TemplateView, View

from attendance.days.views import PlanMixin
from attendance.models import Plan, Visit
from committees.actions import accounts as actions
from committees.models import Committee, Leader
from lib.paging import pages_of
from office import calendars

COMMITTEES = 100  # of a page


def ics(visits, *, name: str, filename: str) -> HttpResponse:
    response = HttpResponse(
        calendars.calendar(visits, name=name), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = content_disposition_header(True, f"{filename}.ics")
    return response


class PlanCalendarView(PlanMixin, View):
    def get(self, request, *args, **kwargs):
        plan = self.plan
        visits = Visit.objects.visible_to(request.user).filter(plan=plan)
        name = f"{plan.committee.label} · {plan.half_year}"
        return ics(visits, name=name, filename=f"{plan.committee.code}-{plan.half_year}")


class LeaderCalendarView(View):
    """Of a leader: what the user may see of the visits."""

    def get(self, request, pk):
        visible = Visit.objects.visible_to(request.user)
        known = Leader.objects.filter(pk__in=visible.filter(leader=pk).values("leader"))
        leader = get_object_or_404(Leader.objects.visible_to(request.user) | known, pk=pk)
        visits = calendars.current(visible.filter(leader=leader))
        return ics(visits, name=leader.full_name, filename=leader.code)


class CommitteeCalendarView(View):
    """Of the plans of a committee and all below it; where those are too much, of its own alone."""

    def get(self, request, pk):
        committee = get_object_or_404(Committee.objects.visible_to(request.user), pk=pk)
        visits = calendars.current(Visit.objects.visible_to(request.user).below(committee))
        if calendars.is_too_much(visits):
            visits = visits.filter(committee=committee)
            if not visits.exists():
                words = _("%(committee)s has more visits than a calendar holds: choose one below it.")
                messages.warning(request, words % {"committee": committee})
                return HttpResponseRedirect(reverse("office:my-calendar"))
        return ics(visits, name=committee.name, filename=committee.code)


class MyCalendarView(TemplateView):
    """The own address: made, replaced, revoked; and calendars to download."""

    template_name = "office/my_calendar.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        link = self.request.build_absolute_uri(calendars.feed_path(user)) if user.feed_key else ""
        with_plans = Exists(Plan.objects.filter(committee=OuterRef("pk")))
        committees = Committee.objects.visible_to(user).filter(with_plans)
        return super().get_context_data(
            link=link,
            most=calendars.AT_MOST,
            is_too_much=calendars.is_too_much(calendars.current(Visit.objects.visible_to(user))),
            page=pages_of(committees, COMMITTEES).get_page(self.request.GET.get("page")),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        user = request.user
        had_one = bool(user.feed_key)
        if "revoke" in request.POST:
            actions.revoke_feed_key(user=user)
            message = _("The address is revoked: calendars that subscribed get nothing more.")
        else:
            actions.renew_feed_key(user=user)
            message = _("The address is made.")
            if had_one:
                message = _("The address is made. The one before works no more.")
        messages.success(request, message)
        return HttpResponseRedirect(reverse("office:my-calendar"))


@method_decorator(login_not_required, name="dispatch")
@method_decorator(conditional_page, name="dispatch")  # unchanged: nothing is sent again
class CalendarFeedView(View):
    """Whoever has the address reads: it is as good as the user's sign-in for these visits, and revocable."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, token):
        user = calendars.user_of_feed(token)
        if user is None:
            raise Http404("feed")
        visits = calendars.of_user(user)
        response = ics(visits, name=_("Cell meetings"), filename="sinh-hoat-chi-bo")
        response["Cache-Control"] = "private"
        return response
