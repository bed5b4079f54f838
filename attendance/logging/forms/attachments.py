"""Choosing files to attach, on a form of their own or along with a result."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.logging import actions
from lib.forms.actions import ActionForm
from lib.uploads import ACCEPT, FILES_AT_MOST, SIZE_AT_MOST, judge


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


def _what_is_taken() -> str:
    return _("PDF, JPEG, PNG, Word (.docx) or Excel (.xlsx); up to %(count)d files of %(size)d MB.") % {
        "count": FILES_AT_MOST,
        "size": SIZE_AT_MOST // 1024**2,
    }


class FilesField(forms.FileField):
    """Any number of files, each judged by its content."""

    def __init__(self, **kwargs):
        super().__init__(
            label=gettext_lazy("Attached files"),
            widget=FilesInput(attrs={"accept": ACCEPT}),
            help_text=lazy(_what_is_taken, str)(),
            **kwargs,
        )

    def clean(self, data, initial=None):
        files = [super(FilesField, self).clean(file, initial) for file in data or []]
        if self.required and not files:
            raise ValidationError(_("Choose a file first."), code="required")
        problems = []
        for file in files:
            try:
                judge(file)
            except ValidationError as problem:
                problems.append(problem)
        if problems:
            raise ValidationError(problems)
        return files


class WithFiles:
    """Mixed into a form that logs a result: files may come along (`attach_to`)."""

    attached = None

    def save(self):
        saved = super().save()
        if not saved and self.files and "attachments" not in self.errors:
            # A browser never sends files a second time by itself, and a page cannot put them back.
            self.add_error(
                None if self.differences else "attachments",
                _("Files were not stored. Choose them again, or attach them on the visit's page."),
            )
        return saved

    def attach_to(self, visit):
        if files := self.cleaned_data["attachments"]:
            self.attached = actions.attach(visit=visit, files=files, by=self.by)


class AttachForm(ActionForm):
    """Attach files to a visit."""

    attachments = FilesField()
    submit_label = gettext_lazy("Attach")

    def act(self):
        return actions.attach(visit=self.row, files=self.cleaned_data["attachments"], by=self.by)
