"""Forms by which users act: once, and on the state that they saw."""

from dataclasses import dataclass

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.form_keys import new_form_key
from lib.versions import StaleVersion


@dataclass(frozen=True)
class Difference:
    """A field where the second saver typed something else than the first one stored."""

    name: str
    label: str
    mine: str
    theirs: str
    theirs_raw: list[str]  # as the field would be posted


@dataclass(frozen=True)
class Mistake:
    """A field that is missing or wrong: where it stands on the page, and what is said of it."""

    anchor: str
    said: str
    is_missing: bool

    @classmethod
    def of(cls, field: forms.BoundField, where: str = "") -> "Mistake":
        """`where` says which one it is of many of that name."""
        error = field.errors.as_data()[0]
        is_missing = error.code == "required"
        parts = [where, "" if is_missing else str(field.label), field.errors[0]]
        # A group of boxes has no field of that name; what stands around it has.
        return cls(field.id_for_label or f"div_{field.auto_id}", ": ".join(filter(None, parts)), is_missing)


class MistakesBox:
    """In a layout: how many fields of a long form are missing or wrong, with the way to the first ones.

    One alone is told beside its field, unless the form is so long that it may lie out of sight.
    """

    fields_at_least, shown_at_most = 5, 5
    fields_out_of_sight = 20

    def render(self, form, context, **kwargs):
        mistakes = form.mistakes() if form.is_bound else []
        fields_at_least = self.fields_at_least if len(mistakes) > 1 else self.fields_out_of_sight
        if not mistakes or form.size() < fields_at_least:
            return ""
        missing = sum(mistake.is_missing for mistake in mistakes)
        told = {
            "shown": mistakes[: self.shown_at_most],
            "missing": missing,
            "wrong": len(mistakes) - missing,
            "more": len(mistakes) - self.shown_at_most,
            "has_refusal": bool(form.non_field_errors()),
        }
        return render_to_string("_partials/mistakes.html", told)


class ActionForm(forms.Form):
    """A form whose `act` calls an action; a refusal comes back beside the fields, all typed kept.

    `version` is that of the row when the page was opened. A second saver of a form that edits stored
    values (`stored`) gets `differences` to choose from; other forms say who changed the row and may
    be sent again.
    """

    version = forms.IntegerField(
        widget=forms.HiddenInput,
        required=False,
        error_messages={"invalid": gettext_lazy("The form was damaged on its way. Reload the page.")},
    )
    form_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    hidden = ("version", "form_key")
    submit_label = gettext_lazy("Save")

    def __init__(self, data=None, *args, by, row=None, **kwargs):
        self.by, self.row, self.result = by, row, None
        self.is_stale, self.differences = False, []
        initial = {"version": getattr(row, "version", None), "form_key": new_form_key(by)}
        kwargs["initial"] = initial | (kwargs.get("initial") or {})
        super().__init__(self._with_choices(data), *args, **kwargs)
        for field in self.fields.values():
            is_own = field.error_messages["required"] is not forms.Field.default_error_messages["required"]
            if not field.widget.is_hidden and not is_own:
                field.error_messages["required"] = _("Please fill in “%(label)s”.") % {"label": field.label}
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True} | self.sent_by_script()
        self.helper.layout = Layout(*self.hidden, MistakesBox(), *self.layout())

    def layout(self):
        return [*(name for name in self.fields if name not in self.hidden), self.buttons()]

    def buttons(self):
        return Div(
            Submit("save", self.submit_label, css_class="btn-primary"),
            HTML(
                '{% load i18n %}<a class="btn btn-link" href="{{ cancel_url }}">{% translate "Cancel" %}</a>'
            ),
            css_class="form-acts d-flex align-items-center gap-2 mt-4",
        )

    def size(self) -> int:
        """How many fields stand on the page."""
        return len(self.visible_fields())

    def mistakes(self) -> list[Mistake]:
        """In the order of the page."""
        return [Mistake.of(field) for field in self.visible_fields() if field.errors]

    def clean(self):
        data = super().clean()
        data.pop("form_key", None)
        return data

    def act(self):
        """Call the action with `cleaned_data`; its result."""
        raise NotImplementedError

    def foresee(self, expect, *args, **kwargs) -> None:
        """In `clean`: what the action's own `expect` refuses is told along with all else that is wrong."""
        try:
            expect(*args, **kwargs)
        except ValidationError as refusal:
            self._add_refusal(refusal)

    def kept_as(self) -> str:
        """What it is about, where the browser keeps what is typed until it is saved; "" where it does not."""
        return ""

    def sent_by_script(self) -> dict:
        label = self.kept_as()
        filled = {"data-filled": ""} if self.is_bound else {}
        return {"data-keep": "", "data-send": label} | filled if label else {}

    def stored(self) -> dict | None:
        """What is stored now, by field name; None where there is nothing comparable."""
        return None

    def save(self) -> bool:
        """Whether the action was carried out; if not, the form says why."""
        if self.has_error("version"):
            # Beside a hidden field nobody would see it.
            self.add_error(None, self.errors["version"])
        if not self.is_valid():
            return False
        try:
            self.result = self.act()
        except ValidationError as refusal:
            self._add_refusal(refusal)
            return False
        return True

    def read_files(self) -> None:
        """Before the transaction: whoever waits for a file to be read holds nobody up."""
        if type(self)._read is ActionForm._read or not self.is_valid():
            return
        try:
            self._read()
        except ValidationError as refusal:
            self._add_refusal(refusal)

    def _read(self) -> None:
        """What `act` needs of large files."""

    def _add_refusal(self, refusal: ValidationError) -> None:
        if isinstance(refusal, StaleVersion):
            self._compare(refusal)
        if not hasattr(refusal, "error_dict"):
            self.add_error(None, refusal)
            return
        for name, errors in refusal.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)

    # --- two editors ---

    def _compare(self, stale: StaleVersion) -> None:
        """Meant, when sent again, for what stands there now."""
        self.is_stale = True
        self.data = self.data.copy()
        self.data["version"] = stale.version
        stored = self.stored()
        if stored is None:
            return
        for name, field in self.fields.items():
            if name in self.hidden:
                continue
            theirs = field.prepare_value(stored.get(name))
            mine = field.prepare_value(self.cleaned_data.get(name))
            if _shown(field, mine) != _shown(field, theirs):
                self.differences.append(
                    Difference(
                        name, field.label, _shown(field, mine), _shown(field, theirs), _posted(field, theirs)
                    )
                )

    @staticmethod
    def _with_choices(data):
        """What was posted, with the other editor's value wherever the comparison chose it."""
        if not data or "differing" not in data:
            return data
        data = data.copy()
        for name in data.getlist("differing"):
            if (data.get("resolve-all") or data.get(f"resolve-{name}")) == "theirs":
                data.setlist(name, data.getlist(f"theirs-{name}"))
        return data

    def kept(self) -> list[tuple[str, str]]:
        """All that was typed, as (name, value) pairs for hidden fields of the comparison."""
        own = set(self.fields)
        return [(name, value) for name in self.data if name in own for value in self.data.getlist(name)]


def _values(value) -> list:
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, (list, tuple, set)) else [value]


def _shown(field: forms.Field, value) -> str:
    """A value as its reader would name it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if choices := getattr(field, "choices", None):
        chosen = {str(v) for v in _values(value)}
        return "; ".join(str(label) for key, label in choices if str(key) in chosen)
    return "\n".join(_posted(field, value))


def _posted(field: forms.Field, value) -> list[str]:
    """A value as the field's widget would send it."""
    if isinstance(value, bool):
        return ["on"] if value else []
    return [str(field.widget.format_value(v) if not hasattr(field, "choices") else v) for v in _values(value)]
