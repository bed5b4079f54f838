"""What happened at the door, and what is asked there, for administrators."""

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees import accounts, second_step
from committees.forms.office import SecondStepForm
from committees.forms.security import SecurityEventFilterForm
from committees.models import Office, SecurityEvent
from lib.clients import address_of
from lib.lists import ListColumn
from lib.tables import Kind

from .access import ActionFormView, PagedListView, PasswordAgainMixin, ProvinceAdministratorMixin, SharedMixin


class SecurityEventListView(ProvinceAdministratorMixin, PagedListView):
    """Of the accounts that the administrator looks after, and of names that nobody has."""

    template_name = "committees/security_event_list.html"
    title = gettext_lazy("Sign-in log")
    columns = (
        ListColumn(gettext_lazy("Time"), value="at", kind=Kind.DATE),
        ListColumn(gettext_lazy("Event"), value="get_kind_display", width=30),
        ListColumn(gettext_lazy("User name"), value="user.username"),
        ListColumn(gettext_lazy("Done by"), value="acted_by", width=30),
        ListColumn(gettext_lazy("Address"), value="address"),
    )
    paginate_by = 100

    def get_queryset(self):
        theirs = accounts.manageable(self.request.user).order_by().values("pk")
        events = SecurityEvent.objects.filter(Q(user=None) | Q(user__in=theirs))
        self.filter = SecurityEventFilterForm(self.request.GET)
        return self.filter.apply(events.select_related("user").order_by("-at", "-pk"))

    def get_context_data(self, **kwargs):
        return super().get_context_data(filter=self.filter, **kwargs)


class SecondStepUpdateView(SharedMixin, PasswordAgainMixin, ActionFormView):
    form_class = SecondStepForm
    template_name = "committees/second_step_form.html"

    @cached_property
    def row(self):
        return Office.objects.defer("emblem").first()

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"address": address_of(self.request)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(lacking=second_step.lacking(self.request.user), **kwargs)

    def row_url(self):
        return reverse("committees:security-event-list")

    def get_success_message(self, form):
        return _("Saved. It holds from the next sign-in on.")
