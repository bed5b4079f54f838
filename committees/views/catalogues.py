"""Pages for one row of a catalogue: its form, and deleting it."""

from django.db import models
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from lib.forms.catalogues import DeleteRowForm

from .access import ActionFormView, SharedMixin


class RowView(ActionFormView):
    """`heading` over the form, with a link back; `list_url_name` is where one came from and returns to."""

    template_name = "_partials/row_form.html"
    model: type[models.Model]  # unless `row` says otherwise which rows the user may open
    list_url_name: str
    list_label: str
    heading = ""
    intro = ""

    @cached_property
    def row(self):
        return get_object_or_404(self.model, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None

    def row_url(self):
        return reverse(self.list_url_name)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            heading=self.heading,
            intro=self.intro,
            list_label=self.list_label,
            delete_url=self.delete_url(),
            **kwargs,
        )

    def delete_url(self) -> str:
        """Where the row is deleted; "" where it cannot be."""
        return ""

    def get_success_message(self, form):
        return _("“%(row)s” is saved.") % {"row": self.result}


class RowDeleteView(RowView):
    form_class = DeleteRowForm

    def get_success_message(self, form):
        return _("“%(row)s” is deleted.") % {"row": self.row}


class SharedRowView(SharedMixin, RowView):
    """Of a catalogue that the whole province shares."""


class SharedRowDeleteView(SharedMixin, RowDeleteView):
    """Of a catalogue that the whole province shares."""
