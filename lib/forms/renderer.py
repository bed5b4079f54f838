"""How form fields become HTML: by Jinja2, and select boxes, whose options are many, without a template."""

from collections.abc import Iterable
from html import escape
from typing import Any

from django.forms.renderers import Jinja2
from django.utils.safestring import SafeString

SELECT = "django/forms/widgets/select.html"


class FieldRenderer(Jinja2):
    """Django's own templates for Jinja2, which take half as long; a select box takes a tenth.

    Pages themselves are Django templates: docs/decisions/0023-fields-by-jinja2.md.
    """

    def render(self, template_name: str, context: dict[str, Any], request=None) -> str:
        if template_name == SELECT:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: dict[str, Any]) -> SafeString:
    options = "".join(_options(widget["optgroups"]))
    head = f'<select name="{_safe(widget["name"])}"{_attributes(widget["attrs"])}>'
    return SafeString(f"{head}{options}\n</select>")


def _options(groups: Iterable[tuple[Any, list[dict[str, Any]], int]]) -> Iterable[str]:
    for name, options, _index in groups:
        if name:
            yield f'\n  <optgroup label="{_safe(name)}">'
        for option in options:
            head = f'<option value="{_safe(option["value"])}"{_attributes(option["attrs"])}>'
            yield f"\n  {head}{_safe(option['label'])}</option>"
        if name:
            yield "\n  </optgroup>"


def _attributes(attributes: dict[str, Any]) -> str:
    given = ((name, value) for name, value in attributes.items() if value is not False)
    return "".join(f" {name}" if value is True else f' {name}="{_safe(value)}"' for name, value in given)


def _safe(value: Any) -> str:
    """As `conditional_escape`, which takes ten times as long where thousands are asked for."""
    return value.__html__() if hasattr(value, "__html__") else escape(str(value))
