"""The reason of a correction: asked for by every form that changes a result that is fixed."""

from crispy_forms.layout import HTML, Div
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.models import Plan, Visit

REASON = "correction_reason"


class CorrectionReasonField(forms.CharField):
    """Marked as required wherever it is shown; where nothing else says so (`is_certain`), the action does."""

    def __init__(self, *, is_certain: bool):
        self.is_certain = is_certain
        super().__init__(
            label=gettext_lazy("Reason of the correction"),
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=gettext_lazy("Kept in the history and shown with the issued report."),
        )
        self.error_messages["required"] = _("Please fill in “%(label)s”.") % {"label": self.label}

    def validate(self, value):
        if self.is_certain:
            super().validate(value)


class WithCorrectionReason:
    """Mixed into an ActionForm that changes results: `corrected` is what is fixed, if it is about that.

    The field stands before the buttons. A refusal that asks for the reason brings it up too.
    """

    corrected: Visit | Plan | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._part = Div(css_id="correction")
        self.helper.layout.insert(-1, self._part)
        self.look_for_correction()

    def look_for_correction(self) -> None:
        self.corrected = self.what_is_fixed()
        if self.corrected or REASON in self.data or REASON in self.initial:
            self._ask_for_reason()

    def what_is_fixed(self) -> Visit | Plan | None:
        """The fixed visit that would be corrected, or the closed plan that a visit would be added to."""
        return self.row if self.row.is_fixed else None

    def _ask_for_reason(self) -> None:
        self.fields[REASON] = CorrectionReasonField(is_certain=self.corrected is not None)
        self._part.fields = [HTML('{% include "days/_correction_notice.html" %}'), REASON]

    @property
    def why(self) -> str:
        """The reason of a valid form, "" where it asks for none."""
        return self.cleaned_data.get(REASON, "")

    def _add_refusal(self, refusal):
        if REASON in getattr(refusal, "error_dict", {}) and REASON not in self.fields:
            self._ask_for_reason()
        super()._add_refusal(refusal)

    def _compare(self, stale):
        super()._compare(stale)
        # The reason of what is typed now; what the other editor stored had its own.
        self.differences = [d for d in self.differences if d.name != REASON]
