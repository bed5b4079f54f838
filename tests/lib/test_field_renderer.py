import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from lib.forms.renderer import FieldRenderer

CHOICES = [
    ("", gettext_lazy("All")),
    (1, 'Ban <b>"Tổ chức"</b> & Dân vận'),
    ("Khối", [("a'b", mark_safe("<i>Đảng ủy</i>")), (2, "Công an")]),
]


class Bare(forms.Form):
    one = forms.ChoiceField(
        choices=CHOICES, widget=forms.Select(attrs={"class": "form-select", "title": '"'})
    )
    several = forms.MultipleChoiceField(choices=CHOICES, required=False, disabled=True)
    unknown = forms.NullBooleanField()


@pytest.mark.parametrize("data", [None, {"one": "a'b", "several": ["1", "2"], "unknown": "true"}])
@pytest.mark.parametrize("field", ["one", "several", "unknown"])
def test_select_boxes_are_as_djangos_templates_draw_them(field, data):
    ours, djangos = (
        str(Bare(data, renderer=renderer())[field]) for renderer in (FieldRenderer, DjangoTemplates)
    )
    assert ours.split() == djangos.split()
