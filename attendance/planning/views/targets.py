"""Targets: the list, set, changed from a day on, ended; corrected or removed; their history."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from attendance.models import Target
from attendance.planning.actions.targets import A_DAY
from attendance.planning.forms.targets import (
    ChangeTargetForm,
    CorrectTargetForm,
    EndTargetForm,
    NewTargetForm,
    RemoveTargetForm,
    TargetFilterForm,
)
from committees.history import Telling, entries, known_users
from committees.roles import may_set_targets, sets_targets
from committees.views.access import ActionFormView, PagedListView
from lib.lists import ListColumn
from lib.periods import HalfYear, Month, today
from lib.tables import Kind


class TargetListView(PagedListView):
    template_name = "planning/target_list.html"
    title = gettext_lazy("Targets")
    columns = (
        ListColumn(
            gettext_lazy("Of whom"),
            value="holder",
            beside=(ListColumn(gettext_lazy("Committee"), value="committee.label", width=17),),
        ),
        ListColumn(gettext_lazy("Target"), value="asks", width=32),
        ListColumn(
            gettext_lazy("Days"),
            beside=(
                ListColumn(gettext_lazy("First day"), value="valid_from", kind=Kind.DATE),
                ListColumn(gettext_lazy("Last day"), value="valid_to", kind=Kind.DATE),
            ),
        ),
        ListColumn(gettext_lazy("According to document"), value="document"),
        ListColumn(gettext_lazy("What to do"), is_hidden=True),
    )

    def get_queryset(self):
        user = self.request.user
        self.filter = TargetFilterForm(self.request.GET, user=user)
        found = self.filter.apply(Target.objects.visible_to(user)).for_display()
        return found.order_by("committee__path", "leader__name_sort", "group", "valid_from", "pk")

    def get_context_data(self, **kwargs):
        user = self.request.user
        context = super().get_context_data(filter=self.filter, can_set=sets_targets(user), **kwargs)
        for target in context["object_list"]:
            target.is_ones_to_set = may_set_targets(user, target.committee)
        return context


class TargetFormView(ActionFormView):
    """Without scripts the search button sends the form: shown again with the cells that were found."""

    template_name = "planning/target_form.html"
    row = None

    def row_url(self):
        return reverse("attendance:target-list")

    def post(self, request, *args, **kwargs):
        if "search" not in request.POST:
            return super().post(request, *args, **kwargs)
        return self.render_to_response(self.get_context_data(form=self.looking(request.POST)))

    def looking(self, sent):
        """The form with what was sent, not judged yet."""
        names = [name for name in self.form_class.base_fields if name in sent]
        typed = {name: sent[name] for name in names} | {"cells": sent.getlist("cells")}
        return self.form_class(row=self.row, by=self.request.user, initial=typed)


class TargetCreateView(TargetFormView):
    form_class = NewTargetForm
    heading = gettext_lazy("Set a target")

    def dispatch(self, request, *args, **kwargs):
        is_answered = request.method.lower() in self.http_method_names
        if is_answered and request.user.is_authenticated and not sets_targets(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_success_message(self, form):
        return _("Set: %(target)s.") % {"target": form.result}


class TargetCellsView(TargetCreateView):
    """The cells that match what is typed into a form so far: a fragment of its page."""

    http_method_names = ["get"]
    template_name = "planning/_target_cell_options.html"

    def get(self, request, *args, **kwargs):
        return self.render_to_response({"form": self.looking(request.GET)})


class TargetMixin:
    """`self.row`, visible to the user, who may set targets where it belongs."""

    needs_right = True

    @cached_property
    def row(self) -> Target:
        targets = Target.objects.visible_to(self.request.user).for_display()
        target = get_object_or_404(targets, pk=self.kwargs["pk"])
        if self.needs_right and not may_set_targets(self.request.user, target.committee):
            raise PermissionDenied
        return target

    def get_context_data(self, **kwargs):
        return super().get_context_data(target=self.row, **kwargs)


class TargetChangeView(TargetMixin, TargetFormView):
    form_class = ChangeTargetForm
    heading = gettext_lazy("Change the target")

    def get_initial(self):
        return {"since": max((Month.of(today()) + 1).first_day, self.row.valid_from + A_DAY)}

    def get_success_message(self, form):
        return _("Changed: %(target)s, %(days)s.") % {"target": form.result, "days": form.result.days}


class TargetEndView(TargetMixin, TargetFormView):
    form_class = EndTargetForm
    heading = gettext_lazy("End the target")

    def get_initial(self):
        return {"last_day": HalfYear.current().last_day}

    def get_success_message(self, form):
        return _("Ends: %(target)s, %(days)s.") % {"target": form.result, "days": form.result.days}


class TargetCorrectView(TargetMixin, TargetFormView):
    form_class = CorrectTargetForm
    heading = gettext_lazy("Correct the target")
    is_correction = True

    def get_success_message(self, form):
        return _("Corrected: %(target)s.") % {"target": form.result}


class TargetRemoveView(TargetMixin, TargetFormView):
    form_class = RemoveTargetForm
    heading = gettext_lazy("Remove the target")

    def get_success_message(self, form):
        return _("The target is removed; the history keeps it.")


class TargetHistoryView(TargetMixin, TemplateView):
    template_name = "planning/target_history.html"
    needs_right = False
    FIELDS = ("per", "number", "valid_from", "valid_to", "document")

    def get_context_data(self, **kwargs):
        records = Target.history.filter(id=self.row.pk)
        told = Telling(
            records,
            subject=lambda record: _("Target"),
            fields=self.FIELDS,
            many="cells",
            known_users=known_users(records, self.request.user),
        )
        page = Paginator(entries(told), 50).get_page(self.request.GET.get("page"))
        return super().get_context_data(page=page, **kwargs)
