"""The evaluation's form, filled in from a score sheet that was downloaded, filled in and handed back."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from attendance.logging.views.evaluations import EvaluationView

from .forms import FilledForm
from .reading import Asked, Reading, read

FILE = "score_sheet"


class EvaluationFillView(EvaluationView):
    """Takes the form with a file and shows it again with what the file says; stores nothing."""

    is_background = False

    def get_form_class(self):
        return FilledForm if self.request.method == "POST" else super().get_form_class()

    def post(self, request, *args, **kwargs):
        form, refusal = self.get_form(), ""
        try:
            form.fill(self.reading(form))
        except ValidationError as error:
            refusal = " ".join(error.messages)
        page = self.get_context_data(form=form, fill_refusal=refusal)
        return self.render_to_response(page, status=422 if refusal else 200)

    def reading(self, form: FilledForm) -> Reading:
        upload = self.request.FILES.get(FILE)
        if upload is None:
            raise ValidationError(_("Choose a file first."))
        if form.rubric is None:
            raise ValidationError(_("No rubric is in force for this meeting: there are no lines to fill in."))
        asked = Asked(self.meeting, form.rubric, form.criteria, self.leader)
        return read(upload, asked)
