"""Committees chosen in forms."""

from django.utils.translation import gettext_lazy

from committees.models import Committee
from lib.forms.choices import SearchedChoiceField


class CommitteeField(SearchedChoiceField):
    """A committee, in the order of the tree and indented as in it; the form sets the `queryset`."""

    def __init__(self, **kwargs):
        super().__init__(Committee.objects.none(), **{"label": gettext_lazy("Committee")} | kwargs)

    def label_from_instance(self, committee):
        # No-break spaces: a browser swallows others.
        return "\u00a0\u00a0\u00a0" * (committee.depth - 1) + committee.name


class CommitteeFilterField(SearchedChoiceField):
    """A committee by its code, or all; the form sets the `queryset` that its user may see."""

    def __init__(self):
        super().__init__(
            Committee.objects.none(),
            to_field_name="code",
            required=False,
            label=gettext_lazy("Committee"),
            empty_label=gettext_lazy("All committees"),
        )
        self.widget.method = "get"

    def label_from_instance(self, committee):
        return committee.label
