"""Where users begin."""

from django.shortcuts import redirect

from committees.roles import Permission
from meetings.models import Cell
from reports.dashboards.views.overview import latest_overview


def home(request):
    """To the day's work for those who register and log, to the half-year at a glance for all others.

    While there is no cell yet, to the first steps for whoever can take them.
    """
    user = request.user
    if user.is_administrator_of_province and not Cell.objects.exists():
        return redirect("office:first-steps")
    if user.has_right(Permission.LOG) or user.has_right(Permission.REGISTER):
        return redirect("office:work")
    return latest_overview(request)
