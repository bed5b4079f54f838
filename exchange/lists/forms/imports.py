"""What people choose about an import: the file, and what its texts mean."""

from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.lists import actions
from exchange.lists.mapping import Mapping
from exchange.lists.opening import AS_THEY_ARE
from exchange.lists.pasted import as_file, has_headings
from exchange.lists.questions import Kind, Question, fingerprint, questions
from exchange.lists.uploading import opened
from exchange.models import Import
from exchange.workbook.half_years import MAX_ZIP_BYTES
from exchange.workbook.kinds import shown
from exchange.workbook.opening import MAX_FILE_BYTES
from exchange.workbook.sheets import SHEETS
from exchange.workbook.terms import terms_of
from lib import confined
from lib.forms.actions import ActionForm
from lib.forms.fields import DateField

MAX_PASTED = 200_000  # characters; more is a file's


class UploadForm(ActionForm):
    """Choose a workbook and say what it holds."""

    kind = forms.ChoiceField(label=gettext_lazy("What the file holds"))
    file = forms.FileField(
        required=False,
        label=gettext_lazy("File of the list"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt,.zip"}),
        help_text=lazy(
            lambda: (
                _(
                    "Excel (.xlsx, .xls), LibreOffice (.ods) or .csv, at most %(size)d MB. "
                    "The headings may be your own."
                )
                % {"size": MAX_FILE_BYTES // 1024**2}
            ),
            str,
        )(),
        error_messages={
            "empty": gettext_lazy("The file is empty. Choose another one."),
            "missing": gettext_lazy("Choose a file first."),
        },
    )
    pasted = forms.CharField(
        required=False,
        strip=False,
        max_length=MAX_PASTED,
        label=gettext_lazy("Or paste rows copied from Excel"),
        widget=forms.Textarea(attrs={"rows": 5, "wrap": "off", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "With their row of headings, such as leader, cell, month; or leader and a column for each month."
        ),
    )
    # Of the plan whose page led here: what holds for all rows pasted that do not say it.
    half_year = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    committee = forms.CharField(required=False, max_length=50, widget=forms.HiddenInput)
    hidden = ("version", "form_key", "half_year", "committee")
    submit_label = gettext_lazy("Read the file")

    def __init__(self, *args, kinds: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Choose…")), *kinds]
        if Import.Kind.WORKBOOK in dict(kinds):
            more = _("A whole workbook may also be a .zip with one for each half-year, at most %(size)d MB.")
            self.fields["file"].help_text += " " + more % {"size": MAX_ZIP_BYTES // 1024**2}
        confined.start()  # whoever sees the form soon sends a file

    def clean(self):
        data = super().clean()
        text, file = data.get("pasted", "").strip("\r\n"), data.get("file")
        if self.has_error("file") or self.has_error("pasted"):
            return data
        if text.strip() and file:
            self.add_error("pasted", _("Choose a file or paste rows, not both."))
        elif text.strip() and not has_headings(text):
            self.add_error(
                "pasted",
                _("No heading is among these rows. Copy their row of headings too, or type it above them."),
            )
        elif not (text.strip() or file):
            self.add_error("file", _("Choose a file first."))
        return data | {"pasted": text}

    def buttons(self):
        return Submit("save", self.submit_label, css_class="btn-primary mt-2")

    def _read(self):
        data = self.cleaned_data
        self.opened = opened(data["kind"], as_file(data["pasted"]) if data["pasted"] else data["file"])

    def act(self):
        data = self.cleaned_data
        known = {key: data[key] for key in ("half_year", "committee") if data[key]}
        return actions.begin_import(file=self.opened, known=known if data["pasted"] else None, by=self.by)

    def _add_refusal(self, refusal: ValidationError) -> None:
        """What is wrong with rows pasted stands beside them."""
        if self.cleaned_data["pasted"] and "file" in getattr(refusal, "error_dict", {}):
            refusal = ValidationError({"pasted": refusal.error_dict["file"]})
        super()._add_refusal(refusal)


class EncodingForm(ActionForm):
    """What a file is written in that is not in Unicode."""

    encoding = forms.ChoiceField(label=gettext_lazy("What to do with it"), widget=forms.RadioSelect)
    submit_label = gettext_lazy("Go on")

    def __init__(self, *args, row: Import, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        encodings = row.preview["old_texts"]["encodings"]
        convert = _("Convert it to Unicode from %(encoding)s")
        self.fields["encoding"].choices = [
            *((encoding, convert % {"encoding": encoding}) for encoding in encodings),
            (AS_THEY_ARE, _("Leave it as it is")),
        ]
        self.fields["encoding"].initial = encodings[0]

    def act(self):
        return actions.choose_encoding(item=self.row, encoding=self.cleaned_data["encoding"], by=self.by)


class SinceForm(ActionForm):
    """From which day the committees stand where the list puts them."""

    since = DateField(required=False, label=gettext_lazy("They moved on"))
    submit_label = gettext_lazy("Read the list")

    def __init__(self, *args, row: Import, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        self.fields["since"].initial = Mapping(**row.mapping).moves_since
        self.fields["since"].help_text = _(
            "Half-years that ended before stay as they are. Empty: the committees have always been there."
        )

    def act(self):
        return actions.move_since(item=self.row, since=self.cleaned_data["since"], by=self.by)


class ValuesForm(ActionForm):
    """What texts of the list mean: of one cell alone, or wherever they stand in the column."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    hidden = ("version", "form_key", "seen")
    submit_label = gettext_lazy("Read the list")

    def __init__(self, *args, row: Import, by, **kwargs):
        self.sheet = SHEETS[row.sheet]
        mapping = Mapping(**row.mapping)
        self.is_remembered = mapping.names
        self.questions = questions(mapping, row.preview or {}, terms_of(by))
        super().__init__(*args, row=row, by=by, **kwargs)
        self.fields["seen"].initial = fingerprint(self.questions)
        for question in self.questions:
            self.fields[question.name] = (
                self._typed(question) if question.is_typed else self._chosen(question)
            )

    def _chosen(self, question: Question) -> forms.Field:
        return forms.ChoiceField(
            label=f"“{shown(question.text)}”",
            required=False,
            initial=question.meaning or question.proposed,
            choices=[("", question.no_answer), *question.choices],
            widget=forms.Select(attrs={"class": "form-select"}),
        )

    def _typed(self, question: Question) -> forms.Field:
        return forms.CharField(
            label=f"“{shown(question.text)}”" if question.text else _("(empty)"),
            required=False,
            initial=question.meaning,
            widget=forms.TextInput(attrs={"class": "form-control"}),
        )

    def parts(self):
        """For the page: kind of question, column, and its questions with their fields."""
        for kind in Kind:
            for column in self.sheet.in_lists:
                asked = [q for q in self.questions if (q.kind, q.key) == (kind, column.key)]
                if asked:
                    yield kind, column, [(question, self[question.name]) for question in asked]

    def clean(self):
        data = super().clean()
        if data.get("seen") and data["seen"] != fingerprint(self.questions):
            raise ValidationError(_("The list was read anew meanwhile. Reload the page and choose again."))
        return data

    def act(self):
        words: dict[str, dict[str, str]] = {}
        answers: dict[str, dict[str, str]] = {}
        typed: dict[str, dict[str, str | None]] = {}
        for question in self.questions:
            chosen = self.cleaned_data.get(question.name, "")
            if chosen == question.meaning:
                continue
            if question.is_typed:
                text = None if chosen == question.text else chosen
                typed.setdefault(question.key, {})[question.place] = text
            elif question.place:
                answers.setdefault(question.key, {})[question.place] = chosen
            else:
                words.setdefault(question.key, {})[question.text] = chosen
        return actions.match_values(item=self.row, words=words, answers=answers, typed=typed, by=self.by)

    def _add_refusal(self, refusal: ValidationError) -> None:
        """What is wrong with the file belongs to no field here."""
        super()._add_refusal(ValidationError(refusal.messages))
