"""The form of an evaluation, filled in with what a sheet says of it, to be looked at and saved."""

from contextlib import suppress

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from attendance.days.forms.corrections import REASON
from attendance.logging.forms.evaluations import VisitEvaluationForm
from meetings.forms.lines import absent_name, note_name, points_name, posted
from meetings.models import Criterion

from .matching import Answer
from .reading import Reading


class FilledForm(VisitEvaluationForm):
    """What the sheet says goes before what was typed; what it leaves open stays as it was.

    What is still missing is asked for when the form is saved. By code: `filled` are lines taken from the
    sheet, `replaced` those of them that said something else before, `kept_lines` those with points that the
    sheet says nothing clear of.
    """

    def __init__(self, data, *args, **kwargs):
        self.reading: Reading | None = None
        self.filled: list[str] = []
        self.replaced: list[str] = []
        self.kept_lines: list[str] = []
        super().__init__(data.copy(), *args, **kwargs)
        if REASON in self.fields:
            self.fields[REASON].is_certain = False

    def fill(self, reading: Reading) -> None:
        self.reading = reading
        for criterion in self.asked:
            answer, before = reading.answers[criterion.pk], self._typed(criterion)
            self._put(criterion, answer)
            if any(value != "" for value in before) and before != self._typed(criterion):
                self.replaced.append(criterion.code)
            if not (answer.is_blank or answer.problem):
                self.filled.append(criterion.code)
            elif before[:2] != ("", ""):
                self.kept_lines.append(criterion.code)

    def _put(self, criterion: Criterion, answer: Answer) -> None:
        name, absent, note = points_name(criterion), absent_name(criterion), note_name(criterion)
        if answer.points is not None:
            self.data[name] = posted(self.fields[name], answer.points)
            self.data.pop(absent, None)
        elif answer.is_not_applicable:
            self.data[name], self.data[absent] = "", "on"
        if answer.note and note in self.fields:
            self.data[note] = answer.note

    def _typed(self, criterion: Criterion) -> tuple:
        """Points, as a number where they are one; whether it does not apply; the note."""
        points = self.data.get(points_name(criterion), "").strip()
        with suppress(ValidationError):
            points = forms.DecimalField().to_python(points.replace(",", ".")) if points else ""
        absent, note = self.data.get(absent_name(criterion), ""), self.data.get(note_name(criterion), "")
        return points, absent, note.strip()

    def expect_complete(self, data) -> None:
        """Not yet."""

    def full_clean(self):
        super().full_clean()
        for field in self.fields.values():  # what is said of the whole sheet, at the top, is read first
            field.widget.attrs.pop("autofocus", None)

    def clean(self):
        data = super().clean()
        for criterion in self.asked if self.reading else ():
            answer = self.reading.answers[criterion.pk]
            if answer.problem:
                self.add_error(points_name(criterion), answer.problem)
            if answer.note and note_name(criterion) not in self.fields:
                note = _("Note on the sheet, for which this line has no place: %(note)s")
                self.add_error(points_name(criterion), note % {"note": answer.note})
        return data
