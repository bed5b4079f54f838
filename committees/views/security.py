"""What happened at the door, for administrators."""

from django.db.models import Q
from django.utils.translation import gettext_lazy

from committees import accounts
from committees.models import SecurityEvent
from lib.lists import ListColumn
from lib.tables import Kind

from .access import PagedListView, ProvinceAdministratorMixin


class SecurityEventListView(ProvinceAdministratorMixin, PagedListView):
    """Of the accounts that the administrator looks after, and of names that nobody has."""

    template_name = "committees/security_event_list.html"
    title = gettext_lazy("Sign-in log")
    columns = (
        ListColumn(gettext_lazy("Time"), value="at", kind=Kind.DATE),
        ListColumn(gettext_lazy("Event"), value="get_kind_display", width=30),
        ListColumn(gettext_lazy("User name"), value="user.username"),
        ListColumn(gettext_lazy("Address"), value="address"),
    )
    paginate_by = 100

    def get_queryset(self):
        theirs = accounts.manageable(self.request.user).order_by().values("pk")
        events = SecurityEvent.objects.filter(Q(user=None) | Q(user__in=theirs))
        return events.select_related("user").order_by("-at", "-pk")
